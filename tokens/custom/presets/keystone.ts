import { bodyField, type Preset } from './preset';

const user = (field: string) => `auth.identity.password.user.${field}`;

/**
 * OpenStack's identity service. The token stands in a header of the answer, and goes along in a header of its own to all
 * services of the cloud. Without a scope in the login, it is for the user's default project.
 */
export const keystone: Preset = {
	name: 'keystone',
	title: 'OpenStack (Keystone)',
	exampleUrl: 'https://cloud.example.com:5000',
	notes:
		"Base URL is the address of Keystone without '/v3'. User Name is a user of the domain Default who has a default project: the token is for that project. For another domain or project, choose Custom; the documentation has a recipe. To send the token to the cloud's other services, add their hosts in Settings under Additional Allowed Domains.",
	fields: {
		loginUrl: '/v3/auth/tokens',
		usernameField: user('name'),
		passwordField: user('password'),
		extraFields: {
			field: [
				bodyField('auth.identity.methods', '["password"]', 'json'),
				bodyField(user('domain.id'), 'default'),
			],
		},
		settings: {
			token: { from: 'header', path: 'X-Subject-Token' },
			expiry: { from: 'date', path: 'token.expires_at' },
			send: { in: 'header', name: 'X-Auth-Token', value: '{token}' },
		},
	},
};

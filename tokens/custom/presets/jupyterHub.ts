import { bodyField, type Preset } from './preset';

/**
 * JupyterHub's REST API: a user's request for a token of his own, with the name and the password in place of a token.
 * Without a lifetime such a token would stay for good, so it asks for a day.
 */
export const jupyterHub: Preset = {
	name: 'jupyterHub',
	title: 'JupyterHub',
	exampleUrl: 'https://jupyter.example.com',
	notes:
		"For a JupyterHub that checks passwords itself, such as with PAM or LDAP. If people log in to yours through another site, this login doesn't work. The user has to have logged in once before. The token is an API token of the user. JupyterHub lists it among the user's tokens until it expires after a day.",
	fields: {
		loginUrl: '/hub/api/users/{username}/tokens',
		usernameField: 'auth.username',
		passwordField: 'auth.password',
		extraFields: {
			field: [bodyField('expires_in', '86400', 'json'), bodyField('note', 'n8n')],
		},
	},
};

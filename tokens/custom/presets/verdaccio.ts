import type { Preset } from './preset';

/**
 * Verdaccio, a registry for npm packages. As with `npm login`, the password goes along as HTTP Basic too: without it, the
 * request is for a new account.
 */
export const verdaccio: Preset = {
	name: 'verdaccio',
	title: 'Verdaccio',
	exampleUrl: 'http://verdaccio.example.com:4873',
	notes:
		"Enter the account that you use for 'npm login'. Check its name: where anybody may register, Verdaccio makes a new account of a name that it doesn't know. 'max_users: -1' in its config.yaml stops that, and Verdaccio then answers 'user registration disabled' to a wrong name or password. Tokens expire if 'security.api.jwt.sign.expiresIn' is set there. Otherwise they work until the password is changed.",
	fields: {
		loginUrl: '/-/user/org.couchdb.user:{username}',
		usernameField: 'name',
		extraFields: {
			field: [
				{
					name: 'Authorization',
					value: 'Basic {username:password|base64}',
					sendIn: 'header',
					type: 'text',
				},
			],
		},
		settings: { login: { method: 'PUT' } },
	},
};

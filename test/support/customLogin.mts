import type { LoginDescription } from '../../tokens/custom/description';

/** A login with a user name and a password as JSON, but for what is given. */
export function describedLogin(given: Partial<LoginDescription> = {}): LoginDescription {
	return {
		url: 'https://api.example.com/login',
		method: 'POST',
		username: 'ops@example.com',
		password: 'invented-pass',
		usernameField: 'username',
		passwordField: 'password',
		sendLoginIn: 'json',
		body: '',
		contentType: '',
		extraFields: [],
		secretFields: {},
		requestHeaders: [],
		keptNames: [],
		...given,
	};
}

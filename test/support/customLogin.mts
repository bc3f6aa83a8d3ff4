import type { Cookie, ExtraField, LoginDescription } from '../../tokens/custom/description';
import { baseValues } from '../../tokens/custom/placeholders';
import { loginRequest, type FilledRequest } from '../../tokens/custom/requests';
import { receivedOf, type Received } from './receivedRequest.mts';

/** When the logins of these tests take place. */
export const LOGIN_TIME = Date.UTC(2026, 11, 1, 9);

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

/**
 * The request of such a login.
 *
 * @param kept further values that exist before it
 */
export function requestOf(
	given: Partial<LoginDescription>,
	kept: Record<string, string> = {},
	cookies: Cookie[] = [],
): FilledRequest {
	const login = describedLogin(given);
	const values = [...baseValues(login, LOGIN_TIME), ...Object.entries(kept)];
	return loginRequest(login, new Map(values), cookies);
}

/** What a server sees of it. */
export async function receivedLogin(...login: Parameters<typeof requestOf>): Promise<Received> {
	return await receivedOf(requestOf(...login));
}

/** An extra field: text in the body, but for what is given. */
export function extra(name: string, value: string, more: Partial<ExtraField> = {}): ExtraField {
	return { name, value, sendIn: 'body', type: 'text', ...more };
}

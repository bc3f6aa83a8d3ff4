import type { Preset } from './preset';

/** Glewlwyd's own API for users and administrators. The expiry of its cookie is one thing, and the session's end another. */
export const glewlwyd: Preset = {
	name: 'glewlwyd',
	title: 'Glewlwyd',
	exampleUrl: 'https://login.example.com',
	notes:
		"This is Glewlwyd's own API, below /api: that of its administration and of user profiles. To manage users and clients, enter a user with the scope g_admin, whose session Glewlwyd ends ten minutes after the login if nobody changed that. A user who needs a second factor can't be used. For tokens that Glewlwyd gives to applications, choose Custom and one of the OAuth2 grants.",
	fields: { loginUrl: '/api/auth', settings: { expiry: { from: 'none' } } },
};

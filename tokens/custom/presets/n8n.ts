import type { Preset } from './preset';

/** n8n's own REST API, the one that its editor uses. */
export const n8n: Preset = {
	name: 'n8n',
	title: 'n8n',
	exampleUrl: 'https://n8n.example.com',
	notes:
		"User Name is the email address of an n8n user. This is the API that n8n's editor uses, below /rest, which can change with each version of n8n. For the public API below /api/v1, use n8n's own credential with an API key. An account with two-factor authentication needs a code at each login: for it, choose Custom. The documentation says what to fill in.",
	fields: { loginUrl: '/rest/login', usernameField: 'emailOrLdapLoginId' },
};

import type { Preset } from './preset';

/** Directus. Its refresh tokens work once; where one is refused, the login follows. */
export const directus: Preset = {
	name: 'directus',
	title: 'Directus',
	exampleUrl: 'https://directus.example.com',
	notes:
		'User Name is the email address of a Directus user whose role may read and write what your workflow needs. An account with two-factor authentication needs a code at each login: for it, choose Custom. The documentation says what to fill in.',
	fields: {
		loginUrl: '/auth/login',
		usernameField: 'email',
		settings: {
			refresh: {
				url: '/auth/refresh',
				method: 'POST',
				sendIn: 'json',
				field: 'refresh_token',
			},
		},
	},
};

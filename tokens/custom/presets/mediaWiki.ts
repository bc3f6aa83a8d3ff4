import { bodyField, type Preset } from './preset';

const action = (parameters: string) => `/api.php?action=query&${parameters}&format=json`;

/**
 * MediaWiki's Action API with a bot password. Its login wants a token that it gives beforehand, along with a cookie. It
 * answers 200 to everything, so its check is a call that insists on a login, asked every minute.
 */
export const mediaWiki: Preset = {
	name: 'mediaWiki',
	title: 'MediaWiki',
	exampleUrl: 'https://wiki.example.com/w',
	notes:
		"Base URL is the address of api.php without '/api.php'; the page Special:Version shows it. Make a bot password on the page Special:BotPasswords, with the grants that your workflow needs: User Name is the account and the bot's name, as in Ops@n8n. After five wrong passwords MediaWiki takes no login for five minutes. A session ends after an hour without a call. MediaWiki answers 200 even then, so it is asked once a minute whether it still knows the session; with assert=user in your own calls, they never run without a login. To edit, first ask for a CSRF token with the same credential.",
	fields: {
		loginUrl: '/api.php',
		sendLoginIn: 'form',
		usernameField: 'lgname',
		passwordField: 'lgpassword',
		extraFields: {
			field: [
				bodyField('action', 'login'),
				bodyField('format', 'json'),
				bodyField('lgtoken', '{loginToken}'),
			],
		},
		keptValues: {
			value: [
				{ name: 'loginToken', answer: 'first', from: 'json', path: 'query.tokens.logintoken' },
			],
		},
		settings: {
			firstRequest: { url: action('meta=tokens&type=login'), method: 'GET' },
			check: {
				by: 'url',
				url: action('meta=userinfo&assert=user'),
				method: 'GET',
				every: 1,
			},
		},
	},
};

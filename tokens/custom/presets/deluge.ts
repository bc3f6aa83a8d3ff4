import type { Preset } from './preset';

/**
 * Deluge's web interface: JSON-RPC by POST alone, which answers 200 with an error for a session that it doesn't know. So its
 * check is a call that needs a session, asked every minute; `auth.check_session` answers both ways in one shape.
 */
export const deluge: Preset = {
	name: 'deluge',
	title: 'Deluge',
	exampleUrl: 'http://nas.example.com:8112',
	notes:
		"Enter the password of Deluge's web interface (deluge-web), which has no user names. All calls are POSTs of JSON to /json. Deluge answers 200 even where the session has ended, so it is asked once a minute whether it still knows the session.",
	isPasswordAlone: true,
	fields: {
		loginUrl: '/json',
		sendLoginIn: 'template',
		loginBody: '{"method": "auth.login", "params": ["{password}"], "id": 1}',
		loginContentType: 'application/json',
		settings: {
			check: {
				by: 'url',
				url: '/json',
				method: 'POST',
				body: '{"method": "web.connected", "params": [], "id": 1}',
				contentType: 'application/json',
				every: 1,
			},
		},
	},
};

import type { Preset } from './preset';

/** qBittorrent's web interface. It refuses with 403, and ends a session after a time without calls that it doesn't declare. */
export const qBittorrent: Preset = {
	name: 'qBittorrent',
	title: 'qBittorrent',
	exampleUrl: 'http://nas.example.com:8080',
	notes:
		"Switch on the Web User Interface in qBittorrent's options, and enter its user name and password. qBittorrent looks at the host of each request: behind a reverse proxy, have the proxy send qBittorrent's own. After several wrong passwords it bans the address of n8n for a while.",
	fields: { loginUrl: '/api/v2/auth/login', sendLoginIn: 'form' },
};

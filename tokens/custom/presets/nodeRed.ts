import type { Preset } from './preset';

const field = (name: string, value: string) => ({ name, value, sendIn: 'body', type: 'text' });

/** Node-RED's admin API. An empty scope asks for what the user may do: any other is refused where the user may not do all of it. */
export const nodeRed: Preset = {
	name: 'nodeRed',
	title: 'Node-RED',
	exampleUrl: 'http://nodered.example.com:1880',
	notes:
		"Node-RED has a login if 'adminAuth' with the type 'credentials' stands in its settings.js. Enter a user from there. The token is for the admin API, such as /flows, not for the addresses of your own flows.",
	fields: {
		loginUrl: '/auth/token',
		sendLoginIn: 'form',
		extraFields: {
			field: [
				field('client_id', 'node-red-admin'),
				field('grant_type', 'password'),
				field('scope', ''),
			],
		},
	},
};

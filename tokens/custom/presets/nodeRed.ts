import { bodyField, type Preset } from './preset';

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
				bodyField('client_id', 'node-red-admin'),
				bodyField('grant_type', 'password'),
				bodyField('scope', ''),
			],
		},
	},
};

import type { Group } from '../credentialFields';

/** Where the answer holds the token. */
export const token: Group = {
	displayName: 'Token in the Answer',
	name: 'token',
	values: [
		{
			displayName: 'From',
			name: 'from',
			type: 'options',
			options: [
				{
					name: 'Automatic',
					value: 'auto',
					description: 'Looks where APIs usually put it; Token Status says where it was found',
				},
				{ name: 'JSON', value: 'json' },
				{ name: 'Header', value: 'header' },
				{ name: 'Cookie', value: 'cookie' },
				{ name: 'Whole Body', value: 'body' },
				{ name: 'Between Two Texts', value: 'between' },
			],
			default: 'auto',
			description: "What part of the login's answer holds the token",
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			default: '',
			placeholder: 'e.g. data.session.id',
			hint: "Not used if 'From' is Automatic or Whole Body",
			description:
				'Where it is: names joined by dots for JSON, the name of the header or cookie (empty: all cookies of the session), or what stands around it, as in <token>…</token>. An error of a login that finds no token lists the possible paths.',
		},
	],
};

/** Where the answer holds the expiry. */
export const expiry: Group = {
	displayName: 'Expiry in the Answer',
	name: 'expiry',
	values: [
		{
			displayName: 'From',
			name: 'from',
			type: 'options',
			options: [
				{
					name: 'Automatic',
					value: 'auto',
					description: 'Looks where APIs usually put it; Token Status says where it was found',
				},
				{ name: 'Seconds', value: 'seconds', description: 'How many seconds the token is valid' },
				{ name: 'Milliseconds', value: 'milliseconds' },
				{ name: 'Minutes', value: 'minutes' },
				{ name: 'Date', value: 'date', description: 'When it expires, as a date' },
				{ name: 'Unix Seconds', value: 'unixSeconds', description: 'Seconds since 1970' },
				{
					name: 'Unix Milliseconds',
					value: 'unixMilliseconds',
					description: 'Milliseconds since 1970',
				},
				{ name: 'JWT', value: 'jwt', description: 'The token itself says it' },
				{ name: 'None', value: 'none', description: 'What the answer says is not about the token' },
			],
			default: 'auto',
			description: 'How the answer says when the token expires',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			default: '',
			placeholder: 'e.g. data.session.expires',
			hint: "Not used if 'From' is Automatic, JWT or None",
			description: 'Where the answer holds it: names joined by dots, or the name of a header',
		},
	],
};

/** How calls carry the token. */
export const send: Group = {
	displayName: 'Send Token',
	name: 'send',
	values: [
		{
			displayName: 'In',
			name: 'in',
			type: 'options',
			options: [
				{ name: 'Header', value: 'header' },
				{
					name: 'Query',
					value: 'query',
					description: 'In the address, which ends up in the logs of servers',
				},
				{ name: 'Cookie', value: 'cookie' },
			],
			default: 'header',
			description: 'Where every call holds the token',
		},
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. X-Auth-Token',
			hint: "Empty: 'Authorization', or the cookie's own name",
			description: 'The name of the header, query parameter or cookie',
		},
		{
			displayName: 'Value',
			name: 'value',
			type: 'string',
			default: '',
			placeholder: 'e.g. Token {token}',
			hint: "Empty: 'Bearer {token}' in an Authorization header, else the token alone",
			description:
				'How the token stands there. It may hold {token}, {secret1} to {secret5} and your kept values.',
		},
	],
};

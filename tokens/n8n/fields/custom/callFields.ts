import type { INodeProperties } from 'n8n-workflow';

/** Values of an answer that later requests need. */
export const keptValues: INodeProperties = {
	displayName: 'Kept Values',
	name: 'keptValues',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Kept Value',
	default: {},
	description:
		'Only if later requests need something else of the answers, such as a CSRF token or a tenant. Use it as {name}.',
	options: [
		{
			displayName: 'Value',
			name: 'value',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. csrf',
					description:
						'Letters, digits and underscores, the first a letter. It is then a placeholder, {csrf}; userId and accountId also fill these columns of the token item.',
				},
				{
					displayName: 'Answer',
					name: 'answer',
					type: 'options',
					options: [
						{ name: 'Of the First Request', value: 'first' },
						{ name: 'Of the Login', value: 'login' },
					],
					default: 'login',
					description:
						"Which answer holds it. The first request is one under 'Settings' that comes before the login.",
				},
				{
					displayName: 'From',
					name: 'from',
					type: 'options',
					options: [
						{ name: 'Between Two Texts', value: 'between' },
						{ name: 'Cookie', value: 'cookie' },
						{ name: 'Header', value: 'header' },
						{ name: 'JSON', value: 'json' },
						{ name: 'JWT', value: 'jwt', description: 'A claim of the token' },
					],
					default: 'json',
					description: 'What part of the answer holds it',
				},
				{
					displayName: 'Path',
					name: 'path',
					type: 'string',
					default: '',
					placeholder: 'e.g. data.user.id',
					description:
						'Where it is: names joined by dots for JSON and JWT, the name of the header or cookie, or for Between Two Texts what stands around it, as in <id>…</id>',
				},
			],
		},
	],
};

/** Headers beside the one that carries the token. */
export const requestHeaders: INodeProperties = {
	displayName: 'Request Headers',
	name: 'requestHeaders',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Header',
	default: {},
	description:
		'Headers that every call needs besides the token, the login included: an API key, a tenant, a CSRF token',
	options: [
		{
			displayName: 'Header',
			name: 'header',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. X-Api-Key',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. {secret1}',
					description:
						'It may hold {token}, {secret1} to {secret5} and your kept values, but neither the password nor a one-time code',
				},
			],
		},
	],
};

import type { INodeProperties } from 'n8n-workflow';

import { shownForLogin } from './grantFields';

/** The ways to send a login whose fields have names. */
const NAMED = ['json', 'form', 'multipart', 'query', 'header'];
const asTemplate = { show: { sendLoginIn: ['template'] } };

/** How the user name and the password are sent. */
const fields: INodeProperties[] = [
	{
		displayName: 'Send Login In',
		name: 'sendLoginIn',
		type: 'options',
		options: [
			{
				name: 'Body as JSON',
				value: 'json',
				description: 'Most APIs want this: {"username": "…", "password": "…"}',
			},
			{
				name: 'Body as Form',
				value: 'form',
				description: 'As a web page sends a form: username=…&password=…',
			},
			{
				name: 'Body as Multipart Form',
				value: 'multipart',
				description: 'As a web page sends a form with files. The documentation calls it form-data.',
			},
			{
				name: 'Body as You Write It',
				value: 'template',
				description: 'For XML, GraphQL and anything else: you write the body, with placeholders',
			},
			{
				name: 'Header Fields',
				value: 'header',
				description: 'Each in a header of its own',
			},
			{
				name: 'HTTP Basic',
				value: 'basic',
				description: 'In the Authorization header. The documentation calls it Basic Auth.',
			},
			{
				name: 'Nowhere',
				value: 'none',
				description: 'For a login that needs a key alone: add it under Secret Fields',
			},
			{
				name: 'Query',
				value: 'query',
				description:
					'In the address. Addresses, and so the password, end up in the logs of servers.',
			},
		],
		default: 'json',
		description:
			'Where the login holds the user name and password. Its documentation shows an example: what stands there after -d or under Body tells which to choose.',
	},
	{
		displayName: 'Login Body',
		name: 'loginBody',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. {"auth": {"user": "{username}", "key": "{password}"}}',
		displayOptions: asTemplate,
		hint: 'Write {username} and {password} where they belong, with single braces. Another choice above hides this text, and n8n drops it when you save then.',
		description:
			'What the login sends. Further placeholders: {secret1} to {secret5}, {totp}, {now}, {nowMilliseconds}, {today}, {today+5}, {uuid} and your kept values. A filter may follow: {password|sha256}, also md5, sha1, base64 and url; {secret1:password|base64} joins two with a colon first. Placeholders are filled in so that JSON and XML stay valid.',
	},
	{
		displayName: 'Content Type of the Body',
		name: 'loginContentType',
		type: 'string',
		default: '',
		placeholder: 'e.g. application/xml',
		displayOptions: asTemplate,
		hint: 'Leave empty to choose it by what the body looks like',
		description: 'The Content-Type header of the login',
	},
	{
		displayName: 'Name of the User Name Field',
		name: 'usernameField',
		type: 'string',
		default: 'username',
		placeholder: 'e.g. email',
		displayOptions: { show: { sendLoginIn: NAMED } },
		description:
			'What the API calls the user name, such as username, email or login. In a JSON body a dot goes one level down: params.user.',
	},
	{
		displayName: 'Name of the Password Field',
		name: 'passwordField',
		type: 'string',
		default: 'password',
		placeholder: 'e.g. password',
		displayOptions: { show: { sendLoginIn: NAMED } },
		description: 'What the API calls the password. In a JSON body a dot goes one level down.',
	},
];

export const loginFields = fields.map(shownForLogin);

const sendIn: INodeProperties = {
	displayName: 'Send In',
	name: 'sendIn',
	type: 'options',
	options: [
		{ name: 'Body', value: 'body', description: 'Beside the user name and the password' },
		{ name: 'Header', value: 'header', description: 'In a header of its own' },
		{
			name: 'Query',
			value: 'query',
			description: 'In the address, which ends up in the logs of servers',
		},
	],
	default: 'body',
	description: 'Where the login holds it',
};

/** A JWT that is the token is signed here: no request gets it. */
export const withRequest = { hide: { grantType: ['signedJwt'] } };

/** What a login needs besides the user name and the password. */
export const extraFields: INodeProperties = {
	displayName: 'Extra Fields',
	name: 'extraFields',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Extra Field',
	default: {},
	displayOptions: withRequest,
	description:
		'What else the login sends, such as a tenant or a client name. For keys and other secrets use Secret Fields.',
	options: [
		{
			displayName: 'Field',
			name: 'field',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. tenant',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. example',
					description: 'It may hold placeholders, such as {now} or {username}',
				},
				sendIn,
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: [
						{
							name: 'JSON',
							value: 'json',
							description: 'A number, true, false, a list or an object, written in JSON',
						},
						{ name: 'Text', value: 'text', description: 'The value as it is' },
					],
					default: 'text',
					description: 'How a JSON body holds the value',
				},
			],
		},
	],
};

const SLOTS = ['secret1', 'secret2', 'secret3', 'secret4', 'secret5'];

/** Secrets beside the password. Each has a slot of its own, since n8n restores masked values of rows by their place. */
export const secretFields: INodeProperties = {
	displayName: 'Secret Fields',
	name: 'secretFields',
	type: 'fixedCollection',
	placeholder: 'Add Secret',
	default: {},
	description: 'Keys and other secrets of the login besides the password, such as an API key',
	options: SLOTS.map((name, index) => ({
		displayName: `Secret ${index + 1}`,
		name,
		values: [
			{
				displayName: 'Name',
				name: 'name',
				type: 'string' as const,
				default: '',
				placeholder: 'e.g. apiKey',
				hint: `Leave empty to use it as {${name}} only`,
				description: 'What the API calls it',
			},
			{
				displayName: 'Value',
				name: 'value',
				type: 'string' as const,
				typeOptions: { password: true },
				default: '',
				description: `The secret. As {${name}} it can stand in a login body and in the headers of every call.`,
			},
			sendIn,
		],
	})),
};

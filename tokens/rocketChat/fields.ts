import type { INodeProperties } from 'n8n-workflow';

import { returnTokenToAgent } from '../n8n/fields/nodeFields';

const TOKEN = ['personalAccessToken'];
/** The operations for which Rocket.Chat may ask for a second factor. */
const GUARDED = ['delete', 'generate', 'regenerate', 'rotate'];
/** The operations that output a token. */
const CREATING = ['generate', 'regenerate', 'rotate'];

/** The name of a token, picked from the account's list or typed. */
export const tokenPicker: INodeProperties = {
	displayName: 'Token Name',
	name: 'tokenName',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a token…',
			typeOptions: { searchListMethod: 'searchTokens', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. n8n-reports',
		},
	],
};

const tokenNames: INodeProperties[] = [
	{
		// The editor carries a name over from one operation to another only where both take it in the same modes.
		...tokenPicker,
		default: { mode: 'name', value: '' },
		displayOptions: { show: { resource: TOKEN, operation: ['generate'] } },
		description: "A name for the token. Each of a user's tokens has its own.",
	},
	{
		...tokenPicker,
		displayOptions: { show: { resource: TOKEN, operation: ['delete', 'regenerate', 'rotate'] } },
		description: 'The token to work on, by its name in Rocket.Chat',
	},
];

/** How to answer a challenge for a second factor. */
const secondFactor: INodeProperties[] = [
	{
		displayName: 'Two-Factor Method',
		name: 'twoFactorMethod',
		type: 'options',
		options: [
			{
				name: 'Authenticator App',
				value: 'totp',
				description:
					"A code of 6 digits, made from the credential's TOTP Secret or given as Two-Factor Code",
			},
			{
				name: 'Automatic',
				value: 'automatic',
				description: 'Whatever Rocket.Chat asks for',
			},
			{
				name: 'Email',
				value: 'email',
				description: 'A code that Rocket.Chat sent by email, given as Two-Factor Code',
			},
			{
				name: 'Password',
				value: 'password',
				description:
					"The account's password, from the credential or given as Two-Factor Code; only its SHA-256 digest is sent",
			},
		],
		default: 'automatic',
		description: 'How to answer when Rocket.Chat asks for a second factor',
	},
	{
		displayName: 'Two-Factor Code',
		name: 'twoFactorCode',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description:
			'The code for this run: from the email, the app, or a backup code, which works only once. Leave empty to generate it from the credential.',
	},
];

/** What few people need, for the operations it belongs to. */
const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { resource: TOKEN, operation: GUARDED } },
	options: [
		{
			displayName: 'Bypass Two-Factor',
			name: 'bypassTwoFactor',
			type: 'boolean',
			default: false,
			displayOptions: { show: { '/operation': ['generate', 'rotate'] } },
			description:
				'Whether the new token may be used without two-factor codes. Rotate goes by it only if no token of this name exists yet; a replacement keeps the setting of the old token.',
		},
		{
			...returnTokenToAgent,
			displayOptions: { show: { '@tool': [true], '/operation': CREATING } },
		},
		...secondFactor,
	],
};

/** The fields of all operations, in the order in which they are shown. */
export const rocketChatParameters: INodeProperties[] = [
	...tokenNames,
	{
		displayName: 'Older Than (Days)',
		name: 'olderThanDays',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 30,
		displayOptions: { show: { resource: TOKEN, operation: ['rotate'] } },
		description:
			'A token at least this many days old is replaced with a new one of the same name. A younger one is left as it is.',
	},
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		displayOptions: { show: { resource: TOKEN, operation: ['getMany'] } },
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { resource: TOKEN, operation: ['getMany'], returnAll: [false] } },
		description: 'Max number of results to return',
	},
	{
		displayName: 'Email or Username',
		name: 'emailOrUsername',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. ops@example.com',
		displayOptions: { show: { resource: ['twoFactorCode'], operation: ['send'] } },
		description: 'The email address or username of the Rocket.Chat account to send the code to',
	},
	options,
];

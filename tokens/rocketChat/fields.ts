import type { INodeProperties } from 'n8n-workflow';

const TOKEN = ['personalAccessToken'];
/** The operations for which Rocket.Chat may ask for a second factor. */
const GUARDED = ['delete', 'generate', 'regenerate', 'rotate'];

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
		displayName: 'Token Name',
		name: 'tokenName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. n8n-reports',
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
		displayOptions: { show: { resource: TOKEN, operation: GUARDED } },
		options: [
			{
				name: 'Authenticator App',
				value: 'totp',
				description: "A code of 6 digits, made from the credential's TOTP Secret or given below",
			},
			{
				name: 'Automatic',
				value: 'automatic',
				description: 'Whatever Rocket.Chat asks for',
			},
			{
				name: 'Email',
				value: 'email',
				description: 'A code that Rocket.Chat sent by email, given below',
			},
			{
				name: 'Password',
				value: 'password',
				description:
					"The account's password, from the credential or given below; only its SHA-256 digest is sent",
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
		displayOptions: { show: { resource: TOKEN, operation: GUARDED } },
		description:
			'The code for this run: from the email, the app, or a backup code, which works only once. Leave empty to generate it from the credential.',
	},
];

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
		displayName: 'Bypass Two-Factor',
		name: 'bypassTwoFactor',
		type: 'boolean',
		default: false,
		displayOptions: { show: { resource: TOKEN, operation: ['generate'] } },
		description: 'Whether the new token may be used without two-factor codes',
	},
	{
		displayName: 'Bypass Two-Factor',
		name: 'bypassTwoFactor',
		type: 'boolean',
		default: false,
		displayOptions: { show: { resource: TOKEN, operation: ['rotate'] } },
		description:
			'Whether the token may be used without two-factor codes. Applies only if no token of this name exists yet; a replacement keeps the setting of the old token.',
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
	...secondFactor,
];

import type { INodeProperties } from 'n8n-workflow';

const OAUTH = ['clientCredentials', 'password', 'refreshToken', 'jwtBearer'];
/** An emptied menu means its first entry. */
const isLogin = ['login', ''];

type Condition = Record<string, string[]>;

/** A field that is shown for some ways to get a token alone, and under a further condition. */
export function shownFor(
	grantType: string[],
	field: INodeProperties,
	further: Condition = {},
): INodeProperties {
	return { ...field, displayOptions: { show: { grantType, ...further } } };
}

/** The same for a login of the API's own. */
export function shownForLogin(field: INodeProperties): INodeProperties {
	return shownFor(isLogin, field, field.displayOptions?.show as Condition | undefined);
}

/** How to get a token. */
export const grantTypeField: INodeProperties = {
	displayName: 'How to Get a Token',
	name: 'grantType',
	type: 'options',
	options: [
		{
			name: 'Login',
			value: 'login',
			description: 'With a user name and password, or a key, as the API wants it',
		},
		{
			name: 'OAuth2: Client Credentials',
			value: 'clientCredentials',
			description: 'With a client ID and a client secret, or with a key that the client signs with',
		},
		{
			name: 'OAuth2: JWT Bearer',
			value: 'jwtBearer',
			description:
				'With a JWT that is signed with your private key, such as that of a service account',
		},
		{
			name: 'OAuth2: Password',
			value: 'password',
			description: 'With a client, and the user name and password of a user',
		},
		{
			name: 'OAuth2: Refresh Token',
			value: 'refreshToken',
			description: 'With a refresh token that you have got from the API',
		},
		{
			name: 'Signed JWT',
			value: 'signedJwt',
			description: 'The token is a JWT that is signed with your key here. Nothing is sent for it.',
		},
	],
	default: 'login',
	description:
		'The documentation of the API names it, often under Authentication. What another choice hides comes back with this one, until you save: then n8n drops it.',
};

const tokenUrl: INodeProperties = {
	displayName: 'Token URL',
	name: 'tokenUrl',
	type: 'string',
	placeholder: 'e.g. /oauth/token',
	default: '',
	required: true,
	description:
		'Where the API gives out tokens: a path after the base URL, or a whole address if it is at another host',
};

/** What gets a token of OAuth2, above the user name and the password. */
export const clientFields: INodeProperties[] = [
	shownFor(OAUTH, tokenUrl),
	shownFor(OAUTH, {
		displayName: 'Client ID',
		name: 'clientId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 0oa1example',
		description: 'The ID that you were given when you registered the client, or app, at the API',
	}),
	shownFor(
		OAUTH,
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The secret that belongs to it. It is sent to the host of the token URL alone.',
		},
		{ clientAuthentication: ['basic', 'body', ''] },
	),
	shownFor(['refreshToken'], {
		displayName: 'Refresh Token',
		name: 'refreshToken',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		required: true,
		description:
			'The first one, as the API gave it to you. If the API replaces it at each use, the newest one is kept in this credential. Then use it nowhere else: not in a second credential, and in no other program.',
	}),
];

/** What else a token request of OAuth2 says. */
export const oauthFields: INodeProperties[] = [
	{
		displayName: 'Client Authentication',
		name: 'clientAuthentication',
		type: 'options' as const,
		options: [
			{
				name: 'Body',
				value: 'body',
				description: 'Client ID and secret as fields: client_id and client_secret',
			},
			{
				name: 'HTTP Basic',
				value: 'basic',
				description: 'Client ID and secret in the Authorization header. Most APIs take this.',
			},
			{
				name: 'None',
				value: 'none',
				description: 'For a client without a secret: the client ID alone, if there is one',
			},
			{
				name: 'Private Key JWT',
				value: 'privateKeyJwt',
				description: 'A JWT that the client signs with its private key, in place of a secret',
			},
		],
		default: 'basic',
		description: 'How the client shows who it is',
	},
	{
		displayName: 'Scope',
		name: 'scope',
		type: 'string' as const,
		default: '',
		placeholder: 'e.g. read write',
		description: 'What the token is for, if the API wants to know, separated by spaces',
	},
	{
		displayName: 'Audience',
		name: 'audience',
		type: 'string' as const,
		default: '',
		placeholder: 'e.g. https://api.example.com',
		description: 'The API that the token is for, if the documentation asks for an audience',
	},
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'string' as const,
		default: '',
		placeholder: 'e.g. https://api.example.com',
		description: 'The same under another name, if the documentation asks for a resource',
	},
	{
		displayName: 'Body Format',
		name: 'bodyFormat',
		type: 'options' as const,
		options: [
			{ name: 'Form', value: 'form', description: 'As OAuth2 has it' },
			{ name: 'JSON', value: 'json', description: 'Some APIs want it' },
		],
		default: 'form',
		description: 'How the token request is written',
	},
].map((field) => shownFor(OAUTH, field));

const jwt: INodeProperties[] = [
	{
		displayName: 'Algorithm',
		name: 'algorithm',
		type: 'options',
		options: [
			...['EdDSA', 'ES256', 'ES384', 'ES512', 'HS256', 'HS384', 'HS512'],
			...['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'],
		].map((name) => ({ name, value: name })),
		default: 'RS256',
		description:
			'What the JWT is signed with. RS and PS need an RSA key, ES an EC key, EdDSA an Ed25519 key, HS a shared secret.',
	},
	{
		displayName: 'Signing Key',
		name: 'signingKey',
		type: 'string',
		typeOptions: { password: true, rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. -----BEGIN PRIVATE KEY-----',
		description:
			'The private key in PEM format, with or without line breaks; for HS the shared secret. It is never sent.',
	},
	{
		displayName: 'Key ID',
		name: 'keyId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2X9R4HXF34',
		description:
			'The ID that the API gave to the key, if it has one. The header of the JWT calls it kid.',
	},
	{
		displayName: 'Issuer',
		name: 'issuer',
		type: 'string',
		default: '',
		placeholder: 'e.g. service@example.com',
		hint: 'Leave empty for the client ID, if there is one',
		description: 'Who the JWT is from. The JWT calls it iss.',
	},
	{
		displayName: 'Subject',
		name: 'subject',
		type: 'string',
		default: '',
		placeholder: 'e.g. user@example.com',
		description: 'Whom the JWT is about, such as the user to act for. The JWT calls it sub.',
	},
	{
		displayName: 'JWT Audience',
		name: 'jwtAudience',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://account.example.com',
		hint: 'Leave empty for the token URL, if there is one',
		description: 'Whom the JWT is for. The JWT calls it aud.',
	},
	{
		displayName: 'JWT Lifetime (Minutes)',
		name: 'jwtLifetime',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 3 },
		default: 0,
		hint: '0: automatic',
		description:
			'How long the JWT is valid. Automatic is 1 minute for a JWT that gets a token, and 15 minutes for one that is the token.',
	},
	{
		displayName: 'Claims',
		name: 'claims',
		type: 'json',
		default: '{}',
		description:
			'What else the JWT says, as a JSON object such as {"scope": "read"}. A claim of a standard name, such as exp, replaces that one.',
	},
];

/** What a JWT is made of, wherever one is signed. n8n shows a field under one condition, so each is there twice. */
export const jwtFields: INodeProperties[] = [
	...jwt.map((field) => shownFor(['jwtBearer', 'signedJwt'], field)),
	...jwt.map((field) =>
		shownFor(['clientCredentials', 'password', 'refreshToken'], field, {
			clientAuthentication: ['privateKeyJwt'],
		}),
	),
];

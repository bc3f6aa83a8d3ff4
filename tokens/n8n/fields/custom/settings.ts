import type { INodeProperties } from 'n8n-workflow';

import { PRESETS } from '../../../custom/presets/all';
import {
	check as checkBeforeUse,
	hosts,
	maxAge,
	output,
	renewBefore,
	settingsMenu,
	tls,
	type Group,
} from '../credentialFields';
import { send, token, expiry } from './answerSettings';

/** The method of the login. */
const login: Group = {
	displayName: 'Login Request',
	name: 'login',
	values: [
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: ['POST', 'GET', 'PUT', 'PATCH'].map((name) => ({ name, value: name })),
			default: 'POST',
			description: 'The HTTP method of the login. Nearly all APIs want POST.',
		},
	],
};

/** What is asked for before the login. */
const firstRequest: Group = {
	displayName: 'First Request',
	name: 'firstRequest',
	values: [
		{
			displayName: 'Address',
			name: 'url',
			type: 'string',
			default: '',
			placeholder: 'e.g. /login/form',
			description:
				'A request before the login, for a CSRF token or a session cookie: a path after the base URL, or a whole address. Its cookies go along with the login, and Kept Values can read from its answer.',
		},
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: ['GET', 'POST'].map((name) => ({ name, value: name })),
			default: 'GET',
			description: 'The HTTP method of the first request',
		},
	],
};

/** How a token is renewed without the password. */
const refresh: Group = {
	displayName: 'Refresh',
	name: 'refresh',
	values: [
		{
			displayName: 'Address',
			name: 'url',
			type: 'string',
			default: '',
			placeholder: 'e.g. /token/refresh',
			description:
				'Where a token is renewed without logging in: with the refresh token of the login, or with the token itself where there is none. If this is refused, the login follows.',
		},
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: ['POST', 'GET', 'PUT', 'PATCH'].map((name) => ({ name, value: name })),
			default: 'POST',
			description: 'The HTTP method of the refresh',
		},
		{
			displayName: 'Send Token In',
			name: 'sendIn',
			type: 'options',
			options: [
				{ name: 'Body as JSON', value: 'json' },
				{ name: 'Body as Form', value: 'form' },
				{ name: 'Query', value: 'query' },
				{ name: 'As on Every Call', value: 'token' },
			],
			default: 'json',
			description: 'Where the refresh holds the refresh token, or the token',
		},
		{
			displayName: 'Field',
			name: 'field',
			type: 'string',
			default: '',
			placeholder: 'e.g. refreshToken',
			hint: "Empty: 'refresh_token', or 'token' where there is no refresh token",
			description: 'What the API calls it in the body or query',
		},
	],
};

/** When tokens are renewed, and what a new one does to the one before. */
const renewal: Group = {
	displayName: 'Renewal',
	name: 'renewal',
	values: [
		renewBefore,
		maxAge,
		{
			displayName: 'New Login Ends the Old Token',
			name: 'revokesPrevious',
			type: 'boolean',
			default: false,
			description:
				'Whether the API accepts the newest token of a user alone. Several n8n workers then wait for each other.',
		},
	],
};

/** How a refused token is told from another failure. */
const check: Group = {
	displayName: 'Check',
	name: 'check',
	values: [
		{
			displayName: 'Check By',
			name: 'by',
			type: 'options',
			options: [
				{
					name: 'Automatic',
					value: 'auto',
					description:
						'After a failure, GETs to your own API tell whether the token was the reason, never one whose address sounds like logging out or deleting',
				},
				{
					name: 'Address',
					value: 'url',
					description: 'A request that you name, which needs the token and changes nothing',
				},
				{
					name: 'None',
					value: 'none',
					description:
						'Nothing is sent. After failures a login follows, at first at once, then more and more rarely.',
				},
			],
			default: 'auto',
			description:
				"How to find out whether the API still accepts the token. 'Automatic' sends requests of its own to your API: made-up tokens of the same form, and once more a GET that failed. If that could do harm, choose an address, or 'None'.",
		},
		{
			displayName: 'Address',
			name: 'url',
			type: 'string',
			default: '',
			placeholder: 'e.g. /me',
			hint: "Used if 'Check By' is Address, as the three fields below",
			description:
				'A path after the base URL, or a whole address at its host or an additional allowed one. The answer has to differ for a wrong token.',
		},
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: ['GET', 'POST'].map((name) => ({ name, value: name })),
			default: 'GET',
			description: 'The HTTP method of the check',
		},
		{
			displayName: 'Body',
			name: 'body',
			type: 'string',
			default: '',
			placeholder: 'e.g. {"query": "{ viewer { id } }"}',
			description: 'What the check sends with POST. It may hold placeholders.',
		},
		{
			displayName: 'Content Type',
			name: 'contentType',
			type: 'string',
			default: '',
			placeholder: 'e.g. application/json',
			hint: 'Leave empty to choose it by what the body looks like',
			description: 'The Content-Type header of the check',
		},
		{
			displayName: 'Check Every (Minutes)',
			name: 'every',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 3 },
			default: 0,
			hint: '0: off',
			description:
				'Check the token before it is used, unless it was found good within this time. For APIs that refuse a token with a status that looks like success.',
		},
	],
};

/** A time-based code at each login. */
const oneTimeCode: Group = {
	displayName: 'One-Time Code',
	name: 'oneTimeCode',
	values: [
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The letters and digits below the QR code for an authenticator app. A code is made of them at each login.',
		},
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. otp',
			hint: 'Leave empty to use it as {totp} only',
			description: 'What the API calls the code',
		},
		{
			displayName: 'Send In',
			name: 'sendIn',
			type: 'options',
			options: [
				{ name: 'Body', value: 'body' },
				{ name: 'Query', value: 'query' },
				{ name: 'Header', value: 'header' },
			],
			default: 'body',
			description: 'Where the login holds the code',
		},
	],
};

const customHosts: Group = {
	...hosts,
	values: [
		...hosts.values,
		{
			displayName: 'Follow Redirects',
			name: 'followRedirects',
			type: 'boolean',
			default: false,
			description:
				'Whether your own requests follow a redirect to the same host and port, as from /things to /things/. A redirect elsewhere is never followed.',
		},
	],
};

const customTls: Group = {
	...tls,
	values: tls.values.map((field) =>
		field.name === 'ignoreSslIssues'
			? {
					...field,
					description:
						'Whether to log in even if the certificate of the server cannot be verified. Anyone between n8n and the server can then read the password. Holds for logins and checks; the HTTP Request node has a setting of its own.',
				}
			: field,
	),
};

/** What few people need of a login that its user describes. */
export const customSettings = settingsMenu([
	login,
	token,
	expiry,
	send,
	firstRequest,
	refresh,
	renewal,
	check,
	oneTimeCode,
	customHosts,
	output,
	customTls,
]);

/** The same where the API was chosen by its name: what depends on the workflow, and not on the API. */
export const presetSettings: INodeProperties = {
	...settingsMenu([
		{ ...renewal, values: [renewBefore, maxAge] },
		{
			...checkBeforeUse,
			values: checkBeforeUse.values.map((field) => ({ ...field, hint: '0: as the API needs it' })),
		},
		customHosts,
		output,
		customTls,
	]),
	displayOptions: { show: { api: PRESETS.map(({ name }) => name) } },
};

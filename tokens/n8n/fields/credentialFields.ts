import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { TOKEN_STATE } from '../credentialHooks';

/** GIRO's tag: masked like a key, though nothing in its name says that it is one. */
export const xTagField: INodeProperties = {
	displayName: 'X-Tag',
	name: 'xTag',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	required: true,
	description:
		'The fixed string GIRO gave you. It is sent along with every request, and is the same for all of your accounts.',
};

/** One entry of the menu 'Add Setting'. */
export type Group = INodePropertyCollection;

export const renewBefore: INodeProperties = {
	displayName: 'Renew Before Expiry (Minutes)',
	name: 'renewBefore',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	hint: '0: automatic',
	description:
		'How long before its expiry a token is renewed. Automatic is a tenth of its lifetime, at least one minute and at most 7 days.',
};

export const maxAge: INodeProperties = {
	displayName: 'Maximum Token Age (Hours)',
	name: 'maxAge',
	type: 'number',
	typeOptions: { minValue: 0, numberPrecision: 3 },
	default: 0,
	hint: '0: no limit',
	description:
		'Renew a token once it reaches this age: for providers that do not say when tokens expire, or whose tokens expire earlier than stated. Fractions are allowed: 0.5 is half an hour.',
};

/** When tokens are renewed. */
const renewal: Group = {
	displayName: 'Renewal',
	name: 'renewal',
	values: [renewBefore, maxAge],
};

/** Where a token may go. */
export const hosts: Group = {
	displayName: 'Additional Allowed Domains',
	name: 'hosts',
	values: [
		{
			displayName: 'Additional Allowed Domains',
			name: 'otherHosts',
			type: 'string',
			default: '',
			placeholder: 'e.g. files.example.com, reports.example.com:8443',
			description:
				'Hosts that may receive the token besides the one of the base URL, separated by commas. Requests to any other host fail, so the token cannot leak.',
		},
	],
};

/** Whether a token may be put out. */
export const output: Group = {
	displayName: 'Token Output',
	name: 'output',
	values: [
		{
			displayName: 'Allow Token Output',
			name: 'allowTokenOutput',
			type: 'boolean',
			default: true,
			description:
				'Whether nodes may output the token. Node output is stored with the execution. When off, the HTTP Request node can still use the token.',
		},
	],
};

/** For APIs whose refusals n8n does not notice. */
export const check: Group = {
	displayName: 'Check Before Use',
	name: 'check',
	values: [
		{
			displayName: 'Check Every (Minutes)',
			name: 'every',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 3 },
			default: 0,
			hint: '0: off',
			description:
				'Check the token with a small request before it is used, unless it was found good within this time. For APIs that refuse a token without the status 401.',
		},
	],
};

/** For a server whose certificate no public authority has signed. */
export const tls: Group = {
	displayName: 'TLS',
	name: 'tls',
	values: [
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'ignoreSslIssues',
			type: 'boolean',
			default: false,
			description:
				'Whether to connect even if the certificate of the server cannot be verified. Anyone between n8n and the server can then read the token. Holds for the nodes of this package and for the test of this credential; the HTTP Request node has a setting of its own.',
		},
		{
			displayName: 'CA Certificate',
			name: 'caCertificate',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. -----BEGIN CERTIFICATE-----',
			description:
				'The certificate, in PEM format, that signed the one of the server; no other is then accepted. Needs n8n 2: n8n 1 does not use it. Holds for the same requests as Ignore SSL Issues.',
		},
	],
};

/** What few people need: one menu, and only what was picked from it is shown. */
export function settingsMenu(groups: Group[]): INodeProperties {
	return {
		displayName: 'Settings',
		name: 'settings',
		type: 'fixedCollection',
		placeholder: 'Add Setting',
		default: {},
		options: groups,
	};
}

/** The settings of a credential that renews its token. */
export const tokenSettings = settingsMenu([renewal, hosts, output, check]);

/** The settings of a credential that presents the token it was given. */
export const givenTokenSettings = settingsMenu([hosts, output, tls]);

/**
 * What is known of the token, and where n8n keeps it. Only the status is shown. The others are masked, so that a browser
 * neither sees nor overwrites them.
 */
export const tokenFields: INodeProperties[] = [
	{
		displayName: 'Token Status',
		name: 'tokenStatus',
		type: 'string',
		// n8n 2 shows such a field, and lets nobody write in it.
		typeOptions: { copyButton: true },
		default: '',
		hint: 'Filled in after the first login and with each renewal. Close and open this dialog to see it.',
		description:
			'How long the token is valid and when it is renewed. Nothing depends on this text.',
	},
	{
		displayName: 'Token State',
		name: 'tokenState',
		type: 'hidden',
		typeOptions: { expirable: true, password: true },
		default: TOKEN_STATE,
	},
	{
		displayName: 'Token Session',
		name: 'tokenSession',
		type: 'hidden',
		typeOptions: { password: true },
		default: '',
	},
	{
		displayName: 'Access Token',
		name: 'accessToken',
		type: 'hidden',
		typeOptions: { password: true },
		default: '',
	},
];

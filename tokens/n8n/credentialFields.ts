import type { INodeProperties } from 'n8n-workflow';

import { TOKEN_STATE } from './credentialHooks';

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

/** When tokens are renewed. */
export const renewalFields: INodeProperties[] = [
	{
		displayName: 'Renew Before Expiry (Minutes)',
		name: 'renewBefore',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			'How long before its expiry a token is renewed. Leave it at 0 for the automatic choice: a tenth of its lifetime, at least one minute and at most 7 days.',
	},
	{
		displayName: 'Maximum Token Age (Hours)',
		name: 'maxAge',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description:
			"Renew a token once it reaches this age: for providers that do not say when tokens expire, or whose tokens expire earlier than stated. Also set it for requests with 'Never Error' or pagination, where a refused token goes unnoticed. 0 means no limit.",
	},
];

/** Where a token may go. */
export const safetyFields: INodeProperties[] = [
	{
		displayName: 'Other Hosts',
		name: 'otherHosts',
		type: 'string',
		default: '',
		placeholder: 'e.g. files.example.com, reports.example.com:8443',
		description:
			'Additional hosts that may receive the token, separated by commas. Requests to any other host fail, so the token cannot leak.',
	},
	{
		displayName: 'Allow Token Output',
		name: 'allowTokenOutput',
		type: 'boolean',
		default: true,
		description:
			'Whether nodes may output the token. Node output is stored with the execution. When off, the HTTP Request node can still use the token.',
	},
];

/** Where n8n keeps the session: never shown, and masked so that a browser neither sees nor overwrites it. */
export const tokenFields: INodeProperties[] = [
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

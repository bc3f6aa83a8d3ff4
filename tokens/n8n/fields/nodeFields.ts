import type { INodeProperties } from 'n8n-workflow';

/** Where an AI agent runs the node as its tool. */
const asTool = { show: { '@tool': [true] } };

/** Says why an agent gets no token. */
export const agentNotice: INodeProperties = {
	displayName:
		"The AI agent gets everything except the token: 'accessToken' is null, so that the token reaches neither the model nor the chat. To change that, switch on 'Return Token to Agent' under Options.",
	name: 'agentNotice',
	type: 'notice',
	default: '',
	displayOptions: asTool,
};

/** The same for Rocket.Chat, whose tokens can be read only when they are made. */
export const rocketChatAgentNotice: INodeProperties = {
	...agentNotice,
	displayName:
		"The AI agent gets no token: 'accessToken' is null in what Get Many lists. Generate, Regenerate and Rotate fail, since nobody could read the new token afterwards. To change that, switch on 'Return Token to Agent' under Options.",
};

/** Lets an agent see tokens. A person has to switch it on: an expression could be filled in by the agent. */
export const returnTokenToAgent: INodeProperties = {
	displayName: 'Return Token to Agent',
	name: 'returnTokenToAgent',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	displayOptions: asTool,
	description:
		'Whether the AI agent may see the token. When off, it gets everything except the token.',
};

/** The options of the nodes whose tokens are kept in the credential. */
export const tokenOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Check Token',
			name: 'check',
			type: 'options',
			options: [
				{
					name: 'Always',
					value: 'always',
					description: 'With a small request each time',
				},
				{
					name: 'Automatic',
					value: 'auto',
					description: 'Unless this n8n saw that the API accepts it within the last 5 minutes',
				},
				{
					name: 'Never',
					value: 'never',
					description: 'Output what the credential holds: a token may have been revoked since',
				},
			],
			default: 'auto',
			description:
				'Whether to ask the API if it accepts the token before it is output. If it does not, the token is renewed.',
		},
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			options: [
				{
					name: 'Everything but the Token',
					value: 'metadata',
					description: 'Times, IDs and a fingerprint, for logs and schedules',
				},
				{
					name: 'Token',
					value: 'token',
					description: 'The token with its times, and the headers that carry it',
				},
			],
			default: 'token',
			description: 'What to output. Node output is stored with the execution.',
		},
		{
			displayName: 'Renew Before Expiry (Minutes)',
			name: 'renewBefore',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			hint: '0: automatic',
			description:
				"How long before its expiry the token is renewed, instead of what the credential says. Automatic is a tenth of the token's lifetime, at least one minute and at most 7 days.",
		},
		returnTokenToAgent,
	],
};

const onRenewIfDue = { show: { operation: ['renewIfDue'] } };

/** What an item tells of the token that it holds. */
export const heldTokenFields: INodeProperties[] = [
	{
		displayName: 'Issued At',
		name: 'issuedAt',
		type: 'string',
		default: '={{ $json.issuedAt }}',
		placeholder: 'e.g. 2026-01-15T12:00:00Z',
		displayOptions: onRenewIfDue,
		description:
			'When the token was issued: a date (UTC if it has no time zone), or seconds or milliseconds since 1970. Leave empty if unknown.',
	},
	{
		displayName: 'Expires At',
		name: 'expiresAt',
		type: 'string',
		default: '={{ $json.expiresAt }}',
		placeholder: 'e.g. 2026-01-16T12:00:00Z',
		displayOptions: onRenewIfDue,
		description:
			'When the token expires, in the same formats as Issued At. It is renewed some time before: see Renew Before Expiry in the options and in the credential.',
	},
	{
		displayName: 'Renew At',
		name: 'renewAt',
		type: 'string',
		default: '={{ $json.renewAt }}',
		placeholder: 'e.g. 2026-01-16T09:36:00Z',
		displayOptions: onRenewIfDue,
		description:
			'When to renew the token, in the same formats as Issued At. Leave empty to go by when it expires.',
	},
];

import type { INodeProperties } from 'n8n-workflow';

import { tokenOptions } from '../n8n/fields/nodeFields';

/** GIRO declares no expiry, so the trigger renews its token in time only by the age that the user sets. */
export const endlessNotice: INodeProperties = {
	displayName:
		"GIRO does not say when a token expires, so this trigger renews it only once it is refused. To have it renewed in time, set 'Maximum Token Age (Hours)' under 'Settings' in the credential.",
	name: 'endlessNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { provider: ['giro'] } },
};

/** The trigger's options, for tokens that are kept in the credential. */
export const triggerOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { hide: { provider: ['rocketChat'] } },
	options: [
		{
			displayName: 'Emit Failed Renewals',
			name: 'emitFailedRenewals',
			type: 'boolean',
			default: false,
			description:
				"Whether to start the workflow also when a renewal failed while the old token can still be used, once for each token and reason. The item is the old token's, with 'renewed' false and the reason in 'renewalError'. Past the token's expiry a failed renewal is an error in any case.",
		},
		...(tokenOptions.options as INodeProperties[]).filter(
			({ name }) => name !== 'returnTokenToAgent',
		),
	],
};

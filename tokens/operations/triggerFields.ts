import type { INodeProperties } from 'n8n-workflow';

import { tokenOptions } from '../n8n/nodeFields';
import { tokenPicker } from '../rocketChat/fields';

const ofRocketChat = { show: { provider: ['rocketChat'] } };
const ofSessions = { hide: { provider: ['rocketChat'] } };

/** What is filled in for Rocket.Chat's token. */
export const rocketChatTriggerFields: INodeProperties[] = [
	{
		displayName:
			"A new Rocket.Chat token is shown once: it is in the execution that this trigger starts, and nowhere else. If that execution fails or is not saved, regenerate the token. The old one ends as soon as the new one is made. A test run shows what is known of the token and makes no new one, so its 'accessToken' is empty.",
		name: 'onceNotice',
		type: 'notice',
		default: '',
		displayOptions: ofRocketChat,
	},
	{
		...tokenPicker,
		displayOptions: ofRocketChat,
		description:
			'The token to keep fresh, by its name in Rocket.Chat. To create a new one, choose By Name and enter a name that does not exist yet.',
	},
	{
		displayName: 'Older Than (Days)',
		name: 'olderThanDays',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 30,
		displayOptions: ofRocketChat,
		description:
			'A token at least this many days old, or that will be before the next poll, is replaced with a new one of the same name',
	},
];

/** Nothing tells when this token is due, unless the user does. */
export const endlessNotice: INodeProperties = {
	displayName:
		"GIRO does not say when a token expires. Set 'Maximum Token Age (Hours)' in the credential: without it this trigger renews nothing, and only tokens that others have renewed start the workflow.",
	name: 'endlessNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { provider: ['giro'] } },
};

/** The options of the trigger, for tokens that are kept in the credential. */
export const triggerOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: ofSessions,
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

import type { INodeProperties } from 'n8n-workflow';

import { tokenPicker } from './fields';

const displayOptions = { show: { provider: ['rocketChat'] } };

/** The trigger's fields for a Rocket.Chat token, in the order in which they are shown. */
export const rocketChatTriggerFields: INodeProperties[] = [
	{
		displayName:
			"A new Rocket.Chat token is shown once: it is in the execution that this trigger starts, and nowhere else. If that execution fails or is not saved, regenerate the token. The old one ends as soon as the new one is made. A test run shows what is known of the token and makes no new one, so its 'accessToken' is empty.",
		name: 'onceNotice',
		type: 'notice',
		default: '',
		displayOptions,
	},
	{
		...tokenPicker,
		displayOptions,
		description:
			'The token to keep fresh, by its name in Rocket.Chat. To create a new one, choose By Name and enter a name that does not exist yet.',
	},
	{
		displayName: 'Older Than (Days)',
		name: 'olderThanDays',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 30,
		displayOptions,
		description:
			'A token at least this many days old, or that will be before the next poll, is replaced with a new one of the same name',
	},
];

import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { custom } from '../../tokens/custom/provider';
import { pollToken, runTrigger } from '../../tokens/operations/trigger';
import { endlessNotice, triggerOptions } from '../../tokens/operations/triggerFields';
import { genLogs } from '../../tokens/providers/genLogs';
import { giro } from '../../tokens/providers/giro';
import { personr } from '../../tokens/providers/personr';
import { searchTokens } from '../../tokens/rocketChat/search';
import { pollRocketChat } from '../../tokens/rocketChat/trigger';
import { rocketChatTriggerFields } from '../../tokens/rocketChat/triggerFields';

/** How each provider is polled, by the values of 'Provider'. */
const POLLS = {
	custom: pollToken(custom),
	genLogs: pollToken(genLogs),
	giro: pollToken(giro),
	personr: pollToken(personr),
	rocketChat: pollRocketChat,
};

export class AccessTokenTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Access Token Trigger',
		name: 'accessTokenTrigger',
		icon: { light: 'file:accessToken.svg', dark: 'file:accessToken.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ ({ custom: "Custom", genLogs: "GenLogs", giro: "GIRO", personr: "Personr", rocketChat: "Rocket.Chat" })[$parameter["provider"]] }}',
		description:
			'Renews an access token before it expires, and starts the workflow with the new one',
		documentationUrl: 'https://n8n-nodes-access-tokens.example/docs/trigger.md',
		defaults: { name: 'Access Token Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		// With 'show' the editor would take the provider for a way to sign in, and move it into the credential's dialog.
		credentials: [
			{
				name: 'customTokenApi',
				required: true,
				displayOptions: { hide: { provider: ['genLogs', 'giro', 'personr', 'rocketChat'] } },
			},
			{
				name: 'genLogsApi',
				required: true,
				displayOptions: { hide: { provider: ['custom', 'giro', 'personr', 'rocketChat'] } },
			},
			{
				name: 'giroApi',
				required: true,
				displayOptions: { hide: { provider: ['custom', 'genLogs', 'personr', 'rocketChat'] } },
			},
			{
				name: 'personrApi',
				required: true,
				displayOptions: { hide: { provider: ['custom', 'genLogs', 'giro', 'rocketChat'] } },
			},
			{
				name: 'rocketChatTokenApi',
				required: true,
				displayOptions: { hide: { provider: ['custom', 'genLogs', 'giro', 'personr'] } },
			},
		],
		sensitiveOutputFields: ['accessToken', 'refreshToken', 'headers', 'query', 'values'],
		properties: [
			{
				displayName: 'Provider',
				name: 'provider',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Custom', value: 'custom' },
					{ name: 'GenLogs', value: 'genLogs' },
					{ name: 'GIRO', value: 'giro' },
					{ name: 'Personr', value: 'personr' },
					{ name: 'Rocket.Chat', value: 'rocketChat' },
				],
				default: 'genLogs',
				description: 'Whose token to keep valid',
			},
			{
				displayName:
					'Each token starts the workflow once, whoever renewed it: this trigger, or another workflow with the same credential. A test run outputs the token that is there, and logs in only if there is none.',
				name: 'onceEachNotice',
				type: 'notice',
				default: '',
				displayOptions: { hide: { provider: ['rocketChat'] } },
			},
			endlessNotice,
			...rocketChatTriggerFields,
			triggerOptions,
		],
	};

	methods = { listSearch: { searchTokens } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await runTrigger(this, POLLS);
	}
}

import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { rocketChatAgentNotice } from '../../tokens/n8n/fields/nodeFields';
import { rocketChatParameters } from '../../tokens/rocketChat/fields';
import { runRocketChatNode } from '../../tokens/rocketChat/node';
import { searchTokens } from '../../tokens/rocketChat/search';

/** Twice in the node: a tool starts at an operation that an AI agent may use. */
const tokenOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Delete',
			value: 'delete',
			description: 'Delete a token permanently',
			action: 'Delete a personal access token',
		},
		{
			name: 'Generate',
			value: 'generate',
			description: 'Generate a new token. Rocket.Chat shows it only once.',
			action: 'Generate a personal access token',
		},
		{
			name: 'Get Many',
			value: 'getMany',
			description: 'List the tokens of the account: names and dates, not the tokens themselves',
			action: 'Get many personal access tokens',
		},
		{
			name: 'Regenerate',
			value: 'regenerate',
			description: 'Replace a token with a new one of the same name, whatever its age',
			action: 'Regenerate a personal access token',
		},
		{
			name: 'Rotate',
			value: 'rotate',
			description:
				'Generate the token if it does not exist, regenerate it if it is old enough, otherwise leave it as it is',
			action: 'Rotate a personal access token',
		},
	],
	default: 'generate',
};

export class RocketChatToken implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Rocket.Chat Token',
		name: 'rocketChatToken',
		icon: { light: 'file:rocketChat.svg', dark: 'file:rocketChat.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"].replace(/[A-Z]/g, " $&").toLowerCase() + ($parameter["resource"] === "twoFactorCode" ? ": email code" : ": personal access token") }}',
		description:
			'Generate, list, regenerate, rotate and delete personal access tokens in Rocket.Chat',
		documentationUrl: 'https://n8n-nodes-access-tokens.example/docs/rocket-chat-token.md',
		defaults: { name: 'Rocket.Chat Token' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'rocketChatTokenApi', required: true }],
		sensitiveOutputFields: ['accessToken', 'headers'],
		hints: [
			{
				message:
					'Rocket.Chat never shows a token again: names and dates are listed, and not the tokens themselves.',
				displayCondition: '={{ $parameter["operation"] === "getMany" }}',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
			},
			{
				message:
					'The old token of this name stops working before the new one is there. Put the new one into use with the next node.',
				displayCondition:
					'={{ $parameter["operation"] === "regenerate" || $parameter["operation"] === "rotate" }}',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
			},
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Email Code', value: 'twoFactorCode' },
					{ name: 'Personal Access Token', value: 'personalAccessToken' },
				],
				default: 'personalAccessToken',
			},
			{
				...tokenOperation,
				displayOptions: { show: { resource: ['personalAccessToken'], '@tool': [false] } },
			},
			{
				...tokenOperation,
				displayOptions: { show: { resource: ['personalAccessToken'], '@tool': [true] } },
				default: 'getMany',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['twoFactorCode'] } },
				options: [
					{
						name: 'Send',
						value: 'send',
						description: 'Have Rocket.Chat send a two-factor code by email',
						action: 'Send an email code',
					},
				],
				default: 'send',
			},
			rocketChatAgentNotice,
			...rocketChatParameters,
		],
	};

	methods = { listSearch: { searchTokens } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runRocketChatNode(this);
	}
}

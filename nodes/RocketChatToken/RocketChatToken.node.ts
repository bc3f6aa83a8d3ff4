import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { runRocketChatNode } from '../../tokens/rocketChatNode';
import { returnTokenToAgent, tokenName } from '../../tokens/nodeFields';

export class RocketChatToken implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Rocket.Chat Token',
		name: 'rocketChatToken',
		icon: { light: 'file:rocketChat.svg', dark: 'file:rocketChat.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Make personal access tokens in Rocket.Chat',
		defaults: { name: 'Rocket.Chat Token' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'rocketChatTokenApi', required: true }],
		sensitiveOutputFields: ['accessToken', 'headers'],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Personal Access Token', value: 'personalAccessToken' }],
				default: 'personalAccessToken',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['personalAccessToken'] } },
				options: [
					{
						name: 'Generate',
						value: 'generate',
						description: 'Make a new token. Rocket.Chat shows it this once and never again.',
						action: 'Generate a personal access token',
					},
				],
				default: 'generate',
			},
			{
				...tokenName,
				displayOptions: { show: { resource: ['personalAccessToken'], operation: ['generate'] } },
			},
			{
				displayName: 'Bypass Two-Factor',
				name: 'bypassTwoFactor',
				type: 'boolean',
				default: false,
				displayOptions: { show: { resource: ['personalAccessToken'], operation: ['generate'] } },
				description: 'Whether the new token may be used without two-factor codes',
			},
			{
				displayName: 'Two-Factor Method',
				name: 'twoFactorMethod',
				type: 'options',
				displayOptions: { show: { resource: ['personalAccessToken'], operation: ['generate'] } },
				options: [
					{
						name: 'Authenticator App',
						value: 'totp',
						description:
							"A code of 6 digits, made from the credential's TOTP Secret or given below",
					},
					{
						name: 'Automatic',
						value: 'automatic',
						description: 'Whatever Rocket.Chat asks for',
					},
					{
						name: 'Email',
						value: 'email',
						description: 'A code that Rocket.Chat sent by email, given below',
					},
					{
						name: 'Password',
						value: 'password',
						description:
							"The account's password, from the credential; only its SHA-256 digest is sent",
					},
				],
				default: 'automatic',
				description: 'How to answer when Rocket.Chat asks for a second factor',
			},
			{
				displayName: 'Two-Factor Code',
				name: 'twoFactorCode',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				displayOptions: { show: { resource: ['personalAccessToken'], operation: ['generate'] } },
				description: 'The code for this run. Leave it empty to have it made from the credential.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				displayOptions: { show: { '@tool': [true] } },
				options: [returnTokenToAgent],
			},
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runRocketChatNode(this);
	}
}

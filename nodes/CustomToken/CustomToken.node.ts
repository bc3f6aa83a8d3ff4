import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { custom } from '../../tokens/custom/provider';
import { runTokenNode } from '../../tokens/operations/tokenNode';
import { agentNotice, heldTokenFields, tokenOptions } from '../../tokens/n8n/fields/nodeFields';

export class CustomToken implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Custom Token',
		name: 'customToken',
		icon: { light: 'file:customToken.svg', dark: 'file:customToken.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"].replace(/[A-Z]/g, " $&").toLowerCase() }}',
		description: 'Get an access token of any API with a login, and keep it valid',
		documentationUrl: 'https://n8n-nodes-access-tokens.example/docs/operations.md',
		defaults: { name: 'Custom Token' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'customTokenApi', required: true }],
		sensitiveOutputFields: ['accessToken', 'refreshToken', 'headers', 'query', 'values'],
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Get',
						value: 'get',
						description:
							"Get the credential's token, renewed first if it is missing, due or revoked",
						action: 'Get a valid token',
					},
					{
						name: 'Generate',
						value: 'generate',
						description: 'Log in and get a new token, whatever the credential holds',
						action: 'Generate a new token',
					},
					{
						name: 'Renew If Due',
						value: 'renewIfDue',
						description:
							'For tokens kept elsewhere, such as in a table: renews the tokens that are due and passes the other items through',
						action: 'Renew a token if it is due',
					},
				],
				default: 'get',
			},
			agentNotice,
			{
				displayName:
					'To call the API you need no token as data: choose the credential Custom Token API in the HTTP Request node, which gets and renews it by itself.',
				name: 'requestNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { operation: ['get'] } },
			},
			{
				displayName:
					'Some APIs end the token before when they give a new one, also where that is in use elsewhere. Get asks for one only when it is due.',
				name: 'replacesNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { operation: ['generate'] } },
			},
			...heldTokenFields,
			tokenOptions,
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runTokenNode(this, custom);
	}
}

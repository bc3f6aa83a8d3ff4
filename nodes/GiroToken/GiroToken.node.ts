import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { giro } from '../../tokens/providers/giro';
import { runTokenNode } from '../../tokens/operations/tokenNode';
import { agentNotice, heldTokenFields, tokenOptions } from '../../tokens/n8n/fields/nodeFields';

export class GiroToken implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'GIRO Token',
		name: 'giroToken',
		icon: { light: 'file:giro.svg', dark: 'file:giro.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"].replace(/[A-Z]/g, " $&").toLowerCase() }}',
		description: 'Get a GIRO access token and keep it valid',
		documentationUrl: 'https://n8n-nodes-access-tokens.example/docs/operations.md',
		defaults: { name: 'GIRO Token' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'giroApi', required: true }],
		sensitiveOutputFields: ['accessToken', 'refreshToken', 'headers'],
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
						description: 'Request a new token from GIRO, even if a stored one is still good',
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
					'GIRO also wants the X-Tag with every call. To call its API, choose the credential GIRO API in the HTTP Request node: it sends both, and renews the token by itself.',
				name: 'headersNotice',
				type: 'notice',
				default: '',
			},
			...heldTokenFields,
			tokenOptions,
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runTokenNode(this, giro);
	}
}

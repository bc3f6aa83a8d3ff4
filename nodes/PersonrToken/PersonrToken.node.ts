import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { personr } from '../../tokens/providers/personr';
import { runTokenNode } from '../../tokens/operations/tokenNode';
import { agentNotice, heldTokenFields, tokenOptions } from '../../tokens/n8n/fields/nodeFields';

export class PersonrToken implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Personr Token',
		name: 'personrToken',
		icon: { light: 'file:personr.svg', dark: 'file:personr.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"].replace(/[A-Z]/g, " $&").toLowerCase() }}',
		description: 'Get a Personr access token and keep it valid',
		documentationUrl: 'https://n8n-nodes-access-tokens.example/docs/operations.md',
		defaults: { name: 'Personr Token' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'personrApi', required: true }],
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
						description:
							'Request a new token from Personr, which immediately invalidates the previous one',
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
					'To call the API of Personr you need no token as data: choose the credential Personr API in the HTTP Request node, which gets and renews it by itself.',
				name: 'requestNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { operation: ['get'] } },
			},
			{
				displayName:
					'A new token ends the one before it at once, also where that is in use elsewhere. Get makes one only when it is due.',
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
		return await runTokenNode(this, personr);
	}
}

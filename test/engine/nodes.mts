import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

const common = {
	group: ['transform'] as INodeTypeDescription['group'],
	version: 1,
	description: '',
	defaults: {},
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
};

/** Starts a workflow with the items in its parameter, and the files in the other. */
export class Items implements INodeType {
	description: INodeTypeDescription = {
		...common,
		displayName: 'Items',
		name: 'items',
		inputs: [],
		properties: [
			{ displayName: 'Items', name: 'items', type: 'json', default: [] },
			{ displayName: 'Files', name: 'files', type: 'json', default: [] },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { items, files } = this.getNode().parameters as unknown as {
			items: IDataObject[];
			files: Array<INodeExecutionData['binary']>;
		};
		return [items.map((json, n) => ({ json, ...(files[n] && { binary: files[n] }) }))];
	}
}

/**
 * Calls an API as n8n's HTTP Request node does: every item's request through `requestWithAuthentication`, all
 * started before the first is awaited, a failed item put out as `{error}`.
 */
export class ApiRequest implements INodeType {
	description: INodeTypeDescription = {
		...common,
		displayName: 'API Request',
		name: 'apiRequest',
		credentials: [
			{ name: 'personrApi' },
			{ name: 'genLogsApi' },
			{ name: 'giroApi' },
			{ name: 'rocketChatTokenApi' },
			{ name: 'ordinaryApi' },
		],
		properties: [
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'Credential', name: 'credential', type: 'string', default: '' },
			{ displayName: 'Helper', name: 'helper', type: 'string', default: 'legacy' },
			{ displayName: 'Headers', name: 'headers', type: 'json', default: {} },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const requests: Array<Promise<unknown>> = [];
		for (let item = 0; item < this.getInputData().length; item += 1) {
			const credential = this.getNodeParameter('credential', item) as string;
			const url = this.getNodeParameter('url', item) as string;
			const headers = { ...(this.getNodeParameter('headers', item) as Record<string, string>) };
			const request =
				this.getNodeParameter('helper', item) === 'legacy'
					? this.helpers.requestWithAuthentication.call(
							this,
							credential,
							{ uri: url, method: 'GET', headers, json: true },
							undefined,
							item,
						)
					: this.helpers.httpRequestWithAuthentication.call(this, credential, {
							url,
							method: 'GET',
							headers,
						});
			request.catch(() => {});
			requests.push(request);
		}
		const settled = await Promise.allSettled(requests);
		return [
			settled.map((result, item) => ({
				json: (result.status === 'fulfilled'
					? result.value
					: { error: (result.reason as Error).message }) as IDataObject,
				pairedItem: { item },
			})),
		];
	}
}

/** Hands out the helpers that n8n gives to every node, to try code on them without a node around it. */
export class Helpers implements INodeType {
	static latest?: IExecuteFunctions['helpers'];

	description: INodeTypeDescription = {
		...common,
		displayName: 'Helpers',
		name: 'helpers',
		properties: [],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		Helpers.latest = this.helpers;
		return [[]];
	}
}

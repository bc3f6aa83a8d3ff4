import {
	NodeConnectionTypes,
	type EngineRequest,
	type EngineResponse,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { wordsOf } from './problem.mts';

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
 * started before the first is awaited, a failed item output as `{error}`. With 'Never Error' a refusal is output as data.
 */
export class ApiRequest implements INodeType {
	description: INodeTypeDescription = {
		...common,
		displayName: 'API Request',
		name: 'apiRequest',
		credentials: [
			{ name: 'customTokenApi' },
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
			{ displayName: 'Method', name: 'method', type: 'string', default: 'GET' },
			{ displayName: 'Body', name: 'body', type: 'json', default: '' },
			{ displayName: 'Headers', name: 'headers', type: 'json', default: {} },
			{ displayName: 'Never Error', name: 'neverError', type: 'boolean', default: false },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const requests: Array<Promise<unknown>> = [];
		for (let item = 0; item < this.getInputData().length; item += 1) {
			const credential = this.getNodeParameter('credential', item) as string;
			const url = this.getNodeParameter('url', item) as string;
			const headers = { ...(this.getNodeParameter('headers', item) as Record<string, string>) };
			const method = this.getNodeParameter('method', item) as 'GET' | 'POST';
			const body = (this.getNodeParameter('body', item) || undefined) as IDataObject | undefined;
			const never = this.getNodeParameter('neverError', item) === true && {
				simple: false,
				resolveWithFullResponse: true,
			};
			const request =
				this.getNodeParameter('helper', item) === 'legacy'
					? this.helpers.requestWithAuthentication.call(
							this,
							credential,
							{ uri: url, method, headers, body, json: true, ...never },
							undefined,
							item,
						)
					: this.helpers.httpRequestWithAuthentication.call(this, credential, {
							url,
							method,
							headers,
							body,
						});
			request.catch(() => {});
			requests.push(request);
		}
		const settled = await Promise.allSettled(requests);
		return [
			settled.map((result, item) => ({
				json: (result.status === 'fulfilled'
					? result.value
					: { error: wordsOf(result.reason as Error) }) as IDataObject,
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

/** A tool as n8n wraps it for an agent. */
interface WrappedTool {
	description: string;
	invoke(input: IDataObject): Promise<string>;
}

/**
 * Calls its tool once, as n8n's agents do, and outputs what the model would be told: agents of today ask the engine
 * to run the tool's node (`engine`), older ones call the tool that the engine wraps around it (`wrapped`).
 */
export class Agent implements INodeType {
	description: INodeTypeDescription = {
		...common,
		displayName: 'Agent',
		name: 'agent',
		inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool }],
		properties: [
			{ displayName: 'Way', name: 'way', type: 'string', default: 'engine' },
			{ displayName: 'Input', name: 'input', type: 'json', default: {} },
		],
	};

	async execute(
		this: IExecuteFunctions,
		response?: EngineResponse,
	): Promise<INodeExecutionData[][] | EngineRequest> {
		const input = this.getNodeParameter('input', 0) as IDataObject;
		const [tool] = (await this.getInputConnectionData(
			NodeConnectionTypes.AiTool,
			0,
		)) as WrappedTool[];
		const { description } = tool;
		const answer = (told: string) => [[{ json: { description, told } }]];
		if (this.getNodeParameter('way', 0) === 'wrapped') {
			return answer(await tool.invoke(input).catch(({ message }: Error) => message));
		}
		if (response?.actionResponses.length) {
			const [{ data }] = response.actionResponses;
			return answer(JSON.stringify(data.data?.ai_tool?.[0]?.map(({ json }) => json)));
		}
		const type = NodeConnectionTypes.AiTool;
		const call = { nodeName: 'Tool', input, type, id: 'call-1', metadata: { itemIndex: 0 } };
		return { actions: [{ ...call, actionType: 'ExecutionNodeAction' as const }], metadata: {} };
	}
}

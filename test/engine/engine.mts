import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	NodeConnectionTypes,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { GenLogsApi } from '../../credentials/GenLogsApi.credentials';
import { GiroApi } from '../../credentials/GiroApi.credentials';
import { PersonrApi } from '../../credentials/PersonrApi.credentials';
import { RocketChatTokenApi } from '../../credentials/RocketChatTokenApi.credentials';
import { GenLogsToken } from '../../nodes/GenLogsToken/GenLogsToken.node';
import { GiroToken } from '../../nodes/GiroToken/GiroToken.node';
import { PersonrToken } from '../../nodes/PersonrToken/PersonrToken.node';
import { RocketChatToken } from '../../nodes/RocketChatToken/RocketChatToken.node';
import { ApiRequest, Helpers, Items } from './nodes.mts';
import { StoredCredentials } from './credentials.mts';

/** What came out of a workflow's last node. */
export interface Outcome {
	items: INodeExecutionData[];
	json: IDataObject[];
	/** The error that ended it, if one did. */
	error?: Error & { context?: IDataObject; description?: string; httpCode?: string | null };
	hints: string[];
	run: IRun;
}

export interface NodeSpec {
	type: string;
	parameters?: IDataObject;
	/** Credential type and the row's id. */
	credential?: [string, string];
	onError?: INode['onError'];
	/** What the items come with. */
	files?: Array<INodeExecutionData['binary']>;
}

const NODES: Record<string, new () => INodeType> = {
	'n8n-nodes-access-tokens.genLogsToken': GenLogsToken,
	'n8n-nodes-access-tokens.giroToken': GiroToken,
	'n8n-nodes-access-tokens.personrToken': PersonrToken,
	'n8n-nodes-access-tokens.rocketChatToken': RocketChatToken,
	'n8n-nodes-access-tokens.genLogsTokenTool': GenLogsToken,
	'n8n-nodes-access-tokens.giroTokenTool': GiroToken,
	'n8n-nodes-access-tokens.personrTokenTool': PersonrToken,
	'n8n-nodes-access-tokens.rocketChatTokenTool': RocketChatToken,
	'test.items': Items,
	'test.helpers': Helpers,
	'test.apiRequest': ApiRequest,
};

/** Workflows on n8n-core's own engine, with credentials in a map and everything else real. */
export class Engine {
	readonly credentials: StoredCredentials;

	constructor(
		types: ICredentialType[] = [
			new GenLogsApi(),
			new GiroApi(),
			new PersonrApi(),
			new RocketChatTokenApi(),
		],
	) {
		this.credentials = new StoredCredentials(new Map(types.map((type) => [type.name, type])));
	}

	/** Saves a credential as a user would. */
	save(id: string, data: ICredentialDataDecryptedObject): this {
		this.credentials.rows.set(id, data);
		return this;
	}

	/** Runs one node on the given items. */
	async run(node: NodeSpec, items: IDataObject[] = [{}]): Promise<Outcome> {
		const workflow = workflowOf(node, items);
		const run = await new WorkflowExecute(this.additionalData(workflow), 'trigger').run({
			workflow,
			startNode: workflow.getNode('Start') as INode,
		});
		const data = run.data.resultData.runData.Node?.[0];
		const out = data?.data?.main?.[0] ?? [];
		return {
			items: out,
			json: out.map(({ json }) => json),
			error: (data?.error ?? run.data.resultData.error) as Outcome['error'],
			hints: (data?.hints ?? []).map(({ message }) => message),
			run,
		};
	}

	private additionalData(workflow: Workflow): IWorkflowExecuteAdditionalData {
		const base = 'http://127.0.0.1:5678';
		return {
			credentialsHelper: this.credentials,
			hooks: new ExecutionLifecycleHooks('trigger', 'execution', workflow as never),
			executionId: 'execution',
			currentNodeExecutionIndex: 0,
			restApiUrl: `${base}/rest`,
			instanceBaseUrl: base,
			formBaseUrl: `${base}/form`,
			formWaitingBaseUrl: `${base}/form-waiting`,
			formTestBaseUrl: `${base}/form-test`,
			webhookBaseUrl: `${base}/webhook`,
			webhookWaitingBaseUrl: `${base}/webhook-waiting`,
			webhookTestBaseUrl: `${base}/webhook-test`,
			variables: {},
		} as unknown as IWorkflowExecuteAdditionalData;
	}
}

function workflowOf(
	{ type, parameters = {}, credential, onError, files = [] }: NodeSpec,
	items: IDataObject[],
): Workflow {
	const credentials = credential && { [credential[0]]: { id: credential[1], name: credential[1] } };
	return new Workflow({
		id: 'workflow',
		active: false,
		nodeTypes,
		nodes: [
			node('Start', 'test.items', { items, files } as unknown as IDataObject),
			{ ...node('Node', type, parameters), credentials, ...(onError ? { onError } : {}) },
		],
		connections: {
			Start: { main: [[{ node: 'Node', type: NodeConnectionTypes.Main, index: 0 }]] },
		},
		settings: {},
	});
}

function node(name: string, type: string, parameters: IDataObject): INode {
	return {
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
	};
}

const nodeTypes: INodeTypes = {
	getByName: (type) => instance(type),
	getByNameAndVersion: (type) => instance(type),
	getKnownTypes: () => ({}),
};

const instances = new Map<string, INodeType>();

function instance(type: string): INodeType {
	const known = instances.get(type);
	if (known) return known;
	const made = new NODES[type]();
	if (type.endsWith('Tool')) {
		const { description } = made;
		// n8n's own variant has the longer name too, by which its `@tool` parameters are shown.
		const name = `${description.name}Tool`;
		made.description = { ...description, name, inputs: [NodeConnectionTypes.Main] };
	}
	instances.set(type, made);
	return made;
}

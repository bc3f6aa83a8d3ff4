import {
	DirectoryLoader,
	ExecutionLifecycleHooks,
	LoadOptionsContext,
	WorkflowExecute,
} from 'n8n-core';
import {
	NodeConnectionTypes,
	Workflow,
	type IConnections,
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

import { CustomTokenApi } from '../../credentials/CustomTokenApi.credentials';
import { GenLogsApi } from '../../credentials/GenLogsApi.credentials';
import { GiroApi } from '../../credentials/GiroApi.credentials';
import { PersonrApi } from '../../credentials/PersonrApi.credentials';
import { RocketChatTokenApi } from '../../credentials/RocketChatTokenApi.credentials';
import { AccessTokenTrigger } from '../../nodes/AccessTokenTrigger/AccessTokenTrigger.node';
import { CustomToken } from '../../nodes/CustomToken/CustomToken.node';
import { GenLogsToken } from '../../nodes/GenLogsToken/GenLogsToken.node';
import { GiroToken } from '../../nodes/GiroToken/GiroToken.node';
import { PersonrToken } from '../../nodes/PersonrToken/PersonrToken.node';
import { RocketChatToken } from '../../nodes/RocketChatToken/RocketChatToken.node';
import { Agent, ApiRequest, Helpers, Items } from './nodes.mts';
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
	/** *Retry On Fail*, at once. */
	retryOnFail?: boolean;
	/** What the items come with. */
	files?: Array<INodeExecutionData['binary']>;
	/** Stops the execution when it fires, as a user would. */
	stop?: AbortSignal;
}

const NODES: Record<string, new () => INodeType> = {
	'n8n-nodes-access-tokens.accessTokenTrigger': AccessTokenTrigger,
	'n8n-nodes-access-tokens.customToken': CustomToken,
	'n8n-nodes-access-tokens.customTokenTool': CustomToken,
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
	'test.agent': Agent,
};

/** Workflows on n8n-core's own engine, with credentials in a map and everything else real. */
export class Engine {
	readonly credentials: StoredCredentials;

	constructor(
		types: ICredentialType[] = [
			new CustomTokenApi(),
			new GenLogsApi(),
			new GiroApi(),
			new PersonrApi(),
			new RocketChatTokenApi(),
		],
		nodes: Record<string, new () => INodeType> = {},
	) {
		Object.assign(NODES, nodes);
		this.credentials = new StoredCredentials(new Map(types.map((type) => [type.name, type])));
	}

	/** Saves a credential as a user would. */
	save(id: string, data: ICredentialDataDecryptedObject): this {
		this.credentials.rows.set(id, data);
		return this;
	}

	/** Runs one node on the given items. */
	async run(node: NodeSpec, items: IDataObject[] = [{}]): Promise<Outcome> {
		const run = await this.runWorkflow(workflowOf(node, items), node.stop);
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

	/** What the editor asks a node with, to fill a list of choices. */
	loadOptions(node: NodeSpec): LoadOptionsContext {
		const workflow = workflowOf(node, []);
		const additionalData = this.additionalData(workflow);
		return new LoadOptionsContext(workflow, workflow.getNode('Node') as INode, additionalData, '');
	}

	/** Runs a workflow from its node `Start`. */
	async runWorkflow(workflow: Workflow, stop?: AbortSignal): Promise<IRun> {
		const running = new WorkflowExecute(this.additionalData(workflow), 'trigger').run({
			workflow,
			startNode: workflow.getNode('Start') as INode,
		});
		stop?.addEventListener('abort', () => running.cancel());
		return await running;
	}

	/** What n8n hands to every execution. */
	additionalData(workflow: Workflow): IWorkflowExecuteAdditionalData {
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

function workflowOf(spec: NodeSpec, items: IDataObject[]): Workflow {
	return makeWorkflow([start(items, spec.files), node('Node', spec)], {
		Start: { main: [[{ node: 'Node', type: NodeConnectionTypes.Main, index: 0 }]] },
	});
}

export function makeWorkflow(nodes: INode[], connections: IConnections): Workflow {
	const settings = { executionOrder: 'v1' as const };
	return new Workflow({
		id: 'workflow',
		active: false,
		nodeTypes,
		nodes,
		connections,
		settings,
	});
}

/** The node that a workflow starts from, with these items. */
export function start(items: IDataObject[], files: NodeSpec['files'] = []): INode {
	const parameters = { items, files } as unknown as IDataObject;
	return node('Start', { type: 'test.items', parameters });
}

export function node(name: string, spec: NodeSpec): INode {
	const { type, parameters, credential, onError, retryOnFail } = spec;
	const credentials = credential && { [credential[0]]: { id: credential[1], name: credential[1] } };
	return {
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: (parameters ?? {}) as INode['parameters'],
		credentials,
		...(onError ? { onError } : {}),
		...(retryOnFail ? { retryOnFail, maxTries: 3, waitBetweenTries: 1 } : {}),
	};
}

export const nodeTypes: INodeTypes = {
	getByName: (type) => instance(type),
	getByNameAndVersion: (type) => instance(type),
	getKnownTypes: () => ({}),
};

const instances = new Map<string, INodeType>();

function instance(type: string): INodeType {
	const known = instances.get(type);
	if (known) return known;
	const made = new NODES[type]();
	// Where n8n loads a node, it gives those that are polled their poll times.
	if (made.description.polling) DirectoryLoader.prototype['applySpecialNodeParameters'](made);
	if (type.endsWith('Tool')) made.description = toolVariant(made.description);
	instances.set(type, made);
	return made;
}

/** The variant of a node that n8n makes for AI agents (`convertNodeToAiTool` in n8n 2.41.1). */
function toolVariant(description: INodeType['description']): INodeType['description'] {
	const { usableAsTool, ...rest } = description;
	if (!usableAsTool) throw new Error(`${description.name} cannot be used as a tool`);
	return {
		...rest,
		name: `${description.name}Tool`,
		displayName: `${description.displayName} Tool`,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
	};
}

import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
	createEmptyRunExecutionData,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type ICredentialType,
	type ICredentialsHelper,
	type IDataObject,
	type INode,
	type INodeType,
	type INodeTypes,
} from 'n8n-workflow';

import type { Engine } from './engine.mts';

export interface Verdict {
	status: 'OK' | 'Error';
	message: string;
}

type Data = ICredentialDataDecryptedObject;

/** The parts of an error that n8n's tester looks at. */
interface Told {
	message: string;
	cause?: { code?: string; response?: { status: number; statusText?: string } };
}

/**
 * Tests a credential as the editor's "Test" does: n8n's credentials tester, `runRequestTest`, on n8n-core's routing
 * node. `form` holds what stands in the browser; masked fields are filled in from the stored row, as n8n does.
 *
 * @param nodeName the tester's node as its description names it; see `isTest`
 */
export async function testCredential(
	engine: Engine,
	type: ICredentialType,
	id: string,
	form: IDataObject = {},
	nodeName = 'noOp',
): Promise<Verdict> {
	const data = NodeHelpers.getNodeParameters(
		type.properties,
		{ ...engine.credentials.row(id), ...form } as never,
		true,
		false,
		null,
		null,
	) as Data;
	const { request, rules = [] } = type.test as ICredentialTestRequest;
	const credentialsDecrypted = { id, name: id, type: type.name, data };
	const nodeType = noOp(nodeName, type.name, request);
	const node: INode = {
		id: 'temp',
		parameters: {},
		name: 'Temp-Node',
		type: nodeType.description.name,
		typeVersion: 1,
		position: [0, 0],
		credentials: { [type.name]: { id, name: id } },
	};
	const nodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	} satisfies INodeTypes;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const additionalData = {
		...engine['additionalData'](workflow),
		credentialsHelper: testing(engine.credentials, data),
	};
	const context = new ExecuteContext(
		workflow,
		// The workflow's own copy of the node has the defaults of its parameters.
		workflow.getNode('Temp-Node') as INode,
		additionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null } as never,
		[],
	);
	try {
		const out = await new RoutingNode(context, nodeType, credentialsDecrypted).runNode();
		return onSuccess(rules, out?.[0]?.[0]?.json ?? {});
	} catch (error) {
		return onError(rules, error as Told);
	}
}

type Rules = NonNullable<ICredentialTestRequest['rules']>;

function onSuccess(rules: Rules, json: IDataObject): Verdict {
	for (const { type, properties } of rules) {
		if (type === 'responseSuccessBody' && json[properties.key] === properties.value)
			return { status: 'Error', message: properties.message };
	}
	return { status: 'OK', message: 'Connection successful!' };
}

function onError(rules: Rules, { message, cause }: Told): Verdict {
	if (cause?.response) {
		const { status, statusText } = cause.response;
		for (const { type, properties } of rules) {
			if (type === 'responseCode' && properties.value === status)
				return { status: 'Error', message: properties.message };
		}
		if (status < 199 || status > 299)
			return { status: 'Error', message: statusText || `Received HTTP status code: ${status}` };
	} else if (cause?.code) return { status: 'Error', message: cause.code };
	return { status: 'Error', message };
}

function noOp(
	name: string,
	credential: string,
	request: ICredentialTestRequest['request'],
): INodeType {
	return {
		description: {
			displayName: 'No Operation',
			name,
			group: ['organization'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: credential, required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', routing: { request }, default: '' },
			],
		},
	};
}

/**
 * Whether n8n takes this for a test and calls `preAuthentication` before the first request, whatever the expirable
 * field holds. In 2.41.1 it never does: it looks for the full name, and the node's description has the short one.
 */
function isTest({ parameters, type }: Pick<INode, 'parameters' | 'type'>): boolean {
	return parameters.temp === '' && type === 'n8n-nodes-base.noOp';
}

/** The helper as a test has it: reads give what stands in the form. */
function testing(stored: ICredentialsHelper, data: Data): ICredentialsHelper {
	const getDecrypted: ICredentialsHelper['getDecrypted'] = async (...args) =>
		args[5] ? await stored.getDecrypted(...args) : data;
	const preAuthentication: ICredentialsHelper['preAuthentication'] = async (
		helpers,
		credentials,
		typeName,
		node,
		expired,
	) => {
		return await stored.preAuthentication(
			helpers,
			credentials,
			typeName,
			node as INode,
			expired || isTest(node),
		);
	};
	return new Proxy(stored, {
		get(target, property) {
			if (property === 'getDecrypted') return getDecrypted;
			if (property === 'preAuthentication') return preAuthentication;
			const value: unknown = Reflect.get(target, property);
			return typeof value === 'function' ? (value.bind(target) as unknown) : value;
		},
	});
}

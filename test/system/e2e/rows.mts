import type { WorkflowData } from '../../../tools/n8n.mts';
import type { Node } from './world.mts';

/** Starts a workflow by hand. */
export const MANUAL: Node = {
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
};

/** Starts a workflow by a POST to `/webhook/<path>`, which is answered with what the last node outputs. */
export function webhook(path: string): Node {
	return {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: path,
		parameters: { path, httpMethod: 'POST', responseMode: 'lastNode', options: {} },
	};
}

/** A workflow of one node after the other. */
export function inARow(id: string, nodes: Node[]): WorkflowData {
	const links = nodes
		.slice(1)
		.map(({ name }, index) => [
			nodes[index].name,
			{ main: [[{ node: name, type: 'main', index: 0 }]] },
		]);
	return {
		id,
		name: id,
		nodes: nodes.map((node, index) => ({
			id: `${id}-${index}`,
			position: [index * 200, 0],
			...node,
		})),
		connections: Object.fromEntries(links),
		settings: { executionOrder: 'v1' },
	};
}

import { ExecuteContext } from 'n8n-core';
import {
	NodeConnectionTypes,
	createEmptyRunExecutionData,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { makeWorkflow, node, nodeTypes, start, type Engine, type NodeSpec } from './engine.mts';
import { wordsOf } from './problem.mts';

/** What came of an agent's call of a tool. */
export interface ToolCall {
	/** What the model is told of the tool before it calls it. */
	description: string;
	/** What the model is told as the tool's result. */
	told: string;
	/** All that n8n keeps of the execution, as text. */
	kept: string;
}

/** A workflow whose agent calls a tool, in one of the two ways of n8n's agent nodes. */
export async function callTool(
	engine: Engine,
	way: 'engine' | 'wrapped',
	tool: NodeSpec,
	item: IDataObject = {},
	input: IDataObject = {},
): Promise<ToolCall> {
	const agent = { type: 'test.agent', parameters: { way, input } };
	const workflow = makeWorkflow([start([item]), node('Agent', agent), node('Tool', tool)], {
		Start: { main: [[{ node: 'Agent', type: NodeConnectionTypes.Main, index: 0 }]] },
		Tool: { ai_tool: [[{ node: 'Agent', type: NodeConnectionTypes.AiTool, index: 0 }]] },
	});
	const run = await engine.runWorkflow(workflow);
	const { runData, error } = run.data.resultData;
	const json = runData.Agent.at(-1)?.data?.main?.[0]?.[0]?.json;
	if (json === undefined) throw new Error(`The agent did not end: ${wordsOf(error)}`);
	if (runData.Tool === undefined) throw new Error('The tool did not run');
	const { description, told } = json as unknown as ToolCall;
	return { description, told, kept: JSON.stringify(run) };
}

/**
 * A tool run without a workflow around it, as n8n 2's own agents do (`EphemeralNodeExecutor`), or in one that is made for
 * it, as n8n's assistant does (`ExecuteNodeService`).
 */
export async function callToolAlone(
	engine: Engine,
	tool: NodeSpec,
	input: IDataObject = {},
	workflowName?: string,
): Promise<INodeExecutionData[]> {
	const made = node('Target Node', tool);
	const workflow = makeWorkflow([made], {});
	workflow.name = workflowName;
	const items = [{ json: input }];
	const data = { main: [items] };
	const context = new ExecuteContext(
		workflow,
		workflow.getNode(made.name) ?? made,
		engine.additionalData(workflow),
		'internal',
		createEmptyRunExecutionData(),
		0,
		items,
		data,
		{ node: made, data, source: null },
		[],
	);
	const { execute } = nodeTypes.getByNameAndVersion(tool.type);
	const output = await execute?.call(context as unknown as IExecuteFunctions);
	return (output as INodeExecutionData[][])[0];
}

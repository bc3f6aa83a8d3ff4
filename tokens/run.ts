import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import { Failure, type Result } from './failure';

/** What one input item asks for. */
export interface Asked {
	/** Equal for items that ask for the very same thing: it is asked for once. */
	key: string;
	/** Asks; called for the first of those items only. */
	ask(): Promise<Result<unknown>>;
}

/** What one input item asks for, and how its output is made of what was got. */
export interface ItemPlan<T> extends Asked {
	ask(): Promise<Result<T>>;
	output(got: T): IDataObject;
}

/**
 * Runs a node over its items: one call for each distinct thing asked for, every item its own output, in order.
 * With "Continue On Fail" a failed item becomes `{error}`; else the first failure ends the node.
 *
 * @param plan reads one item's parameters and credential; may throw
 */
export async function runItems<T>(
	context: IExecuteFunctions,
	plan: (itemIndex: number) => Promise<ItemPlan<T>>,
): Promise<INodeExecutionData[][]> {
	const asked = new Map<string, Result<T>>();
	const out: INodeExecutionData[] = [];
	for (let item = 0; item < context.getInputData().length; item += 1) {
		const outcome = await runItem(item, plan, asked);
		if ('json' in outcome) out.push({ json: outcome.json, pairedItem: { item } });
		else {
			const error = nodeError(context.getNode(), outcome.error, item);
			if (!context.continueOnFail()) throw error;
			out.push({ json: { error: error.message }, pairedItem: { item } });
		}
	}
	return [out];
}

async function runItem<T>(
	item: number,
	plan: (itemIndex: number) => Promise<ItemPlan<T>>,
	asked: Map<string, Result<T>>,
): Promise<{ json: IDataObject } | { error: unknown }> {
	try {
		const { key, ask, output } = await plan(item);
		const got = asked.get(key) ?? (await ask());
		asked.set(key, got);
		return got.failure ? { error: got.failure } : { json: output(got.value) };
	} catch (error) {
		return { error };
	}
}

/** Any error as one of n8n's two, with the item's index and plain words alone. */
export function nodeError(
	node: INode,
	error: unknown,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	if (error instanceof Failure) {
		const { message, details } = error;
		if (details.status === undefined) return new NodeOperationError(node, message, { itemIndex });
		return new NodeApiError(node, {}, { message, httpCode: String(details.status), itemIndex });
	}
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex = itemIndex;
		return error;
	}
	const message = error instanceof Error ? error.message : 'The item could not be read';
	return new NodeOperationError(node, message, { itemIndex });
}

import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

import { unlessCanceled } from '../http/waiting';
import { toResult, Failure, type Result } from '../http/failure';

/** What one input item asks for, and how its output is made of what was got. */
export interface ItemPlan<T> {
	/** Equal for items that ask for the very same thing: it is asked for once. */
	key: string;
	/** Asks; called for the first of those items only. Does not throw. */
	ask(): Promise<Result<T>>;
	/** What the item comes out as: one item, or any number where a list was asked for. */
	output(got: T): IDataObject | IDataObject[];
}

/**
 * Runs a node over its items: one call for each distinct thing asked for, every item its own output, in order.
 * With "Continue On Fail" a failed item becomes `{error}`; else the first failure ends the node, and one that is
 * seen before anything is asked ends it before.
 *
 * @param plan reads one item's parameters and credential; may throw
 * @param atOnce whether different things are asked for at the same time
 */
export async function runItems<T>(
	context: IExecuteFunctions,
	plan: (itemIndex: number) => Promise<ItemPlan<T>>,
	{ atOnce = false } = {},
): Promise<INodeExecutionData[][]> {
	const failed = (error: unknown, item: number): INodeExecutionData => {
		const told = nodeError(context.getNode(), error, item);
		if (!context.continueOnFail()) throw told;
		return { json: { error: told.message }, pairedItem: { item } };
	};
	const plans: Array<Planned<T>> = [];
	for (let item = 0; item < context.getInputData().length; item += 1) {
		const planned = await planItem(plan, item);
		plans.push('error' in planned ? { failed: failed(planned.error, item) } : planned);
	}
	const asked = new Map<string, Promise<Result<T>>>();
	const ask = async (made: ItemPlan<T>, item: number): Promise<Result<T>> => {
		const answer = asked.get(made.key) ?? made.ask();
		asked.set(made.key, answer);
		const cancel = context.getExecutionCancelSignal?.();
		const { failure, value } = await toResult('The node broke off', () =>
			unlessCanceled(answer, cancel),
		);
		if (failure) throw nodeError(context.getNode(), failure, item);
		return value;
	};
	if (atOnce)
		await Promise.all(plans.map(async (made, item) => 'failed' in made || (await ask(made, item))));
	const out: INodeExecutionData[] = [];
	for (const [item, made] of plans.entries()) {
		if ('failed' in made) {
			out.push(made.failed);
			continue;
		}
		const { failure, value } = await ask(made, item);
		if (failure) {
			out.push(failed(failure, item));
			continue;
		}
		const jsons = [made.output(value)].flat();
		out.push(...jsons.map((json) => ({ json, pairedItem: { item } })));
	}
	return [out];
}

/** An item's plan, or what it comes out as without one. */
type Planned<T> = ItemPlan<T> | { failed: INodeExecutionData };

async function planItem<T>(
	plan: (itemIndex: number) => Promise<ItemPlan<T>>,
	item: number,
): Promise<ItemPlan<T> | { error: unknown }> {
	try {
		return await plan(item);
	} catch (error) {
		return { error };
	}
}

/** Any error as one of n8n's two, with plain words alone and the item's index, where there are items. */
export function nodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (error instanceof Failure) {
		const { message, details } = error;
		const { status } = details;
		const made =
			status === undefined
				? new NodeOperationError(node, message, { itemIndex })
				: new NodeApiError(node, {}, { message, httpCode: String(status), itemIndex });
		// n8n puts words of its own in place of a message in which it sees a code, such as the EACCES in
		// 'generateaccesstoken', and keeps ours beside it.
		made.message = message;
		made.messages = [];
		return made;
	}
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.context.itemIndex = itemIndex;
		return error;
	}
	const message = error instanceof Error ? error.message : 'The item could not be read';
	return new NodeOperationError(node, message, { itemIndex });
}

import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { asFailure, type Result } from '../http/failure';
import { unlessCanceled } from '../http/waiting';
import { ITEMS_READ_AT_ONCE } from '../tuning';
import { errorText, nodeError } from './nodeErrors';

/** What one input item asks for, and how its output is made of the result. */
export interface ItemPlan<T> {
	/** Equal for items that ask for the very same thing, which is requested once. */
	key: string;
	/** Called for the first of those items only. Does not throw. */
	request(): Promise<Result<T>>;
	/** One output item, or any number of them where a list was requested. */
	output(got: T): IDataObject | IDataObject[];
	/** Whether the output keeps the files of the input item. */
	keepsFiles?: boolean;
}

/** An item's plan, or its output where there is none. */
type Planned<T> = { plan: ItemPlan<T> } | { failed: INodeExecutionData };

/**
 * Runs a node over its items: one request for each distinct thing, every item its own output, in order. With "Continue On
 * Fail" a failed item becomes `{error}`. Otherwise the first failure ends the node, and one that is seen while the items
 * are read ends it before anything is requested.
 *
 * @param planItem reads one item's parameters and credential; may throw
 * @param atOnce whether different things are requested at the same time
 */
export async function runItems<T>(
	context: IExecuteFunctions,
	planItem: (itemIndex: number) => Promise<ItemPlan<T>>,
	{ atOnce = false } = {},
): Promise<INodeExecutionData[][]> {
	const input = context.getInputData();
	const planned = await planItems(context, input.length, planItem);
	const results = new Map<string, Result<T>>();
	const cancel = context.getExecutionCancelSignal?.();
	const request = async (plan: ItemPlan<T>, item: number) => {
		try {
			results.set(plan.key, await unlessCanceled(plan.request(), cancel));
		} catch (error) {
			throw nodeError(context.getNode(), asFailure(error, 'The node broke off'), item);
		}
	};
	if (atOnce) await Promise.all(firstOfEach(planned).map(([plan, item]) => request(plan, item)));
	const output: INodeExecutionData[] = [];
	for (const [item, next] of planned.entries()) {
		if ('failed' in next) {
			output.push(next.failed);
			continue;
		}
		const { plan } = next;
		if (!results.has(plan.key)) await request(plan, item);
		const { failure, value } = results.get(plan.key) as Result<T>;
		if (failure) {
			output.push(failedItem(context, failure, item));
			continue;
		}
		const { binary } = plan.keepsFiles ? input[item] : {};
		for (const json of [plan.output(value)].flat())
			output.push({ json, pairedItem: { item }, ...(binary && { binary }) });
	}
	return [output];
}

/** The plans of all items, in order. Throws what the first item throws whose failure ends the node. */
async function planItems<T>(
	context: IExecuteFunctions,
	count: number,
	planItem: (itemIndex: number) => Promise<ItemPlan<T>>,
): Promise<Array<Planned<T>>> {
	const planned: Array<Planned<T>> = [];
	while (planned.length < count) {
		const first = planned.length;
		const length = Math.min(ITEMS_READ_AT_ONCE, count - first);
		const read = Array.from({ length }, async (_, offset) => await planItem(first + offset));
		for (const [offset, result] of (await Promise.allSettled(read)).entries()) {
			planned.push(
				result.status === 'fulfilled'
					? { plan: result.value }
					: { failed: failedItem(context, result.reason, first + offset) },
			);
		}
	}
	return planned;
}

function firstOfEach<T>(planned: Array<Planned<T>>): Array<[ItemPlan<T>, number]> {
	const first = new Map<string, [ItemPlan<T>, number]>();
	for (const [item, next] of planned.entries())
		if ('plan' in next && !first.has(next.plan.key)) first.set(next.plan.key, [next.plan, item]);
	return [...first.values()];
}

function failedItem(context: IExecuteFunctions, error: unknown, item: number): INodeExecutionData {
	if (!context.continueOnFail()) throw nodeError(context.getNode(), error, item);
	return { json: { error: errorText(error) }, pairedItem: { item } };
}

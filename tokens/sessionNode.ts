import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Failure } from './failure';
import type { Provider } from './provider';
import { RenewalIfDue } from './renewIfDue';
import { runItems, type ItemPlan } from './run';
import { SessionRun, type ReadItem } from './sessionRun';
import type { Obtained, Want } from './want';

/** The node of a provider whose tokens are kept in its credential: `get`, `generate` and `renewIfDue`. */
export async function runSessionNode(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[][]> {
	const run = new SessionRun(context, provider);
	const renewal = new RenewalIfDue(run);
	const plan = async (item: number): Promise<ItemPlan<Obtained | undefined>> => {
		const operation: unknown = context.getNodeParameter('operation', item);
		if (operation === 'get' || operation === 'generate')
			return planToken(run, operation, await run.read(item));
		if (operation === 'renewIfDue') return renewal.plan(await run.read(item));
		throw new Failure('input', `'Operation' has no value '${String(operation).slice(0, 50)}'`);
	};
	const [output] = await runItems(context, plan, { atOnce: true });
	return [run.withFiles(output)];
}

function planToken(
	run: SessionRun,
	operation: 'get' | 'generate',
	read: ReadItem,
): ItemPlan<Obtained> {
	const { digest, account, policy } = read;
	const want: Want = operation === 'get' ? { kind: 'get' } : { kind: 'mint', since: account.ended };
	return {
		key: JSON.stringify([digest, operation, operation === 'get' ? policy.renewBefore : 0]),
		ask: async () => await run.obtain(read, want),
		output({ session: { grant }, renewed }) {
			if (operation === 'get') run.hintAtEndless(grant, read);
			return run.tokenItem(grant, renewed, read);
		},
	};
}

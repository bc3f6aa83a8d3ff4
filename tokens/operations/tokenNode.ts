import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Failure } from '../http/failure';
import type { Provider } from '../provider/provider';
import { RenewalIfDue } from './renewIfDue';
import { runItems, type ItemPlan } from '../n8n/itemLoop';
import { TokenRun, type ReadItem } from './tokenRun';
import type { AcquiredToken, TokenRequest } from '../cache/tokenRequest';

/** The node of a provider whose tokens are kept in its credential: `get`, `generate` and `renewIfDue`. */
export async function runTokenNode(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[][]> {
	const run = new TokenRun(context, provider);
	const renewal = new RenewalIfDue(run);
	const plan = async (item: number): Promise<ItemPlan<AcquiredToken | undefined>> => {
		const operation: unknown = context.getNodeParameter('operation', item);
		if (operation === 'get' || operation === 'generate')
			return planToken(run, operation, await run.read(item));
		if (operation === 'renewIfDue') return renewal.plan(await run.read(item));
		throw new Failure('INVALID_INPUT', `'Operation' has no value '${String(operation).slice(0, 50)}'`);
	};
	const [output] = await runItems(context, plan, { atOnce: true });
	return [run.withFiles(output)];
}

function planToken(
	run: TokenRun,
	operation: 'get' | 'generate',
	read: ReadItem,
): ItemPlan<AcquiredToken> {
	const { digest, cache: account, policy } = read;
	const want: TokenRequest = operation === 'get' ? { kind: 'get' } : { kind: 'mint', since: account.ended };
	return {
		key: JSON.stringify([digest, operation, operation === 'get' ? policy.renewBefore : 0]),
		ask: async () => await run.obtain(read, want),
		output({ token: { response: grant }, renewed }) {
			if (operation === 'get') run.hintAtEndless(grant, read);
			return run.tokenItem(grant, renewed, read);
		},
	};
}

import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import type { Obtained, Want } from './account';
import { readCredential } from './accounts';
import { wishOptions, type Wish } from './engine';
import { Failure, type Result } from './failure';
import { tokenItem } from './item';
import { readOptions, readOutput } from './output';
import type { Provider } from './provider';
import { renewAt } from './renewal';
import { runItems, type ItemPlan } from './run';

/** The node of a provider whose tokens are kept in its credential: `get` and `generate`. */
export async function runSessionNode(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[][]> {
	return await runItems(context, async (item) => await planItem(context, provider, item), {
		atOnce: true,
	});
}

async function planItem(
	context: IExecuteFunctions,
	provider: Provider,
	item: number,
): Promise<ItemPlan<Obtained>> {
	const credentials = await context.getCredentials(provider.credential, item);
	const { digest, account, settings } = readCredential(provider, credentials);
	const operation = context.getNodeParameter('operation', item);
	if (operation !== 'get' && operation !== 'generate') {
		throw new Failure('input', `'Operation' has no value '${String(operation).slice(0, 50)}'`);
	}
	const output = readOutput(context, item, provider, settings.allowTokenOutput);
	const renewBefore = readRenewBefore(context, item) ?? settings.policy.renewBefore;
	const want: Want = operation === 'get' ? { kind: 'get' } : { kind: 'mint', since: account.ended };
	return {
		key: JSON.stringify([digest, operation, operation === 'get' ? renewBefore : 0]),
		ask: async () => await obtain(context, provider, credentials, { want, renewBefore }),
		output({ session: { grant }, renewed }) {
			const times = {
				renewAt: renewAt(grant, { ...settings.policy, renewBefore }),
				now: Date.now(),
			};
			const { name, tokenType } = provider;
			const options = {
				provider: name,
				tokenType,
				renewed,
				metadata: output === 'metadata',
				...times,
			};
			return { ...tokenItem(grant, options) } as IDataObject;
		},
	};
}

/** Milliseconds; undefined where the credential's own counts. */
function readRenewBefore(context: IExecuteFunctions, item: number): number | undefined {
	const minutes = readOptions(context, item).renewBefore;
	if (minutes === undefined) return undefined;
	if (typeof minutes !== 'number' || !Number.isFinite(minutes) || minutes < 0) {
		throw new Failure('input', "'Renew Before Expiry (Minutes)' must be a number, 0 or more");
	}
	return minutes * 60_000;
}

/** Has the credential's own `authenticate` and `preAuthentication` get the session, so that n8n stores it. */
async function obtain(
	context: IExecuteFunctions,
	provider: Provider,
	data: ICredentialDataDecryptedObject,
	wish: Wish,
): Promise<Result<Obtained>> {
	const credentialsDecrypted = { id: '', name: '', type: provider.credential, data };
	const ended = await context.helpers.httpRequestWithAuthentication
		.call(context, provider.credential, wishOptions(wish), { credentialsDecrypted })
		.then(
			() => undefined,
			(error: Error) => error,
		);
	if (wish.failure) return { failure: wish.failure };
	if (wish.obtained === undefined) {
		const said = ended instanceof Error ? ended.message : 'n8n did not ask the credential';
		return {
			failure: new Failure('unavailable', 'n8n could not use the credential', { said }).tell([]),
		};
	}
	const { early } = wish.obtained;
	if (early)
		context.addExecutionHints?.({
			message: early.failure.message,
			type: 'warning',
			location: 'outputPane',
		});
	return { value: wish.obtained };
}

import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { wishOptions, type Wish } from './engine';
import { Failure, type Result } from './failure';
import type { Settings } from './fieldReader';
import { tokenItem } from './item';
import { readOptions, type Output } from './output';
import type { Parameters } from './parameters';
import type { Grant, Provider } from './provider';
import { renewAt, type RenewalPolicy } from './renewal';
import type { Obtained } from './want';

/** Has the credential's own `authenticate` and `preAuthentication` get the session, so that n8n stores it. */
export async function obtainSession(
	context: IExecuteFunctions | IPollFunctions,
	provider: Provider,
	data: ICredentialDataDecryptedObject,
	wish: Wish,
): Promise<Result<Obtained>> {
	// A copy, as fresh as n8n's own of each request: what stands of one wish is none of the next one's.
	const own = { ...data };
	const credentialsDecrypted = { id: '', name: '', type: provider.credential, data: own };
	const ended = await context.helpers.httpRequestWithAuthentication
		.call(context, provider.credential, wishOptions(wish), { credentialsDecrypted })
		.then(
			() => undefined,
			(error: Error) => error,
		);
	if (wish.failure) return { failure: wish.failure };
	if (wish.obtained) return { value: wish.obtained };
	const said = ended instanceof Error ? ended.message : 'n8n did not ask the credential';
	return {
		failure: new Failure('unavailable', 'n8n could not use the credential', { said }).tell([]),
	};
}

/** The token item of a grant; `renewed` says whether this run asked the provider for it. */
export function sessionItem(
	{ name, tokenType }: Provider,
	{ grant, renewed }: { grant: Grant; renewed: boolean },
	policy: RenewalPolicy,
	output: Output,
): IDataObject {
	const times = { renewAt: renewAt(grant, policy), now: Date.now() };
	const metadata = output === 'metadata';
	return { ...tokenItem(grant, { provider: name, tokenType, renewed, metadata, ...times }) };
}

/** The credential's policy, with the node's own 'Renew Before Expiry' where its options give one. */
export function readPolicy(context: Parameters, item: number, { policy }: Settings): RenewalPolicy {
	const minutes = readOptions(context, item).renewBefore;
	if (minutes === undefined) return policy;
	if (typeof minutes !== 'number' || !(minutes >= 0 && minutes < Infinity)) {
		throw new Failure('input', "'Renew Before Expiry (Minutes)' must be a number, 0 or more");
	}
	return { ...policy, renewBefore: minutes * 60_000 };
}

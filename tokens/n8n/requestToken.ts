import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { wishOptions, type Wish } from './credentialHooks';
import { Failure, type Result } from '../http/failure';
import type { Settings } from '../provider/fieldReader';
import { tokenItem } from '../operations/tokenItem';
import { readOptions, type OutputMode } from '../operations/outputPolicy';
import type { Parameters } from './parameters';
import type { TokenResponse, Provider } from '../provider/provider';
import { renewAt, type RenewalPolicy } from '../cache/renewal';
import type { AcquiredToken } from '../cache/tokenRequest';

/** Has the credential's own `authenticate` and `preAuthentication` get the session, so that n8n stores it. */
export async function obtainSession(
	context: IExecuteFunctions | IPollFunctions,
	provider: Provider,
	data: ICredentialDataDecryptedObject,
	wish: Wish,
): Promise<Result<AcquiredToken>> {
	// A copy, as fresh as n8n's own of each request: what stands of one wish is none of the next one's.
	const own = { ...data };
	const credentialsDecrypted = { id: '', name: '', type: provider.credentialType, data: own };
	const ended = await context.helpers.httpRequestWithAuthentication
		.call(context, provider.credentialType, wishOptions(wish), { credentialsDecrypted })
		.then(
			() => undefined,
			(error: Error) => error,
		);
	if (wish.failure) return { failure: wish.failure };
	if (wish.obtained) return { value: wish.obtained };
	const said = ended instanceof Error ? ended.message : 'n8n did not ask the credential';
	return {
		failure: new Failure('UNREACHABLE', 'n8n could not use the credential', { providerMessage: said }).redacted([]),
	};
}

/** The token item of a grant; `renewed` says whether this run asked the provider for it. */
export function sessionItem(
	{ name, tokenType }: Provider,
	{ grant, renewed }: { grant: TokenResponse; renewed: boolean },
	policy: RenewalPolicy,
	output: OutputMode,
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
		throw new Failure('INVALID_INPUT', "'Renew Before Expiry (Minutes)' must be a number, 0 or more");
	}
	return { ...policy, renewBefore: minutes * 60_000 };
}

import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { readStoredToken, type CachedToken, type StoredToken } from '../cache/storedToken';
import type { AcquiredToken, TokenRequest } from '../cache/tokenRequest';
import { Failure, toResult, type Result } from '../http/failure';
import type { Provider } from '../provider/provider';
import { nodeRequestOptions, type NodeRequest } from './credentialHooks';
import type { OpenCredential } from './openCredential';
import { checkOf, judgedBy } from './tokenCheck';

/** A node's credential: as n8n decrypted it, opened, and the token it holds. */
export interface NodeCredential {
	data: ICredentialDataDecryptedObject;
	credential: OpenCredential;
	stored: StoredToken;
	/** The item it was read for. */
	item?: number;
}

/**
 * Requests a token for a node to output. The credential's own `authenticate` and `preAuthentication` acquire it, so that
 * n8n stores it. The check is sent from here, since n8n writes the credential whenever those two are done. Where other
 * workers may revoke the token, it is held back until they can't.
 */
export async function requestToken(
	context: IExecuteFunctions | IPollFunctions,
	provider: Provider,
	from: NodeCredential,
	asked: TokenRequest,
): Promise<Result<AcquiredToken>> {
	const { credential, item } = from;
	const { cache, source } = credential;
	const { workers } = cache;
	const request = { ...asked, ...judgedBy(source) };
	let { stored } = from;
	let bad: CachedToken | undefined;
	if (request.kind === 'get') {
		cache.adopt(stored);
		bad = await cache.checkForOutput(request, checkOf(credential, context.helpers.httpRequest));
	}
	if (request.kind !== 'get' || !workers.beforeOutput)
		return await acquire(context, provider, from, request);
	return await workers.beforeOutput({
		atHand() {
			const token = cache.atHand(request);
			return { token: token === bad ? undefined : token, stored };
		},
		acquire: async (revalidate = false) =>
			await acquire(context, provider, { ...from, stored }, { ...request, revalidate }),
		async readAgain() {
			// What can't be read now can be read a moment later, and what is waited for is not lost.
			const { value } = await toResult('The credential could not be read', () =>
				context.getCredentials(provider.credentialType, item),
			);
			if (value) stored = readStoredToken(value.tokenSession, source.identity);
			cache.adopt(stored);
		},
		isInvalidated: (token) => cache.isInvalidated(token),
	});
}

async function acquire(
	context: IExecuteFunctions | IPollFunctions,
	{ credentialType }: Provider,
	{ data, credential, stored }: NodeCredential,
	request: TokenRequest,
): Promise<Result<AcquiredToken>> {
	const node: NodeRequest = { credential, stored, request };
	// A copy, as new as n8n's own for each request: the hooks keep a request's progress by it.
	const credentialsDecrypted = { id: '', name: '', type: credentialType, data: { ...data } };
	const error: unknown = await context.helpers.httpRequestWithAuthentication
		.call(context, credentialType, nodeRequestOptions(node), { credentialsDecrypted })
		.catch((thrown: unknown) => thrown);
	if (node.result) return node.result;
	const providerMessage = error instanceof Error ? error.message : 'n8n did not ask the credential';
	const failure = new Failure('UNEXPECTED', 'n8n could not use the credential', {
		providerMessage,
	});
	return { failure: failure.redacted([]) };
}

/**
 * How n8n keeps a token in a credential and hands it back: the one file that knows how that works.
 *
 * n8n calls `authenticate` before each request and `preAuthentication` after one that failed, and writes to the credential
 * what the latter returns. So `authenticate` decides: it sets the token's headers, or it throws what n8n takes for a
 * rejection. Then n8n calls `preAuthentication`, which may log in; stores what that returns; and calls `authenticate` once
 * more. The hidden field that n8n watches never looks empty, so that every request comes to `authenticate` first.
 */
import { randomBytes } from 'node:crypto';

import {
	LoggerProxy,
	type IAuthenticate,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type IDataObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
} from 'n8n-workflow';

import type { ProviderAccess } from '../cache/login';
import { recover } from '../cache/recovery';
import { knownTokens } from '../cache/state';
import { readStoredToken, secretsIn, serializeToken, type StoredToken } from '../cache/storedToken';
import type { AcquiredToken, NotTheToken, TokenRequest } from '../cache/tokenRequest';
import type { HttpRequestHelper } from '../http/client';
import { Failure, asFailure, toResult, type Result } from '../http/failure';
import { clock } from '../http/waiting';
import { tokenRequester } from '../provider/httpClient';
import type { Provider } from '../provider/provider';
import { FOUND_GOOD } from '../tuning';
import { assertAllowedHost } from './allowedHosts';
import { setAuthHeaders, withFilledAddress } from './authHeaders';
import { credentialError } from './nodeErrors';
import { openCredential, type OpenCredential } from './openCredential';
import { canCheck, checkOf, judgedBy, type UserOptions } from './tokenCheck';
import { tokenStatus } from './tokenStatus';

/** What `tokenState` always holds. It must not look empty, or n8n would log in before it calls `authenticate`. */
export const TOKEN_STATE = 'managed';

/** A node's request for a token, carried to `authenticate` in request options. Nothing is sent but the login. */
export interface NodeRequest {
	credential: OpenCredential;
	stored: StoredToken;
	request: TokenRequest;
	/** Filled in with the token, or with the reason why there is none. */
	result?: Result<AcquiredToken>;
}

const NODE_REQUEST = Symbol("a node's request for a token");
const TEST_HEADER = 'x-access-token-test';
/** Known to nobody else, so that no user's request can pass for a credential test. */
const TEST_MARK = randomBytes(16).toString('hex');
/** Marks the request of a credential test. */
export const TEST_HEADERS = { [TEST_HEADER]: TEST_MARK };

type Options = UserOptions & {
	simple?: boolean;
	[NODE_REQUEST]?: NodeRequest;
};

/** Where one request is, between the calls that n8n makes for it. */
interface Progress extends Omit<NodeRequest, 'result'> {
	node?: NodeRequest;
	options: Options;
	/** `sent`: its headers were set; `ended`: nothing can help it. */
	phase: 'new' | 'acquire' | 'revalidate' | 'acquired' | 'sent' | 'ended';
	access?: ProviderAccess;
	acquired?: AcquiredToken;
	/** The request failed for another reason than its token, as far as anybody knows. */
	notTheToken?: NotTheToken;
}

/** n8n hands the same object of credentials to all calls of one request, and a new one for the next request. */
const progressOf = new WeakMap<object, Progress | 'unreadable'>();

/** Makes n8n call `preAuthentication`. Users never see it. */
class RenewalNeeded extends Error {
	readonly response = { status: 401 };
}

/** The request options that carry a node's request to `authenticate`. */
export function nodeRequestOptions(node: NodeRequest): IHttpRequestOptions {
	return { method: 'GET', url: '', [NODE_REQUEST]: node } as Options;
}

/** The credential type's `authenticate`. */
export function tokenAuthenticate(provider: Provider): IAuthenticate {
	return async (credentials: ICredentialDataDecryptedObject, options: Options) => {
		const node = options[NODE_REQUEST];
		const { failure, value } = await toResult('The credential could not be used', async () => {
			const progress = progressFor(provider, credentials, options);
			const acquired = await tokenFor(progress, options);
			return { acquired, authenticated: acquired && !node && present(progress, acquired) };
		});
		if (failure) throw ended(credentials, options, failure);
		const { acquired, authenticated } = value;
		if (acquired === undefined) throw new RenewalNeeded('The token has to be renewed first');
		if (authenticated) return authenticated;
		if (node) node.result = { value: acquired };
		throw new Error('The token is there: no request is to be sent');
	};
}

/** The user's request, or the check of a credential test, with the token. */
function present(progress: Progress, acquired: AcquiredToken): IHttpRequestOptions {
	// As the user made it: when n8n sends it again, it hands over what went out with the token before.
	const { options } = progress;
	progress.phase = 'sent';
	progress.acquired = acquired;
	const { source, settings } = progress.credential;
	const { response } = acquired.token;
	const target = isTest(options)
		? { ...options, ...source.check?.(response), ...source.tls }
		: withFilledAddress(options, source, response);
	assertAllowedHost(target, source.baseUrls, settings.otherHosts);
	return setAuthHeaders(target, source.present(response), source.followsRedirects);
}

function progressFor(
	provider: Provider,
	credentials: ICredentialDataDecryptedObject,
	options: Options,
): Progress {
	const node = options[NODE_REQUEST];
	const known = progressOf.get(credentials);
	if (known && known !== 'unreadable') return known;
	progressOf.set(credentials, 'unreadable');
	const credential = node?.credential ?? openCredential(provider, credentials);
	const { source } = credential;
	const stored = node?.stored ?? readStoredToken(credentials.tokenSession, source.identity);
	// A request that is to be revalidated never gets to `ready`, which adopts the token for all others.
	credential.cache.adopt(stored);
	const request = node?.request ?? httpRequest(credential, options);
	const progress: Progress = { credential, stored, request, node, options, phase: 'new' };
	progressOf.set(credentials, progress);
	return progress;
}

/** What a request needs of its token. Some requests never report a rejected one: for these, it is checked before its use. */
function httpRequest({ source, settings }: OpenCredential, options: Options): TokenRequest {
	const { policy, checkEvery } = settings;
	// Set by 'Never Error' and pagination of the HTTP Request node, and by the GraphQL node.
	const isUnreported = options.simple === false || options.ignoreHttpStatusErrors === true;
	const spans = [...(isUnreported ? [FOUND_GOOD] : []), ...(checkEvery > 0 ? [checkEvery] : [])];
	const use: TokenRequest = { kind: 'use', policy, ...judgedBy(source, options) };
	if (!canCheck(source) || spans.length === 0) return use;
	return { ...use, foundGoodWithin: Math.min(...spans) };
}

/** The error for a request that nothing can help. */
function ended(credentials: object, options: Options, failure: Failure): Error {
	const progress = progressOf.get(credentials);
	if (progress && progress !== 'unreadable') progress.phase = 'ended';
	const node = options[NODE_REQUEST];
	if (node) node.result = { failure };
	return credentialError(failure, options);
}

/** Whether n8n sends this to test a credential. */
export function isTest(options: IHttpRequestOptions): boolean {
	return options.headers?.[TEST_HEADER] === TEST_MARK;
}

/** The token to send, or undefined where n8n has to call `preAuthentication` first. */
async function tokenFor(progress: Progress, options: Options): Promise<AcquiredToken | undefined> {
	const { credential, request, stored, node, notTheToken } = progress;
	const { source, settings, cache } = credential;
	if (!node) assertAllowedHost(options, source.baseUrls, settings.otherHosts);
	if (notTheToken) throw rejectedOtherwise(notTheToken);
	if (isTest(options)) assertNotBlind(progress);
	if (progress.phase === 'acquired') return await lastTry(progress);
	const revalidates = isTest(options) || (request.kind === 'get' && request.revalidate === true);
	progress.phase = revalidates ? 'revalidate' : 'acquire';
	return revalidates ? undefined : await cache.ready(request, stored);
}

/** The token is stored by now, so a test can say that its check is of no use. */
function assertNotBlind({ access, credential }: Progress): void {
	const check = access?.checkToken;
	if (typeof check !== 'object' || !check.isBlind) return;
	const advice =
		credential.source.judging?.ifBlind ?? "Choose another address under 'Check' in 'Settings'";
	throw new Failure('INVALID_INPUT', 'This address does not look at the token', {
		advice: `It answers a made-up token like a good one, so it can't tell whether a token was refused. The login itself went well. ${advice}`,
	});
}

/** n8n sends no request again that has been to `preAuthentication` before. */
async function lastTry(progress: Progress): Promise<AcquiredToken> {
	const { credential, request, acquired, access } = progress;
	const { failure, value } = await credential.cache.beforeLastTry(
		acquired as AcquiredToken,
		request,
		access as ProviderAccess,
	);
	if (failure) throw failure;
	return value;
}

/** What a node is told whose request was rejected, and is not sent again. */
function rejectedOtherwise({ verdict }: NotTheToken): Failure {
	const known =
		verdict === 'accepted'
			? 'though it accepts the token'
			: 'and it is not known whether it still accepts the token';
	return new Failure('REQUEST_REJECTED', `The API refused this request, ${known}`);
}

/** The credential type's `preAuthentication`. */
export function tokenPreAuthentication() {
	return async function (
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const progress = progressOf.get(credentials);
		// The watched field was empty all the same, and `authenticate` has not seen the request: it comes first.
		if (progress === undefined) return { tokenState: TOKEN_STATE };
		// n8n leaves the error as it is where nothing is returned.
		if (progress === 'unreadable' || progress.phase === 'ended' || progress.notTheToken) return {};
		const { request, phase, acquired, credential } = progress;
		const { cache } = credential;
		try {
			const access = accessFor(progress, this.helpers.httpRequest);
			progress.access = access;
			let result: Result<AcquiredToken | NotTheToken>;
			if (phase === 'sent' && acquired) {
				result = await recover(cache, acquired.token, request, access);
			} else if (phase === 'revalidate') {
				const checked: TokenRequest = { ...request, kind: 'get', foundGoodWithin: undefined };
				result = await cache.revalidated(checked, access);
			} else result = await cache.acquire(request, access);
			if (result.value && 'token' in result.value)
				result = await cache.beforeStoring(result.value, request, access);
			const { failure, value } = result;
			if (failure) throw failure;
			if ('token' in value) return toBeStored(progress, value);
			progress.notTheToken = value;
			return {};
		} catch (error) {
			const failure = asFailure(error, 'The credential could not be used');
			throw ended(credentials, progress.options, failure);
		}
	};
}

/** How a request reaches the provider. */
function accessFor(
	{ credential, stored, node, options }: Progress,
	httpRequest: HttpRequestHelper,
): ProviderAccess {
	const { source, cache } = credential;
	const secrets = [...secretsIn(stored.token), ...knownTokens(cache.state)];
	const user = node || isTest(options) ? undefined : options;
	return {
		requestToken: tokenRequester(source, secrets, httpRequest),
		checkToken: checkOf(credential, httpRequest, user),
	};
}

/** What n8n writes to the credential. */
function toBeStored(progress: Progress, acquired: AcquiredToken): IDataObject {
	const { token, refreshFailure } = acquired;
	const { stored, request, credential } = progress;
	const { cache, settings } = credential;
	progress.phase = 'acquired';
	progress.acquired = acquired;
	// Set before n8n stores it: a token must not be lost because that fails.
	if (progress.node) progress.node.result = { value: acquired };
	else if (refreshFailure?.first) LoggerProxy.warn(refreshFailure.failure.message);
	const { accessToken } = token.response;
	// n8n 1 writes all that it read before this request: not more than it must, for a token that is there already.
	const isThere = stored.token?.response.accessToken === accessToken;
	if (isThere && !cache.lacksNote(stored, request)) return { tokenState: TOKEN_STATE };
	return {
		tokenState: TOKEN_STATE,
		tokenSession: serializeToken(cache.withNotes(token)),
		// n8n would run a stored value that begins with `=` as an expression.
		accessToken: accessToken.startsWith('=') ? '' : accessToken,
		tokenStatus: tokenStatus(token.response, settings.policy, clock.now()),
	};
}

/**
 * The credential type's `test`. What it finds out, it finds out in `preAuthentication`: it logs in with the details in the
 * form, or has the API accept the token that is there. The request that follows only ends the test. Its status does not
 * count, since n8n 1.123 cannot be told which ones do.
 */
export function tokenTest(): ICredentialTestRequest {
	return {
		request: {
			method: 'GET',
			url: '={{$credentials.baseUrl}}',
			headers: TEST_HEADERS,
			ignoreHttpStatusErrors: true,
		},
	};
}

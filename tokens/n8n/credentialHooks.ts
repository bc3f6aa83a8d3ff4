/**
 * How n8n keeps a session in a credential and hands it back: the one file that knows the trick.
 *
 * n8n calls `authenticate` before each request and `preAuthentication` after one that failed, and writes to the
 * credential whatever the latter returns. So `authenticate` decides: it signs, or it throws what n8n takes for a
 * refusal. Then n8n calls `preAuthentication`, which may log in; stores what it returns; and calls `authenticate`
 * once more. The hidden field that n8n watches never looks empty, so that everything comes through this door.
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

import type { TokenCache } from '../cache/tokenCache';
import { openCredential, type OpenCredential } from '../cache/cacheRegistry';
import { Failure, toResult, type Result } from '../http/failure';
import { assertAllowedHost } from './allowedHosts';
import { tokenHeaders } from '../operations/tokenItem';
import type { Provider } from '../provider/provider';
import { reachFor } from '../provider/tokenSource';
import type { HttpRequestHelper } from '../http/client';
import type { RenewalPolicy } from '../cache/renewal';
import { readStoredToken, tokensIn, serializeToken, type CachedToken } from '../cache/storedToken';
import { setAuthHeaders } from './authHeaders';
import type { AcquiredToken, Stands, TokenRequest } from '../cache/tokenRequest';

/** What `tokenState` always holds. It must not look empty, or n8n would log in before it asks. */
export const TOKEN_STATE = 'managed';

/** A node's wish for a session, carried in by the request options. No request is made but the provider's own. */
export interface Wish {
	want: TokenRequest;
	/** Whether the provider has to vouch for the token. */
	sure?: boolean;
	/** When the token is due, in place of what the credential says. */
	policy: RenewalPolicy;
	/** Filled in when it is granted. */
	obtained?: AcquiredToken;
	/** Filled in when it is not. */
	failure?: Failure;
}

const WISH = Symbol('wish for a session');
/** More promises than n8n settles between `authenticate` and `preAuthentication`. */
const STEPS = 100;
const TEST_HEADER = 'x-access-token-test';
/** Known to nobody else, so that no user's request can pass for a test. */
const TEST_MARK = randomBytes(16).toString('hex');

type Options = IHttpRequestOptions & { uri?: string; [WISH]?: Wish };

/** Where one request stands, between the calls that n8n makes for it. */
interface Progress {
	phase: 'new' | 'wanting' | 'verifying' | 'ready' | 'signed' | 'stopped';
	want: TokenRequest;
	wish?: Wish;
	obtained?: AcquiredToken;
	/** The provider vouched for the token, as a credential test wants it. */
	verified?: boolean;
	/** Makes sure of the session, where the request has no second try. */
	confirm?: (obtained: AcquiredToken) => Promise<Result<AcquiredToken>>;
	/** The request failed for another reason than its token, as far as is known. */
	stands?: Stands['stands'];
}

/** What `authenticate` makes of a request: signed; n8n is to call `preAuthentication` first; a wish granted. */
type Decision = { signed: IHttpRequestOptions } | 'renew' | 'granted';

/** n8n hands both calls the same object of credentials, fresh for each request. */
const progressOf = new WeakMap<object, Progress>();

/** What makes n8n call `preAuthentication`; users never see it. */
class RenewalNeeded extends Error {
	readonly response = { status: 401 };
}

/** The request options that carry a wish to `authenticate`. */
export function wishOptions(wish: Wish): IHttpRequestOptions {
	return { method: 'GET', url: '', [WISH]: wish } as Options;
}

/** The credential type's `authenticate`. */
export function tokenAuthenticate(provider: Provider): IAuthenticate {
	return async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	) => {
		const progress = progressOf.get(credentials) ?? { phase: 'new', want: { kind: 'use' } };
		progressOf.set(credentials, progress);
		const { failure, value: decision } = await toResult('The credential could not be used', () =>
			decide(provider, credentials, requestOptions, progress),
		);
		if (failure) throw stopped(progress, failure);
		if (decision === 'renew') throw new RenewalNeeded('The token has to be renewed first');
		if (decision === 'granted') throw new Error('The session is ready: no request is to be sent');
		return decision.signed;
	};
}

/** An error of plain words alone: n8n stores every other property of it. */
function stopped(progress: Progress, failure: Failure): Error {
	progress.phase = 'stopped';
	if (progress.wish) progress.wish.failure = failure;
	return new Error(failure.message);
}

function isTest(options: IHttpRequestOptions): boolean {
	return options.headers?.[TEST_HEADER] === TEST_MARK;
}

async function decide(
	provider: Provider,
	credentials: ICredentialDataDecryptedObject,
	options: Options,
	progress: Progress,
): Promise<Decision> {
	const wish = options[WISH];
	const testing = isTest(options);
	progress.wish = wish;
	if (wish) progress.want = wish.want;
	const read = openCredential(provider, credentials);
	const { login: signIn, settings } = read;
	if (!wish) assertAllowedHost(options, signIn.baseUrl, settings.otherHosts);
	if (progress.stands) throw refusedOtherwise(progress.stands);
	if ((testing || wish?.sure) && !progress.verified) {
		progress.phase = 'verifying';
		return 'renew';
	}
	if (progress.phase === 'ready') await confirm(progress);
	else progress.obtained = await choose(read, credentials, progress);
	const { obtained } = progress;
	if (obtained === undefined) {
		progress.phase = 'wanting';
		return 'renew';
	}
	if (wish) {
		wish.obtained = obtained;
		return 'granted';
	}
	progress.phase = 'signed';
	return { signed: present(provider, read, options, obtained.token) };
}

/** A session that can be used at once, if there is one; it is waited for where another request is getting it. */
async function choose(
	read: OpenCredential,
	{ tokenSession }: ICredentialDataDecryptedObject,
	{ want, wish }: Progress,
): Promise<AcquiredToken | undefined> {
	const { cache: account, digest } = read;
	const policy = wish?.policy ?? read.settings.policy;
	const stored = readStoredToken(tokenSession, digest);
	const login = () => account.loginToWaitFor(want, policy, stored);
	// Nothing is awaited where there is no login yet, or all who come at once would set out for one.
	const waited = login() !== undefined && (await waitFor(login));
	const session = account.choose(want, policy, stored, waited);
	if (session === undefined) return undefined;
	const failure = account.earlyFailure(session, policy);
	return { token: session, renewed: false, ...(failure && { early: { failure, first: false } }) };
}

/**
 * Waits for a login that another request makes. Through `preAuthentication` it could be waited for as well, but n8n
 * goes there once for each request: who went would have no second try if its token were refused afterwards.
 */
async function waitFor(login: () => ReturnType<TokenCache['loginToWaitFor']>): Promise<boolean> {
	// Who claimed it gets to it within this turn of the event loop, some promises from here.
	for (let step = 0; step < STEPS && login() === 'claimed'; step += 1) await Promise.resolve();
	const running = login();
	if (running === undefined || running === 'claimed') return false;
	await running;
	return true;
}

async function confirm(progress: Progress): Promise<void> {
	if (progress.obtained === undefined || progress.confirm === undefined) return;
	const { failure, value } = await progress.confirm(progress.obtained);
	if (failure) throw failure;
	progress.obtained = value;
}

function present(
	provider: Provider,
	{ login: signIn }: OpenCredential,
	options: Options,
	{ response: grant }: CachedToken,
): IHttpRequestOptions {
	const target = isTest(options) ? { ...options, ...provider.check(signIn, grant) } : options;
	return setAuthHeaders(target, {
		...provider.applicationHeaders(signIn),
		...tokenHeaders(provider.tokenType, grant),
	});
}

/** What a node is told whose request was refused, and is not sent again. */
function refusedOtherwise(stands: Stands['stands']): Failure {
	const known =
		stands === 'good'
			? 'though it accepts the token'
			: 'and it is not known whether it still accepts the token';
	return new Failure('LOGIN_REJECTED', `The API refused this request, ${known}`);
}

/** The credential type's `preAuthentication`. */
export function tokenPreAuthentication(provider: Provider) {
	return async function (
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const progress = progressOf.get(credentials);
		// The watched field was empty all the same, and `authenticate` has not seen the request: it comes first.
		if (progress === undefined) return { tokenState: TOKEN_STATE };
		// With nothing returned, n8n lets the error stand that brought it here.
		if (progress.phase === 'stopped' || progress.stands) return {};
		const advanced = await toResult('The credential could not be used', () =>
			advance(provider, credentials, progress, this.helpers.httpRequest),
		);
		const { failure, value } = advanced.failure ? advanced : advanced.value;
		if (failure) throw stopped(progress, failure);
		if ('session' in value) return toBeStored(progress, value);
		progress.stands = value.stands;
		return {};
	};
}

async function advance(
	provider: Provider,
	credentials: ICredentialDataDecryptedObject,
	progress: Progress,
	httpRequest: HttpRequestHelper,
): Promise<Result<AcquiredToken | Stands>> {
	const read = openCredential(provider, credentials);
	const { cache: account, login: signIn, digest } = read;
	const policy = progress.wish?.policy ?? read.settings.policy;
	const tokens = [...tokensIn(credentials.tokenSession), ...account.known.tokens];
	const reach = reachFor(provider, signIn, tokens, httpRequest);
	account.adopt(readStoredToken(credentials.tokenSession, digest));
	progress.confirm = async (obtained) => await account.confirm(obtained, reach);
	if (progress.phase === 'verifying') {
		progress.verified = true;
		return await account.verify(policy, reach);
	}
	if (progress.phase === 'signed' && progress.obtained) {
		return await account.refused(progress.obtained.token, policy, reach);
	}
	return await account.obtain(progress.want, policy, reach);
}

/** What n8n writes to the credential. */
function toBeStored(progress: Progress, obtained: AcquiredToken): IDataObject {
	const { token: session, early } = obtained;
	progress.phase = 'ready';
	progress.obtained = obtained;
	if (progress.wish) progress.wish.obtained = obtained;
	else if (early?.first) LoggerProxy.warn(early.failure.message);
	const { accessToken } = session.response;
	return {
		tokenState: TOKEN_STATE,
		tokenSession: serializeToken(session),
		// n8n would run a stored value that begins with `=` as an expression.
		accessToken: accessToken.startsWith('=') ? '' : accessToken,
	};
}

/**
 * The credential type's `test`. Whatever it finds out, it finds out in `preAuthentication`: with the details in the
 * form, and with the provider's word for a token that is already there. The request that follows only ends it, and
 * its status does not count (n8n 1.123 could not be told which do).
 */
export function tokenTest(): ICredentialTestRequest {
	return {
		request: {
			method: 'GET',
			url: '={{$credentials.baseUrl}}',
			headers: { [TEST_HEADER]: TEST_MARK },
			ignoreHttpStatusErrors: true,
		},
	};
}

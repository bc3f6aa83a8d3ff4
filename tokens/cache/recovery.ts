import type { Result } from '../http/failure';
import { clock } from '../http/waiting';
import { afterLoginInVain, type Judged } from './check/suspicion';
import type { Verdict } from './check/validation';
import type { ProviderAccess } from './login';
import { afterFailure } from './nextStep';
import { isWithin } from './renewal';
import { isInvalidated, isOwn, replacementOf } from './state';
import type { CachedToken } from './storedToken';
import type { TokenCache } from './tokenCache';
import type { AcquiredToken, NotTheToken, TokenRequest } from './tokenRequest';
import { RECENT, UNPROVEN_LOGIN } from '../tuning';
import { withPrevious, withRejection, withUnprovenLogin, withoutToken } from './transitions';

/**
 * The token to send a failed request with again, or why its failure stands. It does what {@link afterFailure} says.
 *
 * @param verdict what the API has just said of the token; it is asked where that is absent
 */
export async function recover(
	cache: TokenCache,
	used: CachedToken,
	request: TokenRequest,
	access: ProviderAccess,
	verdict?: Verdict,
): Promise<Result<AcquiredToken | NotTheToken>> {
	const { judged } = request;
	const { revokesPrevious } = cache.source;
	await cache.login.settle();
	if (verdict === 'rejected') rejected(cache, used);
	let previousVerdict: Verdict | undefined;
	for (;;) {
		const { state } = cache;
		const verdicts = { verdict, previousVerdict };
		const now = clock.now();
		const step = afterFailure({ state, used, ...verdicts, revokesPrevious, judged, now });
		if (step.do === 'fail') return { failure: step.failure };
		if (step.do === 'stand') return { value: { verdict: step.verdict } };
		if (step.do === 'login')
			return await logIn(cache, step.because, used, verdict, request, access);
		if (step.do === 'use') {
			if (step.token !== state.current)
				cache.state = withPrevious(state, step.token, Math.random());
			return { value: { token: cache.state.current ?? step.token, renewed: false } };
		}
		const isFirst = verdict === undefined;
		const found = await validate(cache, step.token, access, isFirst);
		if (isFirst) verdict = found;
		else previousVerdict = found;
		// Nothing is awaited from here to the next step, or all who waited for the verdict would go by an old state.
		await cache.login.settle();
		if (found === 'rejected') rejected(cache, step.token);
		if (found === 'suspect') cache.workers.tokenDoubted(step.token.response.accessToken);
	}
}

/** @param mayShare whether a verdict of the last second will do, where no other worker makes it doubtful */
async function validate(
	{ validation, workers }: TokenCache,
	{ response }: CachedToken,
	{ checkToken }: ProviderAccess,
	mayShare: boolean,
): Promise<Verdict> {
	if (!mayShare) return await validation.validate(response, checkToken, 0);
	return workers.areOthersKnown
		? await validation.validateAnew(response, checkToken)
		: await validation.validate(response, checkToken);
}

async function logIn(
	cache: TokenCache,
	because: 'expired' | 'rejected' | 'suspected',
	used: CachedToken,
	verdict: Verdict | undefined,
	{ policy, judged }: TokenRequest,
	access: ProviderAccess,
): Promise<Result<AcquiredToken | NotTheToken>> {
	const learns = because !== 'expired';
	const isFirst = !cache.login.running;
	const result = await cache.login.run({ kind: 'get', policy }, access, learns);
	if (learns && judged) return afterJudgedLogin(cache, { used, verdict, judged, isFirst }, result);
	if (because === 'suspected') afterSuspicion(cache, used, verdict === 'suspect', result);
	const { failure, value: token } = result;
	if (!failure) return { value: { token, renewed: isOwn(cache.state, token) } };
	return verdict === 'unproven' ? { value: { verdict } } : { failure };
}

/** A use of a token after which a login was made. */
interface JudgedUse {
	used: CachedToken;
	verdict: Verdict | undefined;
	judged: Judged;
	/** Whether the login was made for this one. */
	isFirst: boolean;
}

/**
 * What a login teaches where judges are all there is to go by. If a fresh token is answered no better, the failures
 * stand, but whoever made the login may go on: n8n stores the token only with a request that it sends again.
 */
function afterJudgedLogin(
	cache: TokenCache,
	{ used, verdict, judged, isFirst }: JudgedUse,
	{ failure, value: token }: Result<CachedToken>,
): Result<AcquiredToken | NotTheToken> {
	const { freshAccepted } = cache.validation;
	if (failure) {
		// Where the login only failed to get through, the next one may follow as soon as any other.
		const counts = isFirst && (verdict === 'unproven' || !failure.isTransient);
		if (counts) suspectInVain(cache, undefined, false);
		if (verdict === 'unproven') return { value: { verdict } };
		cache.state = { ...cache.state, suspect: used.response.accessToken };
		return { failure };
	}
	const acquired = { token, renewed: isOwn(cache.state, token) };
	if (freshAccepted || (verdict === 'rejected' && freshAccepted !== false)) {
		cache.state = { ...cache.state, suspicion: undefined };
		invalidate(cache, used);
		return { value: acquired };
	}
	if (isFirst && acquired.renewed) suspectInVain(cache, token, freshAccepted === false);
	const goesOn = judged.mayRepeat && (isFirst || freshAccepted !== false);
	return { value: goesOn ? acquired : { verdict: 'unproven' } };
}

function suspectInVain(cache: TokenCache, token: CachedToken | undefined, isInVain: boolean): void {
	const suspicion = afterLoginInVain(cache.state.suspicion, token, isInVain, clock.now());
	cache.state = { ...cache.state, suspicion };
}

function afterSuspicion(
	cache: TokenCache,
	used: CachedToken,
	isSuspect: boolean,
	{ failure, value: token }: Result<CachedToken>,
): void {
	const { freshAccepted, isFreshRevoked } = cache.validation;
	const mayRepeat = token
		? !isOwn(cache.state, token) || (isFreshRevoked && cache.workers.sharedAt !== undefined)
		: isSuspect && freshAccepted !== false && failure.isTransient;
	const suspect = isSuspect ? used : undefined;
	cache.state = withUnprovenLogin(cache.state, suspect, mayRepeat, clock.now());
	// A check that accepts the fresh token was right about the old one.
	if (isSuspect && freshAccepted) invalidate(cache, used);
}

/** A login that replaced the token while the API was asked has revoked it: that says nothing of other systems. */
function rejected(cache: TokenCache, token: CachedToken): void {
	const { source, state } = cache;
	const isRevoked = source.revokesPrevious && replacementOf(state, token, clock.now());
	if (!isRevoked) invalidate(cache, token);
}

function invalidate(cache: TokenCache, token: CachedToken): void {
	const { state, workers, title } = cache;
	if (isInvalidated(state, token)) return;
	cache.state = withoutToken(state, token);
	workers.tokenRejected(token.response.accessToken);
	const now = clock.now();
	// Workers that log in at the same moment revoke each other's tokens. Several such rejections count as one.
	const span = workers.sharedAt === undefined ? RECENT : UNPROVEN_LOGIN;
	const isCounted = workers.areOthersKnown && isWithin(state.rejections.at(-1), span, now);
	if (!workers.foundOthers && !isCounted)
		cache.state = withRejection(cache.state, token.response, title, now);
}

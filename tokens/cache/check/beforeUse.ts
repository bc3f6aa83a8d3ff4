/** Asking the API about a token before it is used, where nobody would learn of its rejection. */
import type { Result } from '../../http/failure';
import { clock } from '../../http/waiting';
import { RECENT, VERDICT_BELIEVED } from '../../tuning';
import type { ProviderAccess } from '../login';
import type { Step } from '../nextStep';
import { recover } from '../recovery';
import { isWithin } from '../renewal';
import { isSuspect, replacementOf } from '../state';
import type { CachedToken } from '../storedToken';
import type { TokenCache } from '../tokenCache';
import type { AcquiredToken, TokenRequest } from '../tokenRequest';
import type { TokenCheck, Verdict } from './validation';

/** Whether a token has to be checked for this request. */
export function isCheckNeeded(
	{ state, validation }: TokenCache,
	token: CachedToken,
	{ foundGoodWithin, judged }: TokenRequest,
): boolean {
	// Another check would say the same of a suspect token, and be believed no more than the first.
	if (foundGoodWithin === undefined || isSuspect(state, token)) return false;
	const span = Math.max(foundGoodWithin, judged?.askedAtMostEvery ?? 0);
	return validation.isCheckNeeded(token.response, span);
}

/** n8n does not send a request again that only writes a token, so the API is asked about that token first. */
export function isCheckNeededToWrite(
	cache: TokenCache,
	step: Step & { do: 'use' | 'persist' },
	request: TokenRequest,
): boolean {
	const isDue = step.do === 'use' && step.isDue;
	const isFresh = isWithin(cache.state.lastLoginAt, RECENT, clock.now());
	if (request.kind !== 'use' || isDue || isFresh) return isCheckNeeded(cache, step.token, request);
	const { foundGoodWithin = Infinity } = request;
	const span = Math.min(foundGoodWithin, VERDICT_BELIEVED);
	return isCheckNeeded(cache, step.token, { ...request, foundGoodWithin: span });
}

/**
 * Checks the token that a node is about to output, with the node's own helper: n8n writes nothing to the credential for it.
 *
 * @returns the token, if it is to be replaced
 */
export async function checkForOutput(
	cache: TokenCache,
	request: TokenRequest,
	check: TokenCheck | undefined,
): Promise<CachedToken | undefined> {
	await cache.check.running;
	const step = cache.stepFor(request, cache.login.isClaimed);
	if (step.do !== 'use' || !isCheckNeeded(cache, step.token, request)) return undefined;
	const { token } = step;
	const { validation } = cache;
	const found = await validation.validate(token.response, check);
	if (validation.isTelling(found)) return token;
	validation.noteChecked(token.response, found === 'accepted');
	return undefined;
}

/** A token that the API was asked about before its use, or the one that replaces it. */
export async function checkBeforeUse(
	cache: TokenCache,
	acquired: AcquiredToken,
	request: TokenRequest,
	access: ProviderAccess,
): Promise<Result<AcquiredToken>> {
	const { token, refreshFailure } = acquired;
	const { validation } = cache;
	const found = await validation.validate(token.response, access.checkToken);
	// Where a login has just failed, suspicion is no reason for another one.
	const isTelling = refreshFailure ? found === 'rejected' : validation.isTelling(found);
	const verdict = isTelling ? found : 'inconclusive';
	const result = await afterVerdict(cache, verdict, acquired, request, access);
	if (result.value?.token === token) validation.noteChecked(token.response, found === 'accepted');
	return result;
}

/** What to use after a verdict on a token that no request has failed with: that token, or another one. */
export async function afterVerdict(
	cache: TokenCache,
	verdict: Verdict,
	acquired: AcquiredToken,
	request: TokenRequest,
	access: ProviderAccess,
): Promise<Result<AcquiredToken>> {
	const { token } = acquired;
	const { failure, value } = await recover(cache, token, request, access, verdict);
	if (failure) return cache.withoutLogin(request, failure, true);
	if ('token' in value) return { value };
	// A login that proved nothing may have given a newer one all the same.
	const newest = request.judged && replacementOf(cache.state, token, clock.now());
	return { value: newest ? { token: newest, renewed: false } : acquired };
}

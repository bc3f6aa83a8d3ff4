import type { Failure } from '../http/failure';
import { UNPROVEN_LOGIN } from '../tuning';
import { isPausing, isPromising, type Judged } from './check/suspicion';
import { isExpired, isWithin } from './renewal';
import {
	isDue,
	isInvalidated,
	lasting,
	previousToken,
	replacementOf,
	usable,
	usableFor,
	type CacheState,
} from './state';
import type { CachedToken } from './storedToken';
import type { TokenRequest } from './tokenRequest';
import type { Verdict } from './check/validation';

/** What a token cache does for a request. */
export type Step =
	/** Hand out this token; `refreshFailure` says why it is used though it is due. */
	| { do: 'use'; token: CachedToken; isDue: boolean; refreshFailure?: Failure }
	/** Hand out this token, and have n8n write it to the credential. */
	| { do: 'persist'; token: CachedToken }
	/** Wait for the login under way. */
	| { do: 'join' }
	| { do: 'login' }
	| { do: 'fail'; failure: Failure };

/** All that the decision depends on. */
export interface Situation {
	state: CacheState;
	request: TokenRequest;
	/** Whether a login is under way, or a request has set out for one. */
	isLoginRunning: boolean;
	/** Whether a new token revokes the one before. */
	revokesPrevious: boolean;
	/** Whether the credential lacks the current token, and this request is the one to write it. */
	isToPersist: boolean;
	/** Epoch milliseconds. */
	now: number;
}

/**
 * What to do for a request:
 *
 * | token | due | login running | last login, renewal | step |
 * | --- | --- | --- | --- | --- |
 * | none (or a new one is requested) | | yes | | join |
 * | none | | no | failed just now | fail |
 * | none | | no | | login |
 * | yes, the new one that is requested | | | | persist |
 * | yes | no | | | use or persist |
 * | yes | yes | | failed just now | use |
 * | yes | yes | yes | | join if it revokes the token, or that is checked before use; else use |
 * | yes | yes | no | | login |
 */
export function nextStep(situation: Situation): Step {
	const { state, request, isLoginRunning, now } = situation;
	if (request.kind === 'forceRefresh') {
		const token = state.logins > request.since ? usable(state, now) : undefined;
		// Several credentials can have the same login details: each of them gets the new token.
		return token ? { do: 'persist', token } : stepToLogin(situation);
	}
	const token = usableFor(state, request, now);
	const notYet = lasting(state.refreshError, now);
	if (token === undefined) {
		const canWait = request.kind === 'get' && request.newerThan?.usable === true;
		return canWait && notYet ? { do: 'fail', failure: notYet } : stepToLogin(situation);
	}
	if (!isDue(state, token, request, now))
		return situation.isToPersist ? { do: 'persist', token } : { do: 'use', token, isDue: false };
	const refreshFailure = notYet ?? lasting(state.error, now);
	if (refreshFailure) return { do: 'use', token, isDue: true, refreshFailure };
	if (!isLoginRunning) return { do: 'login' };
	// A request that cannot report a rejected token would send it unchecked.
	const waits = situation.revokesPrevious || request.foundGoodWithin !== undefined;
	return waits ? { do: 'join' } : { do: 'use', token, isDue: true };
}

function stepToLogin({ state, isLoginRunning, now }: Situation): Step {
	if (isLoginRunning) return { do: 'join' };
	const failure = lasting(state.error, now);
	return failure ? { do: 'fail', failure } : { do: 'login' };
}

/** What a token cache does after a request with one of its tokens failed. */
export type FailureStep =
	/** Send the request again with this token. */
	| { do: 'use'; token: CachedToken }
	/** Ask the API whether it accepts the token, or the one that it took the place of. */
	| { do: 'validate'; token: CachedToken }
	/** `acquire`: as for a new request. `rejected`, `suspected`: log in, and learn from it whether the check is right. */
	| { do: 'login'; because: 'expired' | 'rejected' | 'suspected' }
	/** The request failed for another reason than its token, as far as anybody knows. */
	| { do: 'stand'; verdict: Exclude<Verdict, 'rejected'> }
	| { do: 'fail'; failure: Failure };

export interface FailedUse {
	state: CacheState;
	/** The token of the request that failed. */
	used: CachedToken;
	/** What the API says of it; undefined: not asked yet. */
	verdict?: Verdict;
	/** What the API says of the token that it took the place of; undefined: not asked yet. */
	previousVerdict?: Verdict;
	revokesPrevious: boolean;
	/** See {@link TokenRequest}. */
	judged?: Judged;
	now: number;
}

/**
 * What to do after a failure. A rejected token has left the state before this is called with its verdict.
 *
 * | verdict | newer token | step |
 * | --- | --- | --- |
 * | any | yes, and the used one is of no use any more | use the newer one |
 * | any, but the token has expired | | log in |
 * | none yet | | validate |
 * | suspect, unproven | yes | use the newer one |
 * | rejected | no, but there was one before | validate that |
 * | rejected | no | log in |
 * | accepted, inconclusive | | the failure stands |
 * | suspect | | fail if the last login did |
 * | suspect, unproven | | log in, at most once a minute; judged: more and more rarely |
 *
 * Where a newer one is from a login that proved nothing, a judged request uses it only if it may be repeated.
 */
export function afterFailure(failed: FailedUse): FailureStep {
	const { state, used, verdict, previousVerdict, revokesPrevious, judged, now } = failed;
	const isUseless = revokesPrevious || isInvalidated(state, used) || isExpired(used.response, now);
	const newer = replacementOf(state, used, now);
	const useNewer = (token: CachedToken): FailureStep =>
		isPromising(token, state.suspicion, judged) || isExpired(used.response, now)
			? { do: 'use', token }
			: { do: 'stand', verdict: 'unproven' };
	if (newer && isUseless) return useNewer(newer);
	if (isExpired(used.response, now)) return { do: 'login', because: 'expired' };
	if (verdict === undefined) return { do: 'validate', token: used };
	if (verdict === 'accepted' || verdict === 'inconclusive') return { do: 'stand', verdict };
	if (newer) return useNewer(newer);
	if (verdict === 'rejected') {
		const previous = revokesPrevious ? previousToken(state, now) : undefined;
		if (previous && previousVerdict === undefined) return { do: 'validate', token: previous };
		if (previous && previousVerdict === 'accepted') return { do: 'use', token: previous };
		return { do: 'login', because: 'rejected' };
	}
	const failure = verdict === 'suspect' ? lasting(state.error, now) : undefined;
	if (failure) return { do: 'fail', failure };
	const isTooSoon = judged
		? isPausing(state.suspicion, now)
		: isWithin(state.unprovenLoginAt, UNPROVEN_LOGIN, now);
	return isTooSoon ? { do: 'stand', verdict } : { do: 'login', because: 'suspected' };
}

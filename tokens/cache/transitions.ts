/** What happens to the state of a token cache. `jitter` is always a number from 0 to 1, drawn anew. */
import { Failure } from '../http/failure';
import type { TokenResponse, TokenSource } from '../provider/provider';
import {
	CONTESTED_AFTER,
	CONTESTED_WITHIN,
	ERROR_CACHED,
	FRESH,
	LONGEST_RETRY_AFTER,
	MOST_REMEMBERED,
	NEXT_REFRESH,
	REJECTION_CACHED,
	UNPROVEN_LOGIN,
} from '../tuning';
import { isWithin } from './renewal';
import { isInvalidated, newer, type CacheState } from './state';
import type { CachedToken } from './storedToken';

/** A login went well. */
export function withResponse(
	state: CacheState,
	{ identity, refreshIdentity }: Pick<TokenSource, 'identity' | 'refreshIdentity'>,
	response: TokenResponse,
	now: number,
	jitter: number,
): CacheState {
	const order = Math.max(now, state.lastOrder + 1);
	return {
		...withToken(
			state,
			{ digest: identity, refreshDigest: refreshIdentity, order, response },
			jitter,
		),
		ownToken: response.accessToken,
		logins: state.logins + 1,
		lastLoginAt: now,
		error: undefined,
		refreshError: undefined,
	};
}

/** The credential held a newer token; the same state where it is no newer, or was rejected. */
export function withStored(state: CacheState, token: CachedToken, jitter: number): CacheState {
	const { current } = state;
	const isNewer = current === undefined || token.order > current.order;
	if (!isNewer || isInvalidated(state, token)) return state;
	return { ...withToken(state, token, jitter), previous: current };
}

/** The credential held a token of other login details. Its refresh token is good for these too where both came of one. */
export function withForeign(
	state: CacheState,
	token: CachedToken,
	refreshIdentity: string,
): CacheState {
	if (token.refreshDigest !== refreshIdentity || token.response.refreshToken === null) return state;
	const refreshable = newer(state.refreshable, token);
	return refreshable === state.refreshable ? state : { ...state, refreshable };
}

/** The previous token is taken up again: as newer than the rejected one, and as no newer than that. */
export function withPrevious(state: CacheState, previous: CachedToken, jitter: number): CacheState {
	return withToken(state, { ...previous, order: state.lastOrder + 1 }, jitter);
}

function withToken(state: CacheState, token: CachedToken, jitter: number): CacheState {
	const lastOrder = Math.max(state.lastOrder, token.order);
	return {
		...state,
		current: token,
		previous: undefined,
		refreshable: undefined,
		lastOrder,
		jitter,
	};
}

/** A token was rejected. */
export function withoutToken(state: CacheState, { response }: CachedToken): CacheState {
	const { accessToken } = response;
	const { current, invalidated } = state;
	const kept = invalidated.length >= MOST_REMEMBERED ? [] : invalidated;
	const isCurrent = current?.response.accessToken === accessToken;
	return {
		...state,
		current: isCurrent ? undefined : current,
		...(isCurrent && current.response.refreshToken !== null && { refreshable: current }),
		invalidated: [...kept, accessToken],
	};
}

/**
 * A login failed. Its error answers everyone for a while, with a sentence that says for how long.
 *
 * @param isEarly whether an old token can still be used
 * @returns the error as everyone is told it, beside the state
 */
export function withError(
	state: CacheState,
	failure: Failure,
	isEarly: boolean,
	now: number,
): { state: CacheState; cached: Failure } {
	const wait = Math.min((failure.details.retryAfter ?? 0) * 1_000, LONGEST_RETRY_AFTER);
	const span = failure.isRejection ? REJECTION_CACHED : Math.max(ERROR_CACHED, wait);
	const when = `The same login isn't sent again for ${span / 1_000} seconds unless you change the credential`;
	const cached = span > ERROR_CACHED ? failure.with(when) : failure;
	const error = { failure: cached, at: now, span };
	const refreshError = isEarly ? { ...error, span: NEXT_REFRESH } : state.refreshError;
	return { state: { ...state, error, refreshError }, cached };
}

/** A token was rejected. Too many fresh ones within an hour stop the logins for a while. */
export function withRejection(
	state: CacheState,
	{ obtainedAt, issuedAt, expiresAt }: TokenResponse,
	title: string,
	now: number,
): CacheState {
	const recent = state.rejections.filter((at) => isWithin(at, CONTESTED_WITHIN, now));
	const lifetime = expiresAt === null ? Infinity : expiresAt - issuedAt;
	const fresh = expiresAt === null ? FRESH : Math.min(CONTESTED_WITHIN, lifetime / 10);
	const rejections = isWithin(obtainedAt, fresh, now) ? [...recent, now] : recent;
	const counted = { ...state, rejections };
	if (rejections.length < CONTESTED_AFTER) return counted;
	const what = `${title} rejected ${CONTESTED_AFTER} fresh tokens within an hour`;
	const advice =
		'Another system seems to log in with this account. Give n8n a service account of its own, and use it in one n8n only';
	const failure = new Failure('ACCOUNT_CONTESTED', what, { advice });
	return withError(counted, failure, false, now).state;
}

/**
 * A login was made on suspicion: without a check to believe, there is at most one a minute.
 *
 * @param suspect the token that is due until there is another one
 * @param mayRepeat whether the attempt says so little that another one may follow at once
 */
export function withUnprovenLogin(
	state: CacheState,
	suspect: CachedToken | undefined,
	mayRepeat: boolean,
	now: number,
): CacheState {
	return {
		...state,
		...(!mayRepeat && { unprovenLoginAt: now }),
		...(suspect && { suspect: suspect.response.accessToken }),
	};
}

/** Another worker has logged in. While workers do so at once, each revokes the tokens of the others: that counts less. */
export function withOtherWorker(state: CacheState, { obtainedAt }: TokenResponse): CacheState {
	const rejections = state.rejections.filter((at) => at < obtainedAt - UNPROVEN_LOGIN);
	const isOver = state.rejections.length >= CONTESTED_AFTER && rejections.length < CONTESTED_AFTER;
	return { ...state, rejections, ...(isOver && { error: undefined }) };
}

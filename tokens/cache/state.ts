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
	RECENT,
	REJECTION_CACHED,
	UNPROVEN_LOGIN,
} from '../tuning';
import type { Suspicion } from './check/suspicion';
import { isExpired, isWithin, longestJitter, renewAt } from './renewal';
import { secretsIn, type CachedToken } from './storedToken';
import { isNewEnough, type TokenRequest } from './tokenRequest';

/** A failure that answers for a while in place of another attempt. */
export interface CachedError {
	failure: Failure;
	/** Epoch milliseconds. */
	at: number;
	/** Milliseconds. */
	span: number;
}

/** All that one process knows of the tokens of one set of login details. It is never changed, only replaced. */
export interface CacheState {
	/** The newest token, whether it is due or not. */
	readonly current?: CachedToken;
	/** What the current token took the place of when it was found in the credential. */
	readonly previous?: CachedToken;
	/** A rejected token, or one of other login details, whose refresh token may still be good. */
	readonly refreshable?: CachedToken;
	/** Rejected tokens. None of them is used again, wherever it turns up. */
	readonly invalidated: readonly string[];
	/** A token that was rejected by a check nobody can believe yet: due until there is another one. */
	readonly suspect?: string;
	/** Drawn once per token, 0 to 1: by how much of the longest jitter this process renews later. */
	readonly jitter: number;
	/** The order of the newest token there ever was. */
	readonly lastOrder: number;
	/** The last token this process requested itself. */
	readonly ownToken?: string;
	/** How many logins went well, and when the last one ended. */
	readonly logins: number;
	readonly lastLoginAt?: number;
	/** Why the last login failed. */
	readonly error?: CachedError;
	/** Why the last early renewal failed. The next one is not allowed before its span is over. */
	readonly refreshError?: CachedError;
	/** When fresh tokens were rejected lately. */
	readonly rejections: readonly number[];
	/** When a login was last made on mere suspicion. */
	readonly unprovenLoginAt?: number;
	/** The same where judges are all there is to go by. */
	readonly suspicion?: Suspicion;
}

export const emptyState: CacheState = {
	invalidated: [],
	jitter: 0,
	lastOrder: 0,
	logins: 0,
	rejections: [],
};

// What is known

/** The current token, unless it has expired. */
export function usable({ current }: CacheState, now: number): CachedToken | undefined {
	return current && !isExpired(current.response, now) ? current : undefined;
}

/** The current token, if it has not expired and is new enough for the request. */
export function usableFor(
	state: CacheState,
	request: TokenRequest,
	now: number,
): CachedToken | undefined {
	const token = usable(state, now);
	return token && isNewEnough(token.response, request) ? token : undefined;
}

/** The current token, if it is another one than the one that was used. */
export function replacementOf(
	state: CacheState,
	used: CachedToken,
	now: number,
): CachedToken | undefined {
	const token = usable(state, now);
	return token?.response.accessToken === used.response.accessToken ? undefined : token;
}

/** The token that a login may trade for a new one. The API may accept the refresh token of a token that it rejected. */
export function refreshableToken({ current, refreshable }: CacheState): TokenResponse | undefined {
	return newer(current, refreshable)?.response;
}

function newer(one?: CachedToken, other?: CachedToken): CachedToken | undefined {
	if (one === undefined || other === undefined) return one ?? other;
	return other.order > one.order ? other : one;
}

/** Whether this process requested the token itself. */
export function isOwn({ ownToken }: CacheState, { response }: CachedToken): boolean {
	return response.accessToken === ownToken;
}

/** The token values that are known, good or lately rejected. */
export function knownTokens({ current, invalidated }: CacheState): string[] {
	return [...(current ? secretsIn(current.response) : []), ...invalidated.slice(-10)];
}

/** Whether a token has to be renewed for this request: by its times, or because it was probably rejected. */
export function isDue(
	state: CacheState,
	token: CachedToken,
	{ kind, policy }: TokenRequest,
	now: number,
): boolean {
	if (isSuspect(state, token)) return true;
	const { response } = token;
	const jitter = kind === 'use' ? state.jitter * longestJitter(response, policy) : 0;
	const time = renewAt(response, policy);
	return time !== null && now >= time + jitter;
}

/** Whether the token was rejected by a check that nobody can believe yet. */
export function isSuspect({ suspect }: CacheState, { response }: CachedToken): boolean {
	return response.accessToken === suspect;
}

export function isInvalidated({ invalidated }: CacheState, { response }: CachedToken): boolean {
	return invalidated.includes(response.accessToken);
}

/**
 * What a rejected token took the place of, while that is recent. Of two workers that log in at the same moment neither can
 * tell whose login was the last.
 */
export function previousToken(state: CacheState, now: number): CachedToken | undefined {
	const { current, previous } = state;
	if (current || previous === undefined || isInvalidated(state, previous)) return undefined;
	return isWithin(previous.response.obtainedAt, RECENT, now) ? previous : undefined;
}

/** The failure that answers without another login. */
export function cachedError({ error }: CacheState, now: number): Failure | undefined {
	return error && isWithin(error.at, error.span, now) ? error.failure : undefined;
}

/** Why the next early renewal is not allowed yet. */
export function refreshError(
	{ refreshError: error }: CacheState,
	now: number,
): Failure | undefined {
	return error && isWithin(error.at, error.span, now) ? error.failure : undefined;
}

/** Whether a login was made on suspicion within the last minute. */
export function hasUnprovenLogin({ unprovenLoginAt }: CacheState, now: number): boolean {
	return isWithin(unprovenLoginAt, UNPROVEN_LOGIN, now);
}

// What happens. `jitter` is a number from 0 to 1, drawn anew.

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

import type { Failure } from '../http/failure';
import { RECENT } from '../tuning';
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

/** The newer of two tokens, where both are there. */
export function newer(one?: CachedToken, other?: CachedToken): CachedToken | undefined {
	if (one === undefined || other === undefined) return one ?? other;
	return other.order > one.order ? other : one;
}

/** Whether this process requested the token itself. */
export function isOwn({ ownToken }: CacheState, { response }: CachedToken): boolean {
	return response.accessToken === ownToken;
}

/** The token values that are known, good or lately rejected. */
export function knownTokens({ current, invalidated }: CacheState): string[] {
	return [...secretsIn(current), ...invalidated.slice(-10)];
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

/** The failure that answers in place of another attempt, as long as it does. */
export function lasting(error: CachedError | undefined, now: number): Failure | undefined {
	return error && isWithin(error.at, error.span, now) ? error.failure : undefined;
}

import { Failure } from '../http/failure';
import { fingerprint } from '../provider/presentation';
import type { TokenResponse } from '../provider/provider';
import { isoTime } from '../provider/timestamps';
import type { Judged } from './check/suspicion';
import type { RenewalPolicy } from './renewal';
import type { CachedToken } from './storedToken';
import type { Verdict } from './check/validation';

/**
 * What a token cache is asked for:
 * - `use`: a token for an HTTP request. It is due a little later than for `get`, by this process's jitter.
 * - `get`: a token that is not due, and newer than those held elsewhere, if there are any. With `revalidate`, one that
 *   the API has just accepted.
 * - `forceRefresh`: a token from a login that ended after the first `since` logins
 *
 * `foundGoodWithin`: the API is asked about the token before it is used, unless it was found good within so many
 * milliseconds. Absent: it is not asked.
 *
 * `judged`: no request is known that tells good tokens from others, so failures prove less. Absent: there is one.
 */
export type TokenRequest = {
	policy: RenewalPolicy;
	foundGoodWithin?: number;
	judged?: Judged;
} & (
	| { kind: 'use' }
	| { kind: 'get'; newerThan?: HeldTokens; revalidate?: boolean }
	| { kind: 'forceRefresh'; since: number }
);

export interface AcquiredToken {
	token: CachedToken;
	/** Whether this process requested it from the provider. */
	renewed: boolean;
	/** Why an old token is still used though it is due; `first` for the one who made the attempt to renew it. */
	refreshFailure?: { failure: Failure; first: boolean };
}

/** A request failed for another reason than its token, as far as anybody knows. */
export interface NotTheToken {
	verdict: Exclude<Verdict, 'rejected'>;
}

/** Tokens that are kept elsewhere and are due. */
export interface HeldTokens {
	/** When the last of them was issued, in epoch milliseconds; null: unknown. */
	issuedAt: number | null;
	/** The fingerprints of those that are known. */
	fingerprints: readonly string[];
	/** Whether all of them still work, so that a failed renewal can wait. */
	usable: boolean;
}

/** Both together: a token newer than the result is newer than each of them. */
export function heldTogether(one: HeldTokens, other: HeldTokens): HeldTokens {
	// A time in whole seconds stands for any time in that second, and one of them may be the latest.
	const times = [one.issuedAt, other.issuedAt].filter((time) => time !== null).map(endOfSecond);
	return {
		issuedAt: times.length === 0 ? null : Math.max(...times),
		fingerprints: [...one.fingerprints, ...other.fingerprints],
		usable: one.usable && other.usable,
	};
}

/** Whether another worker's token does as well as one from a login of this process. */
export function takesAnyToken(request: TokenRequest): boolean {
	return request.kind === 'use' || (request.kind === 'get' && request.newerThan === undefined);
}

/** Whether a token is newer than those held elsewhere, as far as the request asks for that. */
export function isNewEnough(
	{ accessToken, issuedAt }: Pick<TokenResponse, 'accessToken' | 'issuedAt'>,
	request: TokenRequest,
): boolean {
	const held = request.kind === 'get' ? request.newerThan : undefined;
	if (held === undefined) return true;
	if (held.fingerprints.includes(fingerprint(accessToken))) return false;
	return held.issuedAt === null || issuedAt > endOfSecond(held.issuedAt);
}

/** Tables often keep whole seconds: a token issued within that second may be the very same. */
function endOfSecond(time: number): number {
	return time % 1000 === 0 ? time + 999 : time;
}

/** An old token that is used though it is due. */
export function dueToken(
	title: string,
	token: CachedToken,
	failure: Failure,
	first: boolean,
): AcquiredToken {
	const refreshFailure = { failure: stillUsed(title, token.response, failure), first };
	return { token, renewed: false, refreshFailure };
}

/** Why an old token is used though it is due. */
export function stillUsed(
	title: string,
	{ expiresAt }: Pick<TokenResponse, 'expiresAt'>,
	{ code, message }: Failure,
): Failure {
	const until = expiresAt === null ? '' : ` until ${isoTime(expiresAt)}`;
	const what = `${title}: the token is due but could not be renewed; it stays in use${until}. ${message}`;
	return new Failure(code, what.replace(/\.$/, ''));
}

/** A check that proves nothing. */
export function undecided(title: string): Failure {
	const what = `${title} did not say whether the token is good`;
	return new Failure('SERVER_ERROR', what, { advice: 'Try again in a minute' });
}

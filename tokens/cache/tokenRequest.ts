import type { Verdict } from './validation';
import type { Failure } from '../http/failure';
import { fingerprint } from '../operations/tokenItem';
import type { TokenResponse } from '../provider/provider';
import type { CachedToken } from './storedToken';

/**
 * What is asked of an account:
 * - `use`: a token for a request; due a little later than `get`, by this process's own draw
 * - `get`: a token that is not due, and newer than the one that is held elsewhere, if one is
 * - `mint`: a token from a login that ended after the first `since` logins
 */
export type TokenRequest =
	| { kind: 'use' }
	| { kind: 'get'; newerThan?: HeldTokens }
	| { kind: 'mint'; since: number };

export interface AcquiredToken {
	token: CachedToken;
	/** Whether the provider was asked for it. */
	renewed: boolean;
	/** Why an old token is still used though it is due; `first` for the one who made the attempt. */
	early?: { failure: Failure; first: boolean };
}

/** A request's failure that is none of the token's, and why that is believed. */
export interface Stands {
	stands: Exclude<Verdict, 'refused'>;
}

/** Tokens that are kept elsewhere and are due. */
export interface HeldTokens {
	/** When the last of them was issued, in epoch milliseconds; null: unknown. */
	issuedAt: number | null;
	/** Those of them that are known. */
	fingerprints: readonly string[];
	/** Whether all of them can still be used, so that a renewal that failed may wait. */
	usable: boolean;
}

/** Both together: what is newer than this is newer than each of them. */
export function heldTogether(one: HeldTokens, other: HeldTokens): HeldTokens {
	// A time in whole seconds stands for any in that second, and one of them may be the latest.
	const times = [one.issuedAt, other.issuedAt].filter((time) => time !== null).map(endOfSecond);
	return {
		issuedAt: times.length === 0 ? null : Math.max(...times),
		fingerprints: [...one.fingerprints, ...other.fingerprints],
		usable: one.usable && other.usable,
	};
}

/** Whether a token can be what is wanted, as far as its age goes. */
export function isNewEnough(
	{ accessToken, issuedAt }: Pick<TokenResponse, 'accessToken' | 'issuedAt'>,
	want: TokenRequest,
): boolean {
	const held = want.kind === 'get' ? want.newerThan : undefined;
	if (held === undefined) return true;
	if (held.fingerprints.includes(fingerprint(accessToken))) return false;
	return held.issuedAt === null || issuedAt > endOfSecond(held.issuedAt);
}

/** Tables often keep whole seconds: a token issued within that second may be the very same. */
function endOfSecond(moment: number): number {
	return moment % 1000 === 0 ? moment + 999 : moment;
}

import { createHash } from 'node:crypto';

import { isJson, jsonOf } from '../http/json';
import type { TokenResponse } from '../provider/provider';

/** A token response kept in memory and in the credential, bound to the login details it was requested with. */
export interface CachedToken {
	/** See {@link identityDigest}. */
	digest: string;
	/** Greater for a newer token of the same login details, whatever the clock did. */
	order: number;
	response: TokenResponse;
}

/** A digest of the exact login details, secrets included. A token requested with other details is never used for these. */
export function identityDigest(
	provider: string,
	baseUrl: string,
	details: Readonly<Record<string, string>>,
): string {
	const fields = Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1));
	return createHash('sha256')
		.update(JSON.stringify([provider, baseUrl, fields]))
		.digest('hex');
}

/** The text kept in the credential. Its keys stay as they are: stored credentials depend on them. */
export function serializeToken({ digest, order, response }: CachedToken): string {
	return JSON.stringify({ digest, order, grant: response });
}

/** What a credential holds: no token, one for these login details, or one for others. */
export type StoredToken =
	| { kind: 'none'; token?: undefined }
	| { kind: 'foreign' | 'own'; token: CachedToken };

/** Reads the text of {@link serializeToken}. Anything incomplete counts as no token. */
export function readStoredToken(text: unknown, digest: string): StoredToken {
	const value = typeof text === 'string' ? jsonOf(text) : undefined;
	const token = value && cachedTokenIn(value);
	if (token === undefined) return { kind: 'none' };
	return { kind: token.digest === digest ? 'own' : 'foreign', token };
}

/** The token values in what a credential holds. None of them may be repeated in an error. */
export function tokensIn({ token }: StoredToken): string[] {
	const { accessToken, refreshToken } = token?.response ?? {};
	return [accessToken, refreshToken].filter((value) => typeof value === 'string');
}

function cachedTokenIn({ digest, order, grant }: Record<string, unknown>): CachedToken | undefined {
	const isComplete = typeof digest === 'string' && Number.isFinite(order) && isTokenResponse(grant);
	return isComplete ? { digest, order: order as number, response: grant } : undefined;
}

function isTokenResponse(value: unknown): value is TokenResponse {
	if (!isJson(value)) return false;
	const isNullOr = (is: (part: unknown) => boolean) => (key: string) =>
		value[key] === null || is(value[key]);
	const isText = (part: unknown) => typeof part === 'string';
	return (
		typeof value.accessToken === 'string' &&
		/^[\x21-\x7e]+$/.test(value.accessToken) &&
		['issuedAt', 'obtainedAt'].every((key) => isTimestamp(value[key])) &&
		['userId', 'accountId', 'tokenName', 'refreshToken'].every(isNullOr(isText)) &&
		['expiresAt', 'refreshTokenExpiresAt'].every(isNullOr(isTimestamp))
	);
}

/** Epoch milliseconds that a `Date` can hold (ECMA-262, 21.4.1.1). */
function isTimestamp(value: unknown): boolean {
	return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

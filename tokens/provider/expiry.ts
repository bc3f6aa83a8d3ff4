import { jsonOf, type Json } from '../http/json';
import { CREDIBLE_CLOCK_ERROR } from '../tuning';
import type { ApiResponse, ProviderNames } from './provider';
import { badResponse } from './response';
import { inRange, readNumber, readTimestamp } from './timestamps';

/**
 * How an API writes an expiry. Every number may be text.
 *
 * - `seconds`, `milliseconds`, `minutes`: so long after the request
 * - `date`: a time in any form that {@link readTimestamp} reads
 * - `unixSeconds`, `unixMilliseconds`: since 1970
 * - `auto`: as `date`; a number that is too small for one means seconds after the request
 */
export type ExpiryFormat =
	| 'seconds'
	| 'milliseconds'
	| 'minutes'
	| 'date'
	| 'unixSeconds'
	| 'unixMilliseconds'
	| 'auto';

/** Milliseconds. */
const LIFETIME_UNIT: Partial<Record<ExpiryFormat, number>> = {
	seconds: 1_000,
	milliseconds: 1,
	minutes: 60_000,
	auto: 1_000,
};
const UNIX_UNIT: Partial<Record<ExpiryFormat, number>> = {
	unixSeconds: 1_000,
	unixMilliseconds: 1,
};

/**
 * Reads an expiry in a response.
 *
 * @returns epoch milliseconds by our clock; null where it is missing or cannot be read
 */
export function readExpiry(
	value: unknown,
	format: ExpiryFormat,
	response: ApiResponse,
): number | null {
	const time = readTime(value, format);
	if (time !== undefined) return expiryByOurClock(time, response);
	const lifetime = (readNumber(value) ?? 0) * (LIFETIME_UNIT[format] ?? 0);
	// Some APIs write 0 or -1 for a token that never expires.
	return lifetime >= 1 ? (inRange(response.sentAt + lifetime) ?? null) : null;
}

/**
 * Reads the expiry of the token in a response. One that cannot be read costs no token: the login may have revoked the
 * token before. Throws a Failure where the token has already expired.
 *
 * @returns as {@link readExpiry}
 */
export function readTokenExpiry(
	value: unknown,
	format: ExpiryFormat,
	response: ApiResponse,
	provider: Pick<ProviderNames, 'title'>,
): number | null {
	const expiry = readExpiry(value, format, response);
	const isOver =
		format !== 'auto' && format in LIFETIME_UNIT && (readNumber(value) ?? Infinity) <= 0;
	if (isOver || (expiry !== null && expiry <= response.sentAt))
		throw badResponse(provider, 'its token has already expired');
	return expiry;
}

/**
 * Reads when a token was issued, in any form that {@link readTimestamp} reads.
 *
 * @param now epoch milliseconds
 * @returns epoch milliseconds by our clock; when the request was sent where it cannot be read or lies ahead, for no token
 * is newer than its response
 */
export function readIssueTime(value: unknown, response: ApiResponse, now: number): number {
	const { sentAt, clockAhead = 0 } = response;
	const time = (readTimestamp(value) ?? Infinity) - clockAhead;
	return time <= now ? time : sentAt;
}

/**
 * The claims of a JWT (RFC 7519, 4), which is in compact form (RFC 7515, 7.1). The signature is not checked.
 *
 * @returns undefined where the text is not a JWT
 */
export function jwtClaims(jwt: string): Json | undefined {
	return jsonOf(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

/**
 * When a JWT expires, by the `exp` claim in its payload (RFC 7519, 4.1.4). The signature is not checked.
 *
 * @returns epoch milliseconds; undefined where the text is not a JWT, or its `exp` is missing or too large for a Date
 */
export function jwtExpiry(jwt: string): number | undefined {
	const exp = jwtClaims(jwt)?.exp;
	return typeof exp === 'number' && Math.abs(exp) <= 8.64e12 ? exp * 1000 : undefined;
}

/** A time by the API's clock, in epoch milliseconds. undefined where the value is none, or the format has none. */
function readTime(value: unknown, format: ExpiryFormat): number | undefined {
	if (format === 'date' || format === 'auto') return readTimestamp(value) ?? undefined;
	const time = (readNumber(value) ?? 0) * (UNIX_UNIT[format] ?? 0);
	return time >= 1 ? inRange(time) : undefined;
}

/**
 * The response's `Date` header says how far the API's clock is off. But a proxy or a cache may have written that header,
 * while the API's own clock is right. So the time counts as it is where the correction alone makes it an expired one. It
 * also does where the correction adds more than any clock is off: an expiry that is too early costs a login, one that is
 * too late a dead token.
 */
function expiryByOurClock(time: number, { sentAt, clockAhead = 0 }: ApiResponse): number {
	const corrected = time - clockAhead;
	const isDoubtful = corrected <= sentAt || clockAhead < -CREDIBLE_CLOCK_ERROR;
	// Some APIs write the last day of the year 9999 for a token that never expires.
	return isDoubtful && time > sentAt ? time : (inRange(corrected) ?? time);
}

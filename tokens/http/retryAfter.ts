import { CLOCK_TOLERANCE, LONGEST_RATE_LIMIT } from '../tuning';

type Headers = Record<string, unknown>;

/**
 * How long an API asks its clients to wait before the next request.
 *
 * @param now epoch milliseconds
 * @returns milliseconds, or undefined where the response does not say
 */
export function readRetryAfter(
	response: { status: number; headers: Headers; text: string },
	now: number,
): number | undefined {
	const { status, headers, text } = response;
	return readHeader(headers, now) ?? (status === 429 ? readLimit(headers, text, now) : undefined);
}

/** `Retry-After` (RFC 9110, 10.2.3): seconds or a date. */
function readHeader(headers: Headers, now: number): number | undefined {
	const after = String(headers['retry-after'] ?? '').trim();
	if (/^\d{1,9}$/.test(after)) return Number(after) * 1_000;
	const date = /^[a-z]{3,9},? /i.test(after) ? Date.parse(after) : Number.NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - serverTime(headers, now));
}

/**
 * Rocket.Chat's `X-RateLimit-Reset` (epoch milliseconds by the server's clock), or the seconds in the text of its error.
 * The header also comes with successful responses, so it counts only where the status is 429. A reset in the past means
 * that our clock is a little ahead: the limit still holds.
 */
function readLimit(headers: Headers, text: string, now: number): number | undefined {
	const reset = String(headers['x-ratelimit-reset'] ?? '').trim();
	const left = /^\d{13}$/.test(reset) ? Number(reset) - serverTime(headers, now) : Infinity;
	if (left < LONGEST_RATE_LIMIT) return Math.max(1_000, left);
	const seconds = /\bwait (\d{1,5}) seconds?\b/i.exec(text)?.[1];
	return seconds === undefined ? undefined : Math.max(1, Number(seconds)) * 1_000;
}

/** The server's time where its clock differs from ours, in epoch milliseconds. Its `Date` header holds whole seconds. */
function serverTime(headers: Headers, now: number): number {
	const date = Date.parse(String(headers.date ?? ''));
	return Math.abs(date - now) >= CLOCK_TOLERANCE ? date : now;
}

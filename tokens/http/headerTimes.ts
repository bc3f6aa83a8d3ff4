import { CLOCK_TOLERANCE, LONGEST_RATE_LIMIT } from '../tuning';
import { clock } from './waiting';

type Headers = Record<string, unknown>;

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** `Sun, 06 Nov 1994 08:49:37 GMT`, and `Sunday, 06-Nov-94 08:49:37 GMT`, which is obsolete. */
const DAY_FIRST =
	/^[a-z]{3,9},? +(?<day>\d\d?)[ -](?<month>[a-z]{3})[ -](?<year>\d{4}|\d\d) +(?<time>\d\d:\d\d:\d\d) +(?:GMT|UTC|[+-]0000)$/i;
/** `Sun Nov  6 08:49:37 1994`, as asctime() in C writes it, which is obsolete. */
const MONTH_FIRST =
	/^[a-z]{3} +(?<month>[a-z]{3}) +(?<day>\d\d?) +(?<time>\d\d:\d\d:\d\d) +(?<year>\d{4})$/i;

/**
 * Reads a date as HTTP writes it, in any of its three forms (RFC 9110, 5.6.7).
 *
 * @returns epoch milliseconds; undefined where the value is no such text or no real date
 */
export function readHttpDate(value: unknown, now: number = clock.now()): number | undefined {
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	const parts = (DAY_FIRST.exec(text) ?? MONTH_FIRST.exec(text))?.groups;
	if (parts === undefined) return undefined;
	const [hour, minute, second] = parts.time.split(':').map(Number);
	const [year, day] = [fullYear(parts.year, now), Number(parts.day)];
	const month = MONTHS.indexOf(parts.month.toLowerCase());
	const date = new Date(Date.UTC(year, month, day, hour, minute, second));
	const isReal =
		year >= 1000 && date.getUTCMonth() === month && hour < 24 && minute < 60 && second < 60;
	return isReal ? date.getTime() : undefined;
}

/** A year of two digits is the last one that is no more than 50 years ahead (RFC 9110, 5.6.7). */
function fullYear(digits: string, now: number): number {
	const year = Number(digits);
	if (digits.length > 2) return year;
	const last = new Date(now).getUTCFullYear() + 50;
	return last - ((last - year) % 100);
}

/**
 * How far a server's clock is ahead of ours, in milliseconds, by the `Date` header of its response (RFC 9110, 6.6.1); 0
 * where the clocks agree, or there is no such header. It is counted from when the request was sent, so a time of the
 * server's is never taken for a later one of ours because the response was slow.
 */
export function clockAhead(headers: Headers, sentAt: number, receivedAt: number): number {
	const date = readHttpDate(headers.date);
	if (date === undefined) return 0;
	const agrees = date > sentAt - CLOCK_TOLERANCE && date < receivedAt + CLOCK_TOLERANCE;
	return agrees ? 0 : date - sentAt;
}

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
	const serverNow = now + clockAhead(headers, now, now);
	const limit = () => (status === 429 ? readLimit(headers, text, serverNow) : undefined);
	return readHeader(headers, serverNow) ?? limit();
}

/** `Retry-After` (RFC 9110, 10.2.3): seconds or a date. */
function readHeader(headers: Headers, serverNow: number): number | undefined {
	const after = String(headers['retry-after'] ?? '').trim();
	if (/^\d{1,9}$/.test(after)) return Number(after) * 1_000;
	const date = readHttpDate(after);
	return date === undefined ? undefined : Math.max(0, date - serverNow);
}

/**
 * Rocket.Chat's `X-RateLimit-Reset` (epoch milliseconds by the server's clock), or the seconds in the text of its error.
 * The header also comes with successful responses, so it counts only where the status is 429. A reset in the past means
 * that our clock is a little ahead: the limit still holds.
 */
function readLimit(headers: Headers, text: string, serverNow: number): number | undefined {
	const reset = String(headers['x-ratelimit-reset'] ?? '').trim();
	const left = /^\d{13}$/.test(reset) ? Number(reset) - serverNow : Infinity;
	if (left < LONGEST_RATE_LIMIT) return Math.max(1_000, left);
	const seconds = /\bwait (\d{1,5}) seconds?\b/i.exec(text)?.[1];
	return seconds === undefined ? undefined : Math.max(1, Number(seconds)) * 1_000;
}

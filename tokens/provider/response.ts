import { Failure } from '../http/failure';
import type { ApiResponse, Provider } from './provider';

const LONGEST_TOKEN = 8_192;
/** The last moment that ISO 8601 writes with four digits for the year. */
export const LAST_TIMESTAMP = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

type Title = Pick<Provider, 'title'>;

/** A failure for an answer that cannot be used. */
export function badResponse(provider: Title, problem: string): Failure {
	return new Failure('BAD_RESPONSE', `${provider.title} answered, but ${problem}`, {
		advice:
			'Nothing was stored. Check the address in the credential; if it is right, the provider has changed its answers',
		outcomeUnknown: true,
	});
}

/** A token that can be sent in a header: visible ASCII, not empty, at most 8 kB. */
export function readToken(value: unknown, provider: Title, name = 'token'): string {
	if (value === undefined || value === null || value === '')
		throw badResponse(provider, `without a ${name}`);
	if (typeof value !== 'string') throw badResponse(provider, `its ${name} is not text`);
	if (value.length > LONGEST_TOKEN) throw badResponse(provider, `its ${name} is longer than 8 kB`);
	if (!/^[\x21-\x7e]+$/.test(value))
		throw badResponse(provider, `its ${name} holds characters that cannot be sent`);
	return value;
}

/** An expiry that lies ahead of the moment the request was sent, in epoch milliseconds. */
export function readExpiry(moment: number | undefined, answer: ApiResponse, provider: Title): number {
	if (moment === undefined || !(Math.abs(moment) <= LAST_TIMESTAMP)) {
		throw badResponse(provider, 'the expiry of its token is missing or cannot be read');
	}
	const expiry = Math.floor(moment);
	if (expiry <= answer.sentAt) throw badResponse(provider, 'its token has already expired');
	return expiry;
}

/** A text, or null. */
export function textOrNull(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

/** An id as a text, also where it comes as a number; or null. */
export function idOrNull(value: unknown): string | null {
	return Number.isSafeInteger(value) ? String(value) : textOrNull(value);
}

/**
 * A date and time in ISO 8601 (RFC 3339 with a space or a `T`), in epoch milliseconds; without a zone it is UTC.
 * undefined where it is none.
 */
export function readDateTime(value: unknown): number | undefined {
	if (typeof value !== 'string') return undefined;
	const pattern =
		/^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(?:Z|([+-])(\d\d):?(\d\d)?)?$/i;
	const match = pattern.exec(value.trim());
	if (match === null) return undefined;
	const [year, month, day, hour, minute, second] = match
		.slice(1, 7)
		.map((part) => Number(part ?? 0));
	const millisecond = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
	const utc = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
	const exact = new Date(utc);
	const real =
		year >= 1000 && exact.getUTCMonth() === month - 1 && hour < 24 && minute < 60 && second < 60;
	if (!real) return undefined;
	const [offsetHours, offsetMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
	if (offsetHours > 23 || offsetMinutes > 59) return undefined;
	const offset = (offsetHours * 60 + offsetMinutes) * 60_000;
	return match[8] === '-' ? utc + offset : utc - offset;
}

/** What a provider says of an answer that is none of the good ones. */
export interface Rejection {
	/** What was asked for, as in 'the login'. */
	what: string;
	/** What to check when the details were refused: a sentence without its full stop. */
	check: string;
	/** A more exact sentence for this very answer, where there is one. */
	advice?: string;
}

/** The failure for an answer of the provider's that is no success. */
export function rejection(
	provider: Title,
	answer: ApiResponse,
	{ what, check, advice }: Rejection,
): Failure {
	const { status } = answer;
	const said = answer.text;
	if (status >= 500 || status === 408 || status === 429) {
		return new Failure('UNREACHABLE', `${provider.title} could not process ${what} (${status})`, {
			providerMessage: said,
			status,
			outcomeUnknown: status !== 429,
			...(answer.retryAfter === undefined
				? {}
				: { retryAfter: Math.ceil(answer.retryAfter / 1000) }),
			advice:
				advice ??
				(status === 429 ? 'It is limiting requests right now: wait a minute' : 'Try again later'),
		});
	}
	if (status === 404 || status === 405 || status === 410) {
		return new Failure(
			'LOGIN_REJECTED',
			`${provider.title} has nothing at this address for ${what} (${status})`,
			{
				providerMessage: said,
				status,
				advice: advice ?? `Check the address in the credential. ${check}`,
			},
		);
	}
	return new Failure('LOGIN_REJECTED', `${provider.title} refused ${what} (${status})`, {
		providerMessage: said,
		status,
		advice: advice ?? check,
	});
}

/** Whether the status is one of success. */
export function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

import { Failure } from './failure';
import type { Answer, Provider } from './provider';

const LONGEST_TOKEN = 8_192;
/** The greatest moment that a JavaScript date can hold (ECMA-262, 21.4.1.1). */
const LAST_MOMENT = 8.64e15;

/** An object read from JSON. */
export type Json = Record<string, unknown>;

/** Whether it is an object with keys, neither null nor an array. */
export function isJson(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key, or an empty one. */
export function objectIn(value: unknown, key: string): Json {
	const inner = isJson(value) ? value[key] : undefined;
	return isJson(inner) ? inner : {};
}

/** The JSON object that an answer holds; undefined where it holds none. */
export function jsonOf(text: string): Json | undefined {
	const value = parse(text.replace(/^\uFEFF/, ''));
	return isJson(value) ? value : undefined;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

type Title = Pick<Provider, 'title'>;

/** A failure for an answer that cannot be used. */
export function unusable(provider: Title, problem: string): Failure {
	return new Failure('answer', `${provider.title} answered, but ${problem}`, {
		advice:
			'Nothing was stored. Check the base URL; if it is right, the provider changed its answers',
	});
}

/** A token that can be sent in a header: visible ASCII, not empty, at most 8 kB. */
export function readToken(value: unknown, provider: Title, name = 'token'): string {
	if (value === undefined || value === null || value === '')
		throw unusable(provider, `without a ${name}`);
	if (typeof value !== 'string') throw unusable(provider, `its ${name} is not a text`);
	if (value.length > LONGEST_TOKEN) throw unusable(provider, `its ${name} is longer than 8 kB`);
	if (!/^[\x21-\x7e]+$/.test(value))
		throw unusable(provider, `its ${name} holds characters that cannot be sent`);
	return value;
}

/** An expiry that lies ahead of the moment the request was sent, in epoch milliseconds. */
export function readExpiry(moment: number | undefined, answer: Answer, provider: Title): number {
	if (moment === undefined || !(Math.abs(moment) <= LAST_MOMENT)) {
		throw unusable(provider, 'the expiry of its token is missing or cannot be read');
	}
	if (moment <= answer.sentAt) throw unusable(provider, 'its token has already expired');
	return Math.floor(moment);
}

/** A text, or null. */
export function textOrNull(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
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
		exact.getUTCMonth() === month - 1 &&
		exact.getUTCDate() === day &&
		hour < 24 &&
		minute < 60 &&
		second < 60;
	if (!real) return undefined;
	const offset = (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)) * 60_000;
	return match[8] === '-' ? utc + offset : utc - offset;
}

/**
 * The provider's reason in its own words, from whatever it answered: the usual keys of a JSON body, also
 * where the JSON is broken; else the text itself. Not scrubbed.
 */
export function reasonIn(text: string): string {
	const json = jsonOf(text) ?? jsonOf(text.replace(/,\s*([}\]])/g, '$1'));
	if (json !== undefined) return wordsOf(json);
	const found = [
		...text.matchAll(/"(reason|message|error|detail|translation|msg)"\s*:\s*"((?:[^"\\]|\\.)*)"/g),
	];
	if (found.length > 0) return unique(found.map((match) => unescape(match[2])));
	return /^\s*(<!doctype|<html|<\?xml)/i.test(text)
		? (/<title[^>]*>([^<]*)/i.exec(text)?.[1] ?? '')
		: text;
}

const REASON_KEYS = [
	'reason',
	'error',
	'message',
	'translation',
	'detail',
	'msg',
	'response',
	'body',
	'data',
	'errors',
];

function wordsOf(value: unknown, depth = 0): string {
	if (typeof value === 'string') return value.trim();
	if (depth > 3) return '';
	if (Array.isArray(value))
		return unique(value.slice(0, 5).map((entry) => wordsOf(entry, depth + 1)));
	if (!isJson(value)) return '';
	const place = Array.isArray(value.loc)
		? value.loc.filter((part) => typeof part === 'string').join(' ')
		: '';
	const words = unique(REASON_KEYS.map((key) => wordsOf(value[key], depth + 1)));
	return place && words ? `${place}: ${words}` : words;
}

function unique(words: string[]): string {
	const said = [...new Set(words.filter((word) => word !== ''))];
	return said
		.filter((word) => !said.some((other) => other !== word && other.includes(word)))
		.join(': ');
}

function unescape(text: string): string {
	const value = parse(`"${text}"`);
	return typeof value === 'string' ? value : text;
}

/** What a provider says of an answer that is none of the good ones. */
export interface Refusal {
	/** What was asked for, as in 'the login'. */
	what: string;
	/** What to check when the details were refused: a sentence without its full stop. */
	check: string;
	/** A more exact sentence for this very answer, where there is one. */
	advice?: string;
}

/** The failure for an answer of the provider's that is no success. */
export function refusal(
	provider: Title,
	answer: Answer,
	{ what, check, advice }: Refusal,
): Failure {
	const { status } = answer;
	const said = reasonIn(answer.text);
	if (status >= 500 || status === 408 || status === 429) {
		return new Failure('unavailable', `${provider.title} could not answer ${what} (${status})`, {
			said,
			status,
			advice:
				advice ??
				(status === 429 ? 'It allows no more requests just now: wait a minute' : 'Try again later'),
		});
	}
	if (status === 404 || status === 405 || status === 410) {
		return new Failure(
			'refused',
			`${provider.title} knows nothing at this address for ${what} (${status})`,
			{
				said,
				status,
				advice: advice ?? `Check the base URL. ${check}`,
			},
		);
	}
	return new Failure('refused', `${provider.title} refused ${what} (${status})`, {
		said,
		status,
		advice: advice ?? check,
	});
}

/** Whether the status is one of success. */
export function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

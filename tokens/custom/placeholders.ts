import { createHash, randomUUID } from 'node:crypto';

import type { Failure } from '../http/failure';
import { totp } from '../provider/totp';
import type { LoginDescription } from './description';
import { LABELS, wrongField } from './request/labels';

/** The values that exist at one place, by the names of their placeholders. None is empty. */
export type Values = ReadonlyMap<string, string>;

/** A placeholder that has a value. */
export interface Placeholder {
	/** As it is written: `{password|sha256}`. */
	written: string;
	/** The names in it. */
	names: string[];
	/** Its value, with the filters applied. */
	value: string;
	/** Whether the last filter was `url`. */
	isUrlEncoded: boolean;
}

/** A template with its values. */
export interface Filled {
	text: string;
	/** What looks like a placeholder and has no value here, as it is written. It stands in the text unchanged. */
	unfilled: string[];
}

const DAY = 86_400_000;
const NAME = '[A-Za-z][A-Za-z0-9_]*(?:[+-]\\d{1,5})?';
/** `{name}`, `{name|filter}` and `{name:name|filter}`: single braces, tight around it. */
const PLACEHOLDER = new RegExp(`\\{(${NAME}(?::${NAME})*)((?:\\|[A-Za-z0-9_]+)*)\\}`, 'g');

const FILTERS: Readonly<Record<string, (value: string) => string>> = {
	sha256: (value) => hexDigest('sha256', value),
	md5: (value) => hexDigest('md5', value),
	sha1: (value) => hexDigest('sha1', value),
	base64: (value) => Buffer.from(value).toString('base64'),
	// Half of a surrogate pair would throw; as bytes it becomes U+FFFD.
	url: (value) => encodeURIComponent(Buffer.from(value).toString()),
};

function hexDigest(algorithm: string, value: string): string {
	return createHash(algorithm).update(value).digest('hex');
}

/**
 * The values that every request to get a token has. What was left empty is not among them.
 *
 * @param now epoch milliseconds
 */
export function baseValues(login: LoginDescription, now: number): Values {
	const secrets = Object.entries(login.secretFields).map(([slot, { value }]) => [slot, value]);
	const all = [
		['username', login.username],
		['password', login.password],
		...secrets,
		['totp', oneTimeCode(login, now)],
		['now', String(Math.floor(now / 1_000))],
		['nowMilliseconds', String(now)],
		['today', isoDate(now)],
		['uuid', randomUUID()],
	];
	return new Map(all.filter(([, value]) => value !== '') as Array<[string, string]>);
}

function oneTimeCode({ oneTimeCode: settings }: LoginDescription, now: number): string {
	if (settings === undefined || settings.secret.trim() === '') return '';
	const code = totp(settings.secret, now);
	if (code !== undefined) return code;
	const advice = 'Paste the key that the app shows as text: letters A to Z and digits 2 to 7';
	throw wrongField(LABELS.oneTimeCode, 'has a secret that is not Base32', advice);
}

/** A day in UTC as ISO 8601 writes it, `2026-01-31`. */
function isoDate(time: number): string {
	return new Date(time).toISOString().slice(0, 10);
}

/**
 * Replaces the placeholders that have a value, in one pass: what is inserted is not read again.
 *
 * @param insert makes the text to insert
 */
export function fillPlaceholders(
	template: string,
	values: Values,
	insert: (placeholder: Placeholder) => string,
): Filled {
	const unfilled: string[] = [];
	const text = template.replace(PLACEHOLDER, (written, terms: string, filters: string) => {
		const placeholder = resolve(written, terms.split(':'), filters.split('|').slice(1), values);
		if (placeholder !== undefined) return insert(placeholder);
		unfilled.push(written);
		return written;
	});
	return { text, unfilled: [...new Set(unfilled)] };
}

/** undefined where one of the names has no value, or a filter does not exist. */
function resolve(
	written: string,
	names: string[],
	filters: string[],
	values: Values,
): Placeholder | undefined {
	const found = names.map((name) => valueOf(name, values));
	const isKnown = filters.every((filter) => Object.hasOwn(FILTERS, filter));
	if (!isKnown || found.includes(undefined)) return undefined;
	const value = filters.reduce((text, filter) => FILTERS[filter](text), found.join(':'));
	return { written, names, value, isUrlEncoded: filters.at(-1) === 'url' };
}

function valueOf(name: string, values: Values): string | undefined {
	const [, days] = /^today([+-]\d+)$/.exec(name) ?? [];
	const today = values.get('today');
	if (days === undefined || today === undefined) return values.get(name);
	return isoDate(Date.parse(today) + Number(days) * DAY);
}

/** The failure for a placeholder that has no value at its place. It lists those that have one. */
export function unknownPlaceholder(written: string, values: Values, label: string): Failure {
	const known = [...values.keys()].map((name) => `{${name}}`).join(', ');
	const filters = written.includes('|') ? `. Filters: ${Object.keys(FILTERS).join(', ')}` : '';
	const advice = `Placeholders that have a value here: ${known || 'none'}${filters}`;
	return wrongField(label, `uses ${written}, which has no value here`, advice);
}

/** The names that the placeholders of a template use, whether or not they have a value. */
export function namesIn(template: string): string[] {
	return [...template.matchAll(PLACEHOLDER)].flatMap(([, names]) => names.split(':'));
}

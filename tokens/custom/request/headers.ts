import type { Cookie, LoginDescription } from '../description';
import { namesIn, type Values } from '../placeholders';
import { fillStrictly } from '../templates';
import { LABELS, wrongField } from './labels';

/** A header's name (RFC 9110, 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** They belong to the connection, and n8n sets them. */
const NOT_SETTABLE = /^(?:host|content-length|transfer-encoding|connection)$/i;
/** They are for getting a token alone: what goes along on every call is seen by many more. */
const NOT_FOR_CALLS = ['password', 'totp', 'refreshToken'];

/**
 * A header's name without outer spaces. Throws a Failure where there can be no such header.
 *
 * @param label what the form calls the field that holds it
 */
export function headerName(name: string, label: string): string {
	const trimmed = name.trim();
	if (!TOKEN.test(trimmed)) {
		const advice = 'A name holds letters, digits and hyphens, as in X-Api-Key';
		throw wrongField(label, 'has a name that no header can have', advice);
	}
	if (NOT_SETTABLE.test(trimmed))
		throw wrongField(label, `sets '${trimmed}'`, 'Remove it: n8n sets this header itself');
	return trimmed;
}

/**
 * Fills in what goes along on every call, such as the value of the header with the token. A query parameter is not
 * encoded yet. Throws a Failure: for what must not go along on every call, for a placeholder without a value, and for a
 * value that can't stand there.
 *
 * @param label what the form calls the field that holds the template
 */
export function fillForUse(
	template: string,
	place: 'header' | 'query' | 'cookie',
	values: Values,
	label: string = LABELS.send,
): string {
	assertForCalls(template, label);
	return fillStrictly(template, place === 'query' ? 'value' : place, values, label);
}

/** Throws a Failure for a template that uses what is only for getting a token. */
export function assertForCalls(template: string, label: string): void {
	const forbidden = namesIn(template).find((name) => NOT_FOR_CALLS.includes(name));
	if (forbidden === undefined) return;
	const advice = 'What is sent with a token can use {token}, kept values and secrets';
	throw wrongField(label, `uses {${forbidden}}, which is only for getting a token`, advice);
}

/**
 * The headers that go along on every call. Throws a Failure.
 *
 * @param awaited names whose values may come later. A header that uses such a name while it has none is left out
 */
export function callHeaders(
	templates: LoginDescription['requestHeaders'],
	values: Values,
	awaited: readonly string[] = [],
): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const { name, value } of templates) {
		const isEarly = namesIn(value).some((used) => awaited.includes(used) && !values.has(used));
		const label = LABELS.requestHeaders;
		const key = headerName(name, label);
		assertForCalls(value, label);
		if (!isEarly) setHeader(headers, key, fillForUse(value, 'header', values, label));
	}
	return headers;
}

/** Sets a header in place of one of the same name, in whatever case that is written (RFC 9110, 5.1). */
export function setHeader(headers: Record<string, string>, name: string, value: string): void {
	const same = Object.keys(headers).find((key) => key.toLowerCase() === name.toLowerCase());
	if (same !== undefined) delete headers[same];
	headers[name] = value;
}

/** Adds cookies to the header Cookie. They replace those of the same name that are in it already. */
export function addCookies(headers: Record<string, string>, cookies: readonly Cookie[]): void {
	if (cookies.length === 0) return;
	const present = Object.entries(headers).find(([name]) => name.toLowerCase() === 'cookie');
	const others = (present?.[1] ?? '')
		.split(';')
		.map((pair) => pair.trim())
		.filter((pair) => pair !== '' && !cookies.some(({ name }) => pair.startsWith(`${name}=`)));
	const ours = cookies.map(({ name, value }) => `${name}=${value}`);
	setHeader(headers, 'Cookie', [...ours, ...others].join('; '));
}

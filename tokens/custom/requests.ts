import { withQuery } from '../http/url';
import { requestHeaders } from '../provider/presentation';
import type { ApiRequest, Presentation } from '../provider/provider';
import type {
	CheckDescription,
	Cookie,
	FirstRequestDescription,
	LoginDescription,
	RefreshDescription,
} from './description';
import type { Filled, Values } from './placeholders';
import { fillAddress } from './request/address';
import { formBody, jsonBody, multipartBody, type Body } from './request/body';
import { loginFields, type Field } from './request/fields';
import { addCookies, assertForCalls, callHeaders, setHeader } from './request/headers';
import { LABELS, wrongField } from './request/labels';
import { bodyType, fillBody } from './templates';

export { fillOwnPath } from './request/address';
export { callHeaders, fillForUse } from './request/headers';

/** A request with a template for its body. */
export interface FilledRequest extends ApiRequest {
	/** What looks like a placeholder in the body and has no value, as it is written. It is sent like that. */
	unfilled: string[];
}

/**
 * The request before the login. Throws a Failure that names the field.
 *
 * @param values see {@link baseValues}
 */
export function firstRequest(
	{ url, method }: FirstRequestDescription,
	login: LoginDescription,
	values: Values,
): ApiRequest {
	return {
		method,
		url: fillAddress(url, values, LABELS.firstRequest),
		headers: loginHeaders(login, values),
		redirects: 'answer',
	};
}

/**
 * The request that gets a token. Throws a Failure that names the field.
 *
 * @param values those of {@link baseValues}, and what was kept of the first request's answer
 * @param cookies the first request's
 */
export function loginRequest(
	login: LoginDescription,
	values: Values,
	cookies: readonly Cookie[] = [],
): FilledRequest {
	const { method, username, password, sendLoginIn } = login;
	const fields = loginFields(login, values);
	const { body, unfilled } = loginBody(login, fields.in.body, values);
	if (body !== undefined && method === 'GET') {
		const advice = 'Choose Query there and for extra fields and secrets, or another method';
		throw wrongField(LABELS.sendLoginIn, 'asks for a body, which a GET request lacks', advice);
	}
	const headers = loginHeaders(login, values);
	if (sendLoginIn === 'basic' && `${username}${password}` !== '')
		setHeader(headers, 'Authorization', basic(login));
	for (const { name, value } of fields.in.header.values()) setHeader(headers, name, value);
	addCookies(headers, cookies);
	const query = [...fields.in.query.values()].map(({ name, value }) => [name, value]);
	return {
		method,
		url: withQuery(
			fillAddress(login.url, values, login.urlField ?? LABELS.loginUrl),
			Object.fromEntries(query),
		),
		...withBody(headers, body),
		redirects: 'answer',
		// A code is valid once. And where a login ends the token before, nobody knows which of two came last.
		once: login.revokesPrevious === true || login.oneTimeCode !== undefined,
		unfilled: [...new Set([...fields.unfilled, ...unfilled])],
	};
}

/** What goes along on every call, as far as its values exist before there is a token. */
function loginHeaders({ requestHeaders, keptNames }: LoginDescription, values: Values) {
	return callHeaders(requestHeaders, values, ['token', ...keptNames]);
}

/** HTTP Basic authentication (RFC 7617). */
function basic({ username, password }: LoginDescription): string {
	if (username.includes(':')) {
		const advice = 'HTTP Basic has no way to write one. Check it, or send the login elsewhere';
		throw wrongField(LABELS.username, 'holds a colon', advice);
	}
	return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function loginBody(
	login: LoginDescription,
	fields: ReadonlyMap<string, Field>,
	values: Values,
): { body?: Body; unfilled: string[] } {
	const { sendLoginIn } = login;
	if (sendLoginIn === 'template') {
		const [extra] = fields.values();
		if (extra === undefined) return templateBody(login, values, LABELS.loginBody);
		const advice = `Write it into '${LABELS.loginBody}', or send it in the query or a header`;
		throw wrongField(extra.label, 'has no place in a body of your own', advice);
	}
	if (fields.size === 0) return { unfilled: [] };
	if (sendLoginIn === 'multipart') return { body: multipartBody(fields), unfilled: [] };
	// A login that goes elsewhere leaves the body's format open: a form, as in OAuth2, unless it says JSON.
	const isJson =
		sendLoginIn === 'json' || saysJson(login) || [...fields.values()].some((field) => field.isJson);
	const body = isJson && sendLoginIn !== 'form' ? jsonBody(fields) : formBody(fields);
	return { body, unfilled: [] };
}

/** Whether the user's own content type is JSON. */
function saysJson({ requestHeaders, extraFields }: LoginDescription): boolean {
	const headers = [...requestHeaders, ...extraFields.filter(({ sendIn }) => sendIn === 'header')];
	return headers.some(
		({ name, value }) => /^content-type$/i.test(name.trim()) && /[/+]json\b/i.test(value),
	);
}

function templateBody(
	template: { body: string; contentType: string },
	values: Values,
	label: string,
): { body?: Body; unfilled: string[] } {
	if (template.body.trim() === '') return { unfilled: [] };
	const { kind, type } = bodyType(template.body, template.contentType);
	const { text, unfilled }: Filled = fillBody(template.body, kind, values, label);
	return { body: { body: text, type }, unfilled };
}

/** Headers and body. The user's own content type goes before ours, but a multipart body is read by its own alone. */
function withBody(
	headers: Record<string, string>,
	body?: Body,
): Pick<ApiRequest, 'headers' | 'body'> {
	if (body === undefined) return { headers };
	const all: Record<string, string> = {};
	if (body.type !== undefined) setHeader(all, 'Content-Type', body.type);
	for (const [name, value] of Object.entries(headers)) {
		const isContentType = name.toLowerCase() === 'content-type';
		if (!isContentType || body.type !== undefined) setHeader(all, name, value);
	}
	return { headers: all, body: body.body };
}

/**
 * The request that renews the token: with the refresh token, or with the current token where there is none. Throws a
 * Failure that names the field.
 *
 * @param values with `token`, and `refreshToken` where there is one
 * @param presentation how a call carries the token that renews; used where it goes along as on every call
 */
export function refreshRequest(
	refresh: RefreshDescription,
	login: LoginDescription,
	values: Values,
	presentation: Presentation,
): ApiRequest {
	const { method, sendIn } = refresh;
	const usual = values.has('refreshToken') ? 'refresh_token' : 'token';
	const name = refresh.field.trim() || usual;
	const token = values.get('refreshToken') ?? values.get('token') ?? '';
	const address = fillAddress(refresh.url, values, LABELS.refresh);
	const headers = loginHeaders(login, values);
	const field = { name, value: token, isJson: false, label: LABELS.refresh };
	const fields = new Map([[name, field]]);
	const common = { method, redirects: 'answer' as const, once: values.has('refreshToken') };
	if (sendIn === 'token') {
		const carried = Object.entries(requestHeaders(presentation));
		for (const [key, value] of carried) setHeader(headers, key, value);
		return { ...common, url: withQuery(address, presentation.query ?? {}), headers };
	}
	if (sendIn === 'query') return { ...common, url: withQuery(address, { [name]: token }), headers };
	if (method === 'GET') {
		const advice = 'Choose to send the token in the query or as on every call, or another method';
		throw wrongField(LABELS.refresh, 'asks for a body, which a GET request lacks', advice);
	}
	const body = sendIn === 'json' ? jsonBody(fields) : formBody(fields);
	return { ...common, url: address, ...withBody(headers, body) };
}

/**
 * A request of the user's that tells whether a token is accepted; what carries the token is added to it later. Throws a
 * Failure that names the field.
 *
 * @param values see {@link fillForUse}
 */
export function checkRequest(check: CheckDescription, values: Values): FilledRequest {
	const { method, url } = check;
	for (const template of [url, check.body]) assertForCalls(template, LABELS.check);
	const filled = method === 'GET' ? { unfilled: [] } : templateBody(check, values, LABELS.check);
	return {
		method,
		url: fillAddress(url, values, LABELS.check),
		...withBody({}, filled.body),
		redirects: 'answer',
		unfilled: filled.unfilled,
	};
}

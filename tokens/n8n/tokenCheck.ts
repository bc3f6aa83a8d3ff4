import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Judged } from '../cache/check/suspicion';
import type { TokenCheck } from '../cache/check/validation';
import { httpSender, type HttpRequestHelper } from '../http/client';
import { toResult } from '../http/failure';
import { withQuery } from '../http/url';
import type { UserRequest } from '../provider/check/judges';
import { sendCheck } from '../provider/httpClient';
import type { TokenSource } from '../provider/provider';
import { CHECK_TIME, JUDGE_SIZE } from '../tuning';
import { isAllowedHost, resolveTarget } from './allowedHosts';
import type { OpenCredential } from './openCredential';

/** n8n's two kinds of request options. */
export type UserOptions = IHttpRequestOptions & {
	uri?: string;
	form?: unknown;
	formData?: unknown;
};

/**
 * How a credential's tokens are checked; undefined: they can't be.
 *
 * @param httpRequest the helper that sends the requests
 * @param user the request that a token is for; absent where it is a node's own
 */
export function checkOf(
	{ source, settings, cache }: OpenCredential,
	httpRequest: HttpRequestHelper,
	user?: UserOptions,
): TokenCheck | undefined {
	const { judging, check, baseUrls } = source;
	if (!judging) return check && (async (token) => await sendCheck(source, token, httpRequest));
	const limits = { retries: 0, time: CHECK_TIME, cutAt: JUDGE_SIZE, tls: source.tls };
	const send = httpSender(httpRequest, source, limits);
	return judging.open({
		user: user && userRequest(user),
		memory: cache.judges,
		async send(request) {
			const what = 'The check could not be sent';
			return (await toResult(what, () => send({ ...request, redirects: 'answer' }))).value;
		},
		isAllowed: (url) => isAllowedHost({ url }, baseUrls, settings.otherHosts),
	});
}

/** Whether a source's tokens can be checked at all. */
export function canCheck({ judging, check }: TokenSource): boolean {
	return judging ? judging.asks : check !== undefined;
}

/** What a request has to reckon with whose source has no request that surely tells. Absent: it has one. */
export function judgedBy({ judging }: TokenSource, user?: UserOptions): { judged?: Judged } {
	if (!judging) return {};
	const mayRepeat = user === undefined || ['GET', 'HEAD'].includes(methodOf(user));
	return { judged: { mayRepeat, askedAtMostEvery: judging.askedAtMostEvery } };
}

/** Nothing else of a user's request is kept. undefined: its address can't be read. */
function userRequest(options: UserOptions): UserRequest | undefined {
	const url = resolveTarget(options);
	if (url === undefined) return undefined;
	// Placeholders in the path stay as the user wrote them: they are filled in for each token.
	const path = url.pathname.replace(/%7B([a-z]\w*)%7D/gi, '{$1}');
	const bareUrl = `${url.origin}${path}`;
	const query = scalars(options.qs);
	const accept = Object.entries(options.headers ?? {}).find(([name]) =>
		/^accept$/i.test(name),
	)?.[1];
	return {
		method: methodOf(options),
		bareUrl,
		...(query && { url: withQuery(`${bareUrl}${url.search}`, query) }),
		...(typeof accept === 'string' && { accept }),
		hasBody: [options.body, options.form, options.formData].some(isSent),
	};
}

function methodOf({ method = 'GET' }: UserOptions): string {
	return method.toUpperCase();
}

/** Query parameters as they are sent; undefined: only n8n knows how. */
function scalars(query: unknown): Record<string, string> | undefined {
	const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
	const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
	if (!entries.every(([, value]) => isScalar(value))) return undefined;
	return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** n8n leaves out a body that is empty. */
function isSent(body: unknown): boolean {
	if (body === undefined || body === null || body === '') return false;
	const isPlain = Object.getPrototypeOf(body) === Object.prototype;
	return !isPlain || Object.keys(body).length > 0;
}

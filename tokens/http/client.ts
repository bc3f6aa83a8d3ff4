import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { REQUEST_TIME, RESPONSE_SIZE, RETRIES, RETRY_DELAY } from '../tuning';
import { Failure } from './failure';
import { clockAhead, readRetryAfter } from './headerTimes';
import { addressOf, isRetryable, networkFailure, timedOut, type ApiNames } from './networkErrors';
import { parseUrl } from './url';
import { assertNotCanceled, clock, sleepUnlessCanceled } from './waiting';

/** n8n's own request helper. Its proxy and SSRF rules hold for every request. */
export type HttpRequestHelper = (options: IHttpRequestOptions) => Promise<unknown>;

/** One request to an API. */
export interface ApiRequest {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH';
	/** Absolute, with every part already percent-encoded. */
	url: string;
	headers: Record<string, string>;
	/**
	 * An object or a list is sent as JSON, URLSearchParams as a form, FormData as multipart/form-data. Text is sent as it is,
	 * with the content type in `headers`.
	 */
	body?: Record<string, unknown> | unknown[] | FormData | URLSearchParams | string;
	/** Headers made anew for each attempt, such as a one-time code. */
	freshHeaders?(): Record<string, string>;
	/** True where a second request could create a second token that does harm: it is not repeated after an unclear break. */
	once?: boolean;
	/** `answer`: a redirect is returned like any other response. Otherwise it is a Failure. It is never followed. */
	redirects?: 'answer';
}

/** The status, the headers and the whole body, not parsed. */
export interface ApiResponse {
	status: number;
	text: string;
	/** By names in lower case. Repeated ones are joined by `, ` (RFC 9110, 5.3); Set-Cookie can't be, and is left out. */
	headers: Record<string, string>;
	/** The value of each Set-Cookie header (RFC 6265, 4.1). */
	setCookies: string[];
	/** Epoch milliseconds just before the request was sent. Lifetimes count from here. */
	sentAt: number;
	/** How many milliseconds the API's clock is ahead of ours, by its `Date` header. Absent or 0: they agree. */
	clockAhead?: number;
	/** Milliseconds after which the API allows another attempt, where it says so. */
	retryAfter?: number;
}

/** Sends a request, with a time limit, a size limit and retries. Throws a Failure where there is no response. */
export type Send = (request: ApiRequest) => Promise<ApiResponse>;

/** Which certificates of a server are accepted; without it those that n8n accepts. */
export type TlsOptions = Pick<IHttpRequestOptions, 'skipSslCertificateValidation' | 'agentOptions'>;

export interface SendOptions {
	/** Milliseconds for all attempts of one request, body included. */
	time?: number;
	/** Attempts after the first. */
	retries?: number;
	/** Once it is aborted, nothing more is sent, and a wait before a retry ends. */
	cancel?: AbortSignal;
	tls?: TlsOptions;
	/** The tokens that a response holds are added to it: errors may repeat them. */
	secrets?: string[];
	/** Bytes of a body that are read; the rest is left out. Absent: a body over 1 MiB is a Failure. */
	cutAt?: number;
}

/** What one request needs to know besides itself. */
interface Context extends SendOptions {
	httpRequest: HttpRequestHelper;
	api: ApiNames;
	time: number;
}

/** The API, or something in front of it, is busy. */
const BUSY = new Set([429, 502, 503, 504]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** A token in any response, even one that is cut off, escaped, or part of another text. */
const TOKEN = /(?:token|jwt)\\*"\s*:\s*\\*"((?:[^"\\]|\\+[^"\\]){4,8192})/gi;
/** No real response holds more, and each one costs time to search for. */
const MOST_TOKENS = 20;

type Attempt = { response: ApiResponse } | { error: unknown };

/**
 * Makes a sender on n8n's request helper. It takes 30 s in all and at most 1 MiB, follows no redirect, and repeats a
 * request at most 3 times where the API is busy or the connection breaks. It honours `Retry-After` (RFC 9110, 10.2.3).
 *
 * @param api what failures call it
 */
export function httpSender(
	httpRequest: HttpRequestHelper,
	api: ApiNames,
	options: SendOptions = {},
): Send {
	const { time = REQUEST_TIME, retries = RETRIES, cancel, secrets } = options;
	const context = { ...options, httpRequest, api, time };
	return async function send(request) {
		const deadline = clock.now() + time;
		for (let attempt = 0; ; attempt += 1) {
			assertNotCanceled(cancel);
			const signal = AbortSignal.timeout(Math.max(deadline - clock.now(), 1));
			const result = await sendOnce(request, signal, context);
			const delay = attempt < retries ? delayAfter(result, request, attempt) : undefined;
			const canRetry = delay !== undefined && !signal.aborted && clock.now() + delay < deadline;
			if (canRetry) await sleepUnlessCanceled(delay, cancel);
			else if ('response' in result) {
				const response = unlessRateLimited(result.response, request, api);
				secrets?.push(...tokensIn(response));
				return response;
			} else if (signal.aborted) throw timedOut(api, request.url, time);
			else throw networkFailure(result.error, api, request.url);
		}
	};
}

function tokensIn({ text }: ApiResponse): string[] {
	return [...text.matchAll(TOKEN)].slice(0, MOST_TOKENS).map(([, token]) => token);
}

/** Milliseconds until the next attempt; undefined where another one is of no use. */
function delayAfter(result: Attempt, { once }: ApiRequest, attempt: number): number | undefined {
	const usual = RETRY_DELAY * 2 ** attempt;
	if ('error' in result) return isRetryable(result.error, once) ? usual : undefined;
	const { status, retryAfter } = result.response;
	// An API says 429 before it does anything.
	if (!BUSY.has(status) || (once && status !== 429)) return undefined;
	return retryAfter ?? usual;
}

async function sendOnce(
	request: ApiRequest,
	signal: AbortSignal,
	{ httpRequest, api, time, tls, cutAt }: Context,
): Promise<Attempt> {
	const sentAt = clock.now();
	try {
		const response = (await httpRequest({
			method: request.method,
			url: request.url,
			headers: { ...request.headers, ...request.freshHeaders?.() },
			...(request.body === undefined ? {} : { body: encoded(request) }),
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			maxRedirects: 0,
			timeout: time,
			abortSignal: signal,
			...tls,
		} as IHttpRequestOptions)) as IN8nHttpFullResponse;
		const { statusCode: status, headers } = response;
		if (REDIRECTS.has(status) && request.redirects !== 'answer') {
			(response.body as { destroy?: () => void }).destroy?.();
			return { error: redirected(headers.location, request.url, api) };
		}
		const ahead = clockAhead(headers, sentAt, clock.now());
		const text = await readBody(response.body, signal, cutAt, () => tooLarge(api, request.url));
		const retryAfter = readRetryAfter({ status, headers, text }, clock.now());
		const received = { status, text, ...readHeaders(headers), sentAt };
		return { response: { ...received, clockAhead: ahead, retryAfter } };
	} catch (error) {
		return { error };
	}
}

/** JSON text goes out as bytes: n8n's helper trims a string, and quotes one that it can't parse. */
function encoded({ body, headers }: ApiRequest): unknown {
	const isJson = Object.entries(headers).some(
		([name, value]) => /^content-type$/i.test(name) && /json/i.test(value),
	);
	return typeof body === 'string' && isJson ? Buffer.from(body) : body;
}

function readHeaders(received: Readonly<Record<string, unknown>>) {
	const headers: ApiResponse['headers'] = {};
	const setCookies: string[] = [];
	for (const [name, value] of Object.entries(received)) {
		const values = [value].flat().map(String);
		const key = name.toLowerCase();
		if (key === 'set-cookie') setCookies.push(...values);
		else headers[key] = values.join(', ');
	}
	return { headers, setCookies };
}

async function readBody(
	body: unknown,
	signal: AbortSignal,
	cutAt: number | undefined,
	tooLarge: () => Failure,
): Promise<string> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of body as AsyncIterable<Uint8Array>) {
		signal.throwIfAborted();
		length += chunk.length;
		chunks.push(chunk);
		// The rest is not received: leaving the loop closes the connection.
		if (cutAt !== undefined && length >= cutAt) break;
		if (length > RESPONSE_SIZE) throw tooLarge();
	}
	return Buffer.concat(chunks).subarray(0, cutAt).toString('utf8');
}

function tooLarge(api: ApiNames, url: string): Failure {
	return new Failure('BAD_RESPONSE', `${api.title} cannot be used: the answer is too large`, {
		advice: `Check ${addressOf(api, url)}`,
		outcomeUnknown: true,
	});
}

/** Names no more than the target's origin: the rest of an address can hold secrets. */
function redirected(location: unknown, url: string, api: ApiNames): Failure {
	const target = typeof location === 'string' ? parseUrl(location, url) : undefined;
	const isNamed = target !== undefined && target.origin !== 'null';
	return new Failure('REDIRECTED', `${api.title} cannot be used: it redirects`, {
		...(isNamed ? { location: target.origin } : {}),
		advice: `Nothing was sent there. Check ${addressOf(api, url)}`,
	});
}

/** A response, unless the API says how long it takes no more requests. */
function unlessRateLimited(
	response: ApiResponse,
	{ once }: ApiRequest,
	{ title }: ApiNames,
): ApiResponse {
	if (response.status !== 429 || response.retryAfter === undefined) return response;
	const seconds = Math.ceil(response.retryAfter / 1000);
	throw new Failure('RATE_LIMITED', `${title} is limiting requests right now (429)`, {
		advice: `Wait ${Math.max(1, seconds)} seconds${once ? ' before you run this again' : ''}`,
		status: 429,
		retryAfter: seconds,
	});
}

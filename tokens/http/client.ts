import { type IHttpRequestOptions, type IN8nHttpFullResponse } from 'n8n-workflow';

import { assertNotCanceled, sleepUnlessCanceled } from './waiting';
import { Failure } from './failure';
import { parseUrl } from '../provider/fieldReader';
import type { ApiResponse, ApiRequest, Send } from '../provider/provider';

/** n8n's own request helper: its proxy and SSRF rules hold for every call. */
export type HttpRequestHelper = (options: IHttpRequestOptions) => Promise<unknown>;

export interface Limits {
	/** Milliseconds for all attempts of one call, body included. */
	time: number;
	/** Bytes of an answer, decompressed. */
	size: number;
	/** Attempts after the first. */
	retries: number;
	/** Milliseconds before the first retry; doubled for each further one. */
	pause: number;
	/** When the execution is stopped, the waiting before a retry ends, and nothing more is sent. */
	cancel?: AbortSignal;
}

/** Milliseconds: no limit lasts longer; what says so is no moment. */
const DAY = 86_400_000;
const LIMITS: Limits = { time: 30_000, size: 1024 * 1024, retries: 3, pause: 500 };

/** Worth trying again: the provider, or what stands before it, is busy. */
const BUSY = new Set([429, 502, 503, 504]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** The connection was never made, so the request cannot have been heard. */
const UNHEARD: Record<string, string> = {
	ECONNREFUSED: 'it refused the connection',
	ENOTFOUND: 'there is no such host',
	EAI_AGAIN: 'its name could not be looked up',
	EHOSTUNREACH: 'there is no route to it',
	ENETUNREACH: 'there is no route to it',
};
/** It may have been heard. */
const BROKEN: Record<string, string> = {
	ECONNRESET: 'it broke the connection',
	EPIPE: 'it broke the connection',
	ETIMEDOUT: 'it did not answer in time',
	ECONNABORTED: 'it did not answer in time',
	ERR_STREAM_PREMATURE_CLOSE: 'it broke the connection',
	ABORT_ERR: 'it broke the connection',
};

type Attempt = { answer: ApiResponse } | { broken: unknown };

/**
 * A sender on n8n's request helper: 30 s in all, at most 1 MiB, no redirect followed, busy providers and broken
 * connections tried again at most 3 times, `Retry-After` (RFC 9110, 10.2.3) honoured.
 */
export function httpSender(
	httpRequest: HttpRequestHelper,
	title: string,
	limits: Partial<Limits> = {},
): Send {
	const all = { ...LIMITS, ...limits };
	return async (call) => await sendWithin(httpRequest, call, title, all);
}

async function sendWithin(
	httpRequest: HttpRequestHelper,
	call: ApiRequest,
	title: string,
	limits: Limits,
): Promise<ApiResponse> {
	const deadline = Date.now() + limits.time;
	for (let attempt = 0; ; attempt += 1) {
		assertNotCanceled(limits.cancel);
		const left = deadline - Date.now();
		const signal = AbortSignal.timeout(Math.max(left, 1));
		const outcome = await sendOnce(httpRequest, call, signal, limits);
		const pause = pauseBefore(outcome, call, attempt, limits);
		const canWait = pause !== undefined && !signal.aborted && Date.now() + pause < deadline;
		if (canWait) await sleepUnlessCanceled(pause, limits.cancel);
		else if ('answer' in outcome) return accepted(outcome.answer, call, title);
		else throw unreachable(outcome.broken, signal.aborted, title, limits);
	}
}

/** Milliseconds until the next attempt; undefined where there is none. */
function pauseBefore(
	outcome: Attempt,
	call: ApiRequest,
	attempt: number,
	limits: Limits,
): number | undefined {
	if (attempt >= limits.retries) return undefined;
	const usual = limits.pause * 2 ** attempt;
	if ('broken' in outcome) {
		const code = codeOf(outcome.broken);
		const again = code in UNHEARD || (code in BROKEN && call.once !== true);
		return again ? usual : undefined;
	}
	const { status, retryAfter } = outcome.answer;
	if (!BUSY.has(status) || (call.once === true && status !== 429)) return undefined;
	return retryAfter ?? usual;
}

async function sendOnce(
	httpRequest: HttpRequestHelper,
	call: ApiRequest,
	signal: AbortSignal,
	limits: Limits,
): Promise<Attempt> {
	const sentAt = Date.now();
	try {
		const response = (await httpRequest({
			method: call.method,
			url: call.url,
			headers: { ...call.headers, ...call.freshHeaders?.() },
			...(call.body === undefined ? {} : { body: call.body }),
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			maxRedirects: 0,
			timeout: limits.time,
			abortSignal: signal,
		} as IHttpRequestOptions)) as IN8nHttpFullResponse;
		const { statusCode: status, headers } = response;
		if (REDIRECTS.has(status)) {
			(response.body as { destroy?: () => void }).destroy?.();
			return { broken: redirected(headers.location, call.url) };
		}
		const text = await bodyOf(response.body, limits.size, signal);
		const wait = readRetryAfter(headers, Date.now());
		const limit = status === 429 ? readLimit(headers, text, Date.now()) : undefined;
		return { answer: { status, text, sentAt, retryAfter: wait ?? limit } };
	} catch (error) {
		return { broken: error };
	}
}

async function bodyOf(body: unknown, size: number, signal: AbortSignal): Promise<string> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of body as AsyncIterable<Uint8Array>) {
		signal.throwIfAborted();
		length += chunk.length;
		if (length > size) throw new Failure('BAD_RESPONSE', 'the answer is too large');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

function redirected(location: unknown, url: string): Failure {
	const target = typeof location === 'string' ? parseUrl(location, url) : undefined;
	const named = target !== undefined && target.origin !== 'null';
	return new Failure('BAD_RESPONSE', 'it redirects', named ? { location: target.origin } : {});
}

/** Milliseconds to wait, from `Retry-After` (RFC 9110, 10.2.3): seconds or a date. */
function readRetryAfter(headers: Record<string, unknown>, now: number): number | undefined {
	const after = String(headers['retry-after'] ?? '').trim();
	if (/^\d{1,9}$/.test(after)) return Number(after) * 1_000;
	const date = /^[a-z]{3,9},? /i.test(after) ? Date.parse(after) : Number.NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - serverTime(headers, now));
}

/**
 * Milliseconds that a limit of calls lasts, from Rocket.Chat's `X-RateLimit-Reset` (epoch milliseconds by the server's
 * clock, on its good answers too) or the seconds in the text. Refused all the same, a limit that should be over is
 * not: our clock is a little ahead.
 */
function readLimit(
	headers: Record<string, unknown>,
	text: string,
	now: number,
): number | undefined {
	const reset = String(headers['x-ratelimit-reset'] ?? '').trim();
	const left = /^\d{13}$/.test(reset) ? Number(reset) - serverTime(headers, now) : Infinity;
	if (left < DAY) return Math.max(1_000, left);
	const seconds = /\bwait (\d{1,5}) seconds?\b/i.exec(text)?.[1];
	return seconds === undefined ? undefined : Math.max(1, Number(seconds)) * 1_000;
}

/** The server's own clock, which it tells in whole seconds, where ours is far from it. */
function serverTime(headers: Record<string, unknown>, now: number): number {
	const told = Date.parse(String(headers.date ?? ''));
	return Math.abs(told - now) >= 2_000 ? told : now;
}

function accepted(answer: ApiResponse, call: ApiRequest, title: string): ApiResponse {
	if (answer.status !== 429 || answer.retryAfter === undefined) return answer;
	const seconds = Math.ceil(answer.retryAfter / 1000);
	throw new Failure('UNREACHABLE', `${title} is limiting requests right now (429)`, {
		advice: `Wait ${Math.max(1, seconds)} seconds${call.once ? ' before you run this again' : ''}`,
		status: 429,
		retryAfter: seconds,
	});
}

function codeOf(error: unknown): string {
	const { code, message, cause } = (error ?? {}) as {
		code?: unknown;
		message?: unknown;
		cause?: unknown;
	};
	if (typeof code === 'string' && code !== 'ERR_CANCELED') return code;
	if (typeof message === 'string' && /socket hang up|aborted|premature close/i.test(message))
		return 'ECONNRESET';
	return cause === undefined || cause === error ? '' : codeOf(cause);
}

/** Built from known words alone: an error of the network layer can hold the whole request. */
function unreachable(error: unknown, timedOut: boolean, title: string, limits: Limits): Failure {
	if (timedOut) {
		return new Failure(
			'UNREACHABLE',
			`${title} did not answer within ${Math.round(limits.time / 1000)} seconds`,
			{
				advice: 'Try again later',
				outcomeUnknown: true,
			},
		);
	}
	if (error instanceof Failure) {
		const redirects = error.what === 'it redirects';
		return new Failure('BAD_RESPONSE', `${title} cannot be used: ${error.what}`, {
			...error.details,
			advice: redirects
				? 'Nothing was sent there. Check the address in the credential'
				: 'Check the address in the credential',
			outcomeUnknown: !redirects,
		});
	}
	const code = codeOf(error);
	const words = UNHEARD[code] ?? BROKEN[code];
	if (words !== undefined) {
		return new Failure('UNREACHABLE', `${title} could not be reached: ${words}`, {
			advice: 'Check the address in the credential, or try again later',
			outcomeUnknown: !(code in UNHEARD),
		});
	}
	if (/^(Z_|HPE_|ERR_.*(ZLIB|BROTLI))/.test(code)) {
		return new Failure('BAD_RESPONSE', `${title} gave an answer that cannot be read`, {
			advice: 'Try again later',
			outcomeUnknown: true,
		});
	}
	const certificate = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS/.test(code);
	return new Failure(
		'UNREACHABLE',
		certificate
			? `${title} could not be reached: its certificate is not trusted`
			: `${title} could not be reached: the request was stopped${/^[A-Z_]{3,40}$/.test(code) ? ` (${code})` : ''}`,
		{
			advice: "Check the address in the credential and n8n's proxy and network rules",
			outcomeUnknown: !certificate,
		},
	);
}

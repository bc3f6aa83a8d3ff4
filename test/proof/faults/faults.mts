import type { ServerResponse } from 'node:http';

import type { Arrived, Reply } from '../../support/simulators/simulator.mts';
import type { Point } from './points.mts';

/** What comes of a fault, in the words of the error and in requests. */
export interface Ending {
	/** What the error says after the provider's name; a status and the provider's words are added where there is one. */
	says: string | RegExp;
	/** What it tells to do; undefined: what the request itself advises. */
	advice?: string;
	/** Which requests are sent again while it lasts: all, those that can do no harm, or none. */
	again: 'all' | 'harmless' | 'none';
	/** The provider may have done what it was asked for all the same. */
	unclear: boolean;
	/** The provider said no: the login is not tried again for a minute. */
	refused?: boolean;
	/** HTTP status that the error carries. */
	status?: number;
}

/** Something that goes wrong at the provider. */
export interface Fault extends Ending {
	name: string;
	/** What the provider's server does in place of its answer. */
	reply: (request: Arrived, answer: Reply, point: Point) => Reply | Promise<Reply>;
	/** The address that the credential has for the provider, where nobody answers as it does. */
	origin?: string;
}

/** A request as it arrived, as providers repeat it in errors. */
export function echo({ method, target, headers, body }: Arrived): string {
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
	return `${method} ${target} ${lines.join('; ')} ${body.toString('utf8')}`;
}

/** The provider is not reached at this address. */
export function unreachable(name: string, origin: string, ending: Partial<Ending>): Fault {
	const advice = `${ADDRESS}, or try again later`;
	const reply = (): Reply => ({ status: 500 });
	return { name, origin, says: '', advice, again: 'all', unclear: false, reply, ...ending };
}

/** Characters that a header or a status line may hold. */
export function inHeader(text: string): string {
	return text.replace(/[^\x20-\x7e]/g, '?');
}

export const jsonOf = ({ body }: Reply) => JSON.stringify(body);

/** Writes an answer by hand. */
export function writing(send: (outgoing: ServerResponse) => void): Reply {
	return { status: 200, send };
}

const RETRY = 'Try again later';
/**
 * `{address}` stands for the field that holds the address, and what it says; `{certificate}` for what Rocket.Chat's says of
 * its settings.
 */
const ADDRESS = 'Check {address}';
export const broken: Ending = {
	says: 'could not be reached: it broke the connection',
	advice: `${ADDRESS}, or try again later`,
	again: 'harmless',
	unclear: true,
};
export const unusable: Ending = {
	says: 'answered, but ',
	advice:
		'Nothing was stored. Check the address in the credential; if it is right, the provider has changed its answers',
	again: 'none',
	unclear: true,
};
export const tooLarge: Ending = {
	says: 'cannot be used: the answer is too large',
	advice: ADDRESS,
	again: 'none',
	unclear: true,
};
export const tooSlow: Ending = {
	says: 'did not answer within 30 seconds',
	advice: `${ADDRESS}, or try again later`,
	again: 'none',
	unclear: true,
};
export function redirected(origin: string): Ending {
	return {
		says: `cannot be used: it redirects to ${origin}`,
		advice: `Nothing was sent there. ${ADDRESS}`,
		again: 'none',
		unclear: false,
	};
}

/** What a status leads to. */
export function ending(status: number, retryAfter?: 'past' | 'far' | 'garbage'): Ending {
	const said = { status, unclear: status >= 500 };
	if (status === 429) {
		const told = retryAfter === 'past' || retryAfter === 'far';
		return {
			...said,
			says: told ? 'is limiting requests right now (429)' : 'could not process {what} (429)',
			advice: told ? 'Wait ' : 'It is limiting requests right now: wait a minute',
			again: retryAfter === 'far' ? 'none' : 'all',
		};
	}
	if (status >= 500) {
		const busy = status > 500 && retryAfter !== 'far';
		return {
			...said,
			says: `could not process {what} (${status})`,
			advice: RETRY,
			again: busy ? 'harmless' : 'none',
		};
	}
	const says =
		status === 404 ? 'has nothing at this address for {what} (404)' : `refused {what} (${status})`;
	return { ...said, says, again: 'none', refused: true };
}

/** Answers a status with words that repeat the whole request: in the status line, the headers and the body. */
export function saying(status: number, headers: Record<string, string> = {}) {
	return (request: Arrived): Reply => {
		const words = echo(request);
		return {
			status,
			statusText: inHeader(words),
			headers: { 'X-Echo': inHeader(words), ...headers },
			body: { message: words, error: words },
		};
	};
}

/** The connection ends before the answer, or within it. */
export const BREAKS: Fault[] = [
	{ name: 'reset before the answer', ...broken, reply: () => ({ status: 200, reset: true }) },
	{
		name: 'reset in the middle of the answer',
		...broken,
		reply: (_request, answer) =>
			writing((outgoing) => {
				const text = jsonOf(answer);
				outgoing.writeHead(200, {
					'Content-Type': 'application/json',
					'Content-Length': Buffer.byteLength(text) + 10,
				});
				outgoing.write(text, () => outgoing.socket?.resetAndDestroy());
			}),
	},
];

const page = (words: string) =>
	`<!doctype html><html><title>${words}</title><p>${words}</p></html>`;
const html = { 'Content-Type': 'text/html; charset=utf-8' };

/** Answers that are none. */
export const BODIES: Fault[] = [
	{
		name: 'truncated JSON',
		...unusable,
		reply: (_request, answer) => ({ status: 200, body: jsonOf(answer).slice(0, -2) }),
	},
	{
		name: 'HTML with 200',
		...unusable,
		reply: (request) => ({ status: 200, body: page(echo(request)), headers: html }),
	},
	{
		name: 'HTML with 502',
		...ending(502),
		reply: (request) => ({ status: 502, body: page(echo(request)), headers: html }),
	},
	{
		name: 'half of the answer with 500',
		...ending(500),
		reply: (_request, answer) => ({ status: 500, body: jsonOf(answer).slice(0, -20) }),
	},
	{
		name: 'the answer as an error with 400',
		...ending(400),
		reply: (_request, answer) => ({ status: 400, body: { message: jsonOf(answer) } }),
	},
	{ name: 'empty body', ...unusable, reply: () => ({ status: 200, body: '' }) },
	{
		name: '10 MB answer',
		...tooLarge,
		reply: (_request, { body }) => ({
			status: 200,
			body: { ...(body as object), padding: 'x'.repeat(10 * 1024 * 1024) },
		}),
	},
];

const DATES = {
	past: 'Wed, 21 Oct 2015 07:28:00 GMT',
	far: 'Fri, 31 Dec 2100 23:59:59 GMT',
	garbage: 'soon; or 9e99',
};
const CLEAR = [400, 401, 403, 404, 409, 422, 500];
const BUSY = [429, 502, 503, 504];

/** Every status, with and without `Retry-After`. */
export const STATUSES: Fault[] = [...CLEAR, ...BUSY].flatMap((status) => [
	{ name: `${status}`, ...ending(status), reply: saying(status) },
	...(['past', 'far', 'garbage'] as const).map((when) => ({
		name: `${status}, Retry-After ${when}`,
		...ending(status, when),
		reply: saying(status, { 'Retry-After': DATES[when] }),
	})),
]);

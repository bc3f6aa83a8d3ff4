import { Failure } from '../http/failure';
import type { ApiResponse, ProviderNames } from './provider';

/** Characters. Servers take no more than 8 kB of headers (nginx, Apache). */
const LONGEST_TOKEN = 8_192;
type Titled = Pick<ProviderNames, 'title'>;

/**
 * The failure for a successful response that cannot be used.
 *
 * @param problem continues the sentence 'GIRO answered, but …'
 */
export function badResponse(provider: Titled, problem: string): Failure {
	return new Failure('BAD_RESPONSE', `${provider.title} answered, but ${problem}`, {
		advice:
			'Nothing was stored. Check the address in the credential; if it is right, the provider has changed its answers',
		outcomeUnknown: true,
	});
}

/**
 * The token that a response holds, without blanks and line breaks around it. It must fit into a header: visible ASCII,
 * not empty, at most 8 kB. Throws a Failure.
 *
 * @param name what failures call it
 */
export function readToken(value: unknown, provider: Titled, name = 'token'): string {
	const token = typeof value === 'string' ? value.trim() : value;
	if (token === undefined || token === null || token === '')
		throw badResponse(provider, `without a ${name}`);
	if (typeof token !== 'string') throw badResponse(provider, `its ${name} is not text`);
	if (token.length > LONGEST_TOKEN) throw badResponse(provider, `its ${name} is longer than 8 kB`);
	if (!/^[\x21-\x7e]+$/.test(token))
		throw badResponse(provider, `its ${name} holds characters that cannot be sent`);
	return token;
}

/** A text that is not empty, or null. */
export function textOrNull(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

/** An id as text, even if it comes as a number; or null. */
export function idOrNull(value: unknown): string | null {
	return Number.isSafeInteger(value) ? String(value) : textOrNull(value);
}

/** What a provider knows about a response that is no success. */
export interface Rejection {
	/** What was requested, as in 'the login'. */
	what: string;
	/** What to check where the API rejected it: a sentence without its full stop. */
	check: string;
	/** A more exact sentence for this response, where there is one. */
	advice?: string;
}

/** The failure for a response that is no success. Its message holds the API's own once it is redacted. */
export function rejection(
	provider: Titled,
	response: ApiResponse,
	{ what, check, advice }: Rejection,
): Failure {
	const { status, text: providerMessage, retryAfter } = response;
	if (status >= 500 || status === 408 || status === 429) {
		const code = status === 429 ? 'RATE_LIMITED' : 'SERVER_ERROR';
		return new Failure(code, `${provider.title} could not process ${what} (${status})`, {
			providerMessage,
			status,
			outcomeUnknown: status !== 429,
			...(retryAfter === undefined ? {} : { retryAfter: Math.ceil(retryAfter / 1000) }),
			advice:
				advice ??
				(status === 429 ? 'It is limiting requests right now: wait a minute' : 'Try again later'),
		});
	}
	if (status === 404 || status === 405 || status === 410) {
		return new Failure(
			'NOT_FOUND',
			`${provider.title} has nothing at this address for ${what} (${status})`,
			{
				providerMessage,
				status,
				advice: advice ?? `Check the address in the credential. ${check}`,
			},
		);
	}
	return new Failure('LOGIN_REJECTED', `${provider.title} refused ${what} (${status})`, {
		providerMessage,
		status,
		advice: advice ?? check,
	});
}

/** Whether a status means success (RFC 9110, 15.3). */
export function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

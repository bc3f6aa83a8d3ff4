import { findToken } from '../../tokens/custom/answer/findToken';
import type { ExpiryPlace, FoundToken, TokenPlace } from '../../tokens/custom/description';
import type { ApiResponse } from '../../tokens/http/client';
import { Failure } from '../../tokens/http/failure';
import { wordsOf } from './problem.mts';

/** When the requests of these tests are sent. */
export const SENT_AT = Date.UTC(2026, 0, 15, 12, 30);
export const CONTEXT = { title: 'Example', secrets: ['correct-horse-battery'] };

/** An answer to a login, with JSON where `text` is no text. */
export function answer(text: unknown, more: Partial<Omit<ApiResponse, 'text'>> = {}): ApiResponse {
	return {
		status: 200,
		text: typeof text === 'string' ? text : JSON.stringify(text),
		headers: {},
		setCookies: [],
		sentAt: SENT_AT,
		...more,
	};
}

/** What is found in an answer. */
export function found(
	response: ApiResponse,
	token: Partial<TokenPlace> = {},
	expiry: Partial<ExpiryPlace> = {},
): FoundToken {
	return findToken(
		response,
		{ from: 'auto', path: '', ...token },
		{ from: 'auto', path: '', ...expiry },
		CONTEXT,
	);
}

/** The failure of `work`, which must be one, as users see it. */
export function failureOf(work: () => unknown): { code: string; words: string } {
	try {
		work();
	} catch (error) {
		expect(error).toBeInstanceOf(Failure);
		const failure = (error as Failure).redacted(CONTEXT.secrets);
		const { code, headline: message, description } = failure;
		return { code, words: wordsOf(Object.assign(new Error(message), { description })) ?? '' };
	}
	throw new Error('Nothing failed');
}

import { UnsecuredJWT } from 'jose';

import { findToken } from '../../tokens/custom/answer/findToken';
import type { ExpiryPlace, FoundToken, TokenPlace } from '../../tokens/custom/description';
import type { ApiResponse } from '../../tokens/http/client';
import { Failure } from '../../tokens/http/failure';
import { wordsOf } from './problem.mts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

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

/** An invented token. */
export const TOKEN = '4f3b9c2e7d1a60854f3b9c2e7d1a6085';

/** A JWT that is issued when the request is sent. */
export function jwt(lifetime: number, claims = {}): string {
	const iat = SENT_AT / SECOND;
	return new UnsecuredJWT({ sub: 'ops', iat, exp: iat + lifetime / SECOND, ...claims }).encode();
}

/** An API, its answer to a login, what is found in it, and after how many milliseconds the token expires. */
export type Row = [
	api: string,
	response: ApiResponse,
	expected: Partial<FoundToken>,
	lifetime: number | null,
];

/** Tests that tokens are found without any setting. */
export function describeRows(place: string, rows: Row[]): void {
	describe(`a token ${place} is found:`, () => {
		test.each(rows)('%s', (_api, response, expected, lifetime) => {
			const result = found(response);
			expect(result).toMatchObject(expected);
			expect(result.expiresAt).toBe(lifetime === null ? null : SENT_AT + lifetime);
			if (!('hint' in expected)) expect(result.hint).toBeUndefined();
		});
	});
}

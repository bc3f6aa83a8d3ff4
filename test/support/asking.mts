import { Failure } from '../../tokens/http/failure';
import type { HttpClient, Fields, TokenResponse, Provider } from '../../tokens/provider/provider';
import { withHttpClient } from '../../tokens/provider/tokenSource';
import type { HttpRequestHelper } from '../../tokens/http/client';

/** What came of it: a token, or the failure as users see it. */
export interface Asked {
	grant: TokenResponse | undefined;
	/** '' where there is none. */
	message: string;
	failure: Failure | undefined;
}

/** Does what a credential does with the means to ask: errors are told without the secrets. */
export async function exchanged(
	title: string,
	secrets: readonly string[],
	httpRequest: HttpRequestHelper,
	work: (exchange: HttpClient) => Promise<TokenResponse>,
): Promise<Asked> {
	const { value, failure } = await withHttpClient(title, [...secrets], httpRequest, work);
	const message = failure?.message ?? '';
	for (const secret of secrets) {
		if (secret !== '') expect(JSON.stringify({ message, failure })).not.toContain(secret);
	}
	return { grant: value, message, failure };
}

/** Reads a credential's fields and asks for a token with them. */
export async function ask(
	provider: Provider,
	fields: Fields,
	httpRequest: HttpRequestHelper,
): Promise<Asked> {
	const signIn = provider.readLoginDetails(fields);
	return await exchanged(provider.title, signIn.secrets, httpRequest, (exchange) =>
		provider.requestToken(signIn, exchange),
	);
}

/** Tokens that no answer may be taken for, and how they are told. */
export const BAD_TOKENS: Array<[string, unknown, string]> = [
	['no token', undefined, 'without a token'],
	['null', null, 'without a token'],
	['an empty token', '', 'without a token'],
	['a number', 12345678, 'its token is not text'],
	['an object', { token: 'x' }, 'its token is not text'],
	['a token of more than 8 kB', 'x'.repeat(8_193), 'its token is longer than 8 kB'],
	['a token beyond ASCII', 'tökén', 'its token holds characters that cannot be sent'],
	['a token with a space', 'two words', 'its token holds characters that cannot be sent'],
	[
		'a token with a line break',
		'one\r\nX-Evil: 1',
		'its token holds characters that cannot be sent',
	],
	[
		'a token with a control character',
		'a\u0000b',
		'its token holds characters that cannot be sent',
	],
];

import type { HttpRequestHelper } from '../../tokens/http/client';
import type { Failure, Result } from '../../tokens/http/failure';
import type { ApiNames } from '../../tokens/http/networkErrors';
import { tokenRequester, withHttpClient } from '../../tokens/provider/httpClient';
import type { Fields, HttpClient, Provider, TokenResponse } from '../../tokens/provider/provider';

/** What a request for a token returned: the token response, or the failure as users see it. */
export interface Requested {
	response: TokenResponse | undefined;
	/** '' where there is no failure. */
	message: string;
	failure: Failure | undefined;
}

/** Runs `work` with an HTTP client, and expects none of the secrets in its failure. */
export async function withClient(
	api: ApiNames,
	secrets: readonly string[],
	httpRequest: HttpRequestHelper,
	work: (http: HttpClient) => Promise<TokenResponse>,
): Promise<Requested> {
	return requested(await withHttpClient(api, [...secrets], httpRequest, work), secrets);
}

/** Opens a credential and requests a token with it. */
export async function ask(
	provider: Provider,
	fields: Fields,
	httpRequest: HttpRequestHelper,
): Promise<Requested> {
	const source = provider.open(fields);
	return requested(await tokenRequester(source, [], httpRequest)(), source.secrets);
}

function requested(
	{ value, failure }: Result<TokenResponse>,
	secrets: readonly string[],
): Requested {
	const message = failure?.message ?? '';
	for (const secret of secrets) {
		if (secret !== '') expect(JSON.stringify({ message, failure })).not.toContain(secret);
	}
	return { response: value, message, failure };
}

/** What no response may hold as its token, and what the failure says. */
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

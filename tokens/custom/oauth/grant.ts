import { identityDigest } from '../../provider/presentation';
import type { HttpClient, ProviderNames, TokenResponse } from '../../provider/provider';
import type { LoginDescription } from '../description';
import { claimsOf, signJwt, type JwtDescription } from '../jwt/jwt';
import type { OAuthDescription } from './description';
import { refreshTokensOf } from './refreshTokens';
import {
	sendRefresh,
	sendTokenRequest,
	type TokenAnswer,
	type TokenRequestParts,
} from './sendTokenRequest';

/**
 * What a refresh token belongs to that its user has entered: the token URL, the client and that token. undefined for
 * grants that start with another secret.
 */
export function refreshIdentityOf(
	{ name }: Pick<ProviderNames, 'name'>,
	{ url }: LoginDescription,
	oauth: OAuthDescription | undefined,
): string | undefined {
	if (oauth?.grant !== 'refreshToken') return undefined;
	const { clientId, refreshToken } = oauth;
	return identityDigest(name, url, { clientId, refreshToken });
}

/**
 * Sends the token request of a grant. Throws a Failure where the API gives no token.
 *
 * @param refreshIdentity see {@link refreshIdentityOf}
 * @param last the newest token that is known
 */
export async function sendGrant(
	parts: TokenRequestParts,
	refreshIdentity: string | undefined,
	last: TokenResponse | undefined,
	http: HttpClient,
): Promise<TokenAnswer> {
	const basic = last?.found?.isBasicRaw === true ? 'raw' : 'encoded';
	return refreshIdentity === undefined
		? await sendTokenRequest(parts, '', basic, http)
		: await sendRefresh(parts, refreshTokensOf(refreshIdentity), last, basic, http);
}

/**
 * Renews a token of another grant with its refresh token (RFC 6749, 6).
 *
 * @param url where
 */
export async function sendRefreshOf(
	{ oauth, login, ...parts }: TokenRequestParts,
	url: string,
	{ refreshToken, found }: TokenResponse,
	http: HttpClient,
): Promise<TokenAnswer> {
	const renewing: TokenRequestParts = {
		...parts,
		oauth: { ...oauth, grant: 'refreshToken', assertion: undefined },
		login: { ...login, url, urlField: 'Refresh', username: '', password: '' },
	};
	const basic = found?.isBasicRaw === true ? 'raw' : 'encoded';
	return await sendTokenRequest(renewing, refreshToken ?? '', basic, http);
}

/** A token that needs no request: a JWT that is signed here. */
export function signToken(jwt: JwtDescription, now: number): TokenResponse {
	const claims = claimsOf(jwt, now);
	const { exp } = claims;
	return {
		accessToken: signJwt(jwt, claims),
		issuedAt: now,
		expiresAt: typeof exp === 'number' && exp > 0 ? exp * 1_000 : null,
		obtainedAt: now,
		...{ userId: null, accountId: null, tokenName: null },
		...{ refreshToken: null, refreshTokenExpiresAt: null },
		found: { values: {}, where: `token signed with ${jwt.algorithm}` },
	};
}

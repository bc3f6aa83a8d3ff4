import type { JwtDescription } from '../jwt/jwt';

/** The grants of OAuth2 that need no browser: RFC 6749, 4.4, 4.3 and 6, and RFC 7523, 2.1. */
export type OAuthGrant = 'clientCredentials' | 'password' | 'refreshToken' | 'jwtBearer';

/**
 * How the client authenticates itself (RFC 6749, 2.3): by HTTP Basic, by its id and secret in the body, by a JWT that it
 * signs (RFC 7523, 2.2), or not at all.
 */
export type ClientAuthentication = 'basic' | 'body' | 'privateKeyJwt' | 'none';

/**
 * What a token request of OAuth2 says, besides the user name and password of `password`, which are the login's. All of it
 * is taken literally, and what is empty is not sent.
 */
export interface OAuthDescription {
	grant: OAuthGrant;
	clientId: string;
	clientSecret: string;
	clientAuthentication: ClientAuthentication;
	/** The refresh token that the user entered. The API may have replaced it since. */
	refreshToken: string;
	scope: string;
	audience: string;
	/** RFC 8707. */
	resource: string;
	/** The assertion of `jwtBearer`. Where its audience is empty, it is the token URL. */
	assertion?: JwtDescription;
	/** The client's own assertion for `privateKeyJwt`; the same of its audience. */
	clientAssertion?: JwtDescription;
}

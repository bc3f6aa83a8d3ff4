import type { IDataObject } from 'n8n-workflow';

import { keyPairFor, pemOf } from './signingKeys.mts';
import { JWT_BEARER, OAuthSimulator } from './simulators/oauth.mts';

/** The ways of OAuth2 to a token that the tests of all providers go through. */
export const GRANTS = ['clientCredentials', 'refreshToken', 'jwtBearer'] as const;
export type GrantName = (typeof GRANTS)[number];

const GRANT_TYPES: Record<GrantName, string> = {
	clientCredentials: 'client_credentials',
	refreshToken: 'refresh_token',
	jwtBearer: JWT_BEARER,
};

/** All servers know the same one. */
const { privateKey, publicKey } = keyPairFor('ES256');

/** The key that assertions are signed with, as the credential has it. */
export const SIGNING_KEY = pemOf(privateKey);

export const isGrant = (name: string): name is GrantName => GRANTS.includes(name as GrantName);

/** A server that knows this one grant, and a refresh token that a user got from it. */
export function grantSimulator(name: GrantName): OAuthSimulator {
	const server = new OAuthSimulator();
	server.grant = GRANT_TYPES[name];
	if (name === 'refreshToken') server.entered = server.newRefreshToken();
	if (name === 'jwtBearer') server.publicKey = publicKey;
	return server;
}

/** What a user would fill in for it. */
export function grantFields(grantType: GrantName, server: OAuthSimulator): IDataObject {
	const { baseUrl, tokenUrl, clientId, clientSecret, entered } = server;
	return {
		...{ baseUrl, grantType, tokenUrl, clientId, clientSecret },
		...(grantType === 'refreshToken' && { refreshToken: entered }),
		...(grantType === 'jwtBearer' && { algorithm: 'ES256', signingKey: SIGNING_KEY }),
		settings: { check: { by: 'url', url: '/me' } },
	};
}

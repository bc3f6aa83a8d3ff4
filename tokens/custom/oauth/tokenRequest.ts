import { parseUrl } from '../../http/url';
import type { Cookie, LoginDescription } from '../description';
import { claimsOf, signJwt } from '../jwt/jwt';
import type { Values } from '../placeholders';
import { fillAddress } from '../request/address';
import { setHeader } from '../request/headers';
import { LABELS } from '../request/labels';
import { loginRequest, type FilledRequest } from '../requests';
import { basicHeader, clientFields, type BasicEncoding } from './clientAuthentication';
import type { OAuthDescription, OAuthGrant } from './description';

/** What differs from one token request to the next. */
export interface Attempt {
	/** The refresh token to send. '': none. */
	refreshToken: string;
	basic: BasicEncoding;
	/** Epoch milliseconds by the API's clock: assertions are made for that time. */
	now: number;
}

/** A token request, and the values that were made for it and that no error may repeat. */
export interface TokenRequest extends FilledRequest {
	secrets: string[];
}

const GRANT_TYPE: Record<OAuthGrant, string> = {
	clientCredentials: 'client_credentials',
	password: 'password',
	refreshToken: 'refresh_token',
	jwtBearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
};

/**
 * A token request (RFC 6749, 4.3.2, 4.4.2 and 6; RFC 7523, 2). An extra field replaces a standard one of its name. Throws
 * a Failure that names the field.
 *
 * @param login its address, the format of its body, and what the user has added to it
 * @param values those of `baseValues`, and what was kept of the first request's answer
 * @param cookies the first request's
 */
export function tokenRequest(
	oauth: OAuthDescription,
	login: LoginDescription,
	{ values, cookies }: { values: Values; cookies: readonly Cookie[] },
	attempt: Attempt,
): TokenRequest {
	const filled = parseUrl(fillAddress(login.url, values, login.urlField ?? LABELS.loginUrl));
	const tokenUrl = `${filled?.origin}${filled?.pathname}`;
	const standard = standardFields(oauth, tokenUrl, attempt);
	const request = loginRequest({ ...login, standardFields: standard }, values, cookies);
	const basic = basicHeader(oauth, attempt.basic);
	if (basic !== undefined && !setsAuthorization(login))
		setHeader(request.headers, 'Authorization', basic);
	if (!Object.keys(request.headers).some((name) => /^accept$/i.test(name)))
		setHeader(request.headers, 'Accept', 'application/json');
	return {
		...request,
		// The first request may have used the refresh token up.
		once: request.once || oauth.grant === 'refreshToken',
		secrets: [standard.assertion, standard.client_assertion, basic?.replace('Basic ', '')].filter(
			(secret) => secret !== undefined,
		),
	};
}

function standardFields(
	oauth: OAuthDescription,
	tokenUrl: string,
	{ refreshToken, now }: Attempt,
): Record<string, string> & { assertion?: string; client_assertion?: string } {
	const { grant, scope, audience, resource, assertion } = oauth;
	return {
		grant_type: GRANT_TYPE[grant],
		...(grant === 'refreshToken' && { refresh_token: refreshToken }),
		...(grant === 'jwtBearer' &&
			assertion && {
				assertion: signJwt(
					assertion,
					claimsOf({ ...assertion, audience: assertion.audience || tokenUrl }, now),
				),
			}),
		scope,
		audience,
		resource,
		...clientFields(oauth, tokenUrl, now),
	};
}

/** Whether the user has set the header that HTTP Basic needs. */
function setsAuthorization({ extraFields, secretFields }: LoginDescription): boolean {
	return [...extraFields, ...Object.values(secretFields)].some(
		({ name, sendIn }) => sendIn === 'header' && /^\s*authorization\s*$/i.test(name),
	);
}

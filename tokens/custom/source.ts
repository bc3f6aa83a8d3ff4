import { parseUrl } from '../http/url';
import { clock } from '../http/waiting';
import { identityDigest } from '../provider/presentation';
import type { HttpClient, ProviderNames, TokenResponse, TokenSource } from '../provider/provider';
import type { Context } from './answer/answer';
import type { Description } from './fields/readDescription';
import { judgedSource } from './judges/judgedSource';
import { judgingOf } from './judges/judging';
import { logIn, renew } from './logIn';
import { refreshIdentityOf, signToken } from './oauth/grant';
import { namesIn } from './placeholders';
import { advising, otherVersion } from './presets/preset';
import { assertPresentable, callValues, presentToken } from './presentation';
import { checkRequest, fillOwnPath } from './requests';
import { secretsIn } from './secrets';

/** The token source of a login that its user described. */
export function customSource(description: Description, { name }: ProviderNames): TokenSource {
	const { preset, baseUrl, login, check, refresh } = description;
	const host = parseUrl(baseUrl)?.host ?? baseUrl;
	const title = preset === undefined ? host : `${preset.title} at ${host}`;
	const secrets = secretsIn(login, description.grant);
	const { oauth, jwt, hasOwnUrl } = description.grant;
	const context: Context = { title, secrets, isTokenRequest: oauth !== undefined };
	const refreshIdentity = refreshIdentityOf({ name }, login, oauth);
	assertPresentable(description, clock.now());
	return {
		title,
		...(hasOwnUrl && { addressField: login.urlField ?? 'Login URL' }),
		hasTlsSettings: true,
		identity: identityDigest(name, baseUrl, { login: detailsOf(description) }),
		...(refreshIdentity !== undefined && { refreshIdentity }),
		secrets,
		baseUrls: [baseUrl],
		revokesPrevious: description.revokesPrevious,
		declaresExpiry: !['auto', 'none'].includes(description.expiry.from),
		tls: description.tls,
		followsRedirects: description.followsRedirects,
		requestToken: async (http, last) => {
			if (jwt !== undefined) return signToken(jwt, http.now());
			const request = async () =>
				await logIn(description, context, http, { refreshIdentity, last });
			return await (preset === undefined ? request() : advising(preset, title, request));
		},
		...(refresh &&
			refreshIdentity === undefined &&
			jwt === undefined && {
				refreshToken: async (current: TokenResponse, http: HttpClient) =>
					await renew(description, current, context, http),
			}),
		present: (token) => presentToken(description, token, clock.now()),
		fillAddress: (address, { found }) =>
			fillOwnPath(address, new Map(Object.entries(found?.values ?? {}))),
		judging: judgingOf(judgedSource(description), preset && otherVersion(preset)),
		...(check.by === 'url' && {
			check: (token) => checkRequest(check.request, callValues(login, token, clock.now())),
		}),
	};
}

/** All that decides what is sent to get a token, and what of the answer is taken. A token of other details is not used. */
function detailsOf(description: Description): string {
	const { login, firstRequest, token, expiry, keptValues, grant } = description;
	const { oauth, jwt, signingKey } = grant;
	const later = keptValues.filter(({ answer }) => answer === 'login').map(({ name }) => name);
	// What waits for the token is for calls alone.
	const requestHeaders = login.requestHeaders.filter(
		({ value }) => !namesIn(value).some((name) => name === 'token' || later.includes(name)),
	);
	const sent = { ...login, requestHeaders, revokesPrevious: undefined };
	const details = [sent, firstRequest ?? null, token, expiry, keptValues];
	return JSON.stringify(
		oauth || jwt ? [...details, oauth ?? null, jwt ?? null, signingKey] : details,
	);
}

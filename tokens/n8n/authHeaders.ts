import type { IHttpRequestOptions } from 'n8n-workflow';

import { parseUrl, withoutQuery } from '../http/url';
import type { PresentedToken, Presentation, TokenSource } from '../provider/provider';

/**
 * Puts a token into a request: its headers, query parameters and cookies replace any of the same name. No redirect is
 * followed, since n8n would send custom headers along to wherever it leads. The given options stay as they are: the HTTP
 * Request node shows them to the user.
 *
 * @param follows whether a redirect to the same host and port may be followed
 */
export function setAuthHeaders(
	options: IHttpRequestOptions & { uri?: string },
	{ headers, otherHeaders, query, cookies }: Presentation,
	follows = false,
): IHttpRequestOptions {
	const given = { ...options.headers };
	const cookie = cookies && { Cookie: withCookies(valueOf(given, 'cookie'), cookies) };
	const set = { ...otherHeaders, ...headers, ...cookie };
	const names = new Set(Object.keys(set).map((name) => name.toLowerCase()));
	const others = Object.entries(given).filter(([name]) => !names.has(name.toLowerCase()));
	return {
		...options,
		...(query && withParameters(options, query)),
		headers: { ...Object.fromEntries(others), ...set },
		...((follows && onlyToSameHost(options, names)) || {
			maxRedirects: 0,
			disableFollowRedirect: true,
		}),
		sendCredentialsOnCrossOriginRedirect: false,
	};
}

/** Query parameters that replace those of the same name, wherever the user wrote these. */
function withParameters(
	{ url, uri, qs }: IHttpRequestOptions & { uri?: string },
	query: Record<string, string>,
): Pick<IHttpRequestOptions, 'qs'> & { url?: string; uri?: string } {
	const names = Object.keys(query);
	return {
		...(typeof url === 'string' && { url: withoutQuery(url, names) }),
		...(typeof uri === 'string' && { uri: withoutQuery(uri, names) }),
		qs: { ...qs, ...query },
	};
}

/** The headers that n8n takes away where a redirect leads to another origin. */
const TAKEN_AWAY = new Set(['authorization', 'cookie']);

/**
 * What keeps redirects at a request's own host. n8n compares host names, not ports, and takes only these two headers away
 * for another port.
 *
 * @returns undefined where that is not enough
 */
function onlyToSameHost(
	{ url, uri, baseURL, allowedDomains }: IHttpRequestOptions & { uri?: string },
	names: ReadonlySet<string>,
): Pick<IHttpRequestOptions, 'allowedDomains'> | undefined {
	const hostname = parseUrl(url ?? uri ?? '', baseURL)?.hostname;
	const isSafe = [...names].every((name) => TAKEN_AWAY.has(name));
	return hostname && isSafe && allowedDomains === undefined
		? { allowedDomains: hostname }
		: undefined;
}

function valueOf(headers: Record<string, unknown>, wanted: string): string {
	const found = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted);
	return String(found?.[1] ?? '');
}

/** A Cookie header (RFC 6265, 4.2.1): the token's cookies, then the user's own of other names. */
function withCookies(given: string, cookies: Record<string, string>): string {
	const own = given.split(/;\s*/).filter((pair) => pair !== '' && !(pair.split('=')[0] in cookies));
	return [...Object.entries(cookies).map(([name, value]) => `${name}=${value}`), ...own].join('; ');
}

/** A user's request whose address the token source fills in. The given options stay as they are. */
export function withFilledAddress<Options extends { url?: string; uri?: string }>(
	options: Options,
	{ fillAddress }: Pick<TokenSource, 'fillAddress'>,
	token: PresentedToken,
): Options {
	if (fillAddress === undefined) return options;
	const { url, uri } = options;
	return {
		...options,
		...(typeof url === 'string' && { url: fillAddress(url, token) }),
		...(typeof uri === 'string' && { uri: fillAddress(uri, token) }),
	};
}

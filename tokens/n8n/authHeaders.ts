import type { IHttpRequestOptions } from 'n8n-workflow';

import { parseUrl } from '../http/url';
import type { PresentedToken, Presentation, TokenSource } from '../provider/provider';

type UserOptions = IHttpRequestOptions & { uri?: string };

/**
 * Puts a token into a request: its headers, query parameters and cookies replace any of the same name. No redirect is
 * followed, since n8n would send custom headers along to wherever it leads. The given options stay as they are: the HTTP
 * Request node shows them to the user.
 *
 * @param follows whether a redirect to the same host and port may be followed
 */
export function setAuthHeaders(
	options: UserOptions,
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

/** Query parameters replace any of the same name, also those in the address itself. */
function withParameters(
	{ url, uri, qs }: UserOptions,
	query: Record<string, string>,
): Partial<UserOptions> {
	const without = (address: string) => withoutParameters(address, Object.keys(query));
	return {
		qs: { ...qs, ...query },
		...(typeof url === 'string' && { url: without(url) }),
		...(typeof uri === 'string' && { uri: without(uri) }),
	};
}

function withoutParameters(address: string, names: readonly string[]): string {
	const [, before, query, after] = /^([^?#]*)\?([^#]*)(.*)$/s.exec(address) ?? [];
	if (query === undefined) return address;
	const isOther = (pair: string) => !names.includes(readName(pair));
	const others = query.split('&').filter(isOther).join('&');
	return `${before}${others === '' ? '' : `?${others}`}${after}`;
}

/** The name of a parameter, as servers read it. */
function readName(pair: string): string {
	return [...new URLSearchParams(pair).keys()][0] ?? '';
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
	{ url, uri, baseURL, allowedDomains }: UserOptions,
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

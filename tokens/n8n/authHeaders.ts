import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Presentation } from '../provider/provider';

/**
 * Puts a token into a request: its headers, query parameters and cookies replace any of the same name. No redirect is
 * followed, since n8n would send custom headers along to wherever it leads. The given options stay as they are: the HTTP
 * Request node shows them to the user.
 */
export function setAuthHeaders(
	options: IHttpRequestOptions,
	{ headers, otherHeaders, query, cookies }: Presentation,
): IHttpRequestOptions {
	const given = { ...options.headers };
	const cookie = cookies && { Cookie: withCookies(valueOf(given, 'cookie'), cookies) };
	const set = { ...otherHeaders, ...headers, ...cookie };
	const names = new Set(Object.keys(set).map((name) => name.toLowerCase()));
	const others = Object.entries(given).filter(([name]) => !names.has(name.toLowerCase()));
	return {
		...options,
		...(query && { qs: { ...options.qs, ...query } }),
		headers: { ...Object.fromEntries(others), ...set },
		maxRedirects: 0,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
	};
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

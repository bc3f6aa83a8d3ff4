import type { IHttpRequestOptions } from 'n8n-workflow';

/**
 * Adds headers in place of any of the same name, and has no redirect followed: n8n would send custom headers
 * along to wherever it leads. The options given stay as they are: the HTTP Request node shows them to the user.
 */
export function setAuthHeaders(
	options: IHttpRequestOptions,
	headers: Record<string, string>,
): IHttpRequestOptions {
	const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
	const others = Object.entries(options.headers ?? {}).filter(
		([name]) => !names.has(name.toLowerCase()),
	);
	return {
		...options,
		headers: { ...Object.fromEntries(others), ...headers },
		maxRedirects: 0,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
	};
}

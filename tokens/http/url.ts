/** The hosts by which a machine calls itself (RFC 6761, 6.3; RFC 1122, 3.2.1.3; RFC 4291, 2.5.3). */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Parses a URL.
 *
 * @param base resolves a relative one
 * @returns undefined where it is not valid
 */
export function parseUrl(text: string, base?: string): URL | undefined {
	try {
		return new URL(text, base);
	} catch {
		return undefined;
	}
}

/** Whether a host is this machine, where plain http is safe. */
export function isLoopback(hostname: string): boolean {
	return LOOPBACK.test(hostname);
}

/** A URL without the query parameters of these names. All else of it stays as it is written. */
export function withoutQuery(url: string, names: readonly string[]): string {
	const [, address, query, hash] = /^([^?#]*)(?:\?([^#]*))?(.*)$/s.exec(url) ?? [];
	if (query === undefined) return url;
	const kept = query.split('&').filter((pair) => !names.includes(nameOf(pair)));
	return `${address}${kept.length === 0 ? '' : `?${kept.join('&')}`}${hash}`;
}

function nameOf(pair: string): string {
	return [...new URLSearchParams(pair).keys()][0] ?? '';
}

/**
 * A URL with more query parameters. Every reserved character of theirs is encoded (RFC 3986, 2.2), `+` above all: a plain
 * one would arrive as a space.
 */
export function withQuery(url: string, parameters: Readonly<Record<string, string>>): string {
	const pairs = Object.entries(parameters).map(
		([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
	);
	if (pairs.length === 0) return url;
	return `${url}${url.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

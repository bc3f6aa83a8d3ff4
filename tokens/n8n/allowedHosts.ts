import { Failure } from '../http/failure';
import { isLoopback, parseUrl } from '../provider/fieldReader';

/** What of n8n's two kinds of request options says where the request goes. */
export interface Target {
	url?: unknown;
	/** The HTTP Request node's name for it. */
	uri?: unknown;
	baseURL?: unknown;
}

/**
 * Throws unless a request goes to the base URL's host and port, or to one of the other hosts. Plain http is
 * allowed only to the machine itself, or where the base URL sends it over the net, too.
 */
export function assertAllowedHost(
	target: Target,
	baseUrl: string,
	otherHosts: readonly string[],
): void {
	const url = resolve(target);
	const base = new URL(baseUrl);
	if (url !== undefined && isKnown(url, base, otherHosts)) return;
	throw new Failure('INVALID_INPUT', whyNot(url, base, otherHosts), {
		advice: "Check the URL, or add its host to 'Other Hosts' of the credential",
	});
}

function whyNot(url: URL | undefined, base: URL, otherHosts: readonly string[]): string {
	const hosts = [base.host, ...otherHosts];
	const host = url === undefined ? 'an address that cannot be read' : url.host || url.protocol;
	const named = url !== undefined && (url.username !== '' || url.password !== '');
	// Otherwise the same host would be named twice.
	const known = url !== undefined && hosts.includes(url.host);
	const how = named ? ' with a user name in its URL' : known ? ` over ${url.protocol}//` : '';
	const by = url?.host === base.host ? base.protocol : 'https:';
	const only = how === '' ? '' : `, over ${by}// and without a user name`;
	return `The request goes to ${host}${how}, but this credential's token is only sent to ${hosts.join(', ')}${only}`;
}

function isKnown(url: URL, base: URL, otherHosts: readonly string[]): boolean {
	const secure = url.protocol === 'https:';
	const openly = base.protocol === 'http:' && !isLoopback(base.hostname);
	const plain = url.protocol === 'http:' && (openly || isLoopback(url.hostname));
	if ((!secure && !plain) || url.username !== '' || url.password !== '') return false;
	if (endpoint(url) === endpoint(base)) return url.protocol === base.protocol;
	return otherHosts.some((host) => {
		const other = parseUrl(`${url.protocol}//${host}`);
		return other !== undefined && endpoint(other) === endpoint(url);
	});
}

/** Host and port, the default port spelled out. */
function endpoint(url: URL): string {
	return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

/** Where n8n will send it: `url` before `uri`, relative to `baseURL`. */
function resolve({ url, uri, baseURL }: Target): URL | undefined {
	const target = String(url ?? uri ?? '');
	const base = String(baseURL ?? '');
	return base === '' ? parseUrl(target) : parseUrl(target, base);
}

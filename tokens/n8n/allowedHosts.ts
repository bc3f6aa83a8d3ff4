import { Failure } from '../http/failure';
import { isLoopback, parseUrl } from '../http/url';

/** What of n8n's two kinds of request options says where the request goes. */
export interface Target {
	url?: unknown;
	/** The HTTP Request node's name for it. */
	uri?: unknown;
	baseURL?: unknown;
}

/**
 * Throws a Failure unless a request goes to the host and port of a base URL, or to one of the other hosts. Plain http is
 * allowed only to this machine, or where a base URL sends the token over the network anyway.
 */
export function assertAllowedHost(
	target: Target,
	baseUrls: readonly string[],
	otherHosts: readonly string[],
): void {
	if (isAllowedHost(target, baseUrls, otherHosts)) return;
	const bases = baseUrls.map((base) => new URL(base));
	const { headline, allowed } = whyNot(resolveTarget(target), bases, otherHosts);
	throw new Failure('HOST_NOT_ALLOWED', headline, {
		advice: `${allowed}. Check the URL, or add its host to 'Additional Allowed Domains' under 'Settings' of the credential`,
	});
}

/** The same, as an answer. */
export function isAllowedHost(
	target: Target,
	baseUrls: readonly string[],
	otherHosts: readonly string[],
): boolean {
	const url = resolveTarget(target);
	const bases = baseUrls.map((base) => new URL(base));
	return url !== undefined && isAllowed(url, bases, otherHosts);
}

function whyNot(
	url: URL | undefined,
	bases: readonly URL[],
	otherHosts: readonly string[],
): { headline: string; allowed: string } {
	const hosts = [...bases.map(({ host }) => host), ...otherHosts];
	const host = url === undefined ? 'an address that cannot be read' : url.host || url.protocol;
	const isNamed = url !== undefined && (url.username !== '' || url.password !== '');
	// Otherwise the same host would be named twice.
	const isKnown = url !== undefined && hosts.includes(url.host);
	const how = isNamed ? ' with a user name in its URL' : isKnown ? ` over ${url.protocol}//` : '';
	const by = bases.find((base) => base.host === url?.host)?.protocol ?? 'https:';
	const only = how === '' ? '' : `, over ${by}// and without a user name`;
	return {
		headline: `This credential's token may not be sent to ${host}${how}`,
		allowed: `It is only sent to ${hosts.join(', ')}${only}`,
	};
}

function isAllowed(url: URL, bases: readonly URL[], otherHosts: readonly string[]): boolean {
	const isOpen = bases.some(
		({ protocol, hostname }) => protocol === 'http:' && !isLoopback(hostname),
	);
	const isPlain = url.protocol === 'http:' && (isOpen || isLoopback(url.hostname));
	if ((url.protocol !== 'https:' && !isPlain) || url.username !== '' || url.password !== '')
		return false;
	const base = bases.find((known) => endpoint(known) === endpoint(url));
	if (base) return url.protocol === base.protocol;
	return otherHosts.some((host) => {
		const other = parseUrl(`${url.protocol}//${host}`);
		return other !== undefined && endpoint(other) === endpoint(url);
	});
}

/** Host and port, the default port spelled out. */
function endpoint(url: URL): string {
	return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

/** Where n8n will send it: `url` before `uri`, relative to `baseURL`. undefined: that can't be read. */
export function resolveTarget({ url, uri, baseURL }: Target): URL | undefined {
	const target = String(url ?? uri ?? '');
	const base = String(baseURL ?? '');
	return base === '' ? parseUrl(target) : parseUrl(target, base);
}

import { parseUrl } from '../../http/url';
import type { Judge, UserRequest } from '../../provider/check/judges';

/** A request to an address with one of these words in its path or query may do harm. */
const DANGEROUS = /logout|signout|kill|delete|remove|revoke|reset|restart|reboot|shutdown/;

/**
 * Whether a GET to an address may do more than read: log somebody out, or delete something. Words are found in any
 * spelling: `Log-Out`, `sign_out`, `%6Cogout`.
 */
export function isDangerous(address: string): boolean {
	const url = parseUrl(address);
	if (url === undefined) return true;
	const text = decoded(`${url.pathname}${url.search}`).toLowerCase();
	return DANGEROUS.test(text) || DANGEROUS.test(text.replace(/[-_. +]/g, ''));
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		// It is dangerous only if it can be read.
		return text;
	}
}

/** What names a judge: the same request to the same address, whatever it is asked to answer with. */
export function keyOf({ method, url, body = '' }: Judge): string {
	return JSON.stringify([method, url, body]);
}

/**
 * The judges to try, in turn: the proven one, those of the same host that are known to tell tokens apart, the user's own
 * request, its address without query, the base URL. All are GETs without a body, and none of them is dangerous.
 */
export function candidates(
	proven: Judge | undefined,
	known: readonly Judge[],
	user: UserRequest | undefined,
	baseUrl: string,
): Judge[] {
	const accept = user?.accept === undefined ? {} : { accept: user.accept };
	const isGet = user?.method === 'GET' && !user.hasBody;
	const judges: Judge[] = [
		...(proven ? [proven] : []),
		...known.filter(({ url }) => !user || originOf(url) === originOf(user.bareUrl)),
		...(user && isGet && user.url !== undefined
			? [{ method: 'GET' as const, url: user.url, ...accept }]
			: []),
		...(user ? [{ method: 'GET' as const, url: user.bareUrl, ...accept }] : []),
		{ method: 'GET', url: baseUrl },
	];
	const seen = new Set<string>();
	return judges.filter((judge) => {
		const key = keyOf(judge);
		const isNew = !seen.has(key);
		seen.add(key);
		return isNew && judge.method === 'GET' && judge.body === undefined && !isDangerous(judge.url);
	});
}

function originOf(url: string): string | undefined {
	return parseUrl(url)?.origin;
}

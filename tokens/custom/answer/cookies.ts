import { readNumber } from '../../provider/timestamps';
import { readExpiry } from '../../provider/expiry';
import type { ApiResponse } from '../../provider/provider';
import type { Cookie } from '../description';

/** A name is a token (RFC 9110, 5.6.2); a value is visible ASCII that cannot end it (RFC 6265, 4.1.1). */
const COOKIE = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*([\x21-\x2b\x2d-\x3a\x3c-\x7e]*)\s*$/;

/**
 * The cookies that a response has set: name, value and expiry, and nothing else of them (RFC 6265, 5.2). The last one of a
 * name wins. One that is past, empty, or cannot be sent back is gone.
 *
 * @param now epoch milliseconds
 */
export function readCookies(response: ApiResponse, now: number): Cookie[] {
	const cookies = new Map<string, Cookie>();
	for (const line of response.setCookies) {
		const [pair, ...attributes] = line.split(';');
		const [, name, value] = COOKIE.exec(pair) ?? [];
		if (name === undefined) {
			cookies.delete(pair.split('=')[0].trim());
			continue;
		}
		const expiresAt = readCookieExpiry(attributes, response);
		if (value === '' || (expiresAt !== null && expiresAt <= now)) cookies.delete(name);
		else cookies.set(name, { name, value, expiresAt });
	}
	return [...cookies.values()];
}

/** Cookies as a Cookie header writes them (RFC 6265, 4.2.1): `a=1; b=2`. */
export function joinCookies(cookies: ReadonlyArray<Pick<Cookie, 'name' | 'value'>>): string {
	return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** Max-Age counts before Expires, and the last of each (RFC 6265, 5.3). One that cannot be read counts as missing. */
function readCookieExpiry(attributes: readonly string[], response: ApiResponse): number | null {
	const values = new Map<string, string>();
	for (const attribute of attributes) {
		const [name, ...value] = attribute.split('=');
		values.set(name.trim().toLowerCase(), value.join('=').trim());
	}
	const maxAge = values.get('max-age') ?? '';
	if (/^-?\d+$/.test(maxAge)) {
		const seconds = readNumber(maxAge) ?? 0;
		return seconds <= 0 ? response.sentAt : readExpiry(seconds, 'seconds', response);
	}
	return readExpiry(values.get('expires'), 'date', response);
}

import { createHash } from 'node:crypto';

import type { PresentedToken, Presentation } from './provider';

/** `Authorization: Bearer …` (RFC 6750, 2.1). */
export function bearer({ accessToken }: PresentedToken): Presentation {
	return { tokenType: 'Bearer', headers: { Authorization: `Bearer ${accessToken}` } };
}

/** The bare token in a header of the API's own. */
export function header(name: string, { accessToken }: PresentedToken): Presentation {
	return { tokenType: name, headers: { [name]: accessToken } };
}

/** Every header that a request with this token needs. Cookies are one of them (RFC 6265, 4.2.1). */
export function requestHeaders(presentation: Presentation): Record<string, string> {
	const { headers, otherHeaders, cookies = {} } = presentation;
	const pairs = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
	return {
		...otherHeaders,
		...headers,
		...(pairs.length === 0 ? {} : { Cookie: pairs.join('; ') }),
	};
}

/** A short name for a token: the first 12 hexadecimal digits of its SHA-256. It is safe to log and to compare. */
export function fingerprint(accessToken: string): string {
	return sha256(accessToken).slice(0, 12);
}

/**
 * The identity of a token source: a SHA-256 of its exact login details, secrets included. Stored credentials hold it, so
 * it must stay the same for the same fields.
 *
 * @param details everything besides the base URL that the login depends on, by field name
 */
export function identityDigest(
	provider: string,
	baseUrl: string,
	details: Readonly<Record<string, string>>,
): string {
	const fields = Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1));
	return sha256(JSON.stringify([provider, baseUrl, fields]));
}

function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

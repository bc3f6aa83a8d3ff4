import { jsonOf } from '../http/json';

/**
 * When a JWT expires, by the `exp` claim in its payload (RFC 7519, 4.1.4). The signature is not checked.
 *
 * @returns epoch milliseconds; undefined where the text is not a JWT, or its `exp` is missing or too large for a Date
 */
export function jwtExpiry(jwt: string): number | undefined {
	const payload = jsonOf(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
	const exp = payload?.exp;
	return typeof exp === 'number' && Math.abs(exp) <= 8.64e12 ? exp * 1000 : undefined;
}

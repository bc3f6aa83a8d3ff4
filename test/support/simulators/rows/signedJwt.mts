import { constants, createHash, sign, verify, type KeyObject } from 'node:crypto';

import { keyPairFor } from '../../signingKeys.mts';
import type { WantedJwt } from './row.mts';

/** What every row's API knows, and what the user has: a key of each kind. */
const KEYS = {
	RS256: keyPairFor('RS256'),
	PS256: keyPairFor('PS256'),
	ES256: keyPairFor('ES256'),
};

/** The private key, as PEM without line breaks. */
export const signingKeyFor = (algorithm: WantedJwt['algorithm']): string =>
	String(KEYS[algorithm].privateKey.export({ type: 'pkcs8', format: 'pem' })).replace(/\n/g, '');

/** SHA-256 of the public key, as Snowflake's issuer holds it. */
export const fingerprintFor = (algorithm: WantedJwt['algorithm']): string =>
	createHash('sha256')
		.update(KEYS[algorithm].publicKey.export({ type: 'spki', format: 'der' }) as Buffer)
		.digest('base64');

const parsed = (part: string) =>
	JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
/** JWS has the numbers of an ECDSA signature side by side, and a salt as long as the hash for PSS (RFC 7518, 3.4, 3.5). */
const withEncoding = (key: KeyObject, algorithm: WantedJwt['algorithm']) => ({
	key,
	dsaEncoding: 'ieee-p1363' as const,
	...(algorithm === 'PS256' && { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
});

/** Which part of a JWT isn't as it is wanted; '' where all is. */
export function jwtMismatch(token: string, wanted: WantedJwt, now: number): string {
	const [header, payload, signature] = token.split('.');
	if (signature === undefined) return 'no JWT';
	const { alg, kid } = parsed(header);
	if (alg !== wanted.algorithm || kid !== wanted.keyId) return 'header of the JWT';
	const key = withEncoding(KEYS[wanted.algorithm].publicKey, wanted.algorithm);
	const bytes = Buffer.from(signature, 'base64url');
	if (!verify('sha256', Buffer.from(`${header}.${payload}`), key, bytes)) return 'signature';
	const { iat, exp, jti, ...claims } = parsed(payload);
	const [made, ends] = [Number(iat), Number(exp)];
	if (made > now / 1000 + 5 || ends <= now / 1000 || ends - made > wanted.longest) return 'times';
	const sorted = (values: object) => JSON.stringify(Object.entries(values).sort());
	return typeof jti === 'string' && sorted(claims) === sorted(wanted.claims) ? '' : 'claims';
}

/** A JWT as it is wanted, made by none of this package's code. */
export function jwtFor({ algorithm, keyId, claims }: WantedJwt, now: number): string {
	const iat = Math.floor(now / 1000);
	const header = { alg: algorithm, kid: keyId };
	const payload = { ...claims, iat, exp: iat + 30, jti: String(Math.random()) };
	const input = [header, payload]
		.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
		.join('.');
	const key = withEncoding(KEYS[algorithm].privateKey, algorithm);
	return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

import { constants, createHmac, sign, type KeyObject } from 'node:crypto';

/** The signature algorithms of JSON Web Tokens (RFC 7518, 3.1; RFC 8037, 3.1), but for `none`. */
export const ALGORITHMS = [
	'HS256',
	'HS384',
	'HS512',
	'RS256',
	'RS384',
	'RS512',
	'PS256',
	'PS384',
	'PS512',
	'ES256',
	'ES384',
	'ES512',
	'EdDSA',
] as const;

export type JwtAlgorithm = (typeof ALGORITHMS)[number];

/** The curve that goes with each ECDSA algorithm (RFC 7518, 3.4), as Node.js calls it and as people do. */
export const CURVES: Readonly<Record<string, { name: string; title: string }>> = {
	ES256: { name: 'prime256v1', title: 'P-256' },
	ES384: { name: 'secp384r1', title: 'P-384' },
	ES512: { name: 'secp521r1', title: 'P-521' },
};

/** Signs with a key of the kind that the algorithm needs. */
export function signatureOf(algorithm: JwtAlgorithm, data: Buffer, key: KeyObject): Buffer {
	if (algorithm === 'EdDSA') return sign(null, data, key);
	const hash = hashOf(algorithm);
	const family = algorithm.slice(0, 2);
	if (family === 'HS') return createHmac(hash, key).update(data).digest();
	// JWS has the two numbers of an ECDSA signature side by side (RFC 7518, 3.4), not in ASN.1.
	if (family === 'ES') return sign(hash, data, { key, dsaEncoding: 'ieee-p1363' });
	if (family === 'RS') return sign(hash, data, key);
	// The salt is as long as the hash (RFC 7518, 3.5).
	const padding = constants.RSA_PKCS1_PSS_PADDING;
	return sign(hash, data, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
}

/** The hash of an algorithm, as Node.js calls it. */
export function hashOf(algorithm: JwtAlgorithm): string {
	return `sha${algorithm.slice(2)}`;
}

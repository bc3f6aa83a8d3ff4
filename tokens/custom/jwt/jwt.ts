import { randomUUID, type KeyObject } from 'node:crypto';

import type { Json } from '../../http/json';
import { signatureOf, type JwtAlgorithm } from './algorithms';

/** How to make JSON Web Tokens (RFC 7519). */
export interface JwtDescription {
	algorithm: JwtAlgorithm;
	key: KeyObject;
	/** The header `kid` (RFC 7515, 4.1.4). ''; none. */
	keyId: string;
	/** The claims `iss`, `sub` and `aud`. '': none. */
	issuer: string;
	subject: string;
	audience: string;
	/** Milliseconds from `iat` to `exp`. */
	lifetime: number;
	/** Further claims. One of a standard name replaces the standard one. */
	claims: Json;
}

/** The claims of a new token: times in seconds (RFC 7519, 4.1), and a `jti` that no other token has. */
export function claimsOf(description: JwtDescription, now: number): Json {
	const { issuer, subject, audience, lifetime, claims } = description;
	const iat = Math.floor(now / 1_000);
	return {
		...(issuer === '' ? {} : { iss: issuer }),
		...(subject === '' ? {} : { sub: subject }),
		...(audience === '' ? {} : { aud: audience }),
		iat,
		exp: iat + Math.max(1, Math.floor(lifetime / 1_000)),
		jti: randomUUID(),
		...claims,
	};
}

/** A signed token in the compact form (RFC 7515, 3.1). */
export function signJwt({ algorithm, key, keyId }: JwtDescription, claims: Json): string {
	const header = { alg: algorithm, typ: 'JWT', ...(keyId === '' ? {} : { kid: keyId }) };
	return signed(JSON.stringify(header), JSON.stringify(claims), algorithm, key);
}

/** Signs a header and a payload, character by character as they are given (RFC 7515, 5.1). */
export function signed(
	header: string,
	payload: string,
	algorithm: JwtAlgorithm,
	key: KeyObject,
): string {
	const input = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
	return `${input}.${signatureOf(algorithm, Buffer.from(input), key).toString('base64url')}`;
}

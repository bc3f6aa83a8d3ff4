import { generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A new key pair for an algorithm of asymmetric keys. */
export function keyPairFor(algorithm: string): { privateKey: KeyObject; publicKey: KeyObject } {
	const family = algorithm.slice(0, 2);
	if (family === 'Ed') return generateKeyPairSync('ed25519');
	if (family !== 'ES') return generateKeyPairSync('rsa', { modulusLength: 2048 });
	const namedCurve = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }[algorithm] as string;
	return generateKeyPairSync('ec', { namedCurve });
}

/** A private key in PEM: PKCS #8 unless another format is named. */
export function pemOf(key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' = 'pkcs8'): string {
	return key.export({ type: type as 'pkcs8', format: 'pem' }) as string;
}

import { createPrivateKey, createSecretKey, type KeyObject } from 'node:crypto';

import type { Failure } from '../../http/failure';
import { CURVES, hashOf, type JwtAlgorithm } from './algorithms';

/** Makes the failure for a key. Nothing of the key is in it. `problem` continues the sentence "'Signing Key' …". */
export type WrongKey = (problem: string, advice: string) => Failure;

/** Bits. A shorter RSA key must not be used (RFC 7518, 3.3 and 3.5). */
const SHORTEST_RSA = 2_048;
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/gs;
const PASTE =
	"Paste the whole private key in PEM format, from '-----BEGIN PRIVATE KEY-----' to '-----END PRIVATE KEY-----'";

/**
 * Reads a signing key: for HS256, HS384 and HS512 a shared secret, taken as UTF-8; for the others a private key in PEM
 * (RFC 7468), as PKCS #8, PKCS #1 or SEC 1. A PEM may be without line breaks, or have `\n` in their place: one input line
 * of n8n holds no line break.
 *
 * @param wrong makes the failure that is thrown where the text is no such key
 */
export function readSigningKey(text: string, algorithm: JwtAlgorithm, wrong: WrongKey): KeyObject {
	if (algorithm.startsWith('HS')) {
		if (!text.includes('-----BEGIN ')) return createSecretKey(Buffer.from(text));
		const advice = "Choose the algorithm that the API's documentation names for this key";
		throw wrong(`is in PEM format, but ${algorithm} needs a shared secret`, advice);
	}
	const key = privateKeyOf(pemOf(text, wrong));
	if (key === undefined) throw wrong('is damaged', PASTE);
	assertFits(key, algorithm, wrong);
	return key;
}

/** The PEM of the private key in a text, with its line breaks where OpenSSL wants them. */
function pemOf(text: string, wrong: WrongKey): string {
	const whole = text.replace(/\\r|\\n/g, '\n');
	const blocks = [...whole.matchAll(BLOCK)];
	// An EC key may come behind its parameters, and any key before its certificate.
	const block = blocks.find(([, label]) => label.endsWith('PRIVATE KEY'));
	if (block === undefined) {
		if (blocks.length > 0) throw wrong('holds no private key', PASTE);
		throw wrong('is not a private key in PEM format', PASTE);
	}
	const [, label, body] = block;
	if (label.includes('ENCRYPTED') || body.includes('ENCRYPTED')) {
		throw wrong(
			'is encrypted with a passphrase',
			"Decrypt it, for example with 'openssl pkey -in key.pem -out decrypted.pem', and paste the result",
		);
	}
	if (label.startsWith('OPENSSH')) {
		throw wrong(
			'is in the format of OpenSSH',
			"Convert it to PEM, for example with 'ssh-keygen -p -m PKCS8 -f key', and paste the result",
		);
	}
	const lines = body.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
	return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function privateKeyOf(pem: string): KeyObject | undefined {
	try {
		return createPrivateKey(pem);
	} catch {
		return undefined;
	}
}

/** Throws where the algorithm needs a key of another kind. */
function assertFits(key: KeyObject, algorithm: JwtAlgorithm, wrong: WrongKey): void {
	const { asymmetricKeyType: type = '', asymmetricKeyDetails: details = {} } = key;
	const mismatch = (needed: string) =>
		wrong(
			`does not fit ${algorithm}, which needs ${needed}`,
			'Choose the algorithm that the key was made for, or paste another key',
		);
	const family = algorithm.slice(0, 2);
	if (family === 'Ed') {
		if (type !== 'ed25519' && type !== 'ed448') throw mismatch('an Ed25519 or Ed448 key');
	} else if (family === 'ES') {
		const { name, title } = CURVES[algorithm];
		if (details.namedCurve !== name) throw mismatch(`an EC key on the curve ${title}`);
	} else if (type !== 'rsa' && !isForPss(key, algorithm)) {
		throw mismatch('an RSA key');
	} else if ((details.modulusLength ?? 0) < SHORTEST_RSA) {
		throw mismatch(`an RSA key of ${SHORTEST_RSA} bits or more`);
	}
}

/** Whether it is an RSA key for PSS alone (RFC 4055, 3.1), and its parameters allow the algorithm's. */
function isForPss(key: KeyObject, algorithm: JwtAlgorithm): boolean {
	if (key.asymmetricKeyType !== 'rsa-pss' || !algorithm.startsWith('PS')) return false;
	const hash = hashOf(algorithm);
	const {
		hashAlgorithm = hash,
		mgf1HashAlgorithm = hash,
		saltLength = 0,
	} = key.asymmetricKeyDetails ?? {};
	return (
		hashAlgorithm === hash && mgf1HashAlgorithm === hash && saltLength <= Number(hash.slice(3)) / 8
	);
}

import { generateKeyPairSync, type KeyObject } from 'node:crypto';

import { Failure } from '../../../../tokens/http/failure';
import type { JwtAlgorithm } from '../../../../tokens/custom/jwt/algorithms';
import { readSigningKey } from '../../../../tokens/custom/jwt/signingKey';
import { messageOf } from '../../../support/problem.mts';
import { keyPairFor, pemOf } from '../../../support/signingKeys.mts';

const rsa = keyPairFor('RS256').privateKey;
const ec = keyPairFor('ES256').privateKey;
const ed = keyPairFor('EdDSA').privateKey;

const wrong = (problem: string, advice: string) =>
	new Failure('INVALID_INPUT', `'Signing Key' ${problem}`, { advice });

function read(text: string, algorithm: JwtAlgorithm): KeyObject {
	return readSigningKey(text, algorithm, wrong);
}

function problemOf(text: string, algorithm: JwtAlgorithm): string {
	const message = messageOf(() => read(text, algorithm));
	for (const line of text.split(/\s|\\n/).filter(({ length }) => length > 30))
		expect(message).not.toContain(line);
	return message;
}

const FORMATS = [
	['PKCS #8 with RSA', rsa, pemOf(rsa), 'RS256'],
	['PKCS #1', rsa, pemOf(rsa, 'pkcs1'), 'PS512'],
	['PKCS #8 with EC', ec, pemOf(ec), 'ES256'],
	['SEC 1', ec, pemOf(ec, 'sec1'), 'ES256'],
	['PKCS #8 with Ed25519', ed, pemOf(ed), 'EdDSA'],
] as const;

describe.each(FORMATS)('a key in %s', (_name, key, pem, algorithm) => {
	test.each([
		['as it is', pem],
		['without line breaks', pem.replace(/\n/g, '')],
		['with blanks for line breaks', pem.replace(/\n/g, ' ')],
		['with \\n for line breaks', pem.replace(/\n/g, '\\n')],
		['with \\r\\n for line breaks', pem.replace(/\n/g, '\\r\\n')],
		['with line breaks of Windows', pem.replace(/\n/g, '\r\n')],
		['with something around it', `Bag Attributes\n    friendlyName: api\n${pem}\n\n`],
	])('is read %s', (_way, text) => {
		expect(read(text, algorithm).equals(key)).toBe(true);
	});
});

test('a key behind the parameters of its curve is read', () => {
	const parameters =
		'-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
	expect(read(parameters + pemOf(ec, 'sec1'), 'ES256').equals(ec)).toBe(true);
});

test('a shared secret is taken as it is', () => {
	expect(read(' sëcret\\n ', 'HS256').export()).toEqual(Buffer.from(' sëcret\\n '));
});

test('Ed448 goes with EdDSA, and a key for PSS alone with PS', () => {
	const { privateKey: ed448 } = generateKeyPairSync('ed448');
	expect(read(pemOf(ed448), 'EdDSA').equals(ed448)).toBe(true);
	const modulusLength = 2048;
	const { privateKey: pss } = generateKeyPairSync('rsa-pss', { modulusLength });
	expect(read(pemOf(pss), 'PS384').equals(pss)).toBe(true);
	expect(problemOf(pemOf(pss), 'RS256')).toContain('does not fit RS256, which needs an RSA key');
	const bound = { modulusLength, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256' };
	const { privateKey: pss256 } = generateKeyPairSync('rsa-pss', bound);
	expect(read(pemOf(pss256), 'PS256').equals(pss256)).toBe(true);
	expect(problemOf(pemOf(pss256), 'PS512')).toContain('does not fit PS512');
	// The types of Node.js have the salt's length as text, which Node.js refuses.
	const long = { ...bound, saltLength: 40 as unknown as string };
	const { privateKey: salted } = generateKeyPairSync('rsa-pss', long);
	expect(problemOf(pemOf(salted), 'PS256')).toContain('does not fit PS256');
});

test.each([
	[
		'an RSA key',
		pemOf(rsa),
		'ES256',
		'does not fit ES256, which needs an EC key on the curve P-256',
	],
	['an RSA key', pemOf(rsa), 'EdDSA', 'does not fit EdDSA, which needs an Ed25519 or Ed448 key'],
	['an EC key', pemOf(ec), 'RS256', 'does not fit RS256, which needs an RSA key'],
	['an EC key', pemOf(ec), 'PS256', 'does not fit PS256, which needs an RSA key'],
	['an EC key', pemOf(ec), 'EdDSA', 'does not fit EdDSA'],
	[
		'a key on P-256',
		pemOf(ec),
		'ES384',
		'does not fit ES384, which needs an EC key on the curve P-384',
	],
	['an Ed25519 key', pemOf(ed), 'ES256', 'does not fit ES256'],
	['a private key', pemOf(rsa), 'HS256', 'is in PEM format, but HS256 needs a shared secret'],
] as const)('%s is refused: %#', (_kind, pem, algorithm, words) => {
	expect(problemOf(pem, algorithm)).toContain(`'Signing Key' ${words}`);
});

test('an RSA key of 1024 bits is refused', () => {
	const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
	expect(problemOf(pemOf(privateKey), 'RS256')).toContain('an RSA key of 2048 bits or more');
});

test('an encrypted key is refused, in the new format and in the old one', () => {
	const cipher = 'aes-256-cbc';
	const encrypted = { format: 'pem', cipher, passphrase: 'invented' } as const;
	for (const type of ['pkcs8', 'pkcs1'] as const) {
		const pem = rsa.export({ type: type as 'pkcs8', ...encrypted }) as string;
		for (const text of [pem, pem.replace(/\n/g, '')])
			expect(problemOf(text, 'RS256')).toContain('is encrypted with a passphrase');
	}
});

test('a key of OpenSSH is refused', () => {
	const pem =
		'-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n-----END OPENSSH PRIVATE KEY-----';
	expect(problemOf(pem, 'EdDSA')).toContain('is in the format of OpenSSH');
});

test('a public key is refused', () => {
	const pem = keyPairFor('RS256').publicKey.export({ type: 'spki', format: 'pem' }) as string;
	expect(problemOf(pem, 'RS256')).toContain('holds no private key');
});

test.each([
	['text', 'not-a-key-but-a-long-text-that-could-be-a-secret'],
	['nothing', ''],
	['a key that is cut off', pemOf(rsa).slice(0, 400)],
	['Base64 alone', pemOf(rsa).split('\n').slice(1, -2).join('')],
])('%s is refused', (_kind, text) => {
	expect(problemOf(text, 'RS256')).toContain('is not a private key in PEM format');
});

test.each([
	['with a part missing', pemOf(rsa).replace(/\n.{64}\n.{64}\n/, '\n')],
	[
		'with other letters',
		pemOf(rsa)
			.replace(/[a-m]/g, 'z')
			.replace(/(BEGIN|END) .*-----/g, '$1 PRIVATE KEY-----'),
	],
	['with nothing inside', '-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----'],
])('a key %s is refused', (_kind, text) => {
	expect(problemOf(text, 'RS256')).toContain('is damaged');
});

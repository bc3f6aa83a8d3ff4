import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** One element of DER (X.690, 8.1): tag, length, content. */
function der(tag: number, ...content: Buffer[]): Buffer {
	const body = Buffer.concat(content);
	const length =
		body.length < 128
			? Buffer.from([body.length])
			: Buffer.from([0x82, body.length >> 8, body.length & 0xff]);
	return Buffer.concat([Buffer.from([tag]), length, body]);
}

const sequence = (...content: Buffer[]) => der(0x30, ...content);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const time = (text: string) => der(0x17, Buffer.from(text));
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));

/** A key and a certificate for `localhost` that nobody has signed but itself (RFC 5280, 4.1). */
export function selfSigned(): { key: string; cert: string } {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const commonName = sequence(oid('550403'), der(0x0c, Buffer.from('localhost')));
	const name = sequence(der(0x31, commonName));
	const serial = Buffer.concat([Buffer.from([1]), randomBytes(8)]);
	const certificate = sequence(
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, serial),
		ECDSA_WITH_SHA256,
		name,
		sequence(time('200101000000Z'), time('491231235959Z')),
		name,
		publicKey.export({ type: 'spki', format: 'der' }),
	);
	const signature = sign('sha256', certificate, privateKey);
	const bits = der(0x03, Buffer.from([0]), signature);
	const base64 = sequence(certificate, ECDSA_WITH_SHA256, bits).toString('base64');
	// No empty line at the end, whatever the length: OpenSSL would not read it.
	const lines = base64.match(/.{1,64}/g) ?? [];
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
		cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
	};
}

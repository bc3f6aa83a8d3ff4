import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** How long a code is valid, in milliseconds. */
export const STEP = 30_000;
const DIGITS = 6;

/**
 * Decodes Base32 (RFC 4648, 6) as people write authenticator secrets: in either case, with spaces and padding anywhere.
 *
 * @returns undefined where the text is empty or no Base32
 */
export function decodeBase32(text: string): Buffer | undefined {
	const digits = text.replace(/[\s=]/g, '').replace(/[a-z]/g, (letter) => letter.toUpperCase());
	const values = [...digits].map((digit) => ALPHABET.indexOf(digit));
	if (values.includes(-1)) return undefined;
	const bits = values.map((value) => value.toString(2).padStart(5, '0')).join('');
	const bytes = bits.match(/.{8}/g) ?? [];
	return bytes.length === 0 ? undefined : Buffer.from(bytes.map((byte) => parseInt(byte, 2)));
}

/**
 * The time-based one-time password (RFC 6238) of a secret: SHA-1, 6 digits, steps of 30 s.
 *
 * @param secret Base32
 * @param now epoch milliseconds
 * @returns undefined where the secret is empty or no Base32
 */
export function totp(secret: string, now: number): string | undefined {
	const key = decodeBase32(secret);
	if (key === undefined) return undefined;
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(now / STEP)));
	const digest = createHmac('sha1', key).update(counter).digest();
	const offset = digest[digest.length - 1] & 0x0f;
	const code = (digest.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS;
	return String(code).padStart(DIGITS, '0');
}

/** How long the code of a time (epoch milliseconds) is still valid, in milliseconds: 1 to 30,000. */
export function timeLeft(now: number): number {
	return STEP - (now % STEP);
}

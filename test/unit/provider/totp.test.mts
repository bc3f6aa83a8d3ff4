import fc from 'fast-check';
import { authenticator } from 'otplib';

import { decodeBase32, timeLeft, totp } from '../../../tokens/provider/totp';

/** `12345678901234567890`, the secret of RFC 6238, appendix B. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

describe('totp', () => {
	// RFC 6238, appendix B, SHA-1: the last 6 of its 8 digits.
	test.each([
		[59, '287082'],
		[1111111109, '081804'],
		[1111111111, '050471'],
		[1234567890, '005924'],
		[2000000000, '279037'],
		[20000000000, '353130'],
	])('is as in RFC 6238 at %i s', (seconds, code) => {
		expect(totp(SECRET, seconds * 1000)).toBe(code);
	});

	test('is valid for 30 seconds, to the millisecond', () => {
		expect(totp(SECRET, 30_000)).toBe(totp(SECRET, 59_999));
		expect(totp(SECRET, 29_999)).not.toBe(totp(SECRET, 30_000));
		expect(totp(SECRET, 60_000)).not.toBe(totp(SECRET, 59_999));
	});

	test('is the same as otplib’s, for 1,000 secrets of any usual length, at any time', () => {
		const digits = fc
			.array(fc.constantFrom(...ALPHABET), { minLength: 16, maxLength: 64 })
			.map((some) => some.join(''));
		const times = fc.integer({ min: 0, max: 4_102_444_800_000 });
		fc.assert(
			fc.property(digits, times, (secret, now) => {
				expect(totp(secret, now)).toBe(authenticator.clone({ epoch: now }).generate(secret));
			}),
			{ numRuns: 1_000 },
		);
	});

	test.each([
		['in lower case', SECRET.toLowerCase()],
		['in groups', SECRET.replace(/(.{4})/g, '$1 ')],
		['with a line break after it', `${SECRET}\n`],
		['with padding', `${SECRET}====`],
	])('reads a secret %s', (_name, secret) => {
		expect(totp(secret, 59_000)).toBe('287082');
	});

	test.each([
		'',
		'   ',
		'====',
		'A',
		'GEZDGNBV1',
		'GEZDGNBV0',
		'GEZDGNBV8',
		'ÄÖÜ',
		'GEZD.GNBV',
		'GEZD-GNBV',
		'ııııııııııııııı',
		'ſſſſſſſſſſſſſſſſ',
	])('is undefined where the secret is not Base32: %j', (secret) => {
		expect(totp(secret, 0)).toBeUndefined();
	});
});

describe('timeLeft', () => {
	test.each([
		[0, 30_000],
		[1, 29_999],
		[29_999, 1],
		[30_000, 30_000],
		[Date.UTC(2026, 0, 15, 12, 0, 10), 20_000],
	])('the code at %i is valid for %i ms more', (now, left) => {
		expect(timeLeft(now)).toBe(left);
	});
});

describe('decodeBase32', () => {
	// RFC 4648, 10.
	test.each([
		['MY======', 'f'],
		['MZXQ====', 'fo'],
		['MZXW6===', 'foo'],
		['MZXW6YQ=', 'foob'],
		['MZXW6YTB', 'fooba'],
		['MZXW6YTBOI======', 'foobar'],
	])('%s', (text, expected) => {
		expect(decodeBase32(text)?.toString()).toBe(expected);
		expect(decodeBase32(text.replace(/=/g, ''))?.toString()).toBe(expected);
	});
});

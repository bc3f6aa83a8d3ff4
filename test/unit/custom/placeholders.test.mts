import { createHash } from 'node:crypto';

import { authenticator } from 'otplib';

import { baseValues, fillPlaceholders, namesIn } from '../../../tokens/custom/placeholders';
import { describedLogin } from '../../support/customLogin.mts';
import { problem } from '../../support/problem.mts';

const NOW = Date.UTC(2026, 11, 30, 23, 59, 59, 999);

function fill(template: string, values: Record<string, string>) {
	return fillPlaceholders(template, new Map(Object.entries(values)), ({ value }) => value);
}

describe('the values of a login', () => {
	test('are its details, its secrets and the time', () => {
		const login = describedLogin({
			secretFields: { secret1: { name: '', value: 'first-secret', sendIn: 'body' } },
		});
		expect(Object.fromEntries(baseValues(login, NOW))).toEqual({
			username: 'ops@example.com',
			password: 'invented-pass',
			secret1: 'first-secret',
			now: '1798675199',
			nowMilliseconds: '1798675199999',
			today: '2026-12-30',
			uuid: expect.stringMatching(
				/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
			),
		});
	});

	test('do not include what was left empty', () => {
		const login = describedLogin({
			username: '',
			password: '',
			secretFields: { secret2: { name: 'key', value: '', sendIn: 'body' } },
		});
		expect([...baseValues(login, NOW).keys()]).toEqual(['now', 'nowMilliseconds', 'today', 'uuid']);
	});

	test('have another uuid each time', () => {
		const uuid = () => baseValues(describedLogin(), NOW).get('uuid');
		expect(uuid()).not.toBe(uuid());
	});

	test.each([0, 59_999, 1_111_111_109_000, 20_000_000_000_000])(
		'have the one-time code that otplib makes at %i',
		(now) => {
			const secret = 'JBSWY3DPEHPK3PXP';
			const login = describedLogin({ oneTimeCode: { secret, name: '', sendIn: 'body' } });
			const other = authenticator.clone({ epoch: now });
			expect(baseValues(login, now).get('totp')).toBe(other.generate(secret));
		},
	);

	test('need a one-time secret in Base32', () => {
		const login = describedLogin({ oneTimeCode: { secret: '018', name: '', sendIn: 'body' } });
		expect(problem(() => baseValues(login, NOW))).toMatch(
			/^'One-Time Code' of the Custom Token API credential has a secret that is not Base32/,
		);
	});
});

describe('a placeholder', () => {
	test.each([
		['is replaced', 'a{x}b{x}', { x: '1' }, 'a1b1'],
		['can be a kept value of any name', '{site_Id2}', { site_Id2: '1' }, '1'],
		['is read once', '{x}', { x: '{y}', y: '{x}' }, '{y}'],
		['does not become another with what follows it', '{x}y}', { x: '{', y: '1' }, '{y}'],
		[
			'is taken literally, whatever a replacement pattern would mean',
			'{x}',
			{ x: "$&$1$$$'" },
			"$&$1$$$'",
		],
		['may be joined', '{x:y|base64}', { x: 'a', y: 'b' }, 'YTpi'],
		['may be joined without a filter', '{x:y:x}', { x: 'a', y: 'b' }, 'a:b:a'],
		['may have several filters', '{x|base64|url}', { x: '>>>?' }, 'Pj4%2BPw%3D%3D'],
		['may be a day ahead', '{today+5}', { today: '2026-12-30' }, '2027-01-04'],
		['may be a leap day', '{today+1}', { today: '2028-02-28' }, '2028-02-29'],
		['may be a day ago', '{today-30}', { today: '2026-01-15' }, '2025-12-16'],
		['may be a day with a filter', '{today+0|base64}', { today: '2026-01-01' }, 'MjAyNi0wMS0wMQ=='],
	])('%s', (_what, template, values, text) => {
		expect(fill(template, values as unknown as Record<string, string>)).toEqual({
			text,
			unfilled: [],
		});
	});

	test.each([
		['its name has no value', '{y} and {y}', ['{y}']],
		['one of its names has none', '{x:y|md5}', ['{x:y|md5}']],
		['its filter does not exist', '{x|rot13}{x|toString}', ['{x|rot13}', '{x|toString}']],
		['its case is another', '{X}', ['{X}']],
		['it only begins like today', '{today+5}{todayish}', ['{today+5}', '{todayish}']],
	])('stays as it is where %s', (_when, template, unfilled) => {
		expect(fill(template, { x: '1' })).toEqual({ text: template, unfilled });
	});

	test.each([
		'{ x }',
		'{x }',
		'{}',
		'{1x}',
		'{"x":1}',
		'{x,y}',
		'{x|}',
		'{x:}',
		'{x y}',
		'${',
		'{today+}',
	])('%s is none', (template) => {
		expect(fill(template, { x: '1' })).toEqual({ text: template, unfilled: [] });
		expect(namesIn(template)).toEqual([]);
	});

	test('stands in double braces as in single ones', () => {
		expect(fill('{{x}}', { x: '1' }).text).toBe('{1}');
	});

	test('has its names, with or without a value', () => {
		expect(namesIn('{a}:{b:c|md5} {a}')).toEqual(['a', 'b', 'c', 'a']);
	});
});

describe('a filter', () => {
	test.each([
		// RFC 1321, A.5; FIPS 180-2, A.1 and B.1; RFC 4648, 10
		['md5', 'abc', '900150983cd24fb0d6963f7d28e17f72'],
		['sha1', 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
		['sha256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
		['base64', 'foob', 'Zm9vYg=='],
		['base64', 'ü', 'w7w='],
		['url', 'a b&c=ü/+', 'a%20b%26c%3D%C3%BC%2F%2B'],
		['url', '\ud800', '%EF%BF%BD'],
	])('%s of %j', (filter, x, text) => {
		expect(fill(`{x|${filter}}`, { x }).text).toBe(text);
	});

	test('hashes UTF-8', () => {
		const digest = createHash('md5').update(Buffer.from('pässword', 'utf8')).digest('hex');
		expect(fill('{x|md5}', { x: 'pässword' }).text).toBe(digest);
	});
});

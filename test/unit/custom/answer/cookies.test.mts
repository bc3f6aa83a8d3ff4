import fc from 'fast-check';
import { Cookie as ToughCookie } from 'tough-cookie';

import { joinCookies, readCookies } from '../../../../tokens/custom/answer/cookies';
import { answer, SENT_AT } from '../../../support/answers.mts';

const MINUTE = 60_000;

function cookies(...setCookies: string[]) {
	return readCookies(answer('', { setCookies }), SENT_AT);
}

test.each([
	['a=1', 'a', '1', null],
	[' a = 1 ; Path=/; HttpOnly; Secure; SameSite=Lax; Domain=example.com', 'a', '1', null],
	['a=b=c==', 'a', 'b=c==', null],
	['a="1"', 'a', '"1"', null],
	['a=1; Max-Age=60', 'a', '1', SENT_AT + MINUTE],
	['a=1; max-age = 60 ', 'a', '1', SENT_AT + MINUTE],
	['a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'a', '1', SENT_AT + MINUTE],
	['a=1; Max-Age=60; Max-Age=120', 'a', '1', SENT_AT + 2 * MINUTE],
	['a=1; Expires=Thu, 15 Jan 2026 13:30:00 GMT', 'a', '1', SENT_AT + 60 * MINUTE],
	['a=1; expires=Thu, 15-Jan-2026 13:30:00 GMT', 'a', '1', SENT_AT + 60 * MINUTE],
	['a=1; expires=Thursday, 15-Jan-26 13:30:00 GMT', 'a', '1', SENT_AT + 60 * MINUTE],
	['a=1; Expires=0', 'a', '1', null],
	['a=1; Expires=soon; Max-Age=soon', 'a', '1', null],
])('%s', (line, name, value, expiresAt) => {
	expect(cookies(line)).toEqual([{ name, value, expiresAt }]);
});

test.each([
	'a=',
	'a',
	'=1',
	'',
	'a=1; Max-Age=0',
	'a=1; Max-Age=-1',
	'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
	'a=1; Expires=Thu, 15 Jan 2026 12:30:00 GMT',
	'a=1,2',
	'a=1 2',
	'a=1\n2',
	'a=\u00e9',
	'a b=1',
	'a,b=1',
])('there is no cookie in %j', (line) => {
	expect(cookies(line)).toEqual([]);
	// It also takes away one of its name that came before.
	expect(cookies('a=before', line).length).toBe(/^a(=|$)/.test(line) ? 0 : 1);
});

test('the last one of a name wins', () => {
	expect(cookies('a=1', 'b=2', 'a=3')).toEqual([
		{ name: 'a', value: '3', expiresAt: null },
		{ name: 'b', value: '2', expiresAt: null },
	]);
	expect(cookies('a=1', 'A=2').map(({ value }) => value)).toEqual(['1', '2']);
	expect(cookies('a=1; Max-Age=0', 'a=2').map(({ value }) => value)).toEqual(['2']);
});

test("a date is read by the server's clock, a lifetime by ours", () => {
	const setCookies = ['a=1; Expires=Thu, 15 Jan 2026 12:35:00 GMT', 'b=1; Max-Age=300'];
	const response = answer('', { setCookies, clockAhead: -10 * MINUTE });
	expect(readCookies(response, SENT_AT).map(({ expiresAt }) => expiresAt)).toEqual([
		SENT_AT + 15 * MINUTE,
		SENT_AT + 5 * MINUTE,
	]);
});

test('a cookie is gone once it is past', () => {
	const response = answer('', { setCookies: ['a=1; Max-Age=60'] });
	expect(readCookies(response, SENT_AT + MINUTE - 1)).toHaveLength(1);
	expect(readCookies(response, SENT_AT + MINUTE)).toEqual([]);
});

test('tough-cookie reads every line alike', () => {
	jest.useFakeTimers({ now: SENT_AT });
	const names = fc.stringMatching(/^[!#$%&'*+.^`|~\w-]{1,8}$/);
	const values = fc.stringMatching(/^[!-+\--:<-~]{1,20}$/);
	const dates = fc
		.date({ min: new Date(SENT_AT + 1_000), max: new Date('2099-01-01T00:00:00Z') })
		.map((date) => date.toUTCString());
	const attributes = fc.oneof(
		fc.constantFrom('Path=/', 'HttpOnly', 'Secure', ' SameSite = Strict', 'Domain=example.com'),
		fc.integer({ min: 1, max: 1e8 }).map((seconds) => `Max-Age=${seconds}`),
		dates.map((date) => `Expires=${date}`),
		dates.map((date) => ` expires = ${date.replace(/(\d) (\w{3}) /, '$1-$2-')}`),
	);
	fc.assert(
		fc.property(names, values, fc.array(attributes, { maxLength: 5 }), (name, value, more) => {
			const line = [`${name}=${value}`, ...more].join(';');
			const other = ToughCookie.parse(line) as ToughCookie;
			const time = other.expiryTime();
			expect(cookies(line)).toEqual([
				{
					name: other.key,
					value: other.value,
					expiresAt: time === undefined || time === Infinity ? null : time,
				},
			]);
		}),
	);
});

test('cookies are joined as a header writes them', () => {
	expect(joinCookies(cookies('a=1', 'b=x=y==', 'c="3"'))).toBe('a=1; b=x=y==; c="3"');
});

import {
	jwtExpiry,
	readExpiry,
	readIssueTime,
	readTokenExpiry,
	type ExpiryFormat,
} from '../../../tokens/provider/expiry';
import { apiResponse } from '../../support/response.mts';

const NOW = Date.UTC(2026, 0, 15, 12, 30);
const MINUTE = 60_000;
const DAY = 86_400_000;

function response(clockAhead?: number) {
	return apiResponse({ sentAt: NOW, clockAhead });
}

describe('an expiry', () => {
	const LATER = NOW + 90 * MINUTE;
	const iso = new Date(LATER).toISOString();
	const http = new Date(LATER).toUTCString();

	test.each<[ExpiryFormat, unknown]>([
		['seconds', 5_400],
		['seconds', ' 5400 '],
		['seconds', '5.4e3'],
		['milliseconds', 5_400_000],
		['milliseconds', '5400000.0'],
		['minutes', 90],
		['minutes', '90'],
		['date', iso],
		['date', http],
		['date', LATER],
		['date', LATER / 1000],
		['date', `${LATER}`],
		['date', ` ${LATER / 1000}\n`],
		['unixSeconds', LATER / 1000],
		['unixSeconds', `${LATER / 1000}`],
		['unixMilliseconds', LATER],
		['unixMilliseconds', `${LATER}`],
		['auto', 5_400],
		['auto', '5400'],
		['auto', iso],
		['auto', http],
		['auto', LATER],
		['auto', `${LATER / 1000}`],
	])('in %s: %j', (format, value) => {
		expect(readExpiry(value, format, response())).toBe(LATER);
	});

	test.each<[ExpiryFormat, unknown]>([
		['seconds', iso],
		['seconds', '5400 s'],
		['seconds', '5,400'],
		['seconds', '1e999'],
		['seconds', 1e12],
		['minutes', ''],
		['milliseconds', 0.5],
		['date', 5_400],
		['date', '5400'],
		['date', 'never'],
		['unixSeconds', LATER],
		['unixMilliseconds', iso],
		['unixMilliseconds', 0],
		['auto', 0],
		['auto', '-1'],
		['auto', 'never'],
		['auto', 1e15],
	])('in %s cannot be read: %j', (format, value) => {
		expect(readExpiry(value, format, response())).toBeNull();
	});

	test.each<ExpiryFormat>([
		...(['seconds', 'milliseconds', 'minutes', 'date'] as const),
		...(['unixSeconds', 'unixMilliseconds', 'auto'] as const),
	])('in %s is none where there is no number and no text', (format) => {
		for (const value of [undefined, null, '', ' ', true, {}, [5_400], { toString: 1 }, 0, -1])
			expect(readExpiry(value, format, response())).toBeNull();
	});

	test('is told in whole milliseconds', () => {
		expect(readExpiry(0.0015, 'seconds', response())).toBe(NOW + 1);
		expect(readExpiry(1, 'milliseconds', response())).toBe(NOW + 1);
		expect(readExpiry(NOW / 1000 + 0.0015, 'unixSeconds', response())).toBe(NOW + 1);
	});

	test('may be the last that can be written, and no later', () => {
		const last = Date.parse('9999-12-31T23:59:59.999Z');
		expect(readExpiry(last, 'unixMilliseconds', response())).toBe(last);
		expect(readExpiry(last + 1, 'unixMilliseconds', response())).toBeNull();
		expect(readExpiry(last - NOW, 'milliseconds', response())).toBe(last);
		expect(readExpiry(last - NOW + 1, 'milliseconds', response())).toBeNull();
	});
});

describe("an expiry by a clock that isn't ours", () => {
	const at = (time: number, ahead: number) => readExpiry(time, 'unixMilliseconds', response(ahead));

	test.each([10 * MINUTE, -10 * MINUTE, DAY, -DAY, 400 * DAY])(
		'that is %d ms ahead is told by ours',
		(ahead) => {
			expect(at(NOW + ahead + 5 * MINUTE, ahead)).toBe(NOW + 5 * MINUTE);
		},
	);

	test('a lifetime is the same by every clock', () => {
		expect(readExpiry(300, 'seconds', response(10 * MINUTE))).toBe(NOW + 5 * MINUTE);
	});

	test.each([
		['ahead, where the expiry is past by that clock', 10 * MINUTE],
		['far ahead', 400 * DAY],
		['further behind than any clock: it may come from a cache', -DAY - 1],
		['in 1970', -NOW],
	])('is taken as it is where the response is dated %s', (_name, ahead) => {
		expect(at(NOW + 5 * MINUTE, ahead)).toBe(NOW + 5 * MINUTE);
	});

	test('is taken as it is where it is this very moment by that clock', () => {
		expect(at(NOW + 5 * MINUTE, 5 * MINUTE)).toBe(NOW + 5 * MINUTE);
	});

	test('is told by ours where that clock is a whole day behind', () => {
		expect(at(NOW + 5 * MINUTE, -DAY)).toBe(NOW + DAY + 5 * MINUTE);
	});

	test('is taken as it is where ours would show a year that ISO 8601 cannot write', () => {
		const last = Date.UTC(9999, 11, 31, 23, 59, 59);
		expect(at(last, -10 * MINUTE)).toBe(last);
	});

	test('that stands at 1970 is told by ours, where the expiry is of that time too', () => {
		expect(at(5 * MINUTE, -NOW)).toBe(NOW + 5 * MINUTE);
	});

	test('is past where it is by both clocks', () => {
		expect(at(NOW - MINUTE, 10 * MINUTE)).toBe(NOW - 11 * MINUTE);
		expect(at(NOW, 0)).toBe(NOW);
	});
});

describe('the expiry of a token', () => {
	const PROVIDER = { title: 'Example' };
	const at = (time: unknown, ahead = 0) =>
		readTokenExpiry(time, 'unixMilliseconds', response(ahead), PROVIDER);

	test('lies ahead, or is unknown', () => {
		expect(at(NOW + 1)).toBe(NOW + 1);
		expect(at('soon')).toBeNull();
	});

	test('that is past is an error', () => {
		const said = 'Example answered, but its token has already expired';
		expect(() => at(NOW)).toThrow(said);
		expect(() => at(NOW - MINUTE, 10 * MINUTE)).toThrow(said);
		expect(() => at(NOW - 10 * MINUTE, -10 * MINUTE)).toThrow(said);
		for (const lifetime of [0, '0', -1, '-60'])
			expect(() => readTokenExpiry(lifetime, 'seconds', response(0), PROVIDER)).toThrow(said);
	});

	test('of 0 or less says nothing where a number may mean several things', () => {
		expect(readTokenExpiry(0, 'date', response(0), PROVIDER)).toBeNull();
	});
});

describe('when a token was issued', () => {
	const RECEIVED = NOW + 500;
	const at = (value: unknown, ahead?: number) => readIssueTime(value, response(ahead), RECEIVED);

	test('is what the response says', () => {
		const hourAgo = NOW - 60 * MINUTE;
		for (const value of [hourAgo, `${hourAgo / 1000}`, new Date(hourAgo).toUTCString()])
			expect(at(value)).toBe(hourAgo);
		expect(at(RECEIVED)).toBe(RECEIVED);
	});

	test('is told by our clock', () => {
		expect(at(NOW - 20 * MINUTE, -10 * MINUTE)).toBe(NOW - 10 * MINUTE);
		expect(at(NOW - 20 * MINUTE, 10 * MINUTE)).toBe(NOW - 30 * MINUTE);
	});

	test('is the time of the request where it lies ahead or cannot be read', () => {
		for (const value of [RECEIVED + 1, 'yesterday', undefined, null, 5, {}])
			expect(at(value)).toBe(NOW);
		expect(at(NOW - 9 * MINUTE, -10 * MINUTE)).toBe(NOW);
	});
});

describe('the expiry of a JWT', () => {
	test('is the second in its payload, up to the last that a Date can hold', () => {
		expect(jwtExpiry(`a.${btoa('{"exp":1768435200}')}.c`)).toBe(1_768_435_200_000);
		expect(jwtExpiry(`a.${btoa('{"exp":8640000000000}')}.c`)).toBe(8.64e15);
	});

	test.each([
		'no.jwt',
		'a.b.c',
		'abc',
		'',
		'a..c',
		`a.${btoa('{"exp":"soon"}')}.c`,
		`a.${btoa('{"exp":"1768435200"}')}.c`,
		`a.${btoa('{"exp":8640000000001}')}.c`,
		`a.${btoa('[]')}.c`,
	])('is undefined for %j', (text) => {
		expect(jwtExpiry(text)).toBeUndefined();
	});
});

import fc from 'fast-check';

import { clockAhead, readHttpDate, readRetryAfter } from '../../../tokens/http/headerTimes';

const NOW = Date.UTC(2026, 0, 15, 12);
const later = (milliseconds: number) => new Date(NOW + milliseconds).toUTCString();

describe('a date as HTTP writes it', () => {
	const EXAMPLE = Date.UTC(1994, 10, 6, 8, 49, 37);

	test.each([
		'Sun, 06 Nov 1994 08:49:37 GMT',
		'Sunday, 06-Nov-94 08:49:37 GMT',
		'Sun Nov  6 08:49:37 1994',
		' sun, 6 nov 1994 08:49:37 gmt\n',
		'Sun, 06-Nov-1994 08:49:37 GMT',
		'Sun, 06 Nov 1994 08:49:37 UTC',
		'Sun, 06 Nov 1994 08:49:37 +0000',
		'Sun Nov 06 08:49:37 1994',
	])('%j', (text) => {
		expect(readHttpDate(text, NOW)).toBe(EXAMPLE);
	});

	test.each([
		'',
		'Sun, 06 Nov 1994 08:49:37',
		'Sun, 06 Nov 1994 08:49:37 EST',
		'Sun, 06 Nov 1994 08:49:37 +0200',
		'Sun, 06 Nov 1994 08:49 GMT',
		'06 Nov 1994 08:49:37 GMT',
		'Sun, 06 Foo 1994 08:49:37 GMT',
		'Sun, 00 Nov 1994 08:49:37 GMT',
		'Sun, 31 Nov 1994 08:49:37 GMT',
		'Tue, 29 Feb 2026 08:49:37 GMT',
		'Sun, 06 Nov 1994 24:00:00 GMT',
		'Sun, 06 Nov 1994 08:60:00 GMT',
		'Sun, 06 Nov 1994 08:49:60 GMT',
		'Sun, 06 Nov 0994 08:49:37 GMT',
		'Sun, 06 Nov 19940 08:49:37 GMT',
		'x Sun, 06 Nov 1994 08:49:37 GMT',
		'Sun Nov  6 08:49:37 94',
		'x Sun Nov  6 08:49:37 1994',
		'1994-11-06T08:49:37Z',
		784_111_777,
		undefined,
		null,
		{ toString: 1 },
		['Sun, 06 Nov 1994 08:49:37 GMT'],
	])('%j is none', (value) => {
		expect(readHttpDate(value, NOW)).toBeUndefined();
	});

	test('a year of two digits is at most 50 years ahead', () => {
		const year = (digits: string) =>
			new Date(readHttpDate(`Sunday, 06-Nov-${digits} 08:49:37 GMT`, NOW) ?? 0).getUTCFullYear();
		expect(['26', '27', '76', '77', '99', '00'].map(year)).toEqual([
			2026, 2027, 2076, 1977, 1999, 2000,
		]);
	});

	test('is read as JavaScript writes and reads it, by the clock of today', () => {
		// 49 years on either side of today, in whole seconds.
		const span = 49 * 365 * 86_400;
		fc.assert(
			fc.property(fc.integer({ min: -span, max: span }), (offset) => {
				const time = (Math.floor(Date.now() / 1000) + offset) * 1000;
				const written = new Date(time).toUTCString();
				expect(readHttpDate(written)).toBe(time);
				const [, day, month, year, clock] = written.split(' ');
				const longDay = new Date(time).toLocaleDateString('en', {
					weekday: 'long',
					timeZone: 'UTC',
				});
				const old = `${longDay}, ${day}-${month}-${year.slice(2)} ${clock} GMT`;
				const ofC = `${written.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${clock} ${year}`;
				expect(Date.parse(`${ofC} GMT`)).toBe(time);
				expect([readHttpDate(old), readHttpDate(ofC)]).toEqual([time, time]);
			}),
		);
	});

	test('any text is a date or none, and never an error', () => {
		const part = fc.constantFrom(...'Sun, |Sunday, |06|-|Nov|94|1994| |08:49:37|GMT|9'.split('|'));
		fc.assert(
			fc.property(fc.array(part), (parts) => {
				const read = readHttpDate(parts.join(''), NOW);
				if (read !== undefined) expect(Number.isInteger(read)).toBe(true);
			}),
		);
	});
});

describe("how far a server's clock is ahead", () => {
	const ahead = (date: unknown, received = NOW) => clockAhead({ date }, NOW, received);

	test.each([10 * 60_000, -10 * 60_000, 2_000, -2_000, 86_400_000_000])('by %d ms', (offset) => {
		expect(ahead(later(offset))).toBe(offset);
	});

	test('not at all where its header holds whole seconds and a little more', () => {
		expect([later(-1_000), later(0), later(1_000)].map((date) => ahead(date))).toEqual([0, 0, 0]);
	});

	test('not at all where the response took that long', () => {
		expect(ahead(later(20_000), NOW + 20_000)).toBe(0);
		expect(ahead(later(21_000), NOW + 20_000)).toBe(0);
		expect(ahead(later(22_000), NOW + 20_000)).toBe(22_000);
	});

	test.each([undefined, '', 'today', '0', ['x']])('is unknown by the header %j', (date) => {
		expect(ahead(date)).toBe(0);
	});
});

function read(headers: Record<string, unknown>, { status = 429, text = '' } = {}) {
	return readRetryAfter({ status, headers, text }, NOW);
}

test.each([
	['seconds', { 'retry-after': ' 7 ' }, 7_000],
	['a date', { 'retry-after': later(7_000) }, 7_000],
	['a date in the past', { 'retry-after': later(-7_000) }, 0],
	[
		'a date by a clock that is an hour ahead',
		{ 'retry-after': later(3_607_000), date: later(3_600_000) },
		7_000,
	],
	[
		'a date by a clock that is a second ahead',
		{ 'retry-after': later(7_000), date: later(1_000) },
		7_000,
	],
	['an obsolete date', { 'retry-after': 'Thursday, 15-Jan-26 12:00:07 GMT' }, 7_000],
	['too many digits', { 'retry-after': '9999999999' }, undefined],
	['nonsense', { 'retry-after': '1 minute' }, undefined],
	['nothing', {}, undefined],
])("'Retry-After' with %s", (_name, headers, expected) => {
	expect(read(headers)).toBe(expected);
	expect(read(headers, { status: 503 })).toBe(expected);
});

test.each([
	['a time ahead', { 'x-ratelimit-reset': String(NOW + 7_000) }, 7_000],
	['a time that has just passed', { 'x-ratelimit-reset': String(NOW - 100) }, 1_000],
	[
		'a time by a clock that is an hour ahead',
		{ 'x-ratelimit-reset': String(NOW + 3_607_000), date: later(3_600_000) },
		7_000,
	],
	['a time more than a day ahead', { 'x-ratelimit-reset': String(NOW + 86_400_000) }, undefined],
	['seconds instead of milliseconds', { 'x-ratelimit-reset': String(NOW / 1_000 + 7) }, undefined],
])("'X-RateLimit-Reset' with %s", (_name, headers, expected) => {
	expect(read(headers)).toBe(expected);
	expect(read(headers, { status: 200 })).toBeUndefined();
	expect(read({ ...headers, 'retry-after': '3' })).toBe(3_000);
});

test.each([
	[
		'Error, too many requests. Please slow down. You must wait 42 seconds before trying this endpoint again.',
		42_000,
	],
	['You must wait 0 seconds', 1_000],
	['You must wait 1 second', 1_000],
	['You must wait 123456 seconds', undefined],
	['Please wait', undefined],
])('the text of a rate limit: %s', (text, expected) => {
	expect(read({}, { text })).toBe(expected);
	expect(read({}, { text, status: 503 })).toBeUndefined();
});

import fc from 'fast-check';

import { isoTime, readNumber, readTimestamp } from '../../../tokens/provider/timestamps';

const NOON = Date.UTC(2026, 0, 15, 12, 30);

describe('a timestamp', () => {
	test.each([
		['2026-01-15T12:30:00Z'],
		['2026-01-15T12:30:00.000Z'],
		['2026-01-15T12:30:00'],
		['2026-01-15T12:30'],
		['2026-01-15 12:30:00'],
		[' 2026-01-15t12:30:00z '],
		['2026-01-15T14:30:00+02:00'],
		['2026-01-15T07:30:00-0500'],
		['2026-01-15T14:30:00+02'],
		['20260115T123000Z'],
		['20260115T1230Z'],
		['20260115T143000+0200'],
		['20260115T12:30Z'],
		['2026-01-15T1230Z'],
		['2026-015T12:30Z'],
		['2026-W03-4T12:30Z'],
		['2026W034T123000,000Z'],
		[NOON],
		[NOON / 1000],
		[String(NOON)],
		[String(NOON / 1000)],
		[`${NOON / 1000}.0`],
		['1.7684802e9'],
		['Thu, 15 Jan 2026 12:30:00 GMT'],
		['Thursday, 15-Jan-26 12:30:00 GMT'],
		['Thu Jan 15 12:30:00 2026'],
		[`${NOON / 1000}.0004`],
		[new Date(NOON)],
		// As a Luxon DateTime has it.
		[{ toMillis: () => NOON, valueOf: () => NOON }],
	])('%p', (value) => {
		expect(readTimestamp(value)).toBe(NOON);
	});

	test('a date alone is its midnight in UTC', () => {
		expect(readTimestamp('2026-01-15')).toBe(Date.UTC(2026, 0, 15));
	});

	test('fractions of a second are kept to the millisecond', () => {
		expect(readTimestamp('2026-01-15T12:30:00.1234Z')).toBe(NOON + 123);
		expect(readTimestamp(NOON / 1000 + 0.25)).toBe(NOON + 250);
		expect(readTimestamp(NOON + 0.7)).toBe(NOON);
	});

	test('the first and the last that can be read', () => {
		// Seconds begin in 1973, milliseconds where seconds would be in the year 5138.
		expect([1e8, 99_999_999_999, 1e11].map(readTimestamp)).toEqual([
			1e11, 99_999_999_999_000, 1e11,
		]);
		const last = Date.parse('9999-12-31T23:59:59.999Z');
		expect([last, last + 1].map(readTimestamp)).toEqual([last, undefined]);
	});

	test('ten digits that begin like a year are seconds', () => {
		expect(readTimestamp('2000000000')).toBe(2_000_000_000_000);
	});

	test.each([[undefined], [null], [''], ['  ']])('%p is null', (value) => {
		expect(readTimestamp(value)).toBeNull();
	});

	test.each([
		['2026-01-15', '2026-01-15'],
		['20260115', '2026-01-15'],
		['2026-01', '2026-01-01'],
		['2026-015', '2026-01-15'],
		['2026-366', undefined],
		['2024-366', '2024-12-31'],
		['2026-W03', '2026-01-12'],
		['2026-W01-1', '2025-12-29'],
		['2026-W53-5', '2027-01-01'],
		['2026-W54-1', undefined],
		['2026-W00-1', undefined],
		['2026-W03-8', undefined],
		['2026-01-14T24:00Z', '2026-01-15'],
		['2026-01-14T24:01Z', undefined],
		['2026-01-14T24:30:30Z', undefined],
		['2026-02-30T24:00Z', undefined],
		['2026-01-15T00Z', '2026-01-15'],
	])('%s is the start of %p', (text, day) => {
		expect(readTimestamp(text)).toBe(day && Date.parse(`${day}T00:00:00Z`));
	});

	test.each([
		['soon'],
		['2026-02-30'],
		['2026-13-01T00:00:00Z'],
		['2026-01-15T25:00:00Z'],
		['since 2026-01-15T12:30:00Z'],
		['12026-01-15'],
		['2026-01-155'],
		['12026-01'],
		['12026-015'],
		['2026-0155'],
		['2026-015-4'],
		['12026-W03-4'],
		['15.01.2026'],
		['01/15/2026'],
		['Invalid DateTime'],
		['null'],
		// A year and a spreadsheet's days since 1899 are no seconds.
		['2026'],
		[46_037.520833],
		[0],
		[-1],
		['-1700000000'],
		[1e15],
		[Number.NaN],
		[Number.POSITIVE_INFINITY],
		[true],
		[{}],
		[[NOON]],
		[new Date(Number.NaN)],
		[{ toMillis: () => Number.NaN, valueOf: () => Number.NaN }],
	])('%p is undefined', (value) => {
		expect(readTimestamp(value)).toBeUndefined();
	});

	test('is read back from every way to write it', () => {
		// From April 1973 to the year 5000, where seconds and milliseconds differ clearly.
		const any = fc.integer({ min: 103_000_000_000, max: 95_000_000_000_000 });
		fc.assert(
			fc.property(any, fc.integer({ min: -14 * 60, max: 14 * 60 }), (timestamp, offset) => {
				const zone = (minutes: number) => String(minutes).padStart(2, '0');
				const sign = offset < 0 ? '-' : '+';
				const away = `${sign}${zone(Math.floor(Math.abs(offset) / 60))}:${zone(Math.abs(offset) % 60)}`;
				const local = new Date(timestamp + offset * 60_000).toISOString().replace('Z', away);
				const utc = new Date(timestamp).toISOString();
				for (const written of [timestamp, String(timestamp), utc, utc.replace('Z', ''), local])
					expect(readTimestamp(written)).toBe(timestamp);
				const seconds = Math.floor(timestamp / 1000);
				expect([readTimestamp(seconds), readTimestamp(String(seconds))]).toEqual([
					seconds * 1000,
					seconds * 1000,
				]);
			}),
		);
	});

	test('never throws, and is a whole number', () => {
		fc.assert(
			fc.property(fc.anything({ withDate: true }), (value) => {
				const timestamp = readTimestamp(value);
				expect(timestamp === null || timestamp === undefined || Number.isInteger(timestamp)).toBe(
					true,
				);
			}),
			{ numRuns: 1_000 },
		);
	});
});

describe('a number', () => {
	test.each([
		[5, 5],
		['5', 5],
		[' 5.25\n', 5.25],
		['+5', 5],
		['-5', -5],
		['31536000', 31_536_000],
		['3.1536E7', 31_536_000],
		['1e-3', 0.001],
		['1e999', Infinity],
	])('%j', (value, expected) => {
		expect(readNumber(value)).toBe(expected);
	});

	test.each([
		'',
		' ',
		'x',
		'5 s',
		's5',
		'5,000',
		'0x10',
		'.5',
		'5.',
		'Infinity',
		null,
		true,
		[5],
		{},
	])('%j is none', (value) => {
		expect(readNumber(value)).toBeUndefined();
	});
});

test('an ISO time is in UTC, and null stays null', () => {
	expect(isoTime(Date.UTC(2026, 0, 15, 12, 30))).toBe('2026-01-15T12:30:00.000Z');
	expect(isoTime(null)).toBeNull();
});

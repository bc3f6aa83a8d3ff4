import fc from 'fast-check';

import {
	isExpired,
	isWithin,
	longestJitter,
	renewAt,
	renewalWindow,
} from '../../../tokens/cache/renewal';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 0, 15, 12);
const AUTOMATIC = { renewBefore: 0, maxAge: 0 };

function lasting(lifetime: number | null, issuedAt = NOW) {
	const expiresAt = lifetime === null ? null : issuedAt + lifetime;
	return { issuedAt, obtainedAt: NOW, expiresAt };
}

describe('the window before expiry', () => {
	test.each([
		['a year', 365 * DAY, 7 * DAY],
		['70 days', 70 * DAY, 7 * DAY],
		['69 days', 69 * DAY, 6.9 * DAY],
		['24 hours', DAY, 2.4 * HOUR],
		['10 minutes', 10 * MINUTE, MINUTE],
		['5 minutes', 5 * MINUTE, MINUTE],
		['2 minutes', 2 * MINUTE, MINUTE],
		['90 seconds', 90 * SECOND, 45 * SECOND],
		['30 seconds', 30 * SECOND, 15 * SECOND],
		['no time at all', 0, 0],
	])('of a token with a lifetime of %s', (_name, lifetime, expected) => {
		expect(renewalWindow(lifetime, 0)).toBe(expected);
		expect(renewAt(lasting(lifetime), AUTOMATIC)).toBe(NOW + lifetime - expected);
	});

	test.each([
		['is taken as it is', DAY, 5 * MINUTE, 5 * MINUTE],
		['may be longer than 7 days', 365 * DAY, 30 * DAY, 30 * DAY],
		['may be shorter than a minute', DAY, 10 * SECOND, 10 * SECOND],
		['is cut to half the lifetime', HOUR, 31 * MINUTE, 30 * MINUTE],
		['is cut where it is longer than the lifetime', HOUR, 10 * DAY, 30 * MINUTE],
	])("with 'renewBefore': it %s", (_name, lifetime, renewBefore, expected) => {
		expect(renewalWindow(lifetime, renewBefore)).toBe(expected);
		expect(renewAt(lasting(lifetime), { renewBefore, maxAge: 0 })).toBe(NOW + lifetime - expected);
	});

	test('where the lifetime is unknown', () => {
		expect(renewalWindow(null, 0)).toBe(MINUTE);
		expect(renewalWindow(null, 5 * MINUTE)).toBe(5 * MINUTE);
	});
});

describe("with 'maxAge', a token is due", () => {
	test('at that age where it declares no expiry', () => {
		expect(renewAt(lasting(null), { renewBefore: 0, maxAge: 6 * HOUR })).toBe(NOW + 6 * HOUR);
	});

	test('as much later where it was exactly that old at its request', () => {
		expect(renewAt(lasting(null, NOW - DAY), { renewBefore: 0, maxAge: DAY })).toBe(NOW + DAY);
	});

	test('sooner than by its expiry', () => {
		expect(renewAt(lasting(365 * DAY), { renewBefore: 0, maxAge: 30 * DAY })).toBe(NOW + 30 * DAY);
	});

	test('never later than by its expiry', () => {
		expect(renewAt(lasting(DAY), { renewBefore: 0, maxAge: 30 * DAY })).toBe(
			NOW + DAY - 2.4 * HOUR,
		);
		expect(renewAt(lasting(DAY), { renewBefore: HOUR, maxAge: 30 * DAY })).toBe(NOW + 23 * HOUR);
	});

	test('at that age since its issue, which can be before its request', () => {
		const times = lasting(null, NOW - 2 * HOUR);
		expect(renewAt(times, { renewBefore: 0, maxAge: 6 * HOUR })).toBe(NOW + 4 * HOUR);
	});

	test('not at once where the provider issues one that is that old already', () => {
		const times = lasting(null, NOW - 400 * DAY);
		expect(renewAt(times, { renewBefore: 0, maxAge: 6 * HOUR })).toBe(NOW + 6 * HOUR);
	});

	test('and never without expiry and maximum age', () => {
		expect(renewAt(lasting(null), AUTOMATIC)).toBeNull();
		expect(renewAt(lasting(null), { renewBefore: HOUR, maxAge: 0 })).toBeNull();
	});
});

describe('how much longer one process may wait', () => {
	test.each([
		['a tenth of the automatic window', 365 * DAY, 0, 16.8 * HOUR],
		["a tenth of 'renewBefore'", DAY, HOUR, 6 * MINUTE],
		['a tenth of half the lifetime', 30 * SECOND, 0, 1.5 * SECOND],
	])('is %s', (_name, lifetime, renewBefore, expected) => {
		expect(longestJitter(lasting(lifetime), { renewBefore, maxAge: 0 })).toBe(expected);
	});

	test.each([
		[HOUR, HOUR / 10],
		[60 * DAY, 6 * DAY],
		[300 * DAY, 16.8 * HOUR],
	])('is no more than a tenth of the maximum age: %i', (maxAge, expected) => {
		const jitter = longestJitter(lasting(365 * DAY), { renewBefore: 0, maxAge });
		expect(jitter).toBe(Math.min(expected, 16.8 * HOUR));
	});

	test('counts that age from the request of the token', () => {
		const times = { ...lasting(365 * DAY, NOW - 10 * HOUR), obtainedAt: NOW };
		expect(longestJitter(times, { renewBefore: 0, maxAge: 12 * HOUR })).toBe(0.2 * HOUR);
	});

	test('is nothing for a token that came past its due time', () => {
		const times = { ...lasting(HOUR, NOW - HOUR + MINUTE), obtainedAt: NOW };
		expect(longestJitter(times, AUTOMATIC)).toBe(0);
	});

	test('is that of the window where only the expiry counts', () => {
		const policy = { ...AUTOMATIC, notEarly: true };
		expect(longestJitter(lasting(DAY), policy)).toBe((2.4 * HOUR) / 10);
	});

	test('is nothing without an expiry', () => {
		expect(longestJitter(lasting(null), { renewBefore: HOUR, maxAge: HOUR })).toBe(0);
		expect(longestJitter(lasting(null), { renewBefore: HOUR, maxAge: 0 })).toBe(0);
	});
});

describe('isExpired and isWithin', () => {
	test('a token is expired from its expiry on', () => {
		expect(isExpired({ expiresAt: NOW }, NOW - 1)).toBe(false);
		expect(isExpired({ expiresAt: NOW }, NOW)).toBe(true);
		expect(isExpired({ expiresAt: null }, NOW)).toBe(false);
	});

	test('a span begins with its start, ends before its end, and not before it began', () => {
		expect([NOW - 1, NOW, NOW + 9, NOW + 10].map((now) => isWithin(NOW, 10, now))).toEqual([
			false,
			true,
			true,
			false,
		]);
		expect(isWithin(undefined, 10, NOW)).toBe(false);
	});
});

describe('for any lifetime and any setting', () => {
	// The least that a clock of milliseconds can halve.
	const lifetimes = fc.integer({ min: 2, max: 20 * 365 * DAY });
	const spans = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100 * 365 * DAY }));
	const ages = fc.integer({ min: 0, max: 1000 * DAY });

	test('a fresh token is not due, and a token is due before it expires', () => {
		fc.assert(
			fc.property(lifetimes, spans, spans, (lifetime, renewBefore, maxAge) => {
				const times = lasting(lifetime);
				const due = renewAt(times, { renewBefore, maxAge }) as number;
				expect(due).toBeGreaterThan(NOW);
				expect(due).toBeLessThan(times.expiresAt as number);
				expect(Number.isInteger(due)).toBe(true);
				// Even the process that waits longest renews it before it expires.
				const latest = due + longestJitter(times, { renewBefore, maxAge });
				expect(latest).toBeLessThan(times.expiresAt as number);
			}),
			{ numRuns: 2_000 },
		);
	});

	test('a fresh token is not due by its age, however long ago it was issued', () => {
		fc.assert(
			fc.property(ages, fc.integer({ min: 1, max: 400 * DAY }), (age, maxAge) => {
				const due = renewAt(lasting(null, NOW - age), { renewBefore: 0, maxAge });
				expect(due).toBeGreaterThan(NOW);
			}),
		);
	});

	test("'maxAge' never makes it later", () => {
		fc.assert(
			fc.property(lifetimes, spans, spans, (lifetime, renewBefore, maxAge) => {
				const without = renewAt(lasting(lifetime), { renewBefore, maxAge: 0 }) as number;
				expect(renewAt(lasting(lifetime), { renewBefore, maxAge })).toBeLessThanOrEqual(without);
			}),
		);
	});
});

describe('a token that is needed until a certain time', () => {
	const until = (neededUntil: number) => ({ ...AUTOMATIC, neededUntil });

	test('is due if it expires by then, but not in the first tenth of its life', () => {
		expect(renewAt(lasting(DAY), until(NOW + DAY))).toBe(NOW + DAY / 10);
		expect(renewAt(lasting(DAY), until(NOW + DAY - 1))).toBe(NOW + 0.9 * DAY);
		expect(renewAt(lasting(DAY, NOW - DAY / 2), until(NOW + DAY))).toBe(NOW + DAY / 20);
	});

	test('without an expiry is due if it is too old by then, but not in the first tenth of that age', () => {
		expect(renewAt(lasting(null), until(NOW + DAY))).toBeNull();
		const maxAge = DAY;
		const { obtainedAt } = lasting(null);
		const tenth = obtainedAt + Math.floor((NOW + DAY - obtainedAt) / 10);
		expect(renewAt(lasting(null), { ...until(NOW + DAY), maxAge })).toBe(tenth);
		expect(renewAt(lasting(null), { ...until(NOW + DAY - 1), maxAge })).toBe(NOW + DAY);
	});
});

test('a token that must not be renewed early is due when it expires', () => {
	const policy = { renewBefore: HOUR, maxAge: MINUTE, neededUntil: NOW + DAY, notEarly: true };
	expect(renewAt(lasting(DAY), policy)).toBe(NOW + DAY);
	expect(renewAt(lasting(null), policy)).toBeNull();
});

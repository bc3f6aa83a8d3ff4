import { Failure } from '../../../tokens/http/failure';
import { CachedErrors, stillUsed, tooLate } from '../../../tokens/cache/cachedErrors';

const START = Date.UTC(2026, 0, 1);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const PROVIDER = { title: 'Provider' };
const CONTESTED =
	'Provider refused 3 fresh tokens within an hour: another system seems to log in with this account. Give n8n a service account of its own, and use it in one n8n only. n8n tries again after 60 seconds, or as soon as the credential is changed.';

let now: number;
let failures: CachedErrors;

beforeEach(() => {
	now = START;
	failures = new CachedErrors(PROVIDER, () => now);
});

describe('a failed login', () => {
	test('answers for two seconds', () => {
		const failure = new Failure('unavailable', 'It is down');
		expect(failures.keep(failure, false)).toBe(failure);
		now += 2 * SECOND - 1;
		expect(failures.remembered).toBe(failure);
		now += 1;
		expect(failures.remembered).toBeUndefined();
	});

	test('that was refused answers for a minute, and says so', () => {
		const told = failures.keep(new Failure('refused', 'Wrong password'), false);
		expect(told.message).toBe(
			'Wrong password. n8n tries again after 60 seconds, or as soon as the credential is changed.',
		);
		now += MINUTE - 1;
		expect(failures.remembered).toBe(told);
		now += 1;
		expect(failures.remembered).toBeUndefined();
	});

	test.each([
		[0, 2],
		[1, 2],
		[30, 30],
		[600, 60],
	])('that is to be tried again after %i s answers for %i s', (retryAfter, seconds) => {
		const told = failures.keep(new Failure('unavailable', 'It is busy', { retryAfter }), false);
		expect(told.message).toBe(
			seconds === 2
				? 'It is busy.'
				: `It is busy. n8n tries again after ${seconds} seconds, or as soon as the credential is changed.`,
		);
		now += seconds * SECOND - 1;
		expect(failures.remembered).toBe(told);
		now += 1;
		expect(failures.remembered).toBeUndefined();
	});

	test('is forgotten when one goes well', () => {
		failures.keep(new Failure('refused', 'Wrong password'), true);
		failures.clear();
		expect(failures.remembered).toBeUndefined();
		expect(failures.early).toBeUndefined();
		expect(failures.isPaused).toBe(false);
	});

	test('keeps early renewals from being tried for a minute, where the old token can be used', () => {
		failures.keep(new Failure('unavailable', 'It is down'), false);
		expect(failures.isPaused).toBe(false);
		const told = failures.keep(new Failure('unavailable', 'It is down still'), true);
		now += MINUTE - 1;
		expect(failures.isPaused).toBe(true);
		now += 1;
		expect(failures.isPaused).toBe(false);
		expect(failures.early).toBe(told);
	});
});

describe('refusals of fresh tokens', () => {
	/** A token that was obtained so long ago is refused, with so long a lifetime. */
	const refuse = (ago: number, lifetime: number | null, issuedAgo = ago) =>
		failures.countRefusal({
			obtainedAt: now - ago,
			issuedAt: now - issuedAgo,
			expiresAt: lifetime === null ? null : now - issuedAgo + lifetime,
		});
	const times = (count: number, ...how: Parameters<typeof refuse>) => {
		for (let one = 0; one < count; one += 1) refuse(...how);
	};

	test('three of them stop the logins for a minute', () => {
		times(2, 0, HOUR);
		expect(failures.remembered).toBeUndefined();
		refuse(0, HOUR);
		expect(failures.remembered?.message).toBe(CONTESTED);
		expect(failures.remembered?.kind).toBe('refused');
		expect(failures.isPaused).toBe(false);
		now += MINUTE;
		expect(failures.remembered).toBeUndefined();
	});

	test('count for an hour', () => {
		times(2, 0, HOUR);
		now += HOUR - 1;
		refuse(0, HOUR);
		expect(failures.remembered?.message).toBe(CONTESTED);
	});

	test('and not longer', () => {
		times(2, 0, HOUR);
		now += HOUR;
		refuse(0, HOUR);
		expect(failures.remembered).toBeUndefined();
	});

	test.each([
		['a tenth of the lifetime', HOUR / 10, HOUR],
		['an hour of a long one', HOUR, 365 * 24 * HOUR],
		['five minutes where none is declared', 5 * MINUTE, null],
	])('fresh is a token for %s', (_name, span, lifetime) => {
		times(3, span, lifetime);
		expect(failures.remembered).toBeUndefined();
		times(3, span - 1, lifetime);
		expect(failures.remembered?.message).toBe(CONTESTED);
	});

	test('the lifetime counts from when it was issued, the age from when it was obtained', () => {
		times(3, HOUR / 10, HOUR, 2 * HOUR);
		expect(failures.remembered).toBeUndefined();
		times(3, HOUR / 10 - 1, HOUR, 2 * HOUR);
		expect(failures.remembered?.message).toBe(CONTESTED);
	});

	test('of the minute before another worker’s login are forgiven', () => {
		times(3, 0, HOUR);
		now += 10 * SECOND;
		failures.forgive({ obtainedAt: now });
		expect(failures.remembered).toBeUndefined();
		times(2, 0, HOUR);
		expect(failures.remembered).toBeUndefined();
	});

	test('of longer before are not', () => {
		times(3, 0, HOUR);
		now += MINUTE + 1;
		failures.forgive({ obtainedAt: now });
		refuse(0, HOUR);
		expect(failures.remembered?.message).toBe(CONTESTED);
	});

	test('a minute before to the millisecond are', () => {
		times(3, 0, HOUR);
		now += MINUTE;
		failures.forgive({ obtainedAt: now });
		refuse(0, HOUR);
		expect(failures.remembered).toBeUndefined();
	});

	test('that still are too many go on to answer', () => {
		times(3, 0, HOUR);
		now += 2 * MINUTE;
		refuse(0, HOUR);
		failures.forgive({ obtainedAt: now });
		expect(failures.remembered?.message).toBe(CONTESTED);
	});

	test('another failure is not forgiven with them', () => {
		times(2, 0, HOUR);
		const told = failures.keep(new Failure('refused', 'Wrong password'), false);
		failures.forgive({ obtainedAt: now });
		expect(failures.remembered).toBe(told);
	});
});

describe('what is told', () => {
	test('of a token that is used though it is due', () => {
		const failure = new Failure('unavailable', 'It is down', { advice: 'Wait' });
		const told = stillUsed(PROVIDER, { expiresAt: START }, failure);
		expect(told.kind).toBe('unavailable');
		expect(told.message).toBe(
			'Provider: the token is due but could not be renewed; it stays in use until 2026-01-01T00:00:00.000Z. It is down. Wait.',
		);
		expect(stillUsed(PROVIDER, { expiresAt: null }, failure).message).toBe(
			'Provider: the token is due but could not be renewed; it stays in use. It is down. Wait.',
		);
	});

	test('of a token that came too late', () => {
		const told = tooLate(PROVIDER);
		expect(told.kind).toBe('answer');
		expect(told.message).toBe('Provider gave a token that expired before it could be used.');
	});
});

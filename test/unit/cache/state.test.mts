import {
	emptyState,
	isDue,
	isInvalidated,
	previousToken,
	replacementOf,
	usable,
	usableFor,
	type CacheState,
} from '../../../tokens/cache/state';
import { withResponse, withStored, withoutToken } from '../../../tokens/cache/transitions';
import { Failure } from '../../../tokens/http/failure';
import { MOST_REMEMBERED } from '../../../tokens/tuning';
import {
	GET,
	HOUR,
	LIFETIME,
	MINUTE,
	SECOND,
	START,
	USE,
	cachedToken,
	deepFreeze,
	forceRefresh,
	responseWith,
	useStillClock,
} from '../../support/cacheWorld.mts';

useStillClock();

/** A state with these changes. Whoever changes it instead of making a new one throws. */
const state = (changes: Partial<CacheState> = {}): CacheState =>
	deepFreeze({ ...emptyState, ...changes });
/** The state after a login with this token. */
const loggedIn = (accessToken: string, before = state(), now = START, jitter = 0): CacheState =>
	deepFreeze(
		withResponse(before, { identity: 'identity' }, responseWith(accessToken), now, jitter),
	);

describe('the current token', () => {
	const current = () => cachedToken('current', 2);

	test('is usable until it expires', () => {
		const token = current();
		const known = state({ current: token });
		expect(usable(known, START + LIFETIME - 1)).toBe(token);
		expect(usable(known, START + LIFETIME)).toBeUndefined();
		expect(usable(state(), START)).toBeUndefined();
	});

	test('is usable for a request if it is newer than what that holds', () => {
		const token = current();
		const known = state({ current: token });
		const newerThan = (issuedAt: number) =>
			({ ...GET, newerThan: { issuedAt, fingerprints: [], usable: true } }) as const;
		expect(usableFor(known, newerThan(START - SECOND), START)).toBe(token);
		expect(usableFor(known, newerThan(START), START)).toBeUndefined();
		expect(usableFor(known, newerThan(START - SECOND), START + LIFETIME)).toBeUndefined();
		for (const request of [USE, GET, forceRefresh(0)])
			expect(usableFor(known, request, START)).toBe(token);
	});

	test('replaces another token, but not itself, and not once it has expired', () => {
		const token = current();
		const known = state({ current: token });
		expect(replacementOf(known, cachedToken('used', 1), START)).toBe(token);
		expect(replacementOf(known, cachedToken('current', 1), START)).toBeUndefined();
		expect(replacementOf(known, cachedToken('used', 1), START + LIFETIME)).toBeUndefined();
		expect(replacementOf(state(), cachedToken('used', 1), START)).toBeUndefined();
	});
});

describe('a token is due', () => {
	/** A tenth of the lifetime before its end. */
	const DUE = START + LIFETIME - LIFETIME / 10;
	/** A tenth of that window. */
	const LONGEST_JITTER = LIFETIME / 100;
	const token = () => cachedToken('current', 2);

	test.each([0, 0.5, 1])('for an HTTP request, later by its share of the jitter: %d', (jitter) => {
		const known = state({ jitter });
		const late = DUE + jitter * LONGEST_JITTER;
		expect(isDue(known, token(), USE, late - 1)).toBe(false);
		expect(isDue(known, token(), USE, late)).toBe(true);
	});

	test.each([GET, forceRefresh(0)])('for $kind, on time whatever the jitter', (request) => {
		const known = state({ jitter: 1 });
		expect(isDue(known, token(), request, DUE - 1)).toBe(false);
		expect(isDue(known, token(), request, DUE)).toBe(true);
	});

	test('never, where no time is known', () => {
		const endless = cachedToken('current', 2, { expiresAt: null });
		expect(isDue(state({ jitter: 0 }), endless, GET, START + 1_000 * HOUR)).toBe(false);
	});

	test('at once where it is suspect, until there is another one', () => {
		const known = state({ suspect: 'current' });
		expect(isDue(known, token(), GET, START)).toBe(true);
		expect(isDue(known, cachedToken('other', 3), GET, START)).toBe(false);
	});
});

describe('after a login', () => {
	test('its token is the current one, and what failed before is forgotten', () => {
		const failure = new Failure('TIMEOUT', 'No response in time');
		const error = { failure, at: START, span: MINUTE };
		const before = state({
			error,
			refreshError: error,
			rejections: [START],
			invalidated: ['rejected'],
			logins: 4,
		});
		const after = withResponse(
			before,
			{ identity: 'identity' },
			responseWith('new'),
			START + 5,
			0.25,
		);
		expect(after).toEqual({
			...emptyState,
			current: { digest: 'identity', order: START + 5, response: responseWith('new') },
			ownToken: 'new',
			jitter: 0.25,
			lastOrder: START + 5,
			logins: 5,
			lastLoginAt: START + 5,
			rejections: [START],
			invalidated: ['rejected'],
		});
	});

	test('its order is greater than any before, also where the clock was set back', () => {
		const first = loggedIn('one');
		expect(loggedIn('two', first).current?.order).toBe(START + 1);
		expect(loggedIn('two', first, START - HOUR).current?.order).toBe(START + 1);
		const rejected = withoutToken(first, cachedToken('one', START));
		expect(loggedIn('two', rejected, START - HOUR).current?.order).toBe(START + 1);
	});

	test('there is no previous token', () => {
		const before = state({ current: cachedToken('old', 1), previous: cachedToken('older', 0) });
		const after = loggedIn('new', before);
		expect(previousToken(withoutToken(after, cachedToken('new', START)), START)).toBeUndefined();
		expect(after.previous).toBeUndefined();
	});
});

describe('a token that the credential holds', () => {
	test('is taken up where it is newer, with a jitter of its own', () => {
		const before = loggedIn('own');
		const newer = cachedToken('stored', START + 1);
		const after = withStored(before, newer, 0.75);
		expect(after).toEqual({
			...before,
			current: newer,
			previous: before.current,
			lastOrder: START + 1,
			jitter: 0.75,
		});
		expect(after.logins).toBe(1);
		expect(after.ownToken).toBe('own');
	});

	test.each([START - 1, START])('changes nothing where it is no newer: %d', (order) => {
		const before = loggedIn('own');
		expect(withStored(before, cachedToken('stored', order), 0.75)).toBe(before);
	});

	test('is taken up whatever its order where nothing is known, and does not lower the last order', () => {
		const before = state({ lastOrder: 7 });
		const after = withStored(before, cachedToken('stored', 1), 0);
		expect(after.current?.response.accessToken).toBe('stored');
		expect(after.lastOrder).toBe(7);
	});

	test('changes nothing where it was rejected before', () => {
		const before = state({ invalidated: ['stored'] });
		expect(withStored(before, cachedToken('stored', 9), 0)).toBe(before);
	});
});

describe('a rejected token', () => {
	test('is invalidated, and is the current one no more', () => {
		const token = cachedToken('own', START);
		const before = loggedIn('own');
		expect(isInvalidated(before, token)).toBe(false);
		const after = withoutToken(before, token);
		expect(after).toEqual({ ...before, current: undefined, invalidated: ['own'] });
		expect(isInvalidated(after, token)).toBe(true);
	});

	test('does not take a newer one with it', () => {
		const after = withoutToken(loggedIn('two', loggedIn('one')), cachedToken('one', START));
		expect(after.current?.response.accessToken).toBe('two');
	});

	test('is forgotten after as many others as are remembered', () => {
		let known = withoutToken(state(), cachedToken('first', 1));
		for (let other = 1; other < MOST_REMEMBERED; other += 1)
			known = deepFreeze(withoutToken(known, cachedToken(`other-${other}`, 1)));
		expect(isInvalidated(known, cachedToken('first', 1))).toBe(true);
		known = withoutToken(known, cachedToken('one more', 1));
		expect(isInvalidated(known, cachedToken('first', 1))).toBe(false);
		expect(known.invalidated).toEqual(['one more']);
	});
});

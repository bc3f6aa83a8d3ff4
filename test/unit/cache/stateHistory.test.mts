import {
	emptyState,
	isOwn,
	knownTokens,
	previousToken,
	type CacheState,
} from '../../../tokens/cache/state';
import {
	withPrevious,
	withResponse,
	withStored,
	withUnprovenLogin,
	withoutToken,
} from '../../../tokens/cache/transitions';
import { RECENT } from '../../../tokens/tuning';
import {
	SECOND,
	START,
	cachedToken,
	deepFreeze,
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

describe('the tokens that are known', () => {
	test('are the current one, its refresh token, and the last ten rejected ones', () => {
		expect(knownTokens(state())).toEqual([]);
		const invalidated = Array.from({ length: 12 }, (_, n) => `rejected-${n}`);
		const current = cachedToken('current', 1, { refreshToken: 'refresh' });
		const known = ['current', 'refresh', ...invalidated.slice(2)];
		expect(knownTokens(state({ current, invalidated }))).toEqual(known);
		const withoutRefresh = { current: cachedToken('current', 1) };
		expect(knownTokens(state(withoutRefresh))).toEqual(['current']);
	});

	test('are own ones if this process requested them', () => {
		const after = withStored(loggedIn('own'), cachedToken('stored', START + 1), 0);
		expect(isOwn(after, cachedToken('own', START))).toBe(true);
		expect(isOwn(after, cachedToken('stored', START + 1))).toBe(false);
		expect(isOwn(state(), cachedToken('own', START))).toBe(false);
	});
});

describe('the previous token', () => {
	/** A token of this process, and another worker's that was then found in the credential. */
	const found = () => withStored(loggedIn('own'), cachedToken('theirs', START + 7), 0);
	/** The state after the rejection of that one. */
	const rejected = () => deepFreeze(withoutToken(found(), cachedToken('theirs', START + 7)));

	test('is what a rejected token took the place of', () => {
		expect(previousToken(found(), START)).toBeUndefined();
		expect(previousToken(rejected(), START)?.response.accessToken).toBe('own');
	});

	test('is none where it was rejected as well', () => {
		const both = withoutToken(rejected(), cachedToken('own', START));
		expect(previousToken(both, START)).toBeUndefined();
	});

	test('is none once its request is no longer recent', () => {
		expect(previousToken(rejected(), START + RECENT - 1)).toBeDefined();
		expect(previousToken(rejected(), START + RECENT)).toBeUndefined();
	});

	test('is none where the rejected one was the first', () => {
		const only = withoutToken(loggedIn('own'), cachedToken('own', START));
		expect(previousToken(only, START)).toBeUndefined();
	});

	test('is taken up again as newer than the rejected one, and as older than any later login', () => {
		const known = rejected();
		const previous = previousToken(known, START);
		const after = withPrevious(known, previous as never, 0.5);
		expect(after).toEqual({
			...known,
			current: { ...previous, order: START + 8 },
			previous: undefined,
			lastOrder: START + 8,
			jitter: 0.5,
		});
		const later = withStored(after, cachedToken('later', START + 9), 0);
		expect(later.current?.response.accessToken).toBe('later');
	});
});

describe('a login on suspicion', () => {
	const token = () => cachedToken('used', 1);

	test('is noted with its time, and makes the token due', () => {
		const after = withUnprovenLogin(state(), token(), false, START);
		expect(after).toEqual({ ...emptyState, suspect: 'used', unprovenLoginAt: START });
	});

	test('counts no more than before where it may be repeated', () => {
		expect(withUnprovenLogin(state(), token(), true, START)).toEqual({
			...emptyState,
			suspect: 'used',
		});
		const before = state({ unprovenLoginAt: START - SECOND });
		expect(withUnprovenLogin(before, undefined, true, START)).toEqual(before);
	});

	test('without a suspect leaves the one before', () => {
		const before = state({ suspect: 'older' });
		expect(withUnprovenLogin(before, undefined, false, START)).toEqual({
			...before,
			unprovenLoginAt: START,
		});
	});
});

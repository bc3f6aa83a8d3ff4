import { emptyState, lasting, type CacheState } from '../../../tokens/cache/state';
import {
	withError,
	withOtherWorker,
	withRejection,
	withResponse,
} from '../../../tokens/cache/transitions';
import { Failure } from '../../../tokens/http/failure';
import {
	CONTESTED_WITHIN,
	ERROR_CACHED,
	FRESH,
	NEXT_REFRESH,
	REJECTION_CACHED,
	UNPROVEN_LOGIN,
} from '../../../tokens/tuning';
import {
	HOUR,
	MINUTE,
	SECOND,
	START,
	deepFreeze,
	responseWith,
	useStillClock,
} from '../../support/cacheWorld.mts';

useStillClock();

const CONTESTED =
	"Provider rejected 3 fresh tokens within an hour. Another system seems to log in with this account. Give n8n a service account of its own, and use it in one n8n only. The same login isn't sent again for 60 seconds unless you change the credential.";
const DOWN = new Failure('SERVER_ERROR', 'It is down');
const WRONG_PASSWORD = new Failure('LOGIN_REJECTED', 'Wrong password');
const empty = deepFreeze(emptyState);

describe('a failed login', () => {
	const failed = (failure: Failure, isEarly = false, before: CacheState = empty) =>
		deepFreeze(withError(before, failure, isEarly, START));
	/** The cached error ends after so many milliseconds. */
	function expectCachedFor(state: CacheState, failure: Failure, span: number): void {
		expect(lasting(state.error, START)).toBe(failure);
		expect(lasting(state.error, START + span - 1)).toBe(failure);
		expect(lasting(state.error, START + span)).toBeUndefined();
		// The clock was set back.
		expect(lasting(state.error, START - 1)).toBeUndefined();
	}

	test('answers everyone for two seconds, as it is', () => {
		const { state, cached } = failed(DOWN);
		expect(cached).toBe(DOWN);
		expectCachedFor(state, DOWN, ERROR_CACHED);
		expect(ERROR_CACHED).toBe(2 * SECOND);
	});

	test.each(['LOGIN_REJECTED', 'NOT_FOUND', 'ACCOUNT_CONTESTED'] as const)(
		'with the code %s answers for a minute, and says so',
		(code) => {
			const { state, cached } = failed(new Failure(code, 'The login was rejected'));
			expect(cached.message).toBe(
				"The login was rejected. The same login isn't sent again for 60 seconds unless you change the credential.",
			);
			expect(cached.code).toBe(code);
			expectCachedFor(state, cached, REJECTION_CACHED);
			expect(REJECTION_CACHED).toBe(MINUTE);
		},
	);

	test('that was rejected answers for a minute, whatever Retry-After says', () => {
		const rejected = new Failure('LOGIN_REJECTED', 'Too many attempts', { retryAfter: 5 });
		const { state, cached } = failed(rejected);
		expectCachedFor(state, cached, MINUTE);
	});

	test.each([
		[0, 2],
		[1, 2],
		[2, 2],
		[3, 3],
		[30, 30],
		[60, 60],
		[600, 60],
	])('with Retry-After: %i answers for %i s', (retryAfter, seconds) => {
		const { state, cached } = failed(new Failure('RATE_LIMITED', 'It is busy', { retryAfter }));
		expect(cached.message).toBe(
			seconds === 2
				? 'It is busy.'
				: `It is busy. The same login isn't sent again for ${seconds} seconds unless you change the credential.`,
		);
		expectCachedFor(state, cached, seconds * SECOND);
	});

	test('changes nothing else, and there is no error without one', () => {
		const before = deepFreeze({ ...emptyState, logins: 3, rejections: [START] });
		expect(failed(DOWN, false, before).state).toEqual({
			...before,
			error: { failure: DOWN, at: START, span: ERROR_CACHED },
		});
		expect(lasting(before.error, START)).toBeUndefined();
		expect(lasting(before.refreshError, START)).toBeUndefined();
	});

	test('keeps early refreshes off for a minute, where an old token can be used', () => {
		expect(lasting(failed(DOWN).state.refreshError, START)).toBeUndefined();
		const { state } = failed(DOWN, true);
		expect(lasting(state.refreshError, START + NEXT_REFRESH - 1)).toBe(DOWN);
		expect(lasting(state.refreshError, START + NEXT_REFRESH)).toBeUndefined();
		expect(NEXT_REFRESH).toBe(MINUTE);
	});

	test('leaves that as it is where the old token cannot be used any more', () => {
		const { state } = failed(DOWN, true);
		expect(lasting(failed(WRONG_PASSWORD, false, state).state.refreshError, START)).toBe(DOWN);
	});

	test('is forgotten when one goes well', () => {
		const { state } = failed(WRONG_PASSWORD, true);
		const after = withResponse(state, { identity: 'identity' }, responseWith('new'), START, 0);
		expect(lasting(after.error, START)).toBeUndefined();
		expect(lasting(after.refreshError, START)).toBeUndefined();
	});
});

describe('rejections of fresh tokens', () => {
	/** The state after `count` rejections at `now` of tokens that were requested `age` ago. */
	function rejected(
		count: number,
		how: {
			now?: number;
			age?: number;
			issuedAge?: number;
			lifetime?: number | null;
			state?: CacheState;
		} = {},
	): CacheState {
		const { now = START, age = 0, issuedAge = age, lifetime = HOUR, state = empty } = how;
		let after = state;
		for (let one = 0; one < count; one += 1) {
			const issuedAt = now - issuedAge;
			const expiresAt = lifetime === null ? null : issuedAt + lifetime;
			const token = responseWith('rejected', { obtainedAt: now - age, issuedAt, expiresAt });
			after = deepFreeze(withRejection(after, token, 'Provider', now));
		}
		return after;
	}
	const errorOf = (state: CacheState, now = START) => lasting(state.error, now)?.message;

	test('three of them stop the logins for a minute', () => {
		expect(errorOf(rejected(2))).toBeUndefined();
		const state = rejected(3);
		expect(errorOf(state)).toBe(CONTESTED);
		expect(lasting(state.error, START)?.code).toBe('ACCOUNT_CONTESTED');
		expect(errorOf(state, START + MINUTE - 1)).toBe(CONTESTED);
		expect(errorOf(state, START + MINUTE)).toBeUndefined();
		expect(lasting(state.refreshError, START)).toBeUndefined();
	});

	test('count for an hour, and not longer', () => {
		const state = rejected(2);
		const within = START + CONTESTED_WITHIN - 1;
		expect(errorOf(rejected(1, { now: within, state }), within)).toBe(CONTESTED);
		const later = START + CONTESTED_WITHIN;
		expect(errorOf(rejected(1, { now: later, state }), later)).toBeUndefined();
		expect(CONTESTED_WITHIN).toBe(HOUR);
	});

	test.each([
		['a tenth of its lifetime', HOUR / 10, HOUR],
		['an hour of a long lifetime', HOUR, 365 * 24 * HOUR],
		['five minutes where it declares no expiry', FRESH, null],
	])('a token is fresh for %s', (_case, age, lifetime) => {
		expect(errorOf(rejected(3, { age, lifetime }))).toBeUndefined();
		expect(errorOf(rejected(3, { age: age - 1, lifetime }))).toBe(CONTESTED);
		expect(FRESH).toBe(5 * MINUTE);
	});

	test('the lifetime counts from its issue, its age from its request', () => {
		expect(errorOf(rejected(3, { age: HOUR / 10, issuedAge: 2 * HOUR }))).toBeUndefined();
		expect(errorOf(rejected(3, { age: HOUR / 10 - 1, issuedAge: 2 * HOUR }))).toBe(CONTESTED);
	});

	test('those of old tokens do not count, but stay counted for an hour', () => {
		const state = rejected(2);
		expect(errorOf(rejected(5, { state, age: HOUR }))).toBeUndefined();
		expect(rejected(5, { state, age: HOUR }).rejections).toEqual([START, START]);
		expect(rejected(1, { state, now: START + HOUR, age: HOUR }).rejections).toEqual([]);
	});

	describe('after the login of another worker', () => {
		const afterLogin = (state: CacheState, obtainedAt: number) =>
			deepFreeze(withOtherWorker(state, responseWith('theirs', { obtainedAt })));

		test('are forgiven, if they are from the minute before', () => {
			const state = afterLogin(rejected(3), START + UNPROVEN_LOGIN);
			expect(state.rejections).toEqual([]);
			expect(errorOf(state)).toBeUndefined();
			expect(UNPROVEN_LOGIN).toBe(MINUTE);
		});

		test('are not, if they are older', () => {
			const now = START + UNPROVEN_LOGIN + 1;
			const state = afterLogin(rejected(2), now);
			expect(state.rejections).toEqual([START, START]);
			expect(errorOf(rejected(1, { now, state }), now)).toBe(CONTESTED);
		});

		test('go on to answer where those that count are still too many', () => {
			const now = START + 2 * MINUTE;
			const state = rejected(1, { now, state: rejected(3) });
			expect(errorOf(afterLogin(state, now), now)).toBe(CONTESTED);
		});

		test('take no other error with them', () => {
			const { state } = withError(rejected(2), WRONG_PASSWORD, false, START);
			expect(errorOf(afterLogin(deepFreeze(state), START))).toMatch(/^Wrong password/);
		});

		test('no others change', () => {
			expect(afterLogin(empty, START)).toEqual(empty);
		});
	});
});

import { nextStep, type Situation, type Step } from '../../../tokens/cache/nextStep';
import { emptyState, type CacheState } from '../../../tokens/cache/state';
import { Failure } from '../../../tokens/http/failure';
import {
	GET,
	LIFETIME,
	MINUTE,
	POLICY,
	SECOND,
	START,
	USE,
	cachedToken,
	deepFreeze,
	forceRefresh,
	useStillClock,
} from '../../support/cacheWorld.mts';

useStillClock();

const LOGIN_FAILED = new Failure('UNREACHABLE', 'No connection');
const REFRESH_FAILED = new Failure('SERVER_ERROR', 'Down for maintenance');
/** A tenth of the lifetime before its end. */
const DUE = START + LIFETIME - LIFETIME / 10;

const times = { issuedAt: START, obtainedAt: START, expiresAt: START + LIFETIME };
const TOKEN = cachedToken('current', 2, times);
const known: CacheState = { ...emptyState, current: TOKEN, logins: 1 };
const failedAt = (now: number) => ({
	error: { failure: LOGIN_FAILED, at: now, span: 2 * SECOND },
});
const refreshFailedAt = (now: number) => ({
	refreshError: { failure: REFRESH_FAILED, at: now, span: MINUTE },
});
const newerThan = (issuedAt: number, usable: boolean) =>
	({ ...GET, newerThan: { issuedAt, fingerprints: [], usable } }) as const;

describe('the next step for a request', () => {
	const step = (changes: Partial<Situation>): Step =>
		nextStep(
			deepFreeze({
				state: known,
				request: USE,
				isLoginRunning: false,
				revokesPrevious: false,
				isToPersist: false,
				now: START,
				...changes,
			}),
		);
	const use = (more = {}): Step => ({ do: 'use', token: TOKEN, isDue: false, ...more });
	const useDue = (more = {}): Step => use({ isDue: true, ...more });
	const persist: Step = { do: 'persist', token: TOKEN };
	const join: Step = { do: 'join' };
	const login: Step = { do: 'login' };
	const fail = (failure: Failure): Step => ({ do: 'fail', failure });

	test.each<[string, Partial<Situation>, Step]>([
		['no login running: log in', {}, login],
		['a login running: join it', { isLoginRunning: true }, join],
		[
			'an error is cached: fail with it',
			{ state: { ...emptyState, ...failedAt(START) } },
			fail(LOGIN_FAILED),
		],
		[
			'an error is cached, but a login runs: join it',
			{ state: { ...emptyState, ...failedAt(START) }, isLoginRunning: true },
			join,
		],
		[
			'the cached error is over: log in',
			{ state: { ...emptyState, ...failedAt(START - 2 * SECOND) } },
			login,
		],
		[
			'the next early refresh is not allowed yet, but there is no token to do without it: log in',
			{ state: { ...emptyState, ...refreshFailedAt(START) }, request: GET },
			login,
		],
	])('without a token, %s', (_case, changes, expected) => {
		expect(step({ state: emptyState, ...changes })).toEqual(expected);
	});

	test('an expired token is none', () => {
		expect(
			step({
				now: START + LIFETIME - 1,
				state: { ...known, ...refreshFailedAt(DUE + 5 * MINUTE) },
			}),
		).toEqual(useDue({ refreshFailure: REFRESH_FAILED }));
		expect(step({ now: START + LIFETIME })).toEqual(login);
	});

	test.each<[string, Partial<Situation>, Step]>([
		['use it', {}, use()],
		[
			'use it, whatever failed lately',
			{ state: { ...known, ...failedAt(START), ...refreshFailedAt(START) } },
			use(),
		],
		['use it, though a login runs', { isLoginRunning: true, revokesPrevious: true }, use()],
		['persist it where the credential lacks it', { isToPersist: true }, persist],
	])('with a token that is not due: %s', (_case, changes, expected) => {
		expect(step(changes)).toEqual(expected);
	});

	test.each<[string, Partial<Situation>, Step]>([
		['no login running: log in', {}, login],
		['also where the credential lacks the token: log in', { isToPersist: true }, login],
		[
			'a login running that revokes it: join that',
			{ isLoginRunning: true, revokesPrevious: true },
			join,
		],
		['a login running that leaves it alone: use it', { isLoginRunning: true }, useDue()],
		[
			'the same for a request that has it checked before: join that',
			{ isLoginRunning: true, request: { ...USE, foundGoodWithin: MINUTE } },
			join,
		],
		[
			'an early refresh failed within a minute: use it, and say why',
			{ state: { ...known, ...refreshFailedAt(DUE - MINUTE + 1) } },
			useDue({ refreshFailure: REFRESH_FAILED }),
		],
		[
			'an early refresh failed a minute ago: log in',
			{ state: { ...known, ...refreshFailedAt(DUE - MINUTE) } },
			login,
		],
		[
			'a login failed just now: use it, and say why',
			{ state: { ...known, ...failedAt(DUE) } },
			useDue({ refreshFailure: LOGIN_FAILED }),
		],
		[
			'both failed: say why the refresh did',
			{ state: { ...known, ...failedAt(DUE), ...refreshFailedAt(DUE) } },
			useDue({ refreshFailure: REFRESH_FAILED }),
		],
	])('with a token that is due, %s', (_case, changes, expected) => {
		expect(step({ now: DUE, ...changes })).toEqual(expected);
	});

	test('a suspect token is due at once', () => {
		expect(step({ state: { ...known, suspect: 'current' } })).toEqual(login);
	});

	test.each<[string, Partial<Situation>, Step]>([
		['there is one: use it', { request: newerThan(START - SECOND, true) }, use()],
		['there is none: log in', { request: newerThan(START, true) }, login],
		[
			'there is none, a login runs: join it',
			{ request: newerThan(START, true), isLoginRunning: true },
			join,
		],
		[
			'an early refresh failed within a minute, and those held still work: fail',
			{ request: newerThan(START, true), state: { ...known, ...refreshFailedAt(START) } },
			fail(REFRESH_FAILED),
		],
		[
			'the same, though a login runs: fail',
			{
				request: newerThan(START, true),
				state: { ...known, ...refreshFailedAt(START) },
				isLoginRunning: true,
			},
			fail(REFRESH_FAILED),
		],
		[
			'an early refresh failed within a minute, but those held do not work: log in',
			{ request: newerThan(START, false), state: { ...known, ...refreshFailedAt(START) } },
			login,
		],
		[
			'those held still work, but nothing failed: log in',
			{ request: newerThan(START, true), state: { ...known, ...refreshFailedAt(START - MINUTE) } },
			login,
		],
	])('for a token newer than those held elsewhere, %s', (_case, changes, expected) => {
		expect(step(changes)).toEqual(expected);
	});

	test.each<[string, Partial<Situation>, Step]>([
		['no login has ended since: log in', { request: forceRefresh(1) }, login],
		['one has ended since: persist its token', { request: forceRefresh(0) }, persist],
		[
			'one has ended since, but its token is gone: log in',
			{ request: forceRefresh(0), state: { ...known, current: undefined } },
			login,
		],
		[
			'one has ended since, but its token has expired: log in',
			{ request: forceRefresh(0), now: START + LIFETIME },
			login,
		],
		['a login runs: join it', { request: forceRefresh(1), isLoginRunning: true }, join],
		[
			'a login failed just now: fail',
			{ request: forceRefresh(1), state: { ...known, ...failedAt(START) } },
			fail(LOGIN_FAILED),
		],
	])('for a new token whatever there is, %s', (_case, changes, expected) => {
		expect(step(changes)).toEqual(expected);
	});

	test('the policy of the request says when a token is due', () => {
		const policy = { ...POLICY, renewBefore: 30 * MINUTE };
		const now = START + 30 * MINUTE;
		expect(step({ request: { ...GET, policy }, now: now - 1 })).toEqual(use());
		expect(step({ request: { ...GET, policy }, now })).toEqual(login);
	});
});

import {
	afterLoginInVain,
	isPausing,
	isPromising,
	pauseAfter,
	type Judged,
} from '../../../../tokens/cache/check/suspicion';
import { notesOf, readNotes, type TokenNotes } from '../../../../tokens/cache/check/notes';
import { afterFailure, type FailedUse } from '../../../../tokens/cache/nextStep';
import { emptyState, type CacheState } from '../../../../tokens/cache/state';
import {
	MINUTE,
	START,
	cachedToken,
	deepFreeze,
	useStillClock,
} from '../../../support/cacheWorld.mts';

useStillClock();

const JUDGED: Judged = { mayRepeat: true, askedAtMostEvery: 0 };
const NOT_REPEATED: Judged = { ...JUDGED, mayRepeat: false };

test('the pauses between logins on suspicion are 1, 2, 4 … 60 minutes', () => {
	const minutes = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((logins) => pauseAfter(logins) / MINUTE);
	expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});

test('a pause ends in time, and where the clock was set back', () => {
	const suspicion = { at: START, logins: 3 };
	expect(isPausing(undefined, START)).toBe(false);
	expect(isPausing(suspicion, START + 4 * MINUTE - 1)).toBe(true);
	expect(isPausing(suspicion, START + 4 * MINUTE)).toBe(false);
	expect(isPausing(suspicion, START - 1)).toBe(false);
});

test('logins in vain are counted', () => {
	const first = afterLoginInVain(undefined, cachedToken('fresh', 1), true, START);
	expect(first).toEqual({ at: START, logins: 1, token: 'fresh', isInVain: true });
	const second = afterLoginInVain(first, undefined, false, START + MINUTE);
	expect(second).toEqual({ at: START + MINUTE, logins: 2, token: undefined, isInVain: false });
});

describe('a newer token is promising', () => {
	const newer = cachedToken('newer', 2);
	const suspicion = { at: START, logins: 1, token: 'newer' };

	test.each<[string, boolean, Judged | undefined, object | undefined]>([
		['where a check is known', true, undefined, suspicion],
		['where no login was in vain', true, NOT_REPEATED, undefined],
		['where it is from another login', true, NOT_REPEATED, { ...suspicion, token: 'another' }],
		['without a proof, for what may be repeated', true, JUDGED, suspicion],
		['without a proof, not for anything else', false, NOT_REPEATED, suspicion],
		['in vain: not at all', false, JUDGED, { ...suspicion, isInVain: true }],
	])('%s', (_case, expected, judged, known) => {
		expect(isPromising(newer, known as typeof suspicion, judged)).toBe(expected);
	});
});

describe('the step after the failure of a judged request', () => {
	const used = cachedToken('used', 1);
	const newer = cachedToken('newer', 2);
	const state: CacheState = { ...emptyState, current: used, logins: 1 };
	const doubtful = { at: START, logins: 1, token: 'newer' };
	const withNewer = { ...state, current: newer, suspicion: doubtful };
	const step = (changes: Partial<FailedUse>) =>
		afterFailure(
			deepFreeze({ state, used, revokesPrevious: false, now: START, judged: JUDGED, ...changes }),
		);

	test('is a login on suspicion, unless it is too soon', () => {
		const login = { do: 'login', because: 'suspected' };
		const paused = { ...state, suspicion: { at: START - MINUTE, logins: 2 } };
		expect(step({ verdict: 'suspect' })).toEqual(login);
		expect(step({ verdict: 'unproven', state: paused })).toEqual({
			do: 'stand',
			verdict: 'unproven',
		});
		expect(step({ verdict: 'suspect', state: paused, now: START + MINUTE })).toEqual(login);
		// The pause of other sources does not count, and theirs does not grow.
		expect(step({ verdict: 'suspect', state: { ...state, unprovenLoginAt: START } })).toEqual(
			login,
		);
		expect(step({ verdict: 'suspect', state: paused, judged: undefined })).toEqual(login);
	});

	test('is a login for a rejected token, in a pause too', () => {
		const paused = { ...state, suspicion: { at: START, logins: 7 } };
		expect(step({ verdict: 'rejected', state: paused })).toEqual({
			do: 'login',
			because: 'rejected',
		});
	});

	test('is no other try with a token that proved nothing, where the request changes something', () => {
		const stand = { do: 'stand', verdict: 'unproven' };
		const use = { do: 'use', token: newer };
		for (const revokesPrevious of [true, false]) {
			const common = { state: withNewer, revokesPrevious, verdict: 'unproven' as const };
			expect(step({ ...common, judged: NOT_REPEATED })).toEqual(stand);
			expect(step(common)).toEqual(use);
			const inVain = { ...withNewer, suspicion: { ...doubtful, isInVain: true } };
			expect(step({ ...common, state: inVain })).toEqual(stand);
		}
	});

	test('is another try where the used token has expired', () => {
		const expired = cachedToken('used', 1, { expiresAt: START });
		expect(step({ state: withNewer, used: expired, judged: NOT_REPEATED })).toEqual({
			do: 'use',
			token: newer,
		});
	});
});

describe('the notes stored with a token', () => {
	const proven = {
		judge: { method: 'GET' as const, url: 'https://api.example.com/me', accept: 'text/html' },
		refused: { status: 302, location: 'https://api.example.com/login' },
	};
	const suspicion = { at: START, logins: 3, token: 'fresh', isInVain: true };

	test('are read as they were written, without the token of the suspicion', () => {
		const notes = notesOf(proven, suspicion, START);
		expect(notes).toEqual({ proven, suspicion: { at: START, logins: 3 }, sharedAt: START });
		expect(readNotes(JSON.parse(JSON.stringify(notes)))).toEqual(notes);
		expect(notesOf(undefined, undefined, undefined)).toBeUndefined();
	});

	test.each<[string, unknown, TokenNotes | undefined]>([
		['nothing', undefined, undefined],
		['text', 'proven', undefined],
		['a judge without an address', { proven: { ...proven, judge: { method: 'GET' } } }, undefined],
		[
			'another method',
			{ proven: { ...proven, judge: { ...proven.judge, method: 'DELETE' } } },
			undefined,
		],
		['no refusal', { proven: { judge: proven.judge } }, undefined],
		['a refusal without a status', { proven: { ...proven, refused: { shape: 'x' } } }, undefined],
		['no count', { proven, suspicion: { at: START, logins: 0 } }, { proven }],
		['no time of sharing', { sharedAt: 'today' }, undefined],
		['nothing but a time of sharing', { sharedAt: START }, { sharedAt: START }],
		['no time', { proven, suspicion: { at: 'now', logins: 1 } }, { proven }],
	])('are left out where they are incomplete: %s', (_case, stored, expected) => {
		expect(readNotes(stored)).toEqual(expected);
	});
});

import type { AcquiredToken } from '../../../../tokens/cache/tokenRequest';
import { noCoordination } from '../../../../tokens/cache/workers/coordination';
import { QueueCoordination } from '../../../../tokens/cache/workers/queueCoordination';
import { noteOwnToken } from '../../../../tokens/cache/workers/sightings';
import { ALONE, RECENT, SHARED_BELIEVED } from '../../../../tokens/tuning';
import { MINUTE, OLD, SECOND, START, cachedToken } from '../../../support/cacheWorld.mts';
import { after, useFakeTimers } from '../../../support/cacheWorkers.mts';

useFakeTimers();

let workers: QueueCoordination;

beforeEach(() => void (workers = new QueueCoordination()));

describe('another worker', () => {
	test('is not seen in the first token that a process finds: it may be its own, from before it started', () => {
		workers.tokenFound(OLD);
		expect([workers.foundOthers, workers.isContested]).toEqual([false, false]);
	});

	test.each([
		['after a token of its own', () => workers.tokenAcquired('own')],
		['after one that was found', () => workers.tokenFound(OLD)],
	])('is seen for ten seconds in a token that is found %s', async (_case, before) => {
		before();
		workers.tokenFound(OLD);
		expect([workers.foundOthers, workers.isContested]).toEqual([true, true]);
		await after(RECENT - 1);
		expect([workers.foundOthers, workers.isContested]).toEqual([true, true]);
		await after(1);
		expect([workers.foundOthers, workers.isContested]).toEqual([false, false]);
		expect(RECENT).toBe(10 * SECOND);
	});

	test('is seen in the first token that is found while this worker backs off', async () => {
		const backingOff = workers.backOff();
		workers.tokenFound(OLD);
		await backingOff;
		expect([workers.foundOthers, workers.isContested]).toEqual([true, true]);
	});

	test('is suspected where a token is rejected within ten seconds of its login here', async () => {
		workers.tokenAcquired('own');
		await after(RECENT - 1);
		workers.tokenRejected('another');
		expect(workers.isContested).toBe(false);
		workers.tokenRejected('own');
		expect([workers.foundOthers, workers.isContested]).toEqual([false, true]);
		await after(RECENT);
		expect(workers.isContested).toBe(false);
	});

	test('is suspected where that token has been replaced here meanwhile', async () => {
		workers.tokenAcquired('own');
		workers.tokenAcquired('next');
		workers.tokenRejected('own');
		expect(workers.isContested).toBe(true);
		await after(RECENT);
	});

	test.each([
		['before this process began: it may be its own', -1, false],
		['since this process began', 1, true],
	])('is known, or not, in the first token that is found: requested %s', (_case, age, known) => {
		workers.tokenFound({ accessToken: 'first', obtainedAt: START + age });
		expect([workers.areOthersKnown, workers.isContested]).toEqual([known, false]);
	});

	test('is not known by a token of this process that another token cache finds', () => {
		noteOwnToken('own');
		workers.tokenFound({ accessToken: 'own', obtainedAt: START + 1 });
		expect(workers.areOthersKnown).toBe(false);
	});

	test('is known by a note, but not by one of a time to come', () => {
		workers.credentialShared(START + MINUTE);
		expect([workers.areOthersKnown, workers.sharedAt]).toEqual([false, undefined]);
	});

	test('is known for a day by a note that was stored with a token, to every credential', async () => {
		workers.credentialShared(Date.now() - MINUTE);
		const elsewhere = new QueueCoordination();
		expect([elsewhere.areOthersKnown, elsewhere.isContested]).toEqual([true, false]);
		elsewhere.credentialShared(Date.now() - SHARED_BELIEVED);
		await after(SHARED_BELIEVED - MINUTE - 1);
		expect(elsewhere.areOthersKnown).toBe(true);
		await after(1);
		expect(elsewhere.areOthersKnown).toBe(false);
	});

	test('is told on: the note says when a process last knew it by itself', async () => {
		expect(workers.sharedAt).toBeUndefined();
		// Another system may have revoked the token.
		workers.tokenAcquired('own');
		workers.tokenRejected('own');
		expect(workers.sharedAt).toBeUndefined();
		workers.credentialShared(START - MINUTE);
		await after(SECOND);
		expect(workers.sharedAt).toBe(START - MINUTE);
		workers.tokenFound(OLD);
		expect(workers.sharedAt).toBe(START + SECOND);
	});

	test('is known where the credential holds an older, recent token of another worker', async () => {
		const find = (accessToken: string, age: number) =>
			workers.olderTokenFound({ accessToken, obtainedAt: Date.now() - age });
		workers.tokenAcquired('own');
		find('own', 1);
		find('another', RECENT);
		expect(workers.areOthersKnown).toBe(false);
		await after(1);
		find('another', RECENT - 1);
		expect([workers.areOthersKnown, workers.isContested]).toEqual([true, false]);
	});

	test('is not suspected where a token is rejected later, or was replaced by another worker’s', async () => {
		workers.tokenAcquired('own');
		await after(RECENT);
		workers.tokenRejected('own');
		expect(workers.isContested).toBe(false);
		workers.tokenAcquired('next');
		workers.tokenFound(OLD);
		await after(RECENT);
		workers.tokenRejected('next');
		expect(workers.isContested).toBe(false);
	});
});

describe('before a login, a worker backs off', () => {
	/** After how many milliseconds the login may start, with these draws. */
	async function backOff(...draws: number[]): Promise<number> {
		const random = jest.spyOn(Math, 'random');
		for (const draw of draws) random.mockReturnValueOnce(draw);
		const start = Date.now();
		let end: number | undefined;
		void workers.backOff().then(() => (end = Date.now()));
		while (end === undefined) await after(1);
		expect(random).toHaveBeenCalledTimes(draws.length);
		random.mockRestore();
		return end - start;
	}
	test.each([
		[0, 0],
		[0.5, 100],
	])(
		'until the next slot for a first login where many need it and it knows of no other: draw %d',
		async (draw, expected) => {
			workers.requestWaits();
			expect(await backOff(draw)).toBe(expected);
			jest.setSystemTime(START + 300);
			expect(await backOff(draw)).toBe(500 + expected);
		},
	);

	test('for 250 ms at most where one request alone needs a first login', async () => {
		expect(await backOff(0.5)).toBe(100);
		jest.setSystemTime(START + 300);
		expect(await backOff(0.5)).toBe(ALONE);
	});

	test('until its slot where more requests need a first login by then', async () => {
		jest.setSystemTime(START + 300);
		setTimeout(() => workers.requestWaits(), ALONE - 1);
		expect(await backOff(0.5)).toBe(600);
	});

	test.each([
		[0, 0],
		[0.5, 250],
	])(
		'until the next slot for logins where another one was found before: draw %d',
		async (draw, expected) => {
			workers.tokenAcquired('own');
			workers.tokenFound(OLD);
			expect(await backOff(draw)).toBe(expected);
			jest.setSystemTime(START + MINUTE + 600);
			expect(await backOff(draw)).toBe(1_800 + expected);
		},
	);

	test('also where it made the last token itself, if another one was ever found', async () => {
		workers.tokenFound(OLD);
		workers.tokenFound(OLD);
		workers.tokenAcquired('own');
		await after(MINUTE + 500);
		expect(await backOff(0)).toBe(1_900);
	});

	test('not at all where it made the last token itself, some time ago', async () => {
		workers.tokenAcquired('own');
		await after(RECENT);
		expect(await backOff()).toBe(0);
	});

	test('until its slot where it made the last token just now: another worker must have revoked it', async () => {
		workers.tokenAcquired('own');
		await after(RECENT - 1);
		// Ten seconds are four periods and 400 ms.
		expect(await backOff(0)).toBe(2_001);
	});

	test('until its slot where its own last token was rejected just now, and was recent then', async () => {
		workers.tokenAcquired('own');
		await after(RECENT - 1);
		workers.tokenRejected('own');
		await after(5 * SECOND);
		expect(await backOff(0)).toBeGreaterThan(800);
	});

	test.each([
		['first', () => undefined],
		[
			'next',
			() => {
				workers.tokenAcquired('own');
				workers.tokenFound(OLD);
			},
		],
	])('until another worker’s token is found: %s time', async (_case, before) => {
		before();
		jest.spyOn(Math, 'random').mockReturnValue(0.99);
		let isOver = false;
		void workers.backOff().then(() => (isOver = true));
		await after(50);
		expect(isOver).toBe(false);
		workers.tokenFound(OLD);
		await after(0);
		expect(isOver).toBe(true);
	});
});

describe('where tokens live side by side', () => {
	test('nothing is coordinated, and nothing is waited for', async () => {
		noCoordination.tokenAcquired('own');
		noCoordination.tokenFound(OLD);
		noCoordination.olderTokenFound({ accessToken: 'another', obtainedAt: Date.now() });
		noCoordination.tokenRejected('own');
		noCoordination.requestWaits();
		noCoordination.loginStarts();
		noCoordination.credentialShared(Date.now());
		const { foundOthers, isContested, areOthersKnown, sharedAt } = noCoordination;
		expect([foundOthers, isContested, areOthersKnown]).toEqual([false, false, false]);
		expect(sharedAt).toBeUndefined();
		const acquired: AcquiredToken = { token: cachedToken('own', 1), renewed: false };
		const unused = () => {
			throw new Error('It must not be called');
		};
		await noCoordination.backOff();
		expect(await noCoordination.beforeStoring(acquired, unused)).toEqual({ value: acquired });
		expect(await noCoordination.beforeLastTry(acquired, unused)).toEqual({ value: acquired });
		expect(noCoordination.beforeOutput).toBeUndefined();
	});
});

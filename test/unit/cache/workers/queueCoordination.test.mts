import type { AcquiredToken } from '../../../../tokens/cache/tokenRequest';
import { noCoordination } from '../../../../tokens/cache/workers/coordination';
import { QueueCoordination } from '../../../../tokens/cache/workers/queueCoordination';
import { AT_ONCE, BACK_OFF, FIRST_BACK_OFF, RECENT } from '../../../../tokens/tuning';
import { MINUTE, SECOND, cachedToken } from '../../../support/cacheWorld.mts';
import { after, settled, useFakeTimers } from '../../../support/cacheWorkers.mts';

useFakeTimers();

let workers: QueueCoordination;

beforeEach(() => void (workers = new QueueCoordination()));

describe('another worker', () => {
	test('is not seen in the first token that a process finds: it may be its own, from before it started', () => {
		workers.tokenFound();
		expect([workers.foundOthers, workers.isContested]).toEqual([false, false]);
	});

	test.each([
		['after a token of its own', () => workers.tokenAcquired('own')],
		['after one that was found', () => workers.tokenFound()],
	])('is seen for ten seconds in a token that is found %s', async (_case, before) => {
		before();
		workers.tokenFound();
		expect([workers.foundOthers, workers.isContested]).toEqual([true, true]);
		await after(RECENT - 1);
		expect([workers.foundOthers, workers.isContested]).toEqual([true, true]);
		await after(1);
		expect([workers.foundOthers, workers.isContested]).toEqual([false, false]);
		expect(RECENT).toBe(10 * SECOND);
	});

	test('is seen in the first token that is found while this worker backs off', async () => {
		const backingOff = workers.backOff();
		workers.tokenFound();
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
		workers.tokenFound();
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
	const crowd = () => {
		workers.requestWaits();
		workers.loginStarts();
	};

	test.each([
		[0, FIRST_BACK_OFF[0]],
		[0.5, 600],
		[1, FIRST_BACK_OFF[1]],
	])('for 0.2 to 1 s where it knows of no other: draw %d', async (draw, expected) => {
		crowd();
		expect(await backOff(draw)).toBe(expected);
		expect(FIRST_BACK_OFF).toEqual([200, SECOND]);
	});

	test.each([
		[0, BACK_OFF[0]],
		[0.5, 1_400],
		[1, BACK_OFF[1]],
	])('for 0.3 to 2.5 s where another one was found before: draw %d', async (draw, expected) => {
		workers.tokenAcquired('own');
		workers.tokenFound();
		await after(MINUTE);
		expect(await backOff(draw)).toBe(expected);
		expect(BACK_OFF).toEqual([300, 2_500]);
	});

	test('for no longer where it found a token when it started, and one request needs the login', async () => {
		workers.tokenFound();
		workers.loginStarts();
		expect(await backOff(0)).toBe(200);
	});

	test('for both times where it found a token when it started, and many need the login', async () => {
		workers.tokenFound();
		crowd();
		expect(await backOff(0, 0)).toBe(500);
	});

	test('not at all where it made the last token itself, some time ago', async () => {
		workers.tokenAcquired('own');
		await after(RECENT);
		expect(await backOff()).toBe(0);
	});

	test('where it made the last token just now: another worker must have revoked it', async () => {
		workers.tokenAcquired('own');
		await after(RECENT - 1);
		expect(await backOff(0)).toBe(300);
	});

	test('where its own last token was rejected just now, and was recent then', async () => {
		workers.tokenAcquired('own');
		await after(RECENT - 1);
		workers.tokenRejected('own');
		await after(5 * SECOND);
		expect(await backOff(0)).toBe(300);
	});

	test.each([
		['first', () => undefined],
		[
			'next',
			() => {
				workers.tokenAcquired('own');
				workers.tokenFound();
			},
		],
	])('until another worker’s token is found: %s time', async (_case, before) => {
		before();
		jest.spyOn(Math, 'random').mockReturnValue(1);
		let isOver = false;
		void workers.backOff().then(() => (isOver = true));
		await after(150);
		expect(isOver).toBe(false);
		workers.tokenFound();
		await after(0);
		expect(isOver).toBe(true);
	});
});

test('requests count as a crowd that waited up to a second before the login', async () => {
	const backsOffFor = async (age: number) => {
		workers = new QueueCoordination();
		workers.tokenFound();
		workers.requestWaits();
		await after(age);
		workers.loginStarts();
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const backingOff = workers.backOff().then(() => true);
		await after(FIRST_BACK_OFF[0]);
		return (await settled(backingOff)) ? 200 : 500;
	};
	expect(await backsOffFor(AT_ONCE - 1)).toBe(500);
	expect(await backsOffFor(AT_ONCE)).toBe(200);
});

describe('where tokens live side by side', () => {
	test('nothing is coordinated, and nothing is waited for', async () => {
		noCoordination.tokenAcquired('own');
		noCoordination.tokenFound();
		noCoordination.olderTokenFound({ accessToken: 'another', obtainedAt: Date.now() });
		noCoordination.tokenRejected('own');
		noCoordination.requestWaits();
		noCoordination.loginStarts();
		const { foundOthers, isContested, areOthersKnown } = noCoordination;
		expect([foundOthers, isContested, areOthersKnown]).toEqual([false, false, false]);
		const acquired: AcquiredToken = { token: cachedToken('own', 1), renewed: false };
		const unused = () => {
			throw new Error('It must not be called');
		};
		await noCoordination.backOff();
		expect(await noCoordination.beforeLastTry(acquired, unused)).toEqual({ value: acquired });
		expect(noCoordination.beforeOutput).toBeUndefined();
	});
});

import type { AcquiredToken } from '../../../../tokens/cache/tokenRequest';
import type { Revalidate } from '../../../../tokens/cache/workers/coordination';
import { QueueCoordination } from '../../../../tokens/cache/workers/queueCoordination';
import { Failure, type Result } from '../../../../tokens/http/failure';
import { clock } from '../../../../tokens/http/waiting';
import {
	LOGINS_DIFFER,
	RECENT,
	ROUNDS,
	SLOTS,
	STORED_FIRST,
	VERDICT_BELIEVED,
} from '../../../../tokens/tuning';
import { MINUTE, OLD, SECOND, cachedToken } from '../../../support/cacheWorld.mts';
import { after, settled, useFakeTimers } from '../../../support/cacheWorkers.mts';

useFakeTimers();

/** The slot for requests that n8n does not send again, counted from the start of a period. */
const [SLOT, SLOT_ENDS] = SLOTS.sends;

let workers: QueueCoordination;

beforeEach(() => void (workers = new QueueCoordination()));

const acquired = (name = 'own'): AcquiredToken => ({
	token: cachedToken(name, Date.now()),
	renewed: false,
});
/** A check that leaves the token in place. */
const accept: Revalidate = async (token) =>
	await Promise.resolve({ value: { token, renewed: false } });

/** What becomes of a token, and after how many milliseconds. */
async function held(
	by: 'beforeStoring' | 'beforeLastTry',
	first: AcquiredToken,
	revalidate: Revalidate,
) {
	const start = Date.now();
	let end: { result: Result<AcquiredToken>; after: number } | undefined;
	void workers[by](first, revalidate).then(
		(result) => (end = { result, after: Date.now() - start }),
	);
	while (end === undefined) await after(50);
	return end;
}

const lastTry = async (first: AcquiredToken, revalidate: Revalidate) =>
	await held('beforeLastTry', first, revalidate);
const storing = async (first: AcquiredToken, revalidate: Revalidate) =>
	await held('beforeStoring', first, revalidate);

/** Another worker was found, some time ago. */
async function meet(): Promise<void> {
	workers.tokenFound(OLD);
	workers.tokenFound(OLD);
	await after(MINUTE);
}

/** This process logs in as one that knows of no other, which takes 150 ms. */
async function logInFirst(): Promise<AcquiredToken> {
	jest.spyOn(Math, 'random').mockReturnValue(0);
	const backingOff = workers.backOff();
	await after(0);
	await backingOff;
	await after(150);
	workers.tokenAcquired('own');
	return acquired();
}

describe('where no other worker is known', () => {
	test.each([storing, lastTry])('a token is neither held back nor checked', async (hold) => {
		const first = acquired();
		const revalidate = jest.fn();
		expect(await hold(first, revalidate)).toEqual({ result: { value: first }, after: 0 });
		expect(revalidate).not.toHaveBeenCalled();
	});

	test('nor is one of a first login that a single request needs', async () => {
		workers.loginStarts();
		expect((await lastTry(await logInFirst(), accept)).after).toBe(0);
	});

	test('one of a first login that many need waits until others of the same moment are over', async () => {
		workers.requestWaits();
		workers.loginStarts();
		const first = await logInFirst();
		const revalidate = jest.fn();
		// The slot for first logins lasts 200 ms, and a login as long as this one.
		expect((await lastTry(first, revalidate)).after).toBe(200 + LOGINS_DIFFER);
		expect((await lastTry(first, revalidate)).after).toBe(0);
		expect(revalidate).not.toHaveBeenCalled();
	});

	test('it waits for its slot if another worker turns up by then', async () => {
		workers.requestWaits();
		workers.loginStarts();
		const trying = lastTry(await logInFirst(), accept);
		workers.tokenFound(OLD);
		const { after: waited } = await trying;
		expect(waited).toBe(SLOT + STORED_FIRST - 150);
	});
});

describe.each([
	['another worker was found once', meet],
	[
		'another worker of any credential was found once',
		async () => {
			const elsewhere = new QueueCoordination();
			elsewhere.tokenFound(OLD);
			elsewhere.tokenFound(OLD);
			await Promise.resolve();
		},
	],
	[
		'another worker is suspected',
		async () => {
			workers.tokenAcquired('own');
			workers.tokenRejected('own');
			await Promise.resolve();
		},
	],
])('where %s, before the last try', (_case, contend) => {
	beforeEach(contend);

	test('a recent token is held back until no login can revoke it, and then checked', async () => {
		const renewed = { ...acquired(), renewed: true };
		const revalidate = jest.fn(accept);
		const { result, after: waited } = await lastTry(renewed, revalidate);
		expect(result).toEqual({ value: renewed });
		expect(waited).toBe(SLOT + STORED_FIRST);
		// All who are checked in one slot share the verdict.
		expect(revalidate.mock.calls).toEqual([[renewed.token, STORED_FIRST]]);
	});

	test('a token of another machine, whose clock is ahead, is held back as well', async () => {
		const ahead = { token: cachedToken('own', Date.now() + MINUTE), renewed: false };
		expect((await lastTry(ahead, accept)).after).toBe(SLOT + STORED_FIRST);
	});

	test('a token whose check ends after the slot is used: with a slow API, logins end later, too', async () => {
		const revalidate = jest.fn<ReturnType<Revalidate>, Parameters<Revalidate>>(async (token) => {
			await clock.sleep(SLOT_ENDS - SLOT);
			return { value: { token, renewed: false } };
		});
		await lastTry(acquired(), revalidate);
		expect(revalidate).toHaveBeenCalledTimes(1);
	});

	test('a token whose check begins after the slot, on a busy machine, waits for the next one', async () => {
		const { sleep } = clock;
		jest
			.spyOn(clock, 'sleep')
			.mockImplementationOnce(async (wait) => await sleep(wait + SLOT_ENDS - SLOT));
		const revalidate = jest.fn(accept);
		const { after: waited } = await lastTry(acquired(), revalidate);
		expect(waited).toBe(SLOTS.period + SLOT + STORED_FIRST);
		expect(revalidate).toHaveBeenCalledTimes(2);
	});

	test('a token that replaces it is checked as well, a few times at most', async () => {
		let round = 0;
		const revalidate = jest.fn<ReturnType<Revalidate>, Parameters<Revalidate>>(async () => {
			round += 1;
			return await Promise.resolve({ value: { ...acquired(`token-${round}`), renewed: true } });
		});
		const { result } = await lastTry(acquired(), revalidate);
		expect(result.value?.token.response.accessToken).toBe(`token-${ROUNDS}`);
		expect(result.value?.renewed).toBe(true);
		expect(revalidate).toHaveBeenCalledTimes(ROUNDS);
	});

	test('a token that is due and cannot be renewed is used as it is', async () => {
		const failure = new Failure('TIMEOUT', 'No response in time');
		const due = { ...acquired('due'), refreshFailure: { failure, first: true } };
		const revalidate = jest.fn<ReturnType<Revalidate>, Parameters<Revalidate>>(
			async () => await Promise.resolve({ value: due }),
		);
		expect((await lastTry(due, revalidate)).result).toEqual({ value: due });
		expect(revalidate).not.toHaveBeenCalled();
		expect((await lastTry(acquired(), revalidate)).result).toEqual({
			value: due,
		});
		expect(revalidate).toHaveBeenCalledTimes(1);
	});

	test('a failure is passed on', async () => {
		const failure = new Failure('TIMEOUT', 'No response in time');
		const revalidate = async () => await Promise.resolve({ failure });
		expect((await lastTry(acquired(), revalidate)).result).toEqual({ failure });
	});
});

test('a token that nobody has touched for ten seconds is checked at once', async () => {
	await meet();
	const old = acquired();
	await after(RECENT - 1);
	expect((await lastTry(old, accept)).after).toBeGreaterThan(0);
	const revalidate = jest.fn(accept);
	jest.setSystemTime(Date.now() + SLOTS.period - (Date.now() % SLOTS.period));
	expect((await lastTry(old, revalidate)).after).toBe(0);
	// A check before use has just asked about it.
	expect(revalidate.mock.calls).toEqual([[old.token, VERDICT_BELIEVED]]);
});

test('a token is checked no more once a mere suspicion is over', async () => {
	workers.tokenAcquired('own');
	workers.tokenRejected('own');
	const revalidate = jest.fn<ReturnType<Revalidate>, Parameters<Revalidate>>(async () => {
		await clock.sleep(RECENT);
		return { value: acquired('late') };
	});
	const { result } = await lastTry(acquired(), revalidate);
	expect(result.value?.token.response.accessToken).toBe('late');
	expect(revalidate).toHaveBeenCalledTimes(1);
});

describe('where another worker is known, before n8n stores a token', () => {
	beforeEach(async () => {
		await meet();
		workers.tokenAcquired('own');
	});

	test('a new token of this process is returned to one request at once, and to the others in the slot', async () => {
		const first = acquired();
		expect(await storing(first, accept)).toEqual({ result: { value: first }, after: 0 });
		const revalidate = jest.fn(accept);
		expect((await storing(first, revalidate)).result).toEqual({ value: first });
		expect(Date.now() % SLOTS.period).toBe(SLOT);
		expect(revalidate.mock.calls).toEqual([[first.token, 0]]);
	});

	test('a token of another worker is stored already: it is held back', async () => {
		expect((await storing(acquired('another'), accept)).after).toBe(SLOT);
	});

	test('a login that replaces the token in the slot is returned to one of them at once', async () => {
		await storing(acquired(), accept);
		// As the token cache does: all of them share one login.
		const revalidate: Revalidate = async (token) => {
			if (token.response.accessToken === 'next') return { value: { token, renewed: false } };
			await clock.sleep(SECOND);
			workers.tokenAcquired('next');
			return { value: { ...acquired('next'), renewed: true } };
		};
		const waiting = [1, 2, 3].map(async () => await workers.beforeStoring(acquired(), revalidate));
		await after(SLOT + SECOND);
		const ended = async () =>
			(await Promise.all(waiting.map(async (one) => await settled(one)))).filter(Boolean);
		expect(await ended()).toMatchObject([
			{ value: { renewed: true, token: { response: { accessToken: 'next' } } } },
		]);
		await after(SLOTS.period - SECOND);
		expect(await ended()).toHaveLength(3);
	});
});

import type { AcquiredToken } from '../../../../tokens/cache/tokenRequest';
import { QueueCoordination } from '../../../../tokens/cache/workers/queueCoordination';
import { Failure, type Result } from '../../../../tokens/http/failure';
import { clock } from '../../../../tokens/http/waiting';
import { RECENT, ROUNDS, SETTLING } from '../../../../tokens/tuning';
import { MINUTE, cachedToken } from '../../../support/cacheWorld.mts';
import { after, useFakeTimers } from '../../../support/cacheWorkers.mts';

useFakeTimers();

let workers: QueueCoordination;

beforeEach(() => void (workers = new QueueCoordination()));

describe('before the last try', () => {
	const acquired = (): AcquiredToken => ({ token: cachedToken('own', Date.now()), renewed: false });
	const other = (name: string): AcquiredToken => ({
		token: cachedToken(name, Date.now()),
		renewed: true,
	});
	type Revalidate = Parameters<QueueCoordination['beforeLastTry']>[1];
	/** A check that leaves the token in place. */
	const accept: Revalidate = async (token) =>
		await Promise.resolve({ value: { token, renewed: false } });

	/** What becomes of a token, and after how many milliseconds. */
	async function lastTry(first: AcquiredToken, revalidate: Revalidate) {
		const start = Date.now();
		let end: { result: Result<AcquiredToken>; after: number } | undefined;
		void workers
			.beforeLastTry(first, revalidate)
			.then((result) => (end = { result, after: Date.now() - start }));
		while (end === undefined) await after(100);
		return end;
	}

	test('a token is neither held back nor checked where no other worker was ever seen', async () => {
		const first = acquired();
		const revalidate = jest.fn();
		expect(await lastTry(first, revalidate)).toEqual({ result: { value: first }, after: 0 });
		expect(revalidate).not.toHaveBeenCalled();
	});

	describe.each([
		[
			'another worker was found once',
			async () => {
				workers.tokenFound();
				workers.tokenFound();
				await after(MINUTE);
			},
		],
		[
			'another worker of any credential was found once',
			async () => {
				new QueueCoordination().tokenFound();
				const elsewhere = new QueueCoordination();
				elsewhere.tokenFound();
				elsewhere.tokenFound();
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
	])('where %s', (_case, contend) => {
		beforeEach(contend);

		test('a token is held back until no login of the same moment can revoke it, and then checked', async () => {
			const renewed = { ...acquired(), renewed: true };
			const revalidate = jest.fn(accept);
			const { result, after: held } = await lastTry(renewed, revalidate);
			expect(result).toEqual({ value: renewed });
			expect(held).toBe(SETTLING);
			expect(revalidate.mock.calls).toEqual([[renewed.token]]);
		});

		test('an older token is held back for the rest of that time, or not at all', async () => {
			const first = acquired();
			await after(SETTLING - 500);
			expect((await lastTry(first, accept)).after).toBe(500);
			await after(MINUTE);
			expect((await lastTry(first, accept)).after).toBe(0);
		});

		test('a token of another machine, whose clock is ahead, is held back no longer', async () => {
			const ahead = { token: cachedToken('own', Date.now() + MINUTE), renewed: false };
			expect((await lastTry(ahead, accept)).after).toBe(SETTLING);
		});

		test('a token that replaces it is held back and checked as well, a few times at most', async () => {
			let round = 0;
			const revalidate = jest.fn<ReturnType<Revalidate>, []>(async () => {
				round += 1;
				return await Promise.resolve({ value: other(`token-${round}`) });
			});
			const { result, after: held } = await lastTry(acquired(), revalidate);
			expect(result.value?.token.response.accessToken).toBe(`token-${ROUNDS}`);
			expect(result.value?.renewed).toBe(true);
			expect(held).toBe(ROUNDS * SETTLING);
			expect(revalidate).toHaveBeenCalledTimes(ROUNDS);
		});

		test('a token that is due and cannot be renewed is used as it is', async () => {
			const failure = new Failure('TIMEOUT', 'No response in time');
			const due = { ...other('due'), refreshFailure: { failure, first: true } };
			const revalidate = jest.fn<ReturnType<Revalidate>, []>(
				async () => await Promise.resolve({ value: due }),
			);
			expect((await lastTry(due, revalidate)).result).toEqual({ value: due });
			expect(revalidate).not.toHaveBeenCalled();
			expect((await lastTry(acquired(), revalidate)).result).toEqual({ value: due });
			expect(revalidate).toHaveBeenCalledTimes(1);
		});

		test('a failure is passed on', async () => {
			const failure = new Failure('TIMEOUT', 'No response in time');
			const revalidate = async () => await Promise.resolve({ failure });
			expect((await lastTry(acquired(), revalidate)).result).toEqual({ failure });
		});
	});

	test('a token is checked no more once a mere suspicion is over', async () => {
		workers.tokenAcquired('own');
		workers.tokenRejected('own');
		const revalidate = jest.fn<ReturnType<Revalidate>, []>(async () => {
			await clock.sleep(RECENT);
			return { value: other('late') };
		});
		expect((await lastTry(acquired(), revalidate)).result.value?.token.response.accessToken).toBe(
			'late',
		);
		expect(revalidate).toHaveBeenCalledTimes(1);
	});
});

import { recover } from '../../../../tokens/cache/recovery';
import type { CachedToken } from '../../../../tokens/cache/storedToken';
import { SLOTS } from '../../../../tokens/tuning';
import { MINUTE, SECOND, START, USE, own, tokenOf } from '../../../support/cacheWorld.mts';
import { knowNobody } from '../../../support/sightings.mts';
import { Workers, after, useFakeTimers } from '../../../support/cacheWorkers.mts';

useFakeTimers();

let workers: Workers;

beforeEach(() => void (workers = new Workers()));

describe('while other workers may log in', () => {
	/** The first worker believes its check, and has just found another worker's token. */
	async function foundOther(): Promise<CachedToken> {
		await workers.calibrate();
		const other = await workers.login(workers.second);
		workers.first.adopt(own(other));
		workers.world.checked.length = 0;
		return other;
	}

	test('no earlier verdict counts: the next one is shared, and there is at most one a second', async () => {
		const token = await foundOther();
		const checks = () =>
			workers.world.checked.filter((name) => name === token.response.accessToken);
		const fail = () =>
			Array.from({ length: 20 }, () => recover(workers.first, token, USE, workers.access));
		const accepted = Array(20).fill({ value: { verdict: 'accepted' } });
		const early = fail();
		await after(200);
		expect(await Promise.all(early)).toEqual(accepted);
		expect(checks()).toHaveLength(1);
		await after(100);
		const late = fail();
		await after(899);
		expect(checks()).toHaveLength(1);
		await after(1);
		expect(await Promise.all(late)).toEqual(accepted);
		expect(checks()).toHaveLength(2);
	});

	test('a request that is not sent again gets a token that the API has just accepted', async () => {
		const token = await foundOther();
		workers.world.revoke();
		const trying = workers.first.beforeLastTry({ token, renewed: false }, USE, workers.access);
		// Longer than every hold and back-off together.
		await after(MINUTE);
		expect(workers.world.good).toContain(tokenOf(await trying).response.accessToken);
	});

	test('rejections do not count as another system’s', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(0);
		let token = await foundOther();
		for (let round = 0; round < 5; round += 1) {
			workers.world.revoke();
			token = await workers.recover(workers.first, token);
			expect(workers.world.good).toContain(token.response.accessToken);
		}
	});

	test('rejections that their logins explain do not count as another system’s', async () => {
		for (let round = 0; round < 6; round += 1) {
			// No login of the first worker comes for a while.
			jest.setSystemTime(START + round * SLOTS.period + SLOTS.logins);
			const token = await workers.login(workers.first);
			const other = await workers.login(workers.second);
			const recovering = recover(workers.first, token, USE, workers.access);
			await after(250);
			workers.first.adopt(own(other));
			await after(0);
			expect(tokenOf(await recovering)).toBe(other);
		}
		await workers.login(workers.first);
	});

	test.each([
		['none is found', 0],
		['one is found more than a minute later', 2],
	])('rejections that their logins do not explain do: %s', async (_case, found) => {
		let token = await workers.login(workers.first);
		for (let round = 1; round < 3; round += 1) {
			await after(11 * SECOND);
			workers.world.revoke();
			token = await workers.recover(workers.first, token);
			if (round !== found) continue;
			await after(MINUTE + SECOND);
			token = await workers.login(workers.second);
			workers.first.adopt(own(token));
		}
		await after(11 * SECOND);
		workers.world.revoke();
		const recovering = recover(workers.first, token, USE, workers.access);
		await after(3 * SECOND);
		expect((await recovering).failure?.code).toBe('ACCOUNT_CONTESTED');
	});

	test('an older token that turns up again is nobody’s login', async () => {
		const old = await workers.login(workers.second);
		const token = await workers.login(workers.first);
		workers.world.revoke();
		const recovering = recover(workers.first, token, USE, workers.access);
		await after(200);
		workers.first.adopt(own(old));
		expect(workers.first.workers.foundOthers).toBe(false);
		await after(3 * SECOND);
		expect(workers.world.good).toContain(tokenOf(await recovering).response.accessToken);
	});

	test('is not known by the token that a login has just replaced: a request may have read it before', async () => {
		const stored = await workers.login(workers.second);
		// The token may be this process's own, from before it began.
		knowNobody();
		workers.first.adopt(own(stored));
		await workers.login(workers.first);
		workers.first.adopt(own(stored));
		expect(workers.first.workers.areOthersKnown).toBe(false);
	});

	test('is known by an older token that it stored at the same moment, and not by an older one of this process', async () => {
		const theirs = await workers.login(workers.second);
		const replaced = await workers.login(workers.first);
		await workers.login(workers.first);
		workers.first.adopt(own(replaced));
		await after(10 * SECOND);
		workers.first.adopt(own(theirs));
		expect(workers.first.workers.areOthersKnown).toBe(false);
		const late = await workers.login(workers.second);
		await workers.login(workers.first);
		workers.first.adopt(own(late));
		expect(workers.first.workers.areOthersKnown).toBe(true);
	});
});

import { Failure } from '../../../tokens/http/failure';
import type { CachedToken } from '../../../tokens/cache/storedToken';
import { POLICY, SECOND, after, own, sessionOf, start, useWorkers, workers } from '../../support/cacheWorkers.mts';

useWorkers();

describe('while other workers may log in', () => {
	/** The first worker has seen its check accept a token, and just met the second one's session. */
	async function metOther(): Promise<CachedToken> {
		const session = await workers.login(workers.first);
		await after(11 * SECOND);
		workers.world.good.clear();
		await workers.first.refused(session, POLICY, workers.reach);
		workers.checks = 0;
		const other = await workers.login(workers.second);
		workers.first.adopt(own(other));
		return other;
	}

	it('a verdict of before a request failed proves nothing: the next one is shared, at most one a second', async () => {
		const session = await metOther();
		const refuse = () =>
			Array.from({ length: 20 }, () => workers.first.refused(session, POLICY, workers.reach));
		const early = refuse();
		await after(200);
		await expect(Promise.all(early)).resolves.toEqual(
			Array(20).fill({ value: { stands: 'good' } }),
		);
		// The token itself and a made-up one.
		expect(workers.checks).toBe(2);
		await after(100);
		const late = refuse();
		await after(899);
		expect(workers.checks).toBe(2);
		await after(1);
		await expect(Promise.all(late)).resolves.toEqual(Array(20).fill({ value: { stands: 'good' } }));
		expect(workers.checks).toBe(3);
	});

	it('a request without a second try gets a token that the provider has just accepted', async () => {
		const session = await metOther();
		const confirming = workers.first.confirm({ token: session, renewed: false }, workers.reach);
		await expect(confirming).resolves.toEqual({ value: { session, renewed: false } });
		workers.world.good.clear();
		const again = workers.first.confirm({ token: session, renewed: false }, workers.reach);
		await after(3 * SECOND);
		expect(workers.world.good).toContain(sessionOf(await again).response.accessToken);
		expect(workers.logins).toBe(4);
	});

	it('such a request makes no login by a check that was not seen to accept a token, or for a token that is old but good', async () => {
		await workers.login(workers.first);
		const session = await workers.login(workers.second);
		workers.first.adopt(own(session));
		workers.reach.probe = async () => await Promise.resolve('refused');
		const obtained = { session, renewed: false };
		await expect(workers.first.confirm(obtained, workers.reach)).resolves.toEqual({
			value: obtained,
		});
		expect(workers.logins).toBe(2);
		const early = { failure: new Failure('refused', 'invented'), first: false };
		const checks = workers.checks;
		await workers.first.confirm({ ...obtained, early }, workers.reach);
		expect(workers.checks).toBe(checks);
	});

	it('nothing is asked again ten seconds after the last login', async () => {
		const session = await metOther();
		await after(10 * SECOND);
		const checks = workers.checks;
		await workers.first.confirm({ token: session, renewed: false }, workers.reach);
		expect(workers.checks).toBe(checks);
	});

	it('their refusals do not count as another system’s', async () => {
		for (let round = 0; round < 6; round += 1) {
			const session = await workers.login(workers.first);
			const other = await workers.login(workers.second);
			const refused = workers.first.refused(session, POLICY, workers.reach);
			await after(250);
			workers.first.adopt(own(other));
			await after(0);
			expect(sessionOf(await refused)).toBe(other);
		}
		const { failure } = await workers.first.obtain(
			{ kind: 'mint', since: 99 },
			POLICY,
			workers.reach,
		);
		expect(failure).toBeUndefined();
	});

	it('refusals within ten seconds of meeting one do not count so', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(0);
		let session = await metOther();
		for (let round = 0; round < 5; round += 1) {
			workers.world.good.clear();
			const refused = workers.first.refused(session, POLICY, workers.reach);
			await after(SECOND);
			session = sessionOf(await refused);
			expect(workers.world.good).toContain(session.response.accessToken);
		}
	});

	it.each([
		['none is met', 0],
		['one is met more than a minute later', 2],
	])('refusals that their logins do not explain count as another system’s: %s', async (_, meet) => {
		let session = await workers.login(workers.first);
		for (let round = 0; round < 3; round += 1) {
			await after(11 * SECOND);
			workers.world.good.clear();
			const refused = workers.first.refused(session, POLICY, workers.reach);
			await after(3 * SECOND);
			const { failure, value } = await refused;
			if (failure) {
				expect(round).toBe(2);
				expect(failure.message).toMatch(/another system seems to log in/);
				return;
			}
			session = sessionOf({ value });
			if (round + 1 !== meet) continue;
			await after(61 * SECOND);
			session = await workers.login(workers.second);
			workers.first.adopt(own(session));
		}
		throw new Error('It was not told');
	});

	it('an older session that turns up again is nobody’s login', async () => {
		const old = await workers.login(workers.second);
		const session = await workers.login(workers.first);
		workers.world.good.clear();
		const refused = workers.first.refused(session, POLICY, workers.reach);
		await after(200);
		workers.first.adopt(own(old));
		await after(3 * SECOND);
		expect(workers.world.good).toContain(sessionOf(await refused).response.accessToken);
	});
});

describe('what counts as another worker’s login', () => {
	it('a session that a process finds when it starts does not: it may be its own of before', async () => {
		const session = await workers.login(workers.second);
		workers.first.adopt(own(session));
		expect(workers.first.unsettled).toBe(false);
		await after(11 * SECOND);
		workers.world.good.clear();
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const refused = workers.first.refused(session, POLICY, workers.reach);
		await after(200);
		expect(workers.logins).toBe(2);
		await refused;
	});

	it('a newer session than the known one does, for ten seconds', async () => {
		await workers.login(workers.first);
		workers.first.adopt(own(await workers.login(workers.second)));
		expect(workers.first.unsettled).toBe(true);
		await after(10 * SECOND);
		expect(workers.first.unsettled).toBe(false);
	});

	it.each([
		['less than ten seconds', 5 * SECOND, true],
		['more than ten seconds', 11 * SECOND, false],
	])('a refusal of a token that was made here %s before: %#', async (_, age, counts) => {
		const refuse = async (session: CachedToken) => {
			workers.world.good.clear();
			const refused = workers.first.refused(session, POLICY, workers.reach);
			await after(3 * SECOND);
			return sessionOf(await refused);
		};
		const session = await workers.login(workers.first);
		await after(11 * SECOND);
		// From here on the check is believed.
		const next = await refuse(session);
		await after(age - 3 * SECOND);
		await refuse(next);
		expect(workers.first.unsettled).toBe(counts);
	});

	it('a login that leaves other tokens alone never does', async () => {
		start(false);
		await workers.login(workers.first);
		workers.first.adopt(own(await workers.login(workers.second)));
		expect(workers.first.unsettled).toBe(false);
	});
});

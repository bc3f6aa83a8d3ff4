import type { StoredToken } from '../../../tokens/cache/storedToken';
import {
	NOTHING,
	POLICY,
	SECOND,
	USE,
	after,
	own,
	sessionOf,
	start,
	useWorkers,
	workers,
} from '../../support/cacheWorkers.mts';

useWorkers();

describe('a login that ends the token before it', () => {
	it.each([
		[0, 1],
		[0.5, 1],
		[0.999, 1],
		[0, 10],
		[0.999, 10],
	])(
		'waits between 0.2 seconds and one for others that begin too: %d of it, %d requests',
		async (x, requests) => {
			jest.spyOn(Math, 'random').mockReturnValue(x);
			const obtained = workers.want(workers.first, requests);
			await after(199 + x * 800);
			expect(workers.logins).toBe(0);
			await after(2);
			expect(workers.logins).toBe(1);
			const tokens = (await Promise.all(obtained)).map((result) => sessionOf(result as never));
			expect(new Set(tokens.map(({ response: grant }) => grant.accessToken)).size).toBe(1);
			await expect(obtained[0]).resolves.toMatchObject({ value: { renewed: true } });
		},
	);

	describe('in a process that found a token when it started, which has expired', () => {
		/** How late the login is begun that so many requests want, in milliseconds. */
		async function lateness(requests: number): Promise<number> {
			jest.spyOn(Math, 'random').mockReturnValue(0);
			const session = await workers.login(workers.second);
			workers.first.adopt(own(session));
			await after((session.response.expiresAt ?? 0) - Date.now());
			const started = Date.now();
			const wanted = workers.want(workers.first, requests);
			for (let waited = 0; waited < 4 * SECOND && workers.logins < 2; waited += 10) await after(10);
			const late = Date.now() - started;
			await Promise.all(wanted);
			return late;
		}

		it('waits no longer where one request wants it', async () => {
			expect(await lateness(1)).toBe(200);
		});

		it('gives way for longer where many do', async () => {
			expect(await lateness(2)).toBe(500);
		});
	});

	it('counts who waits without asking for it', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const [obtained] = workers.want(workers.first, 1);
		expect(workers.first.loginToWaitFor(USE, POLICY, NOTHING)).toBeInstanceOf(Promise);
		await after(200);
		await obtained;
		expect(workers.first.contested).toBe(true);
	});

	it('is not made where another worker’s token turns up meanwhile', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(0.999);
		const obtained = workers.want(workers.first, 10);
		await after(500);
		const session = await workers.login(workers.second);
		expect(workers.first.choose(USE, POLICY, own(session))).toBe(session);
		// No more time passes: who waited goes on at once.
		await after(0);
		await expect(Promise.all(obtained)).resolves.toEqual(
			Array(10).fill({ value: { session, renewed: false } }),
		);
		expect(workers.logins).toBe(1);
	});

	it('is made at once by the worker that made the last token', async () => {
		const session = await workers.login(workers.first);
		await after(11 * SECOND);
		workers.world.good.clear();
		const refused = workers.first.refused(session, POLICY, workers.reach);
		await after(0);
		expect(workers.logins).toBe(2);
		expect(workers.world.good).toContain(sessionOf(await refused).response.accessToken);
	});

	it('gives way where a token is refused just after it was made: another worker has logged in', async () => {
		const session = await workers.login(workers.first);
		const other = await workers.login(workers.second);
		const refused = workers.first.refused(session, POLICY, workers.reach);
		await after(299);
		workers.first.adopt(own(other));
		await after(0);
		expect(sessionOf(await refused)).toBe(other);
		expect(workers.logins).toBe(2);
	});

	it('gives way between 0.3 and 2.5 seconds once another worker was seen to log in', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(0.999);
		await workers.login(workers.first);
		const other = await workers.login(workers.second);
		workers.first.adopt(own(other));
		await after(60 * SECOND);
		workers.world.good.clear();
		const refused = workers.first.refused(other, POLICY, workers.reach);
		await after(2_490);
		expect(workers.logins).toBe(2);
		await after(10);
		expect(workers.logins).toBe(3);
		expect(workers.world.good).toContain(sessionOf(await refused).response.accessToken);
	});

	it('is made at once where a new token was asked for', async () => {
		const minted = workers.first.obtain({ kind: 'mint', since: 0 }, POLICY, workers.reach);
		await after(0);
		expect(workers.logins).toBe(1);
		await expect(minted).resolves.toMatchObject({ value: { renewed: true } });
	});
});

it('a login that leaves other tokens alone is made at once', async () => {
	start(false);
	const obtained = workers.want(workers.first, 10);
	await after(0);
	expect(workers.logins).toBe(1);
	await Promise.all(obtained);
});

describe('a token that is about to be output', () => {
	it('may have been ended by another worker where many wanted its login, for ten seconds', async () => {
		const obtained = workers.want(workers.first, 10);
		await after(3 * SECOND);
		await Promise.all(obtained);
		const { contested } = workers.first;
		expect(contested).toBe(true);
		expect(workers.first.unsettled).toBe(false);
		await after(10 * SECOND);
		expect(workers.first.contested).toBe(false);
	});

	it('is left alone where nobody else wanted it', async () => {
		const [obtained] = workers.want(workers.first, 1);
		await after(SECOND);
		await obtained;
		expect(workers.first.contested).toBe(false);
	});

	it('is left alone after a login that nobody else wanted, whatever was wanted before', async () => {
		const obtained = workers.want(workers.first, 10);
		await after(3 * SECOND);
		await Promise.all(obtained);
		await after(60 * SECOND);
		workers.world.good.clear();
		await workers.login(workers.first);
		expect(workers.first.contested).toBe(false);
	});

	it('may have been ended where another worker was seen to log in', async () => {
		await workers.login(workers.first);
		workers.first.adopt(own(await workers.login(workers.second)));
		expect(workers.first.contested).toBe(true);
	});

	it('is left alone where tokens live side by side', async () => {
		start(false);
		await Promise.all(workers.want(workers.first, 10));
		expect(workers.first.contested).toBe(false);
	});
});

describe('who wants a token of a certain kind', () => {
	it('gets one of a login of its own, though it waited for one that gave way to another worker', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(0.999);
		const [, ...waiting] = workers.want(workers.first, 3);
		await after(300);
		const minting = workers.first.obtain({ kind: 'mint', since: 0 }, POLICY, workers.reach);
		const held = { issuedAt: Date.now() + 500, fingerprints: [], usable: false };
		const newer = { kind: 'get', newerThan: held } as const;
		const renewing = workers.first.obtain(newer, POLICY, workers.reach);
		const other = await workers.login(workers.second);
		workers.first.adopt(own(other));
		await after(SECOND);
		expect(sessionOf((await waiting[0]) as never)).toBe(other);
		const minted = await minting;
		expect(minted.value?.renewed).toBe(true);
		expect(sessionOf(minted)).not.toBe(other);
		expect(sessionOf(await renewing)).not.toBe(other);
	});
});

describe('a session that the credential does not hold', () => {
	it('is written by one request at a time: who writes has no second try', async () => {
		const old = await workers.login(workers.second);
		const session = await workers.login(workers.first);
		const choose = (stored: StoredToken) => workers.first.choose(USE, POLICY, stored);
		expect(choose(own(old))).toBeUndefined();
		expect(choose(own(old))).toBe(session);
		expect(choose(NOTHING)).toBeUndefined();
		expect(choose(NOTHING)).toBe(session);
		await after(SECOND);
		expect(choose(NOTHING)).toBeUndefined();
	});
});

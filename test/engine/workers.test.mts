import { setTimeout as pause } from 'node:timers/promises';

import { TimeSlots } from '../../tokens/cache/workers/timeSlots';
import { gate } from '../support/simulators/simulator.mts';
import { clock } from '../../tokens/http/waiting';
import { setClock } from '../support/clock.mts';
import { waited } from '../support/noWaits.mts';
import { beforeRead, otherWorker, store } from '../support/otherWorker.mts';
import { knowNobody } from '../support/sightings.mts';
import { World, failureOf } from '../support/world.mts';

let world: World;

beforeEach(async () => {
	// Each test begins as a process of its own, which has met no other.
	knowNobody();
	world = await new World().start();
});

afterEach(async () => {
	jest.restoreAllMocks();
	jest.useRealTimers();
	await world.stop();
});

const GET = { operation: 'get' };

/** The tokens that so many executions output which begin at once. */
async function gets(executions: number): Promise<unknown[]> {
	const running = Array.from({ length: executions }, () => world.run('personr', GET));
	return (await Promise.all(running)).map(({ json }) => json[0].accessToken);
}

describe('Get, where each login ends the token before it', () => {
	it('takes the token that another worker stores while it gives way, and does not log in', async () => {
		// Its turn may come at any moment. Here it comes late.
		jest.spyOn(TimeSlots.prototype, 'untilFirstLogin').mockReturnValue(600);
		const { credentials } = world.engine;
		let other = '';
		beforeRead(
			world,
			() => credentials.reads > 0,
			async () => (other = await otherWorker(world)),
		);
		const { json } = await world.run('personr', GET);
		expect(json[0]).toMatchObject({ accessToken: other, renewed: false });
		expect(world.personr.logins).toBe(1);
	});

	it('holds its token back for a moment, and outputs the one of another worker that logged in after it', async () => {
		let other = '';
		beforeRead(
			world,
			() => world.personr.logins > 0,
			async () => (other = await otherWorker(world)),
		);
		const { json } = await world.run('personr', GET);
		expect(json[0]).toMatchObject({ accessToken: other, renewed: true });
		expect(world.personr.token).toBe(other);
		expect(world.personr.logins).toBe(2);
	});

	it('outputs no token of another worker’s that was stored last and yet ended by a login of its own', async () => {
		let late: Promise<unknown[]> | undefined;
		beforeRead(
			world,
			() => world.personr.logins > 0,
			async () => {
				await Promise.resolve(store(world, 'bus|ended|by-the-login'));
				late = gets(10);
			},
		);
		expect(await gets(10)).toEqual(Array(10).fill(world.personr.token));
		expect(await late).toEqual(Array(10).fill(world.personr.token));
		expect(world.row('personr').accessToken).toBe(world.personr.token);
	});

	it('waits for another worker’s login that begins most of a second after its own', async () => {
		let begun = 0;
		let other = '';
		beforeRead(
			world,
			() => {
				if (begun === 0 && world.personr.logins > 0) begun = waited();
				return begun > 0 && waited() - begun > 800;
			},
			async () => (other = await otherWorker(world)),
		);
		const outcomes = await gets(10);
		expect(outcomes).toEqual(Array(10).fill(other));
		expect(world.personr.token).toBe(other);
	});

	it('begins again where its token is ended before it is output, and where the next one is', async () => {
		let third: Promise<string> | undefined;
		world.personr.behave(async ({ path }) => {
			const isLogin = path.endsWith('/api-token-generate');
			// Another worker's token is refused, and the one that follows is ended less than a second later.
			if (!isLogin && world.personr.logins === 2) world.personr.revoke();
			if (isLogin && world.personr.logins === 3)
				third = clock.sleep(400).then(() => otherWorker(world));
			return await Promise.resolve(undefined);
		});
		beforeRead(
			world,
			() => world.personr.logins > 0,
			() => otherWorker(world),
		);
		const tokens = await gets(10);
		expect(tokens).toEqual(Array(10).fill(await third));
		expect(world.personr.token).toBe(await third);
		expect(world.personr.logins).toBe(4);
	}, 60_000);

	it('tries and stores what it outputs, also where it was got anew', async () => {
		let tried = 0;
		world.personr.behave(async ({ path }) => {
			const { logins } = world.personr;
			if (path.endsWith('/api-applicant-status')) {
				if (logins === 3) tried += 1;
				// Of the third token the check learns first; what follows is its trial.
				if (logins === 2 || (logins === 3 && tried === 2)) world.personr.revoke();
			}
			return await Promise.resolve(undefined);
		});
		beforeRead(
			world,
			() => world.personr.logins > 0,
			() => otherWorker(world),
		);
		expect(await gets(10)).toEqual(Array(10).fill(world.personr.token));
		expect(world.personr.logins).toBe(4);
		expect(world.row('personr').accessToken).toBe(world.personr.token);
	}, 60_000);

	it('fails where its token is refused and cannot be replaced', async () => {
		// The check has accepted a token, so that its word counts.
		await gets(1);
		world.personr.revoke();
		await world.call('personr', `${world.personr.baseUrl}/things`, {}, [{}]);
		setClock(Date.now() + 400 * 86_400_000);
		world.personr.behave(({ path }) => {
			if (path.endsWith('/api-applicant-status') && world.personr.logins === 3)
				world.personr.revoke();
			const fails = path.endsWith('/api-token-generate') && world.personr.logins > 3;
			return fails ? { status: 500, body: {} } : undefined;
		});
		const running = Array.from({ length: 10 }, () => world.run('personr', GET));
		for (const outcome of await Promise.all(running)) expect(failureOf(outcome)).toContain('500');
		expect(world.personr.logins).toBe(4);
	}, 60_000);

	it('outputs a token that another worker stores while the login fails, though many wait for that', async () => {
		const failing = gate();
		world.personr.behave(async ({ path }) => {
			if (!path.endsWith('/api-token-generate') || world.personr.logins > 1) return undefined;
			await failing.wait;
			return { status: 500, body: {} };
		});
		const running = Array.from({ length: 10 }, () => world.run('personr', GET));
		while (world.personr.logins === 0) await pause(20);
		const other = await otherWorker(world);
		await pause(300);
		failing.open();
		const outcomes = await Promise.all(running);
		expect(outcomes.map(({ json }) => json[0].accessToken)).toEqual(Array(10).fill(other));
	});

	it('outputs its token where the check breaks', async () => {
		world.personr.behave(({ path }) =>
			path.endsWith('/api-applicant-status') ? { status: 500, body: {} } : undefined,
		);
		expect(await gets(10)).toEqual(Array(10).fill(world.personr.token));
		expect(world.personr.logins).toBe(1);
		expect(world.personr.checks).toBe(1);
	});

	it('finds a token just made, and outputs that of a third worker, which logs in meanwhile', async () => {
		const { credentials } = world.engine;
		let third = '';
		await otherWorker(world);
		beforeRead(
			world,
			() => credentials.reads > 5,
			async () => (third = await otherWorker(world)),
		);
		expect(await gets(1)).toEqual([third]);
		expect(world.personr.token).toBe(third);
		expect(world.personr.logins).toBe(2);
	});

	it('finds a token just made, looks whether another one follows, and checks it once', async () => {
		const other = await otherWorker(world);
		const { credentials } = world.engine;
		expect(await gets(1)).toEqual([other]);
		expect(credentials.reads).toBeGreaterThan(5);
		const reads = credentials.reads;
		expect(await gets(5)).toEqual(Array(5).fill(other));
		expect(credentials.reads).toBe(reads + 5);
		expect(world.personr.logins).toBe(1);
		// The check, and its control with a made-up token.
		expect(world.personr.arrived.length).toBe(3);
	});

	it('reads the credential once, and checks the token once, where a good one is stored', async () => {
		const other = store(world, await otherWorker(world), 1_200);
		const arrived = world.personr.arrived.length;
		const { json } = await world.run('personr', GET);
		expect(json[0]).toMatchObject({ accessToken: other, renewed: false });
		expect(world.personr.arrived).toHaveLength(arrived + 2);
		expect(world.personr.checks).toBe(2);
		expect(world.engine.credentials.reads).toBe(1);
	});

	it('tells all who wait why a login failed, after one attempt', async () => {
		world.personr.behave(async ({ path }) =>
			path.endsWith('/api-token-generate') ? { status: 500, body: {} } : undefined,
		);
		const outcomes = await Promise.all(
			Array.from({ length: 20 }, async () => await world.run('personr', GET)),
		);
		const told = new Set(outcomes.map(failureOf));
		expect([...told]).toEqual([expect.stringMatching(/^Personr .*500/)]);
		expect(world.personr.logins).toBe(1);
	});

	it('loses nothing where the credential cannot be read while it waits', async () => {
		const { credentials } = world.engine;
		beforeRead(
			world,
			() => credentials.reads > 4,
			async () => await Promise.reject(new Error('Connection terminated unexpectedly')),
		);
		const outcomes = await Promise.all(
			Array.from({ length: 5 }, async () => await world.run('personr', GET)),
		);
		expect(outcomes.flatMap(({ json }) => json.map(({ error }) => error))).toEqual(
			Array(5).fill(undefined),
		);
		expect(world.personr.logins).toBe(1);
	});

	it('waits for nobody where a good token is stored', async () => {
		await world.run('personr', GET);
		const asked = gate();
		const hold = gate();
		world.personr.behave(async ({ path }) => {
			if (!path.endsWith('/api-token-generate')) return undefined;
			asked.open();
			await hold.wait;
			return undefined;
		});
		const now = new Date().toISOString();
		const held = { operation: 'renewIfDue', issuedAt: now, expiresAt: now, renewAt: now };
		let renewed = false;
		const renewing = world.run('personr', held).then(() => (renewed = true));
		await asked.wait;
		expect((await world.run('personr', GET)).json[0].renewed).toBe(false);
		expect(renewed).toBe(false);
		hold.open();
		await renewing;
	});

	it('logs in once for many executions at once', async () => {
		const outcomes = await Promise.all(
			Array.from({ length: 10 }, async () => await world.run('personr', GET)),
		);
		const tokens = outcomes.map(({ json }) => json[0].accessToken);
		expect(tokens).toEqual(Array(10).fill(world.personr.token));
		expect(world.personr.logins).toBe(1);
		// The token, and a made-up one.
		expect(world.personr.checks).toBe(2);
		// Each reads it once or twice; one of them looks into it ten times a second for the others.
		expect(world.engine.credentials.reads).toBeLessThan(60);
	});
});

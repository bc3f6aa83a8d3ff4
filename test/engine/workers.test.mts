import { setTimeout as pause } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';

import { readCredential } from '../../tokens/accounts';
import { personr } from '../../tokens/providers/personr';
import { writeSession } from '../../tokens/session';
import { gate } from '../simulators/simulator.mts';
import { World, failureOf } from './world.mts';

let world: World;

beforeEach(async () => {
	world = await new World().start();
});

afterEach(async () => {
	jest.restoreAllMocks();
	await world.stop();
});

/** Another worker's login: n8n writes its session to the row that all workers share. */
async function otherWorker(): Promise<string> {
	const body = new FormData();
	body.append('email', world.personr.email);
	body.append('password', world.personr.password);
	await fetch(`${world.personr.baseUrl}/api-token-generate`, { method: 'POST', body });
	return store(world.personr.token);
}

/** n8n writes another worker's session. */
function store(accessToken: string): string {
	const now = Date.now();
	const { digest } = readCredential(personr, world.fields('personr'));
	const grant = {
		accessToken,
		issuedAt: now,
		obtainedAt: now,
		expiresAt: now + 86_400_000,
		userId: null,
		accountId: null,
		tokenName: null,
		refreshToken: null,
		refreshTokenExpiresAt: null,
	};
	const tokenSession = writeSession({ digest, order: now, grant });
	Object.assign(world.row('personr'), { tokenState: 'managed', tokenSession, accessToken });
	return accessToken;
}

/** Does something once, before the first read of the credential for which it is time. */
function beforeRead(isTime: () => boolean, work: () => Promise<unknown>): void {
	const { credentials } = world.engine;
	const read = credentials.getDecrypted.bind(credentials);
	let done = false;
	jest.spyOn(credentials, 'getDecrypted').mockImplementation(async (...given) => {
		if (!done && isTime()) {
			done = true;
			await work();
		}
		return await read(...given);
	});
}

const GET = { operation: 'get' };

/** The tokens that so many executions output which begin at once. */
async function gets(executions: number): Promise<unknown[]> {
	const running = Array.from({ length: executions }, () => world.run('personr', GET));
	return (await Promise.all(running)).map(({ json }) => json[0].accessToken);
}

describe('Get, where each login ends the token before it', () => {
	it('takes the token that another worker stores while it gives way, and does not log in', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(0.5);
		const { credentials } = world.engine;
		let other = '';
		beforeRead(
			() => credentials.reads > 0,
			async () => (other = await otherWorker()),
		);
		const { json } = await world.run('personr', GET);
		expect(json[0]).toMatchObject({ accessToken: other, renewed: false });
		expect(world.personr.logins).toBe(1);
	});

	it('holds its token back for a moment, and outputs the one of another worker that logged in after it', async () => {
		let other = '';
		beforeRead(
			() => world.personr.logins > 0,
			async () => (other = await otherWorker()),
		);
		const { json } = await world.run('personr', GET);
		expect(json[0]).toMatchObject({ accessToken: other, renewed: true });
		expect(world.personr.token).toBe(other);
		expect(world.personr.logins).toBe(2);
	});

	it('outputs no token of another worker’s that was stored last and yet ended by a login of its own', async () => {
		let late: Promise<unknown[]> | undefined;
		beforeRead(
			() => world.personr.logins > 0,
			async () => {
				await Promise.resolve(store('bus|ended|by-the-login'));
				late = gets(10);
			},
		);
		expect(await gets(10)).toEqual(Array(10).fill(world.personr.token));
		expect(await late).toEqual(Array(10).fill(world.personr.token));
		expect(world.personr.logins).toBe(1);
		expect(world.row('personr').accessToken).toBe(world.personr.token);
	});

	it('waits for another worker’s login that begins most of a second after its own', async () => {
		let begun = 0;
		let other = '';
		beforeRead(
			() => {
				if (begun === 0 && world.personr.logins > 0) begun = Date.now();
				return begun > 0 && Date.now() - begun > 800;
			},
			async () => (other = await otherWorker()),
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
			if (isLogin && world.personr.logins === 3) third = pause(400).then(otherWorker);
			return await Promise.resolve(undefined);
		});
		beforeRead(() => world.personr.logins > 0, otherWorker);
		const tokens = await gets(10);
		expect(tokens).toEqual(Array(10).fill(await third));
		expect(world.personr.token).toBe(await third);
		expect(world.personr.logins).toBe(4);
	}, 60_000);

	it('outputs its token where the check breaks', async () => {
		world.personr.behave(({ path }) =>
			path.endsWith('/api-applicant-status') ? { status: 500, body: {} } : undefined,
		);
		expect(await gets(10)).toEqual(Array(10).fill(world.personr.token));
		expect(world.personr.logins).toBe(1);
		// What the check learned nothing from, and one attempt to make certain of the token.
		expect(world.personr.checks).toBe(2);
	});

	it('reads the credential once, and calls nobody, where a good token is stored', async () => {
		const other = await otherWorker();
		const arrived = world.personr.arrived.length;
		const { json } = await world.run('personr', GET);
		expect(json[0]).toMatchObject({ accessToken: other, renewed: false });
		expect(world.personr.arrived).toHaveLength(arrived);
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
		// What the check learns at once, and later the token and a made-up one.
		expect(world.personr.checks).toBe(3);
	});
});

describe('requests in n8n’s own node, where each login ends the token before it', () => {
	it('log in again where another worker has ended the token between its storing and its use', async () => {
		const url = `${world.personr.baseUrl}/things`;
		const call = async (items = 1) =>
			await world.call('personr', url, {}, Array(items).fill({}) as IDataObject[]);
		// Once refused, it knows that the check can be believed; then it meets the other worker.
		await call();
		world.personr.revoke();
		expect((await call()).json[0].error).toBeUndefined();
		await otherWorker();
		await call();
		world.personr.revoke();
		// The check that follows the next login is when the other one logs in.
		const { logins } = world.personr;
		let ended = false;
		world.personr.behave(async ({ path }) => {
			const isNext = path.endsWith('/api-applicant-status') && world.personr.logins > logins;
			if (isNext && !ended) {
				ended = true;
				world.personr.revoke();
			}
			return undefined;
		});
		const { json } = await call(10);
		expect(json.filter(({ error }) => error)).toEqual([]);
		expect(json).toHaveLength(10);
		expect(world.personr.logins).toBe(logins + 2);
	});

	it('make one login where the check refuses every token, though many wanted it', async () => {
		world.personr.behave(async ({ path }) =>
			path.endsWith('/api-applicant-status') ? { status: 401, body: {} } : undefined,
		);
		const url = `${world.personr.baseUrl}/things`;
		const { json } = await world.call('personr', url, {}, Array(20).fill({}) as IDataObject[]);
		expect(json.filter(({ error }) => error)).toEqual([]);
		expect(world.personr.logins).toBe(1);
	});
});

import type { Account } from '../../tokens/account';
import { Failure } from '../../tokens/failure';
import type { Reach } from '../../tokens/logins';
import type { Session, Stored } from '../../tokens/session';
import type { Obtained, Stands } from '../../tokens/want';
import { START, World, immediately } from './world.mts';

const POLICY = { renewBefore: 0, maxAge: 0 };
const USE = { kind: 'use' } as const;
const GET = { kind: 'get' } as const;
const NOTHING: Stored = { kind: 'none' };
const SECOND = 1_000;

const own = (session: Session): Stored => ({ kind: 'own', session });

/** Two workers with the same credential, and a provider that ends the old token with each login, or does not. */
class Workers {
	readonly world: World;
	readonly first: Account;
	readonly second: Account;
	readonly reach: Reach;
	checks = 0;

	constructor(replacesToken = true) {
		this.world = new World(replacesToken, immediately);
		this.first = this.world.account();
		this.second = this.world.account();
		const { ask, probe } = this.world.reach;
		this.reach = {
			ask,
			probe: async (token) => {
				this.checks += 1;
				return await probe(token);
			},
			wait: async (milliseconds) => {
				await new Promise((done) => setTimeout(done, milliseconds));
			},
		};
	}

	get logins(): number {
		return this.world.logins;
	}

	/** A login of a worker's, with nobody near. */
	async login(worker: Account): Promise<Session> {
		await after(1);
		const obtaining = worker.obtain({ kind: 'mint', since: worker.ended }, POLICY, this.reach);
		return sessionOf(await obtaining);
	}

	/** So many requests of a worker's want a token at once. */
	want(worker: Account, requests: number): Array<Promise<unknown>> {
		return Array.from({ length: requests }, () => worker.obtain(GET, POLICY, this.reach));
	}
}

function sessionOf({ value }: { value?: Obtained | Stands }): Session {
	if (value === undefined || !('session' in value)) throw new Error('There is no session');
	return value.session;
}

async function after(milliseconds: number): Promise<void> {
	await jest.advanceTimersByTimeAsync(milliseconds);
}

let workers: Workers;

/** The provider's clock is the one that the timers move. */
function start(replacesToken = true): void {
	workers = new Workers(replacesToken);
	Object.defineProperty(workers.world, 'now', { get: () => Date.now() });
}

beforeEach(() => {
	jest.useFakeTimers({ now: START });
	start();
});

afterEach(() => {
	jest.restoreAllMocks();
	jest.useRealTimers();
});

describe('a login that ends the token before it', () => {
	it('waits a quarter of a second to see whether it is wanted by many, and then begins', async () => {
		const [obtained] = workers.want(workers.first, 1);
		await after(249);
		expect(workers.logins).toBe(0);
		await after(1);
		expect(workers.logins).toBe(1);
		await expect(obtained).resolves.toMatchObject({ value: { renewed: true } });
	});

	it.each([0, 0.5, 0.999])(
		'gives way for up to a second where many want it: %d of it',
		async (x) => {
			jest.spyOn(Math, 'random').mockReturnValue(x);
			const obtained = workers.want(workers.first, 10);
			await after(249 + x * SECOND);
			expect(workers.logins).toBe(0);
			await after(2);
			expect(workers.logins).toBe(1);
			const tokens = (await Promise.all(obtained)).map((result) => sessionOf(result as never));
			expect(new Set(tokens.map(({ grant }) => grant.accessToken)).size).toBe(1);
		},
	);

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
		expect(workers.world.good).toContain(sessionOf(await refused).grant.accessToken);
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
		expect(workers.world.good).toContain(sessionOf(await refused).grant.accessToken);
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

describe('while other workers may log in', () => {
	/** The first worker has seen its check accept a token, and just met the second one's session. */
	async function metOther(): Promise<Session> {
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
		const confirming = workers.first.confirm({ session, renewed: false }, workers.reach);
		await expect(confirming).resolves.toEqual({ value: { session, renewed: false } });
		workers.world.good.clear();
		const again = workers.first.confirm({ session, renewed: false }, workers.reach);
		await after(3 * SECOND);
		expect(workers.world.good).toContain(sessionOf(await again).grant.accessToken);
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
		await workers.first.confirm({ session, renewed: false }, workers.reach);
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
		expect(workers.world.good).toContain(sessionOf(await refused).grant.accessToken);
	});
});

describe('what counts as another worker’s login', () => {
	it('a session that a process finds when it starts does not: it may be its own of before', async () => {
		const session = await workers.login(workers.second);
		workers.first.adopt(own(session));
		expect(workers.first.unsettled).toBe(false);
		await after(11 * SECOND);
		workers.world.good.clear();
		const refused = workers.first.refused(session, POLICY, workers.reach);
		await after(250);
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
		const refuse = async (session: Session) => {
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
		const choose = (stored: Stored) => workers.first.choose(USE, POLICY, stored);
		expect(choose(own(old))).toBeUndefined();
		expect(choose(own(old))).toBe(session);
		expect(choose(NOTHING)).toBeUndefined();
		expect(choose(NOTHING)).toBe(session);
		await after(SECOND);
		expect(choose(NOTHING)).toBeUndefined();
	});
});

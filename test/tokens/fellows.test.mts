import type { Account } from '../../tokens/account';
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
	/** The first worker has just met the second one's session. */
	async function metOther(): Promise<Session> {
		await workers.login(workers.first);
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
		const found = sessionOf(await again);
		expect(workers.world.good).toContain(found.grant.accessToken);
		expect(workers.logins).toBe(3);
	});

	it('a check that refuses every token leads to one login a minute, no more', async () => {
		const session = await metOther();
		workers.reach.probe = async () => {
			await Promise.resolve();
			return 'refused';
		};
		for (let request = 0; request < 5; request += 1) {
			const confirming = workers.first.confirm({ session, renewed: false }, workers.reach);
			await after((20 * SECOND) / 5);
			await confirming;
		}
		expect(workers.logins).toBe(3);
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

	it('refusals that no other worker’s session explains count as another system’s', async () => {
		let session = await workers.login(workers.first);
		for (let round = 0; round < 3; round += 1) {
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
		}
		throw new Error('It was not told');
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

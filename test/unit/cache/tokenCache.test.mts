import fc from 'fast-check';

import type { TokenCache } from '../../../tokens/cache/tokenCache';
import type { CachedToken, StoredToken } from '../../../tokens/cache/storedToken';
import type { TokenRequest } from '../../../tokens/cache/tokenRequest';
import { LIFETIME, START, World, immediately } from '../../support/cacheWorld.mts';

const POLICY = { renewBefore: 0, maxAge: 0 };
const NOTHING: StoredToken = { kind: 'none' };

type Step =
	| { do: 'use' | 'get' | 'newer' | 'mint' | 'fail' | 'revoke' | 'toggle' | 'edit' }
	| { do: 'refuse'; which: number }
	| { do: 'clock'; by: number };

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom<Step>({ do: 'use' }, { do: 'get' }, { do: 'fail' }) },
	{
		weight: 2,
		arbitrary: fc.constantFrom<Step>(
			{ do: 'mint' },
			{ do: 'newer' },
			{ do: 'revoke' },
			{ do: 'toggle' },
			{ do: 'edit' },
		),
	},
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('refuse' as const), which: fc.nat(5) }) },
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant('clock' as const),
			by: fc.oneof(
				fc.integer({ min: -LIFETIME, max: 2 * LIFETIME }),
				fc.constantFrom(500, 2_001, 61_000),
			),
		}),
	},
);

/** Plays requests as n8n's two calls would, with a credential that is edited to and fro, and keeps what was handed out. */
class Player {
	readonly seen: CachedToken[] = [];
	/** Tokens handed out though they had expired, or were got with other login details. */
	readonly misused: string[] = [];
	private readonly accounts: Map<string, TokenCache>;
	private details = 'one';

	constructor(readonly world: World) {
		this.accounts = new Map(['one', 'two'].map((digest) => [digest, world.account(digest)]));
	}

	get account(): TokenCache {
		return this.accountOf(this.details);
	}

	accountOf(digest: string): TokenCache {
		return this.accounts.get(digest) as TokenCache;
	}

	edit(): void {
		this.details = this.details === 'one' ? 'two' : 'one';
	}

	async session(want: TokenRequest): Promise<CachedToken | undefined> {
		const { details, account } = this;
		const chosen = account.choose(want, POLICY, this.stored());
		const { value } = chosen
			? { value: { session: chosen } }
			: await account.obtain(want, POLICY, this.world.reachFor(details));
		return value && this.handedOut(value.token, details);
	}

	async refused(session: CachedToken): Promise<void> {
		const { digest } = session;
		const reach = this.world.reachFor(digest);
		const { value } = await this.accountOf(digest).refused(session, POLICY, reach);
		if (value && 'session' in value) this.handedOut(value.token, digest);
	}

	/** What n8n read of the database when the request began: often the newest session, often the one before. */
	private stored(): StoredToken {
		const sessions = [...this.seen].sort((a, b) => b.order - a.order);
		const session = sessions[this.seen.length % 2] ?? sessions[0];
		if (session === undefined) return NOTHING;
		return session.digest === this.details ? { kind: 'own', session } : { kind: 'foreign' };
	}

	private handedOut(session: CachedToken, details: string): CachedToken {
		const expired = (session.response.expiresAt ?? Infinity) <= this.world.now;
		if (expired || session.digest !== details) this.misused.push(session.response.accessToken);
		this.seen.push(session);
		return session;
	}
}

async function play(player: Player, given: Step): Promise<void> {
	const { world, account } = player;
	switch (given.do) {
		case 'use':
		case 'get':
			return void (await player.session({ kind: given.do }));
		case 'newer': {
			const newerThan = { issuedAt: world.now - LIFETIME / 2, fingerprints: [], usable: true };
			return void (await player.session({ kind: 'get', newerThan }));
		}
		case 'mint':
			return void (await player.session({ kind: 'mint', since: account.ended }));
		case 'fail': {
			const used = await player.session({ kind: 'use' });
			return used && (await player.refused(used));
		}
		case 'refuse': {
			const used = player.seen.at(-1 - given.which);
			return used && (await player.refused(used));
		}
		case 'revoke':
			return world.good.clear();
		case 'edit':
			return player.edit();
		case 'toggle':
			world.down = !world.down;
			return;
		case 'clock':
			world.now += given.by;
	}
}

describe.each([true, false])(
	'any sequence of requests, refusals, edits and clock steps (new token kills old: %s)',
	(replaces) => {
		const run = async (scheduler: fc.Scheduler, steps: Step[]) => {
			const world = new World(
				replaces,
				async (value) => await scheduler.schedule(Promise.resolve(value)),
			);
			const player = new Player(world);
			const playing = steps.map(async (given) => {
				await scheduler.schedule(Promise.resolve(given.do));
				await play(player, given);
			});
			await scheduler.waitFor(Promise.all(playing));
			return player;
		};
		const any = [fc.scheduler(), fc.array(step, { maxLength: 25 })] as const;

		test('never makes two logins run at once', async () => {
			await fc.assert(
				fc.asyncProperty(...any, async (scheduler, steps) => {
					expect((await run(scheduler, steps)).world.mostAtOnce).toBeLessThanOrEqual(1);
				}),
				{ numRuns: 300 },
			);
		});

		test('never hands out a token past its expiry, or one of other details', async () => {
			await fc.assert(
				fc.asyncProperty(...any, async (scheduler, steps) => {
					expect((await run(scheduler, steps)).misused).toEqual([]);
				}),
				{ numRuns: 300 },
			);
		});

		test('never drops a session that is newer than the refused one', async () => {
			let telling = 0;
			await fc.assert(
				fc.asyncProperty(...any, async (scheduler, steps) => {
					const player = await run(scheduler, steps);
					const { world, seen } = player;
					const newest = [...seen].sort((a, b) => b.order - a.order)[0];
					const kept = newest !== undefined && world.good.has(newest.response.accessToken);
					if (!kept || (newest.response.expiresAt ?? 0) <= world.now) return;
					telling += 1;
					const before = world.logins;
					world.wait = immediately;
					world.down = false;
					const policy = { renewBefore: 1, maxAge: 0 };
					const { digest } = newest;
					const account = player.accountOf(digest);
					const got = await account.obtain({ kind: 'get' }, policy, world.reachFor(digest));
					expect(got.value?.token.response.accessToken).toBe(newest.response.accessToken);
					expect(world.logins).toBe(before);
				}),
				{ numRuns: 300 },
			);
			expect(telling).toBeGreaterThan(20);
		});
	},
);

describe('an account', () => {
	const world = () => new World(true, immediately);

	test('gives those who wait the one login’s result, or its failure', async () => {
		const one = world();
		const account = one.account();
		const results = await Promise.all(
			Array.from(
				{ length: 50 },
				async () => await account.obtain({ kind: 'use' }, POLICY, one.reach),
			),
		);
		expect(new Set(results.map(({ value }) => value?.token.response.accessToken))).toEqual(
			new Set(['token-1']),
		);
		one.down = true;
		one.now += 2 * LIFETIME;
		const failed = await Promise.all(
			Array.from(
				{ length: 50 },
				async () => await account.obtain({ kind: 'use' }, POLICY, one.reach),
			),
		);
		expect(failed.every(({ failure }) => failure?.message === 'The provider is down.')).toBe(true);
		expect(one.logins).toBe(2);
	});

	test('hands out no token that expires while it is being checked', async () => {
		let checks = 0;
		const one: World = new World(true, async (value) => {
			if (value === 'check' && (checks += 1) === 2) one.now += 2 * LIFETIME;
			return value;
		});
		const account = one.account();
		const { value } = await account.obtain({ kind: 'use' }, POLICY, one.reach);
		one.good.clear();
		const { failure } = await account.refused(value?.token as CachedToken, POLICY, one.reach);
		expect(failure?.message).toMatch(/expired before it could be used/);
	});

	test('has the newest session written where the credential holds none, an older one or another account’s', async () => {
		const one = world();
		const account = one.account();
		const first = (await account.obtain({ kind: 'use' }, POLICY, one.reach)).value
			?.token as CachedToken;
		const second = (await account.obtain({ kind: 'mint', since: 1 }, POLICY, one.reach)).value
			?.token as CachedToken;
		const choose = (stored: StoredToken) =>
			account.choose({ kind: 'use' }, POLICY, stored)?.response.accessToken;
		expect(choose({ kind: 'none' })).toBeUndefined();
		expect(choose({ kind: 'own', session: first })).toBeUndefined();
		expect(choose({ kind: 'foreign' })).toBeUndefined();
		expect(choose({ kind: 'own', session: second })).toBe('token-2');
		expect(choose({ kind: 'foreign' })).toBe('token-2');
		expect(one.logins).toBe(2);
	});

	test('takes a newer session that another process stored, but none that it knows to be refused', async () => {
		const one = world();
		const account = one.account();
		const first = (await account.obtain({ kind: 'use' }, POLICY, one.reach)).value
			?.token as CachedToken;
		const theirs: CachedToken = {
			digest: 'digest',
			order: first.order + 1,
			response: { ...one.mint(), accessToken: 'theirs' },
		};
		one.good.add('theirs');
		const own: StoredToken = { kind: 'own', session: theirs };
		expect(account.choose({ kind: 'use' }, POLICY, own)?.response.accessToken).toBe('theirs');
		one.good.clear();
		await account.refused(theirs, POLICY, one.reach);
		expect(account.choose({ kind: 'use' }, POLICY, own)?.response.accessToken).not.toBe('theirs');
		expect(one.logins).toBe(2);
	});

	test('waits up to a tenth of the window longer before a request renews, so that one worker does it for all', async () => {
		const one = new World(false, immediately);
		const renewedAt = new Set<number>();
		for (let worker = 0; worker < 40; worker += 1) {
			one.now = START;
			const account = one.account();
			const session = (await account.obtain({ kind: 'use' }, POLICY, one.reach)).value
				?.token as CachedToken;
			const due = LIFETIME - 360_000;
			const isUsed = (at: number, kind: 'use' | 'get') => {
				one.now = START + at;
				return account.choose({ kind }, POLICY, { kind: 'own', session }) !== undefined;
			};
			expect(isUsed(due - 1, 'get')).toBe(true);
			const waits = Array.from({ length: 37 }, (_, n) => n * 1_000).find(
				(wait) => !isUsed(due + wait, 'use'),
			);
			renewedAt.add(waits as number);
			expect(waits).toBeLessThanOrEqual(36_000);
		}
		expect(renewedAt.size).toBeGreaterThan(5);
	});
});

import fc from 'fast-check';

import { recover } from '../../../tokens/cache/recovery';
import { isInvalidated } from '../../../tokens/cache/state';
import type { CachedToken, StoredToken } from '../../../tokens/cache/storedToken';
import type { TokenCache } from '../../../tokens/cache/tokenCache';
import type { AcquiredToken, TokenRequest } from '../../../tokens/cache/tokenRequest';
import { Failure, toResult } from '../../../tokens/http/failure';
import { clock } from '../../../tokens/http/waiting';
import {
	GET,
	LIFETIME,
	NONE,
	POLICY,
	USE,
	World,
	forceRefresh,
	immediately,
	time,
	useStillClock,
} from '../../support/cacheWorld.mts';

useStillClock();

type Action =
	| { do: 'use' | 'get' | 'newer' | 'forceRefresh' | 'fail' | 'revoke' | 'toggle' | 'edit' }
	| { do: 'reject'; which: number }
	| { do: 'clock'; by: number };

const action: fc.Arbitrary<Action> = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom<Action>({ do: 'use' }, { do: 'get' }, { do: 'fail' }) },
	{
		weight: 2,
		arbitrary: fc.constantFrom<Action>(
			{ do: 'forceRefresh' },
			{ do: 'newer' },
			{ do: 'revoke' },
			{ do: 'toggle' },
			{ do: 'edit' },
		),
	},
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('reject' as const), which: fc.nat(5) }) },
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

/** How many logins an action may make at most: `fail` uses a token, and then recovers from its failure. */
const MOST_LOGINS: Partial<Record<Action['do'], number>> = {
	use: 2,
	get: 1,
	newer: 1,
	forceRefresh: 1,
	fail: 3,
	reject: 1,
};

/** Plays requests as n8n's two calls do, with a credential that is edited to and fro, and keeps what is handed out. */
class Player {
	readonly seen: CachedToken[] = [];
	/** Tokens handed out though they had expired, had been rejected, or are for other login details. */
	readonly misused: string[] = [];
	private readonly caches: Map<string, TokenCache>;
	private identity = 'one';

	constructor(readonly world: World) {
		this.caches = new Map(['one', 'two'].map((identity) => [identity, world.cache(identity)]));
	}

	get cache(): TokenCache {
		return this.cacheOf(this.identity);
	}

	cacheOf(identity: string): TokenCache {
		return this.caches.get(identity) as TokenCache;
	}

	edit(): void {
		this.identity = this.identity === 'one' ? 'two' : 'one';
	}

	/** A request: `authenticate`, and where that has no token `preAuthentication` and `authenticate` once more. */
	async token(request: TokenRequest): Promise<CachedToken | undefined> {
		const { identity, cache, world } = this;
		const access = world.access(identity);
		const ready = await toResult('', () => cache.ready(request, this.stored()));
		if (ready.failure) return undefined;
		let acquired: AcquiredToken | undefined = ready.value;
		if (!acquired) {
			const { value } = await cache.acquire(request, access);
			acquired = value && (await cache.beforeLastTry(value, request, access)).value;
		}
		return acquired && this.handedOut(acquired.token, identity);
	}

	async rejected(token: CachedToken): Promise<void> {
		const { digest } = token;
		const { value } = await recover(this.cacheOf(digest), token, USE, this.world.access(digest));
		if (value && 'token' in value) this.handedOut(value.token, digest);
	}

	/** What n8n read of the credential when the request began: the newest token, the one before, or none. */
	private stored(): StoredToken {
		const tokens = [...this.seen].sort((a, b) => b.order - a.order);
		const token = [tokens[0], tokens[1] ?? tokens[0], undefined][this.seen.length % 3];
		if (token === undefined) return NONE;
		return { kind: token.digest === this.identity ? 'own' : 'foreign', token };
	}

	private handedOut(token: CachedToken, identity: string): CachedToken {
		const isExpired = (token.response.expiresAt ?? Infinity) <= time.now;
		const wasRejected = isInvalidated(this.cacheOf(identity).state, token);
		if (isExpired || wasRejected || token.digest !== identity)
			this.misused.push(token.response.accessToken);
		this.seen.push(token);
		return token;
	}
}

async function play(player: Player, given: Action): Promise<void> {
	const { world, cache } = player;
	switch (given.do) {
		case 'use':
			return void (await player.token(USE));
		case 'get':
			return void (await player.token(GET));
		case 'newer': {
			const newerThan = { issuedAt: time.now - LIFETIME / 2, fingerprints: [], usable: true };
			return void (await player.token({ ...GET, newerThan }));
		}
		case 'forceRefresh':
			return void (await player.token(forceRefresh(cache.state.logins)));
		case 'fail': {
			const used = await player.token(USE);
			return used && (await player.rejected(used));
		}
		case 'reject': {
			const used = player.seen.at(-1 - given.which);
			return used && (await player.rejected(used));
		}
		case 'revoke':
			return world.revoke();
		case 'edit':
			return player.edit();
		case 'toggle':
			world.failure = world.failure ? undefined : new Failure('SERVER_ERROR', 'It is down');
			return;
		case 'clock':
			time.now += given.by;
	}
}

describe.each([true, false])(
	'any sequence of requests, rejections, edits and clock changes (a new token revokes the previous one: %s)',
	(revokesPrevious) => {
		const run = async (scheduler: fc.Scheduler, actions: Action[]) => {
			const schedule = async <T,>(value: T) => await scheduler.schedule(Promise.resolve(value));
			const world = new World(revokesPrevious, schedule);
			jest.spyOn(clock, 'sleep').mockImplementation(async () => void (await schedule('sleep')));
			const player = new Player(world);
			const playing = actions.map(async (given) => {
				await schedule(given.do);
				await play(player, given);
			});
			await scheduler.waitFor(Promise.all(playing));
			return player;
		};
		const any = [fc.scheduler(), fc.array(action, { maxLength: 25 })] as const;

		test('never makes two logins run at once', async () => {
			await fc.assert(
				fc.asyncProperty(...any, async (scheduler, actions) => {
					expect((await run(scheduler, actions)).world.mostAtOnce).toBeLessThanOrEqual(1);
				}),
				{ numRuns: 300 },
			);
		});

		test('never hands out a token that expired, was rejected, or is for other login details', async () => {
			await fc.assert(
				fc.asyncProperty(...any, async (scheduler, actions) => {
					expect((await run(scheduler, actions)).misused).toEqual([]);
				}),
				{ numRuns: 300 },
			);
		});

		test('never makes more logins than it has requests for', async () => {
			await fc.assert(
				fc.asyncProperty(...any, async (scheduler, actions) => {
					const { world } = await run(scheduler, actions);
					const most = actions.reduce((sum, given) => sum + (MOST_LOGINS[given.do] ?? 0), 0);
					expect(world.logins).toBeLessThanOrEqual(most);
				}),
				{ numRuns: 300 },
			);
		});

		test('never drops a token that is newer than the rejected one', async () => {
			let conclusive = 0;
			await fc.assert(
				fc.asyncProperty(...any, async (scheduler, actions) => {
					const player = await run(scheduler, actions);
					const { world, seen } = player;
					const newest = [...seen].sort((a, b) => b.order - a.order)[0];
					const isKept = newest !== undefined && world.good.has(newest.response.accessToken);
					if (!isKept || (newest.response.expiresAt ?? 0) <= time.now) return;
					conclusive += 1;
					const before = world.logins;
					world.wait = immediately;
					world.failure = undefined;
					const { digest, response } = newest;
					const request = { ...GET, policy: { ...POLICY, renewBefore: 1 } };
					const got = await player.cacheOf(digest).acquire(request, world.access(digest));
					expect(got.value?.token.response).toEqual(response);
					expect(world.logins).toBe(before);
				}),
				{ numRuns: 300 },
			);
			expect(conclusive).toBeGreaterThan(20);
		});
	},
);

import type { TokenCache } from '../../tokens/cache/tokenCache';
import type { Reach } from '../../tokens/cache/logins';
import type { CachedToken, StoredToken } from '../../tokens/cache/storedToken';
import type { AcquiredToken, Stands } from '../../tokens/cache/tokenRequest';
import { START, World, immediately } from './cacheWorld.mts';

export const POLICY = { renewBefore: 0, maxAge: 0 };
export const USE = { kind: 'use' } as const;
export const GET = { kind: 'get' } as const;
export const NOTHING: StoredToken = { kind: 'none' };
export const SECOND = 1_000;

export const own = (session: CachedToken): StoredToken => ({ kind: 'own', session });

/** Two workers with the same credential, and a provider that ends the old token with each login, or does not. */
export class Workers {
	readonly world: World;
	readonly first: TokenCache;
	readonly second: TokenCache;
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
	async login(worker: TokenCache): Promise<CachedToken> {
		await after(1);
		const obtaining = worker.obtain({ kind: 'mint', since: worker.ended }, POLICY, this.reach);
		return sessionOf(await obtaining);
	}

	/** So many requests of a worker's want a token at once. */
	want(worker: TokenCache, requests: number): Array<Promise<unknown>> {
		return Array.from({ length: requests }, () => worker.obtain(GET, POLICY, this.reach));
	}
}

export function sessionOf({ value }: { value?: AcquiredToken | Stands }): CachedToken {
	if (value === undefined || !('session' in value)) throw new Error('There is no session');
	return value.token;
}

export async function after(milliseconds: number): Promise<void> {
	await jest.advanceTimersByTimeAsync(milliseconds);
}

export let workers: Workers;

/** The provider's clock is the one that the timers move. */
export function start(replacesToken = true): void {
	workers = new Workers(replacesToken);
	Object.defineProperty(workers.world, 'now', { get: () => Date.now() });
}

/** Two workers for each test, and a clock that stands still until `after` moves it. */
export function useWorkers(): void {
	beforeEach(() => {
		jest.useFakeTimers({ now: START });
		start();
	});

	afterEach(() => {
		jest.restoreAllMocks();
		jest.useRealTimers();
	});
}

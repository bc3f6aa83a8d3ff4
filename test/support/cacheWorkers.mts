import type { ProviderAccess } from '../../tokens/cache/login';
import type { CachedToken, StoredToken } from '../../tokens/cache/storedToken';
import type { TokenCache } from '../../tokens/cache/tokenCache';
import type { AcquiredToken } from '../../tokens/cache/tokenRequest';
import type { OutputRequest } from '../../tokens/cache/workers/coordination';
import { sightings } from '../../tokens/cache/workers/queueCoordination';
import type { Result } from '../../tokens/http/failure';
import { GET, NONE, SECOND, START, USE, World, forceRefresh, own, tokenOf } from './cacheWorld.mts';

/** Two workers with the same credential, each with a token cache of its own. */
export class Workers {
	readonly world: World;
	readonly first: TokenCache;
	readonly second: TokenCache;
	readonly access: ProviderAccess;

	constructor(revokesPrevious = true) {
		this.world = new World(revokesPrevious);
		this.first = this.world.cache();
		this.second = this.world.cache();
		this.access = this.world.access();
	}

	/** What the credential holds, which all workers share. */
	row: StoredToken = NONE;

	/** A node's request to a worker for a token to output; what it acquires is written to the credential. */
	output(worker: TokenCache): Promise<Result<AcquiredToken>> {
		worker.adopt(this.row);
		const request: OutputRequest = {
			atHand: () => ({ token: worker.atHand(GET), stored: this.row }),
			acquire: async (revalidate) => {
				const result = revalidate
					? await worker.revalidated(GET, this.access)
					: await worker.acquire(GET, this.access);
				if (result.value) this.row = own(result.value.token);
				return result;
			},
			readAgain: async () => {
				await Promise.resolve();
				worker.adopt(this.row);
			},
			isInvalidated: (token) => worker.isInvalidated(token),
		};
		return worker.workers.beforeOutput?.(request) ?? request.acquire();
	}

	/** A login of a worker that no other request waits for. */
	async login(worker: TokenCache): Promise<CachedToken> {
		await after(1);
		return tokenOf(await worker.acquire(forceRefresh(worker.logins), this.access));
	}

	/** So many requests of a worker at once. */
	acquire(worker: TokenCache, requests: number): Array<Promise<Result<AcquiredToken>>> {
		return Array.from({ length: requests }, async () => await worker.acquire(GET, this.access));
	}

	/** A request of a worker failed with this token: what it is sent again with. */
	async recover(worker: TokenCache, used: CachedToken, wait = 3 * SECOND): Promise<CachedToken> {
		const recovering = worker.recover(used, USE, this.access);
		await after(wait);
		return tokenOf(await recovering);
	}

	/** The first worker has seen its check accept a fresh token, and no other worker lately. */
	async calibrate(): Promise<CachedToken> {
		const token = await this.login(this.first);
		await after(11 * SECOND);
		this.world.revoke();
		const current = await this.recover(this.first, token);
		await after(61 * SECOND);
		this.world.logins = 0;
		this.world.checked.length = 0;
		return current;
	}
}

/** Before each test: a clock that stands still until `after` moves it. */
export function useFakeTimers(): void {
	beforeEach(() => {
		sightings.othersKnown = false;
		jest.useFakeTimers({ now: START });
	});
	afterEach(() => {
		jest.restoreAllMocks();
		jest.useRealTimers();
	});
}

/** So many milliseconds pass, with everything that was due in them. */
export async function after(milliseconds: number): Promise<void> {
	await jest.advanceTimersByTimeAsync(milliseconds);
}

/** What a promise has ended with; undefined while it is pending. */
export async function settled<T>(promise: Promise<T>): Promise<T | undefined> {
	let result: T | undefined;
	void promise.then((value) => (result = value));
	await after(0);
	return result;
}

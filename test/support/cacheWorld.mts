import type { ProviderAccess } from '../../tokens/cache/login';
import type { CachedToken, StoredToken } from '../../tokens/cache/storedToken';
import { TokenCache } from '../../tokens/cache/tokenCache';
import type { AcquiredToken, NotTheToken } from '../../tokens/cache/tokenRequest';
import { knowNobody } from './sightings.mts';
import type { Failure, Result } from '../../tokens/http/failure';
import { clock } from '../../tokens/http/waiting';
import type { CheckResult } from '../../tokens/provider/httpClient';
import type { PresentedToken, TokenResponse } from '../../tokens/provider/provider';

export const START = Date.UTC(2026, 0, 1);
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const LIFETIME = HOUR;
export const POLICY = { renewBefore: 0, maxAge: 0 };
export const USE = { kind: 'use', policy: POLICY } as const;
export const GET = { kind: 'get', policy: POLICY } as const;
export const NONE: StoredToken = { kind: 'none' };

export const forceRefresh = (since: number) =>
	({ kind: 'forceRefresh', since, policy: POLICY }) as const;
export const own = (token: CachedToken): StoredToken => ({ kind: 'own', token });

/** A token of before this process began. */
export const OLD = { accessToken: 'old', obtainedAt: 0 };

/** The clock of the code under test. It stands still until a test moves it. */
export const time = { now: START };

/** Before each test: the clock starts anew, and every wait is over after one turn of the event loop. */
export function useStillClock(): void {
	beforeEach(() => {
		time.now = START;
		knowNobody(START);
		jest.spyOn(clock, 'now').mockImplementation(() => time.now);
		jest.spyOn(clock, 'sleep').mockImplementation(turn);
	});
	afterEach(() => jest.restoreAllMocks());
}

/** One turn of the event loop. */
export async function turn(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}

/** A response with a token that was requested now. */
export function responseWith(
	accessToken: string,
	changes: Partial<TokenResponse> = {},
): TokenResponse {
	const now = clock.now();
	return {
		accessToken,
		issuedAt: now,
		obtainedAt: now,
		expiresAt: now + LIFETIME,
		userId: null,
		accountId: null,
		tokenName: null,
		refreshToken: null,
		refreshTokenExpiresAt: null,
		...changes,
	};
}

export function cachedToken(
	accessToken: string,
	order: number,
	changes: Partial<TokenResponse> = {},
): CachedToken {
	return { digest: 'identity', order, response: responseWith(accessToken, changes) };
}

/** The token in a result. Throws where there is none. */
export function tokenOf({ value }: Result<AcquiredToken | NotTheToken>): CachedToken {
	if (value === undefined || !('token' in value)) throw new Error('There is no token');
	return value.token;
}

export const immediately = async <T,>(value: T): Promise<T> => await Promise.resolve(value);

/** A provider in memory: it issues tokens, knows which of them are good, and counts the logins that run at once. */
export class World {
	/** Set: every login fails with it. */
	failure?: Failure;
	logins = 0;
	mostAtOnce = 0;
	/** The tokens that the check was made with. */
	readonly checked: string[] = [];
	/** The current tokens that the logins were given. */
	readonly currents: Array<string | undefined> = [];
	readonly good = new Set<string>();
	private issued = 0;
	private readonly running = new Map<string, number>();

	/** @param wait holds up a login or a check, and returns what it was called with */
	constructor(
		readonly revokesPrevious: boolean,
		public wait: <T>(value: T) => Promise<T> = immediately,
	) {}

	/** What the check says of a token. */
	check: (token: string) => CheckResult = (token) =>
		this.good.has(token) ? 'accepted' : 'rejected';

	/** A token cache for login details of their own. All of them log in to the same account of the provider's. */
	cache(identity = 'identity'): TokenCache {
		return new TokenCache({ identity, revokesPrevious: this.revokesPrevious }, 'Provider');
	}

	/** How a cache reaches the provider. Logins that run at once are counted for each identity. */
	access(identity = 'identity'): ProviderAccess {
		return {
			requestToken: async (current) => {
				this.count(identity, 1);
				this.logins += 1;
				this.currents.push(current?.accessToken);
				await this.wait('login');
				this.count(identity, -1);
				return this.failure ? { failure: this.failure } : { value: this.issue() };
			},
			checkToken: async ({ accessToken }) => {
				this.checked.push(accessToken);
				await this.wait('check');
				return this.check(accessToken);
			},
		};
	}

	issue(): TokenResponse {
		if (this.revokesPrevious) this.good.clear();
		this.issued += 1;
		const accessToken = `token-${this.issued}`;
		this.good.add(accessToken);
		return responseWith(accessToken);
	}

	/** The provider revokes every token. */
	revoke(): void {
		this.good.clear();
	}

	private count(identity: string, change: number): void {
		const running = (this.running.get(identity) ?? 0) + change;
		this.running.set(identity, running);
		this.mostAtOnce = Math.max(this.mostAtOnce, running);
	}
}

/** An API with a check, and what that says of the tokens it knows and of made-up ones. */
export class CheckedApi {
	/** The tokens that the check was made with. */
	readonly checked: PresentedToken[] = [];
	madeUp: CheckResult = 'rejected';

	constructor(readonly results: Record<string, CheckResult>) {}

	readonly check = async (token: PresentedToken): Promise<CheckResult> => {
		this.checked.push(token);
		return await Promise.resolve(this.results[token.accessToken] ?? this.madeUp);
	};
}

/** Freezes a value and all that it holds, so that a function that changes its argument throws. */
export function deepFreeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
		Object.freeze(value);
		Object.values(value).forEach(deepFreeze);
	}
	return value;
}

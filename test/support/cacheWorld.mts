import { TokenCache } from '../../tokens/cache/tokenCache';
import type { CheckResult } from '../../tokens/cache/validation';
import { Failure } from '../../tokens/http/failure';
import type { Reach } from '../../tokens/cache/logins';
import type { TokenResponse } from '../../tokens/provider/provider';

export const START = Date.UTC(2026, 0, 1);
export const LIFETIME = 3_600_000;
/** A provider with a clock of its own making: it knows which tokens are good, and counts the logins under way. */
export class World {
	now = START;
	down = false;
	logins = 0;
	mostAtOnce = 0;
	readonly good = new Set<string>();
	private minted = 0;
	private readonly underWay = new Map<string, number>();

	constructor(
		private readonly replacesToken: boolean,
		public wait: <T>(value: T) => Promise<T>,
	) {}

	/** An account with login details of its own; all sign in to the same user account of the provider's. */
	account(digest = 'digest'): TokenCache {
		return new TokenCache(
			{ title: 'Provider', revokesPrevious: this.replacesToken },
			digest,
			() => this.now,
		);
	}

	/** How an account reaches the provider; logins that run at once are counted for each by itself. */
	reachFor(digest: string): Reach {
		const count = (change: number) => {
			const running = (this.underWay.get(digest) ?? 0) + change;
			this.underWay.set(digest, running);
			this.mostAtOnce = Math.max(this.mostAtOnce, running);
		};
		return {
			ask: async () => {
				count(1);
				this.logins += 1;
				await this.wait('login');
				count(-1);
				if (this.down) return { failure: new Failure('unavailable', 'The provider is down') };
				return { value: this.mint() };
			},
			probe: async ({ accessToken }): Promise<CheckResult> => {
				await this.wait('check');
				if (this.down) return 'broken';
				return this.good.has(accessToken) ? 'accepted' : 'refused';
			},
			wait: async () => {
				await this.wait('pause');
			},
		};
	}

	readonly reach: Reach = this.reachFor('digest');

	mint(): TokenResponse {
		if (this.replacesToken) this.good.clear();
		this.minted += 1;
		const accessToken = `token-${this.minted}`;
		this.good.add(accessToken);
		const ids = {
			userId: null,
			accountId: null,
			tokenName: null,
			refreshToken: null,
			refreshTokenExpiresAt: null,
		};
		return {
			accessToken,
			issuedAt: this.now,
			obtainedAt: this.now,
			expiresAt: this.now + LIFETIME,
			...ids,
		};
	}
}

export const immediately = async <T,>(value: T): Promise<T> => value;

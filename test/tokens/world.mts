import { Account, type Reach } from '../../tokens/account';
import type { Probed } from '../../tokens/check';
import { Failure } from '../../tokens/failure';
import type { Grant } from '../../tokens/provider';

export const START = Date.UTC(2026, 0, 1);
export const LIFETIME = 3_600_000;
/** A provider with a clock of its own making: it knows which tokens are good, and counts the logins under way. */
export class World {
	now = START;
	down = false;
	logins = 0;
	mostAtOnce = 0;
	readonly good = new Set<string>();
	private underWay = 0;

	constructor(
		private readonly replacesToken: boolean,
		public wait: <T>(value: T) => Promise<T>,
	) {}

	account(): Account {
		return new Account(
			{ title: 'Provider', replacesToken: this.replacesToken },
			'digest',
			() => this.now,
		);
	}

	readonly reach: Reach = {
		ask: async () => {
			this.underWay += 1;
			this.logins += 1;
			this.mostAtOnce = Math.max(this.mostAtOnce, this.underWay);
			await this.wait('login');
			this.underWay -= 1;
			if (this.down) return { failure: new Failure('unavailable', 'The provider is down') };
			return { value: this.mint() };
		},
		probe: async ({ accessToken }): Promise<Probed> => {
			await this.wait('check');
			if (this.down) return 'broken';
			return this.good.has(accessToken) ? 'accepted' : 'refused';
		},
	};

	mint(): Grant {
		if (this.replacesToken) this.good.clear();
		const accessToken = `token-${this.logins}`;
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

import { RECENT } from './workers';
import type { TokenResponse } from '../provider/provider';
import { isExpired, isWithin, longestSpread, renewAt, type RenewalPolicy } from './renewal';
import type { CachedToken } from './storedToken';
import { isNewEnough, type TokenRequest } from './tokenRequest';

/** The sessions of one set of login details that a process knows of: the newest, and those that are of no use any more. */
export class CachedTokens {
	private newest?: CachedToken;
	/** What was the newest before one was found in the credential. */
	private displaced?: CachedToken;
	/** A token that was refused, by a check that nobody can believe yet. */
	private suspected?: string;
	private draw = 0;
	private lastOrder = 0;
	private readonly dead = new Set<string>();

	constructor(
		private readonly digest: string,
		private readonly now: () => number,
	) {}

	/** The tokens that are known here, good or lately refused. */
	get tokens(): string[] {
		const { accessToken, refreshToken } = this.newest?.response ?? {};
		return [accessToken, refreshToken, ...[...this.dead].slice(-10)].filter(
			(token) => typeof token === 'string',
		);
	}

	/** The session of a login that has just ended. */
	add(grant: TokenResponse): CachedToken {
		const order = Math.max(this.now(), this.lastOrder + 1);
		const session = { digest: this.digest, order, grant };
		this.keep(session);
		return session;
	}

	/** Takes in what the credential holds, if it is newer than what is known and not known to be refused. */
	adopt(session: CachedToken): boolean {
		const isNewer = this.newest === undefined || session.order > this.newest.order;
		if (!isNewer || this.isDead(session)) return false;
		const before = this.newest;
		this.keep(session);
		this.displaced = before;
		return true;
	}

	/**
	 * What a session found in the credential took the place of, once that was refused. Of two workers that log in at the
	 * same moment neither can tell whose login was the last.
	 */
	get rival(): CachedToken | undefined {
		const session = this.displaced;
		if (this.newest || session === undefined || this.isDead(session)) return undefined;
		return isWithin(session.response.obtainedAt, RECENT, this.now()) ? session : undefined;
	}

	/** Takes up a rival: as newer than the refused session, so that those do so too who know that, and as no more. */
	takeUp(rival: CachedToken): CachedToken {
		const session = { ...rival, order: this.lastOrder + 1 };
		this.keep(session);
		return session;
	}

	/** Whether there was a newer one. */
	isOutdated({ order }: CachedToken): boolean {
		return order < this.lastOrder;
	}

	/** Never again is this token used, wherever it turns up. False where that was known. */
	bury({ response: { accessToken } }: CachedToken): boolean {
		if (this.dead.has(accessToken)) return false;
		if (this.dead.size >= 100) this.dead.clear();
		this.dead.add(accessToken);
		if (this.newest?.response.accessToken === accessToken) this.newest = undefined;
		return true;
	}

	/** Takes a token for due until there is another one: it was probably refused. */
	suspect({ response: { accessToken } }: CachedToken): void {
		this.suspected = accessToken;
	}

	/** Whether it was refused. */
	isDead({ response: grant }: CachedToken): boolean {
		return this.dead.has(grant.accessToken);
	}

	usable(): CachedToken | undefined {
		return this.newest && !isExpired(this.newest.response, this.now()) ? this.newest : undefined;
	}

	usableFor(want: TokenRequest): CachedToken | undefined {
		const session = this.usable();
		return session && isNewEnough(session.response, want) ? session : undefined;
	}

	newerThan(used: CachedToken): CachedToken | undefined {
		const newest = this.usable();
		return newest && newest.response.accessToken !== used.response.accessToken ? newest : undefined;
	}

	isDue({ response: grant }: CachedToken, want: TokenRequest, policy: RenewalPolicy): boolean {
		if (grant.accessToken === this.suspected) return true;
		const moment = renewAt(grant, policy);
		const spread = want.kind === 'use' ? this.draw * longestSpread(grant, policy) : 0;
		return moment !== null && this.now() >= moment + spread;
	}

	private keep(session: CachedToken): void {
		this.newest = session;
		this.displaced = undefined;
		this.lastOrder = Math.max(this.lastOrder, session.order);
		this.draw = Math.random();
	}
}

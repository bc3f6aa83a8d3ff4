import { Stability } from './certainty';
import { TokenValidation, type Verdict } from './validation';
import type { Failure, Result } from '../http/failure';
import { OtherWorkers } from './workers';
import { CachedErrors, undecided } from './cachedErrors';
import { CachedTokens } from './cachedTokens';
import { Logins, type Reach } from './logins';
import type { Provider } from '../provider/provider';
import { isExpired, isWithin, type RenewalPolicy } from './renewal';
import type { CachedToken, StoredToken } from './storedToken';
import { isNewEnough, type AcquiredToken, type Stands, type TokenRequest } from './tokenRequest';
import { StoredWrites } from './writes';

const MINUTE = 60_000;
/** How long a token is as good as known to be good after its login, where nothing speaks against it. */
const RECENT = 10_000;
/** How often a request without a second try looks for a token that no other worker has ended. */
const ROUNDS = 5;

/**
 * All that one process knows of one set of login details: the newest session, the login under way, and what
 * failed lately. One login at a time; who waits gets its result.
 */
export class TokenCache {
	private doubtedAt?: number;
	private readonly writes: StoredWrites;
	/** The sessions that this process knows of. */
	readonly known: CachedTokens;
	private readonly check: TokenValidation;
	private readonly failures: CachedErrors;
	readonly peers: OtherWorkers;
	/** Which token a node can output. */
	readonly certainty: Stability;
	/** Its logins, one at a time. */
	readonly logins: Logins;

	constructor(
		private readonly provider: Pick<Provider, 'title' | 'replacesToken'>,
		digest: string,
		private readonly now: () => number = () => Date.now(),
	) {
		this.writes = new StoredWrites(now);
		this.known = new CachedTokens(digest, now);
		this.check = new TokenValidation(now);
		this.failures = new CachedErrors(provider, now);
		this.peers = new OtherWorkers(now);
		this.certainty = new Stability(this.peers, now);
		const { known, check, failures, peers } = this;
		this.logins = new Logins({ provider, known, check, failures, peers, now });
	}

	/** How many logins ended well. */
	get ended(): number {
		return this.logins.ended;
	}

	/** Whether another worker may be logging in, or just have ended the token. */
	get unsettled(): boolean {
		return this.provider.revokesPrevious && this.peers.mayLogIn;
	}

	/** The same, also where it is only likely: several requests wanted the last login at once. */
	get contested(): boolean {
		return this.provider.revokesPrevious && (this.peers.mayLogIn || this.peers.wasCrowded);
	}

	/** Whether the token that is wanted is one to go by: nobody has to be waited for. */
	isAtHand(want: TokenRequest, policy: RenewalPolicy, stored: StoredToken): boolean {
		this.adopt(stored);
		const session = this.known.usableFor(want);
		if (session === undefined || this.known.isDue(session, want, policy)) return false;
		return this.certainty.isOf(session, stored);
	}

	/** The login under way, if a request has to wait for it: it has no token, or one that the login is about to kill. */
	loginToWaitFor(
		want: TokenRequest,
		policy: RenewalPolicy,
		stored: StoredToken,
	): 'claimed' | Promise<unknown> | undefined {
		this.adopt(stored);
		const session = this.known.usableFor(want);
		if (want.kind === 'mint' || !this.logins.isClaimed) return undefined;
		const wanted = session === undefined || this.isToRenew(session, want, policy);
		if (!wanted) return undefined;
		this.peers.joined();
		return this.logins.running ?? 'claimed';
	}

	/**
	 * A session to use at once; undefined where `obtain` has to be called, be it only to have the newest session
	 * written to the credential.
	 *
	 * @param waited whether a login was waited for: who made it has it written
	 */
	choose(want: TokenRequest, policy: RenewalPolicy, stored: StoredToken, waited = false): CachedToken | undefined {
		this.adopt(stored);
		const session = this.known.usableFor(want);
		if (want.kind === 'mint') return undefined;
		if (session === undefined || this.isToRenew(session, want, policy)) {
			this.logins.claim();
			return undefined;
		}
		return !waited && this.writes.areDue(session, stored) ? undefined : session;
	}

	/** Why a session is used though it is due; undefined where it is not due or nothing failed. */
	earlyFailure(session: CachedToken, policy: RenewalPolicy): Failure | undefined {
		const isDue = this.known.isDue(session, { kind: 'get' }, policy);
		return isDue ? this.failures.toldOf(session.response) : undefined;
	}

	/** The session that is wanted, with a login if there is none. */
	async obtain(want: TokenRequest, policy: RenewalPolicy, reach: Reach): Promise<Result<AcquiredToken>> {
		if (want.kind === 'mint') {
			const session = this.ended > want.since ? this.known.usable() : undefined;
			if (session) return { value: { token: session, renewed: true } };
			const suits = ({ response: grant }: CachedToken) => this.peers.isOwn(grant.accessToken);
			return this.renewed(await this.logins.join(reach, { suits }));
		}
		const session = this.known.usableFor(want);
		if (session === undefined) return await this.obtainNewer(want, reach);
		if (!this.known.isDue(session, want, policy)) {
			return want.kind === 'use'
				? await this.vouchedFor(session, reach)
				: { value: { token: session, renewed: false } };
		}
		if (this.failures.isPaused) return this.old(session, false);
		const first = this.logins.running === undefined;
		if (!first && !this.provider.revokesPrevious) return { value: { token: session, renewed: false } };
		const result = await this.logins.join(reach);
		const old = result.failure && this.known.usable();
		return old ? this.old(old, first) : this.renewed(result);
	}

	/** A session that a request only writes: it has no second try then, so the provider is asked about it first. */
	private async vouchedFor(session: CachedToken, reach: Reach): Promise<Result<AcquiredToken>> {
		const obtained = { value: { session, renewed: false } };
		if (this.logins.hasEndedWithin(RECENT)) return obtained;
		const verdict = await this.check.judge(session.response, reach.probe);
		await this.logins.settle();
		const newer = this.known.newerThan(session);
		if (newer) return { value: { token: newer, renewed: false } };
		if (verdict === 'refused') return await this.replace(session, reach);
		if (verdict !== 'suspect' || this.check.refusesFresh) return obtained;
		const { value } = await this.doubt(session, verdict, reach);
		return value && 'session' in value ? { value } : obtained;
	}

	/** A login, unless what is held elsewhere can still be used and an early renewal has just failed. */
	private async obtainNewer(want: TokenRequest, reach: Reach): Promise<Result<AcquiredToken>> {
		const canWait = want.kind === 'get' && want.newerThan?.usable === true;
		const failure = canWait && this.failures.isPaused ? this.failures.early : undefined;
		if (failure) return { failure };
		const held = want.kind === 'get' && want.newerThan !== undefined;
		const suits = ({ response: grant }: CachedToken) => isNewEnough(grant, want);
		return this.renewed(await this.logins.join(reach, { canWait, ...(held && { suits }) }));
	}

	/**
	 * A request with this session failed: the session to try it again with, or the reason why it was not the token.
	 * A token that is gone is answered with the newest, without a login.
	 */
	async refused(
		used: CachedToken,
		policy: RenewalPolicy,
		reach: Reach,
	): Promise<Result<AcquiredToken | Stands>> {
		await this.logins.settle();
		const newer = this.known.newerThan(used);
		if (newer && this.isGone(used)) return { value: { token: newer, renewed: false } };
		if (isExpired(used.response, this.now())) return await this.obtain({ kind: 'get' }, policy, reach);
		const verdict = await this.verdictOn(used, reach);
		// Nothing is awaited from here to the login, or all who waited for the verdict would go by what was then.
		await this.logins.settle();
		const meanwhile = this.known.newerThan(used);
		const stands = verdict === 'good' || verdict === 'unknown';
		if (meanwhile && (this.isGone(used) || !stands))
			return { value: { token: meanwhile, renewed: false } };
		if (verdict === 'refused') return await this.replace(used, reach);
		return await this.doubt(used, verdict, reach);
	}

	/** Whether a token is of no use any more; where tokens live side by side, a newer one says nothing of it. */
	private isGone(session: CachedToken): boolean {
		const { revokesPrevious: replacesToken } = this.provider;
		return replacesToken || this.known.isDead(session) || isExpired(session.response, this.now());
	}

	/** Without a verdict that can be believed, failures lead to at most one login a minute. */
	private async doubt(
		used: CachedToken,
		verdict: Stands['stands'],
		reach: Reach,
	): Promise<Result<AcquiredToken | Stands>> {
		if (verdict === 'good' || verdict === 'unknown') return { value: { stands: verdict } };
		const failure = verdict === 'suspect' ? this.failures.remembered : undefined;
		if (failure) return { failure };
		if (isWithin(this.doubtedAt, MINUTE, this.now())) return { value: { stands: verdict } };
		const result = this.renewed(await this.logins.join(reach, { learn: true }));
		const mayHelp = verdict === 'suspect' && !this.check.refusesFresh;
		const soonAgain = mayHelp && result.failure?.kind === 'unavailable';
		if (!soonAgain && (result.failure || result.value.renewed)) this.doubtedAt = this.now();
		if (verdict === 'suspect') this.known.suspect(used);
		// A check that accepts the new token was right about the old one.
		if (verdict === 'suspect' && this.check.acceptsFresh) this.bury(used);
		return result.failure && verdict === 'doubtful' ? { value: { stands: verdict } } : result;
	}

	/** A session that the provider vouches for, for a credential test: no login while the stored token is good. */
	async verify(policy: RenewalPolicy, reach: Reach): Promise<Result<AcquiredToken>> {
		const obtained = await this.obtain({ kind: 'get' }, policy, reach);
		if (obtained.failure || obtained.value.renewed) return obtained;
		const { early } = obtained.value;
		if (early?.failure.kind === 'refused') return { failure: early.failure };
		const result = await this.refused(obtained.value.token, policy, reach);
		if (result.failure) return result;
		if ('session' in result.value) return { value: result.value };
		if (result.value.stands === 'good') return obtained;
		const { remembered } = this.failures;
		// Without a verdict, a login that has just gone well speaks for the details.
		if (remembered === undefined && this.logins.hasEndedWithin(MINUTE)) return obtained;
		return { failure: remembered ?? undecided(this.provider) };
	}

	/**
	 * The session for a request that has no second try. Where other workers may just have logged in, the provider is
	 * asked first whether they have ended it.
	 */
	async confirm(obtained: AcquiredToken, reach: Reach): Promise<Result<AcquiredToken>> {
		let sure = obtained;
		for (let round = 0; round < ROUNDS && this.unsettled && !sure.early; round += 1) {
			const session = this.known.newerThan(sure.token) ?? sure.token;
			sure = { ...sure, token: session };
			const verdict = await this.check.judge(session.response, reach.probe, 0);
			if (verdict !== 'refused') break;
			const { failure, value } = await this.replace(session, reach);
			if (failure) return { failure };
			sure = { ...value, renewed: sure.renewed || value.renewed };
		}
		return { value: sure };
	}

	/** The verdict on a token whose request failed. */
	private async verdictOn({ response: grant }: CachedToken, { probe, wait }: Reach): Promise<Verdict> {
		return this.unsettled
			? await this.check.judgeAnew(grant, probe, wait)
			: await this.check.judge(grant, probe);
	}

	private async replace(used: CachedToken, reach: Reach): Promise<Result<AcquiredToken>> {
		this.bury(used);
		const newer = this.known.newerThan(used) ?? (await this.goodRival(reach));
		if (newer) return { value: { token: newer, renewed: false } };
		return this.renewed(await this.logins.join(reach, { learn: true }));
	}

	/** The session that a refused one took the place of, if the provider accepts it; or what is known by then. */
	private async goodRival(reach: Reach): Promise<CachedToken | undefined> {
		const { rival } = this.known;
		if (rival === undefined || !this.provider.revokesPrevious) return undefined;
		const verdict = await this.check.judge(rival.response, reach.probe, 0);
		if (verdict === 'refused') this.bury(rival);
		const known = this.known.usable();
		return known ?? (verdict === 'good' ? this.known.takeUp(rival) : undefined);
	}

	private bury(used: CachedToken): void {
		if (!this.known.bury(used)) return;
		this.peers.ended(used.response.accessToken);
		if (!this.peers.wereMet) this.failures.countRefusal(used.response);
	}

	/** Takes in what the credential holds, if it is newer than what is known and not known to be refused. */
	adopt(stored: StoredToken): void {
		if (stored.kind !== 'own') return;
		const { revokesPrevious: replacesToken } = this.provider;
		if (replacesToken && this.known.isOutdated(stored.session)) return;
		if (!this.known.adopt(stored.session) || !replacesToken) return;
		this.peers.met();
		this.failures.forgive(stored.session.response);
	}

	/** Whether it is due and nobody else renews it: where the old token dies at once, all wait for the new one. */
	private isToRenew(session: CachedToken, want: TokenRequest, policy: RenewalPolicy): boolean {
		const taken = this.logins.isClaimed && !this.provider.revokesPrevious;
		return !taken && !this.failures.isPaused && this.known.isDue(session, want, policy);
	}

	private renewed({ failure, value: session }: Result<CachedToken>): Result<AcquiredToken> {
		if (failure) return { failure };
		return { value: { token: session, renewed: this.peers.isOwn(session.response.accessToken) } };
	}

	private old(session: CachedToken, first: boolean): Result<AcquiredToken> {
		const failure = this.failures.toldOf(session.response);
		return { value: { token: session, renewed: false, ...(failure && { early: { failure, first } }) } };
	}
}

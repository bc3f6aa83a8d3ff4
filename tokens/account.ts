import { TokenCheck, type Probe } from './check';
import type { Failure, Result } from './failure';
import { LoginFailures, stillUsed, tooLate, undecided } from './failures';
import type { Grant, Provider } from './provider';
import { isExpired, isWithin, longestSpread, renewAt, type RenewalPolicy } from './renewal';
import type { Session, Stored } from './session';
import { isNewEnough, type Obtained, type Stands, type Want } from './want';

const MINUTE = 60_000;
/** How long a request that set out to log in keeps others from doing so too. */
const CLAIMED = 10_000;

/** How to reach the provider. */
export interface Reach {
	/** Asks for a new token. */
	ask(): Promise<Result<Grant>>;
	probe: Probe;
}

/** A login: whether the check learns from its token; whether who asked can go on with an old one. */
interface Login {
	learn?: boolean;
	canWait?: boolean;
}

/**
 * All that one process knows of one set of login details: the newest session, the login under way, and what
 * failed lately. One login at a time; who waits gets its result.
 */
export class Account {
	/** How many logins ended well. */
	ended = 0;
	private current?: Session;
	private login?: Promise<Result<Session>>;
	private endedAt?: number;
	private claimedAt?: number;
	private doubtedAt?: number;
	private draw = 0;
	private lastOrder = 0;
	private rewrittenAt?: number;
	private readonly dead = new Set<string>();
	private readonly check: TokenCheck;
	private readonly failures: LoginFailures;

	constructor(
		private readonly provider: Pick<Provider, 'title' | 'replacesToken'>,
		private readonly digest: string,
		private readonly now: () => number = () => Date.now(),
	) {
		this.check = new TokenCheck(now);
		this.failures = new LoginFailures(provider, now);
	}

	/** Whether a login is under way. */
	get busy(): boolean {
		return this.login !== undefined;
	}

	/** The tokens that are known here, good or lately refused. */
	get tokens(): string[] {
		const { accessToken, refreshToken } = this.current?.grant ?? {};
		return [accessToken, refreshToken, ...[...this.dead].slice(-10)].filter(
			(token) => typeof token === 'string',
		);
	}

	/** The login under way, if a request has to wait for it: it has no token, or one that the login is about to kill. */
	loginToWaitFor(
		want: Want,
		policy: RenewalPolicy,
		stored: Stored,
	): 'claimed' | Promise<unknown> | undefined {
		this.adopt(stored);
		const session = this.usableFor(want);
		if (want.kind === 'mint' || !this.isClaimed()) return undefined;
		const wanted = session === undefined || this.isToRenew(session, want, policy);
		return wanted ? (this.login ?? 'claimed') : undefined;
	}

	/**
	 * A session to use at once; undefined where `obtain` has to be called, be it only to have the newest session
	 * written to the credential.
	 *
	 * @param waited whether a login was waited for: who made it has it written
	 */
	choose(want: Want, policy: RenewalPolicy, stored: Stored, waited = false): Session | undefined {
		this.adopt(stored);
		const session = this.usableFor(want);
		if (want.kind === 'mint') return undefined;
		if (session === undefined || this.isToRenew(session, want, policy)) {
			this.claimedAt = this.now();
			return undefined;
		}
		return !waited && this.needsWriting(session, stored) ? undefined : session;
	}

	/** Why a session is used though it is due; undefined where it is not due or nothing failed. */
	earlyFailure(session: Session, policy: RenewalPolicy): Failure | undefined {
		const { early } = this.failures;
		const due = early && this.isDue(session, { kind: 'get' }, policy);
		return due ? stillUsed(this.provider, session.grant, early) : undefined;
	}

	/** The session that is wanted, with a login if there is none. */
	async obtain(want: Want, policy: RenewalPolicy, reach: Reach): Promise<Result<Obtained>> {
		if (want.kind === 'mint') {
			const session = this.ended > want.since ? this.usable() : undefined;
			return session ? { value: { session, renewed: true } } : renewed(await this.logIn(reach));
		}
		const session = this.usableFor(want);
		if (session === undefined) return await this.obtainNewer(want, reach);
		if (!this.isDue(session, want, policy)) return { value: { session, renewed: false } };
		if (this.failures.isPaused) return this.old(session, false);
		const first = this.login === undefined;
		if (!first && !this.provider.replacesToken) return { value: { session, renewed: false } };
		const result = await this.logIn(reach);
		const old = result.failure && this.usable();
		return old ? this.old(old, first) : renewed(result);
	}

	/** A login, unless what is held elsewhere can still be used and an early renewal has just failed. */
	private async obtainNewer(want: Want, reach: Reach): Promise<Result<Obtained>> {
		const canWait = want.kind === 'get' && want.newerThan?.usable === true;
		const failure = canWait && this.failures.isPaused ? this.failures.early : undefined;
		return failure ? { failure } : renewed(await this.logIn(reach, { canWait }));
	}

	/**
	 * A request with this session failed: the session to try it again with, or the reason why it was not the token.
	 * A token that is no longer the newest is answered with the newest, without a login.
	 */
	async refused(
		used: Session,
		policy: RenewalPolicy,
		reach: Reach,
	): Promise<Result<Obtained | Stands>> {
		if (this.login) await this.login;
		const newer = this.newerThan(used);
		if (newer) return { value: { session: newer, renewed: false } };
		if (isExpired(used.grant, this.now())) return await this.obtain({ kind: 'get' }, policy, reach);
		const verdict = await this.check.judge(used.grant, reach.probe);
		// Nothing is awaited from here to the login, or all who waited for the verdict would go by what was then.
		if (this.login) await this.login;
		const meanwhile = this.newerThan(used);
		if (meanwhile) return { value: { session: meanwhile, renewed: false } };
		if (verdict === 'refused') return await this.replace(used, reach);
		return await this.doubt(used, verdict, reach);
	}

	/** Without a verdict that can be believed, failures lead to at most one login a minute. */
	private async doubt(
		used: Session,
		verdict: Stands['stands'],
		reach: Reach,
	): Promise<Result<Obtained | Stands>> {
		if (verdict === 'good' || verdict === 'unknown') return { value: { stands: verdict } };
		const failure = verdict === 'suspect' ? this.failures.remembered : undefined;
		if (failure) return { failure };
		if (isWithin(this.doubtedAt, MINUTE, this.now())) return { value: { stands: verdict } };
		const result = await this.logIn(reach, { learn: true });
		if (result.failure?.kind !== 'unavailable') this.doubtedAt = this.now();
		// A check that accepts the new token was right about the old one.
		if (verdict === 'suspect' && this.check.acceptsFresh) this.bury(used);
		return result.failure && verdict === 'doubtful'
			? { value: { stands: verdict } }
			: renewed(result);
	}

	/** A session that the provider vouches for, for a credential test: no login while the stored token is good. */
	async verify(policy: RenewalPolicy, reach: Reach): Promise<Result<Obtained>> {
		const obtained = await this.obtain({ kind: 'get' }, policy, reach);
		if (obtained.failure || obtained.value.renewed) return obtained;
		const { early } = obtained.value;
		if (early?.failure.kind === 'refused') return { failure: early.failure };
		const result = await this.refused(obtained.value.session, policy, reach);
		if (result.failure) return result;
		if ('session' in result.value) return { value: result.value };
		if (result.value.stands === 'good') return obtained;
		const { remembered } = this.failures;
		// Without a verdict, a login that has just gone well speaks for the details.
		if (remembered === undefined && isWithin(this.endedAt, MINUTE, this.now())) return obtained;
		return { failure: remembered ?? undecided(this.provider) };
	}

	private async replace(used: Session, reach: Reach): Promise<Result<Obtained>> {
		if (!this.dead.has(used.grant.accessToken)) this.bury(used);
		return renewed(await this.logIn(reach, { learn: true }));
	}

	/** Never again is this token used, wherever it turns up. */
	private bury({ grant }: Session): void {
		const { accessToken } = grant;
		if (this.dead.size >= 100) this.dead.clear();
		this.dead.add(accessToken);
		this.failures.countRefusal(grant);
		if (this.current?.grant.accessToken === accessToken) this.current = undefined;
	}

	private newerThan(used: Session): Session | undefined {
		const newest = this.usable();
		return newest && newest.grant.accessToken !== used.grant.accessToken ? newest : undefined;
	}

	/** Joins the login under way, or starts one. */
	private async logIn(reach: Reach, how: Login = {}): Promise<Result<Session>> {
		if (this.login) return await this.login;
		const failure = this.failures.remembered;
		if (failure) return { failure };
		this.login = this.askFor(reach, how).finally(() => {
			this.login = undefined;
			this.claimedAt = undefined;
		});
		return await this.login;
	}

	private async askFor(reach: Reach, { learn, canWait }: Login): Promise<Result<Session>> {
		const { failure, value: grant } = await reach.ask();
		if (failure) {
			const early = canWait === true || this.usable() !== undefined;
			return { failure: this.failures.keep(failure, early) };
		}
		const order = Math.max(this.now(), this.lastOrder + 1);
		const session = { digest: this.digest, order, grant };
		this.keep(session);
		this.ended += 1;
		this.endedAt = this.now();
		this.failures.clear();
		if (learn) await this.check.learnFrom(grant, reach.probe);
		return isExpired(grant, this.now()) ? { failure: tooLate(this.provider) } : { value: session };
	}

	/** Takes in what the credential holds, if it is newer than what is known and not known to be refused. */
	adopt(stored: Stored): void {
		if (stored.kind !== 'own') return;
		const { session } = stored;
		if (!this.dead.has(session.grant.accessToken) && this.isNewer(session)) {
			this.keep(session);
		}
	}

	private isNewer({ order }: Session): boolean {
		return this.current === undefined || order > this.current.order;
	}

	private keep(session: Session): void {
		this.current = session;
		this.lastOrder = Math.max(this.lastOrder, session.order);
		this.draw = Math.random();
	}

	private usable(): Session | undefined {
		return this.current && !isExpired(this.current.grant, this.now()) ? this.current : undefined;
	}

	private usableFor(want: Want): Session | undefined {
		const session = this.usable();
		return session && isNewEnough(session.grant, want) ? session : undefined;
	}

	private isDue({ grant }: Session, want: Want, policy: RenewalPolicy): boolean {
		const moment = renewAt(grant, policy);
		const spread = want.kind === 'use' ? this.draw * longestSpread(grant, policy) : 0;
		return moment !== null && this.now() >= moment + spread;
	}

	/** Whether it is due and nobody else renews it: where the old token dies at once, all wait for the new one. */
	private isToRenew(session: Session, want: Want, policy: RenewalPolicy): boolean {
		const taken = this.isClaimed() && !this.provider.replacesToken;
		return !taken && !this.failures.isPaused && this.isDue(session, want, policy);
	}

	private isClaimed(): boolean {
		return this.login !== undefined || isWithin(this.claimedAt, CLAIMED, this.now());
	}

	/**
	 * Over a session of other details at most once a minute: where the details are expressions, every item would
	 * write over the last one's.
	 */
	private needsWriting({ grant }: Session, stored: Stored): boolean {
		if (stored.kind === 'own' && stored.session.grant.accessToken === grant.accessToken)
			return false;
		if (stored.kind !== 'foreign') return true;
		if (isWithin(this.rewrittenAt, MINUTE, this.now())) return false;
		this.rewrittenAt = this.now();
		return true;
	}

	private old(session: Session, first: boolean): Result<Obtained> {
		const { early } = this.failures;
		const failure = early && stillUsed(this.provider, session.grant, early);
		return { value: { session, renewed: false, ...(failure && { early: { failure, first } }) } };
	}
}

function renewed({ failure, value: session }: Result<Session>): Result<Obtained> {
	return failure ? { failure } : { value: { session, renewed: true } };
}

import { TokenCheck, type Probe, type Verdict } from './check';
import { Failure, type Result } from './failure';
import { isoTime } from './item';
import type { Grant, Provider } from './provider';
import { isExpired, isWithin, longestSpread, renewAt, type RenewalPolicy } from './renewal';
import type { Session, Stored } from './session';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** How long a failed login answers for everyone with the same details. */
const FAILED = 2 * SECOND;
const REFUSED = MINUTE;
/** How long a request that set out to renew early keeps others from doing so too. */
const CLAIMED = 10 * SECOND;
const REFUSALS = 3;

/**
 * What is asked of an account:
 * - `use`: a token for a request; due a little later than `get`, by this process's own draw
 * - `get`: a token that is not due
 * - `mint`: a token from a login that ended after the first `since` logins
 */
export type Want = { kind: 'use' } | { kind: 'get' } | { kind: 'mint'; since: number };

/** How to reach the provider. */
export interface Reach {
	/** Asks for a new token. */
	ask(): Promise<Result<Grant>>;
	probe: Probe;
}

export interface Obtained {
	session: Session;
	/** Whether the provider was asked for it. */
	renewed: boolean;
	/** Why an old token is still used though it is due; `first` for the one who made the attempt. */
	early?: { failure: Failure; first: boolean };
}

/** A request's failure that is none of the token's, and why that is believed. */
export interface Stands {
	stands: Exclude<Verdict, 'refused'>;
}

interface Failed {
	failure: Failure;
	at: number;
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
	private failed?: Failed & { span: number };
	private failedEarly?: Failed;
	private claimedAt?: number;
	private doubtedAt?: number;
	private draw = 0;
	private lastOrder = 0;
	private seenStored = false;
	private refusals: number[] = [];
	private readonly dead = new Set<string>();
	private readonly check: TokenCheck;

	constructor(
		private readonly provider: Pick<Provider, 'title' | 'replacesToken'>,
		private readonly digest: string,
		private readonly now: () => number = Date.now,
	) {
		this.check = new TokenCheck(now);
	}

	/** Whether a login is under way. */
	get busy(): boolean {
		return this.login !== undefined;
	}

	/**
	 * A session to use at once; undefined where `obtain` has to be called, be it only to have the newest session
	 * written to the credential.
	 */
	choose(want: Want, policy: RenewalPolicy, stored: Stored): Session | undefined {
		this.adopt(stored);
		const session = this.usable();
		if (session === undefined || want.kind === 'mint') return undefined;
		if (this.isDue(session, want, policy) && !this.isPaused()) {
			if (this.provider.replacesToken || !this.isClaimed()) {
				this.claimedAt = this.now();
				return undefined;
			}
		}
		return this.needsWriting(session, stored) ? undefined : session;
	}

	/** Why a session is used though it is due; undefined where it is not due or nothing failed. */
	earlyFailure(session: Session, policy: RenewalPolicy): Failure | undefined {
		if (this.failedEarly === undefined || !this.isDue(session, { kind: 'get' }, policy))
			return undefined;
		return this.stillUsed(session, this.failedEarly.failure);
	}

	/** The session that is wanted, with a login if there is none. */
	async obtain(want: Want, policy: RenewalPolicy, reach: Reach): Promise<Result<Obtained>> {
		if (want.kind === 'mint') {
			const session = this.ended > want.since ? this.usable() : undefined;
			return session ? { value: { session, renewed: true } } : renewed(await this.logIn(reach));
		}
		const session = this.usable();
		if (session === undefined) return renewed(await this.logIn(reach));
		if (!this.isDue(session, want, policy)) return { value: { session, renewed: false } };
		if (this.isPaused()) return this.old(session, false);
		const first = this.login === undefined;
		if (!first && !this.provider.replacesToken) return { value: { session, renewed: false } };
		const result = await this.logIn(reach);
		const usable = result.failure && this.usable();
		return usable ? this.old(usable, first) : renewed(result);
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
		const newer = await this.newerThan(used);
		if (newer) return { value: { session: newer, renewed: false } };
		if (isExpired(used.grant, this.now())) return await this.obtain({ kind: 'get' }, policy, reach);
		const verdict = await this.check.judge(used.grant, reach.probe);
		const meanwhile = await this.newerThan(used);
		if (meanwhile) return { value: { session: meanwhile, renewed: false } };
		if (verdict === 'refused') return await this.replace(used, reach);
		const believed = verdict === 'good' || verdict === 'unknown';
		if (believed || isWithin(this.doubtedAt, MINUTE, this.now()))
			return { value: { stands: verdict } };
		this.doubtedAt = this.now();
		const result = await this.logIn(reach, true);
		return result.failure && verdict === 'doubtful'
			? { value: { stands: verdict } }
			: renewed(result);
	}

	/** A session that the provider vouches for, for a credential test: no login while the stored token is good. */
	async verify(policy: RenewalPolicy, reach: Reach): Promise<Result<Obtained>> {
		const obtained = await this.obtain({ kind: 'get' }, policy, reach);
		if (obtained.failure || obtained.value.renewed) return obtained;
		if (obtained.value.early?.failure.kind === 'refused')
			return { failure: obtained.value.early.failure };
		const result = await this.refused(obtained.value.session, policy, reach);
		if (result.failure) return result;
		if ('session' in result.value) return { value: result.value };
		if (result.value.stands !== 'unknown') return obtained;
		return {
			failure: new Failure(
				'unavailable',
				`${this.provider.title} did not say whether the token is good`,
				{
					advice: 'Try again in a moment',
				},
			),
		};
	}

	private async replace(used: Session, reach: Reach): Promise<Result<Obtained>> {
		const token = used.grant.accessToken;
		if (!this.dead.has(token)) {
			this.bury(token);
			const now = this.now();
			this.refusals = this.refusals.filter((at) => isWithin(at, HOUR, now));
			if (isWithin(used.grant.obtainedAt, HOUR, now)) this.refusals.push(now);
			if (this.refusals.length >= REFUSALS) this.remember(this.contested(), REFUSED);
		}
		return renewed(await this.logIn(reach, true));
	}

	private bury(token: string): void {
		if (this.dead.size >= 100) this.dead.clear();
		this.dead.add(token);
		if (this.current?.grant.accessToken === token) this.current = undefined;
	}

	private contested(): Failure {
		return new Failure(
			'refused',
			`${this.provider.title} refused ${REFUSALS} fresh tokens within an hour: another system seems to log in with this account`,
			{ advice: 'Give n8n a service account of its own, and use it in one n8n only' },
		);
	}

	/** The newest session, if it is another than `used`, once no login is under way. */
	private async newerThan(used: Session): Promise<Session | undefined> {
		if (this.login) await this.login;
		const newest = this.usable();
		return newest && newest.grant.accessToken !== used.grant.accessToken ? newest : undefined;
	}

	/** Joins the login under way, or starts one. */
	private async logIn(reach: Reach, learn = false): Promise<Result<Session>> {
		if (this.login) return await this.login;
		if (this.failed && isWithin(this.failed.at, this.failed.span, this.now()))
			return { failure: this.failed.failure };
		this.login = this.askFor(reach, learn).finally(() => {
			this.login = undefined;
			this.claimedAt = undefined;
		});
		return await this.login;
	}

	private async askFor(reach: Reach, learn: boolean): Promise<Result<Session>> {
		const { failure, value: grant } = await reach.ask();
		if (failure) {
			const told = failure.kind === 'refused' ? withWait(failure) : failure;
			this.remember(told, failure.kind === 'refused' ? REFUSED : FAILED);
			if (this.usable()) this.failedEarly = { failure: told, at: this.now() };
			return { failure: told };
		}
		const order = Math.max(this.now(), this.lastOrder + 1);
		const session = { digest: this.digest, order, grant };
		this.keep(session);
		this.ended += 1;
		this.failed = undefined;
		this.failedEarly = undefined;
		if (learn) await this.check.learnFrom(grant, reach.probe);
		return { value: session };
	}

	private remember(failure: Failure, span: number): void {
		this.failed = { failure, at: this.now(), span };
	}

	/** Takes in what the credential holds, if it is newer than what is known and not known to be refused. */
	adopt(stored: Stored): void {
		if (stored.kind !== 'own') return;
		const { session } = stored;
		if (session.grant.accessToken === this.current?.grant.accessToken) this.seenStored = true;
		else if (!this.dead.has(session.grant.accessToken) && this.isNewer(session)) {
			this.keep(session);
			this.seenStored = true;
		}
	}

	private isNewer({ order }: Session): boolean {
		return this.current === undefined || order > this.current.order;
	}

	private keep(session: Session): void {
		this.current = session;
		this.lastOrder = Math.max(this.lastOrder, session.order);
		this.draw = Math.random();
		this.seenStored = false;
	}

	private usable(): Session | undefined {
		return this.current && !isExpired(this.current.grant, this.now()) ? this.current : undefined;
	}

	private isDue({ grant }: Session, want: Want, policy: RenewalPolicy): boolean {
		const moment = renewAt(grant, policy);
		const spread = want.kind === 'use' ? this.draw * longestSpread(grant, policy) : 0;
		return moment !== null && this.now() >= moment + spread;
	}

	private isPaused(): boolean {
		return isWithin(this.failedEarly?.at, MINUTE, this.now());
	}

	private isClaimed(): boolean {
		return this.login !== undefined || isWithin(this.claimedAt, CLAIMED, this.now());
	}

	/**
	 * Not where the credential holds a session of other details and this one has been written before: there the
	 * details are expressions, and every item would write over the last one's.
	 */
	private needsWriting(session: Session, stored: Stored): boolean {
		if (stored.kind === 'own' && stored.session.grant.accessToken === session.grant.accessToken)
			return false;
		return !(stored.kind === 'foreign' && this.seenStored);
	}

	private old(session: Session, first: boolean): Result<Obtained> {
		const early = this.failedEarly && {
			failure: this.stillUsed(session, this.failedEarly.failure),
			first,
		};
		return { value: { session, renewed: false, ...(early ? { early } : {}) } };
	}

	private stillUsed(session: Session, { kind, message }: Failure): Failure {
		const until = isoTime(session.grant.expiresAt);
		const what = `${this.provider.title}: the token is due but could not be renewed, and is used${until ? ` until ${until}` : ''}. ${message}`;
		return new Failure(kind, what.replace(/\.$/, ''));
	}
}

function renewed({ failure, value: session }: Result<Session>): Result<Obtained> {
	return failure ? { failure } : { value: { session, renewed: true } };
}

function withWait(failure: Failure): Failure {
	return failure.with('n8n asks again after 60 seconds, or at once when the credential is changed');
}

import { Failure } from '../http/failure';
import { isoTime } from '../operations/tokenItem';
import type { TokenResponse, Provider } from '../provider/provider';
import { isWithin } from './renewal';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/**
 * How long a failed login answers for everyone with the same details, if the provider does not ask for a longer wait, and
 * how long a refused one.
 */
const FAILED = 2 * SECOND;
const REFUSED = MINUTE;
/** How long no early renewal is tried after one that failed. */
const PAUSE = MINUTE;
/** So many fresh tokens refused within an hour mean that somebody else logs in too. */
const CONTESTED = 3;
/** How long a token without a declared expiry counts as fresh: it may simply be short-lived. */
const FRESH = 5 * MINUTE;

interface Remembered {
	failure: Failure;
	at: number;
	span: number;
}

/** What failed lately for one set of login details, so that it is not tried again in vain. */
export class CachedErrors {
	private last?: Remembered;
	private lastEarly?: Remembered;
	private refusals: number[] = [];

	constructor(
		private readonly provider: Pick<Provider, 'title'>,
		private readonly now: () => number,
	) {}

	/** The failure that answers for now, without another attempt. */
	get remembered(): Failure | undefined {
		return this.isFresh(this.last) ? this.last?.failure : undefined;
	}

	/** Why the last early renewal failed. */
	get early(): Failure | undefined {
		return this.lastEarly?.failure;
	}

	/** Why a token is still used, of which the last early renewal failed; undefined where none did. */
	toldOf(grant: Pick<TokenResponse, 'expiresAt'>): Failure | undefined {
		return this.early && stillUsed(this.provider, grant, this.early);
	}

	/** Whether an early renewal has just failed. */
	get isPaused(): boolean {
		return this.isFresh(this.lastEarly);
	}

	/**
	 * Keeps a failed login's reason, and returns it as it is told to all.
	 *
	 * @param early whether the old token can still be used
	 */
	keep(failure: Failure, early: boolean): Failure {
		const wait = Math.min((failure.details.retryAfter ?? 0) * SECOND, MINUTE);
		const span = failure.kind === 'refused' ? REFUSED : Math.max(FAILED, wait);
		const when = `n8n tries again after ${span / SECOND} seconds, or as soon as the credential is changed`;
		const told = span > FAILED ? failure.with(when) : failure;
		this.last = { failure: told, at: this.now(), span };
		if (early) this.lastEarly = { failure: told, at: this.now(), span: PAUSE };
		return told;
	}

	/** A login went well. */
	clear(): void {
		this.last = undefined;
		this.lastEarly = undefined;
	}

	/** Another worker has logged in: while workers do so at once, each ends the tokens of the others. */
	forgive({ obtainedAt }: Pick<TokenResponse, 'obtainedAt'>): void {
		const contested = this.refusals.length >= CONTESTED;
		this.refusals = this.refusals.filter((at) => at < obtainedAt - MINUTE);
		if (contested && this.refusals.length < CONTESTED) this.last = undefined;
	}

	/** A token was refused; too many fresh ones within an hour stop the logins for a while. */
	countRefusal({
		obtainedAt,
		issuedAt,
		expiresAt,
	}: Pick<TokenResponse, 'obtainedAt' | 'issuedAt' | 'expiresAt'>): void {
		const now = this.now();
		this.refusals = this.refusals.filter((at) => isWithin(at, HOUR, now));
		const fresh = expiresAt === null ? FRESH : Math.min(HOUR, (expiresAt - issuedAt) / 10);
		if (isWithin(obtainedAt, fresh, now)) this.refusals.push(now);
		if (this.refusals.length < CONTESTED) return;
		const what = `${this.provider.title} refused ${CONTESTED} fresh tokens within an hour: another system seems to log in with this account`;
		const advice = 'Give n8n a service account of its own, and use it in one n8n only';
		this.keep(new Failure('LOGIN_REJECTED', what, { advice }), false);
	}

	private isFresh(remembered?: Remembered): boolean {
		return remembered !== undefined && isWithin(remembered.at, remembered.span, this.now());
	}
}

type Titled = Pick<Provider, 'title'>;

/** Why an old token is used though it is due. */
export function stillUsed(
	{ title }: Titled,
	{ expiresAt }: Pick<TokenResponse, 'expiresAt'>,
	{ kind, message }: Failure,
): Failure {
	const until = expiresAt === null ? '' : ` until ${isoTime(expiresAt)}`;
	const what = `${title}: the token is due but could not be renewed; it stays in use${until}. ${message}`;
	return new Failure(kind, what.replace(/\.$/, ''));
}

/** A token that was got, and is of no use any more. */
export function tooLate({ title }: Titled): Failure {
	return new Failure('BAD_RESPONSE', `${title} gave a token that expired before it could be used`);
}

/** A check that nothing can be concluded from. */
export function undecided({ title }: Titled): Failure {
	const what = `${title} did not say whether the token is good`;
	return new Failure('UNREACHABLE', what, { advice: 'Try again in a minute' });
}

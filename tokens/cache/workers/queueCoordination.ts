import type { Result } from '../../http/failure';
import { clock } from '../../http/waiting';
import {
	AT_ONCE,
	BRIEF_LOOK,
	CLOCK_TOLERANCE,
	RECENT,
	ROUNDS,
	SETTLING,
	SHARED_BELIEVED,
	STORED_FIRST,
	VERDICT_BELIEVED,
} from '../../tuning';
import { isWithin } from '../renewal';
import type { TokenResponse } from '../../provider/provider';
import { isSameToken, type CachedToken } from '../storedToken';
import type { AcquiredToken } from '../tokenRequest';
import {
	watching,
	type OutputRequest,
	type Revalidate,
	type WorkerCoordination,
} from './coordination';
import { sightings } from './sightings';
import { TimeSlots } from './timeSlots';

/**
 * For providers where each login revokes the token before it. Workers that know of each other log in and send in turns (see
 * {@link TimeSlots}), so that no login revokes the token of a request that n8n does not send again. Of the workers that log in
 * in the same slot, the API accepts the token of the last one; the others find that out before they send.
 */
export class QueueCoordination implements WorkerCoordination {
	constructor(private readonly slots = new TimeSlots()) {}

	private ownToken?: string;
	/**
	 * When this process acquired its recent tokens. A suspected token is replaced first, and its rejection is certain only
	 * afterwards.
	 */
	private readonly acquiredAt = new Map<string, number>();
	/** When this process acquired the newest token it knows of; undefined where another worker did. */
	private ownAt?: number;
	/** When the login under way began, if this process knows of no other. */
	private firstLoginAt?: number;
	/** When such logins of others should have ended that began in the same slot. */
	private firstLoginsEnd?: number;
	/** The token of this process that was last taken to be stored. */
	private storedToken?: string;
	private knowsToken = false;
	/** When another worker's newer token was last found. */
	private foundAt?: number;
	/** The same, or when a token that had just been acquired here was rejected. */
	private contestedAt?: number;
	/** When a token that had just been acquired here was doubted. */
	private doubtedAt?: number;
	/** Whether more than one request needs the login that is about to start, or needed the last one. */
	private isCrowded = false;
	/** When a request last waited for a token that another request acquires. */
	private waitedAt?: number;
	private wakeUp?: () => void;
	/** Ends when the token that a node is about to output is stable. */
	private stabilising?: Promise<Result<AcquiredToken>>;
	private stableToken?: string;

	requestWaits(): void {
		this.isCrowded = true;
		this.waitedAt = clock.now();
	}

	loginStarts(): void {
		this.isCrowded = isRecent(this.waitedAt, AT_ONCE);
	}

	tokenAcquired(token: string): void {
		this.ownToken = token;
		this.ownAt = clock.now();
		for (const [own, at] of this.acquiredAt) if (!isRecent(at)) this.acquiredAt.delete(own);
		this.acquiredAt.set(token, this.ownAt);
		const { firstLoginAt } = this;
		this.firstLoginsEnd = firstLoginAt && this.slots.endOfFirstLogins(firstLoginAt, this.ownAt);
		this.firstLoginAt = undefined;
		this.knowsToken = true;
	}

	tokenFound({ accessToken, obtainedAt }: Pick<TokenResponse, 'accessToken' | 'obtainedAt'>): void {
		const isOthers = obtainedAt > sightings.since && !sightings.ownTokens.has(accessToken);
		if (isOthers) sightings.othersKnown = true;
		// The first token that a process finds may be its own, from before it was started.
		if (this.knowsToken || this.wakeUp) {
			this.foundAt = clock.now();
			this.contestedAt = this.foundAt;
			sightings.othersKnown = true;
		}
		this.knowsToken = true;
		this.ownAt = undefined;
		this.wakeUp?.();
	}

	/** If it is recent and was not acquired here, another worker has logged in at the same moment. */
	olderTokenFound({ accessToken, obtainedAt }: Pick<TokenResponse, 'accessToken' | 'obtainedAt'>) {
		if (isRecent(obtainedAt) && !this.acquiredAt.has(accessToken)) sightings.othersKnown = true;
	}

	/** If this process acquired the token just now, another worker has logged in since. */
	tokenRejected(token: string): void {
		if (isRecent(this.acquiredAt.get(token))) this.contestedAt = clock.now();
	}

	tokenDoubted(token: string): void {
		if (isRecent(this.acquiredAt.get(token))) this.doubtedAt = clock.now();
	}

	credentialShared(at: number): void {
		// Another machine's clock may be a little ahead. A time further on holds something else.
		if (at > clock.now() + CLOCK_TOLERANCE) return;
		sightings.sharedAt = Math.max(at, sightings.sharedAt ?? 0);
	}

	get sharedAt(): number | undefined {
		return sightings.othersKnown ? clock.now() : sightings.sharedAt;
	}

	get foundOthers(): boolean {
		return isRecent(this.foundAt);
	}

	get isContested(): boolean {
		return isRecent(this.contestedAt);
	}

	get areOthersKnown(): boolean {
		const { othersKnown, sharedAt } = sightings;
		return othersKnown || this.isContested || isRecent(sharedAt, SHARED_BELIEVED);
	}

	get areOthersLikely(): boolean {
		return this.areOthersKnown || isRecent(this.doubtedAt);
	}

	/** The same, also where it is only likely: many needed the last login, so requests of other workers did too. */
	private get isProbablyContested(): boolean {
		return this.isContested || (this.isCrowded && isRecent(this.ownAt));
	}

	async backOff(): Promise<void> {
		const areOthersLikely = this.areOthersKnown || isRecent(this.ownAt);
		this.firstLoginAt = undefined;
		// The worker that made the last token makes the next one at once.
		if (!areOthersLikely && this.ownAt !== undefined) return;
		let isOver = false;
		const arrival = new Promise<void>((done) => (this.wakeUp = done)).then(() => (isOver = true));
		const { slots } = this;
		for (let round = 0; round < ROUNDS && !isOver; round += 1) {
			const [now, draw] = [clock.now(), Math.random()];
			const wait = areOthersLikely ? slots.untilLogin(now, draw) : slots.untilFirstLogin(now, draw);
			const first = areOthersLikely ? wait : slots.untilCrowdIsKnown(wait);
			await Promise.race([clock.sleep(first), arrival]);
			// A request that is alone by then waits no longer.
			if (first < wait && this.isCrowded) await Promise.race([clock.sleep(wait - first), arrival]);
			if (!areOthersLikely || !slots.isLate(clock.now())) break;
		}
		this.wakeUp = undefined;
		if (!areOthersLikely) this.firstLoginAt = clock.now();
	}

	async beforeStoring(
		acquired: AcquiredToken,
		revalidate: Revalidate,
	): Promise<Result<AcquiredToken>> {
		if (!this.areOthersLikely || this.takesToStore(acquired.token)) return { value: acquired };
		return await this.holdBack(acquired, revalidate, 0);
	}

	async beforeLastTry(
		acquired: AcquiredToken,
		revalidate: Revalidate,
	): Promise<Result<AcquiredToken>> {
		const wait = this.areOthersLikely ? 0 : this.untilFirstLoginsEnd();
		if (wait > 0) await clock.sleep(wait);
		return await this.holdBack(acquired, revalidate, STORED_FIRST);
	}

	/** How long others that know of nobody may still log in, where many need a token. They set out with the same login. */
	private untilFirstLoginsEnd(): number {
		return this.isCrowded ? Math.max(0, (this.firstLoginsEnd ?? 0) - clock.now()) : 0;
	}

	/** @param later how many milliseconds after the start of the slot the token is checked */
	private async holdBack(
		acquired: AcquiredToken,
		revalidate: Revalidate,
		later: number,
	): Promise<Result<AcquiredToken>> {
		let last = acquired;
		for (let round = 0; round < ROUNDS && this.areOthersLikely; round += 1) {
			if (last.refreshFailure) break;
			const wait = this.untilSend(last.token);
			if (wait > 0) await clock.sleep(wait + later);
			// A check may end after its slot: with a slow API, so do the logins of the next one.
			const isInTime = this.untilSend(last.token) === 0;
			const { failure, value } = await revalidate(last.token, this.believed(last.token));
			if (failure) return { failure };
			const isSame = isSameToken(value.token, last.token);
			last = { ...value, renewed: last.renewed || value.renewed };
			if (isSame && isInTime) break;
			// Who can have the new token stored does so first.
			if (later === 0 && this.takesToStore(last.token)) break;
		}
		return { value: last };
	}

	/** How long no request with this token is sent; 0 also where nobody has logged in lately. */
	private untilSend(token: CachedToken): number {
		return this.isSettled(token) ? 0 : this.slots.untilSend(clock.now());
	}

	/** For how many milliseconds an earlier verdict holds: no login comes within a slot. */
	private believed(token: CachedToken): number {
		return this.isSettled(token) ? VERDICT_BELIEVED : this.slots.sinceSend(clock.now());
	}

	/** Whether nobody has logged in lately, as far as this process knows. */
	private isSettled({ order }: CachedToken): boolean {
		return !this.isContested && clock.now() - order >= RECENT;
	}

	/** Whether a token of this process has not been taken to be stored; from now on it has. */
	private takesToStore({ response: { accessToken } }: CachedToken): boolean {
		if (accessToken !== this.ownToken || accessToken === this.storedToken) return false;
		this.storedToken = accessToken;
		return true;
	}

	async beforeOutput(request: OutputRequest): Promise<Result<AcquiredToken>> {
		while (this.stabilising && !this.isReady(request)) {
			this.requestWaits();
			const { failure } = await this.stabilising;
			// A token may be stored all the same, and a login that has just failed is not tried again.
			if (failure) break;
		}
		if (this.isReady(request)) return await request.acquire();
		const stabilising = this.stabilise(request).finally(() => {
			if (this.stabilising === stabilising) this.stabilising = undefined;
		});
		this.stabilising = stabilising;
		return await stabilising;
	}

	/** Holds a token back until the logins of the same moment are over and the API still accepts it. */
	private async stabilise(request: OutputRequest): Promise<Result<AcquiredToken>> {
		let first = await watching(request, request.acquire());
		// Another worker's may have been stored meanwhile.
		if (first.failure && request.atHand().token) first = await request.acquire();
		if (first.failure) return first;
		let last = first.value;
		for (let round = 0; round < ROUNDS && !last.refreshFailure; round += 1) {
			const { token } = last;
			await watching(request, clock.sleep(this.holdTime(token)));
			const next = this.isProbablyContested
				? await watching(request, request.acquire(true))
				: { value: last };
			if (next.failure && request.isInvalidated(token)) return next;
			// A token nobody can vouch for is as good as it was.
			if (next.value) last = { ...next.value, renewed: last.renewed || next.value.renewed };
			if (!isSameToken(last.token, token)) continue;
			this.stableToken = token.response.accessToken;
			break;
		}
		return { value: last };
	}

	private holdTime(token: CachedToken): number {
		const isAlone = token.response.accessToken === this.ownToken && !this.isProbablyContested;
		if (isAlone) return BRIEF_LOOK;
		const now = clock.now();
		// A login of the same moment may still revoke it. A token is ordered by the time its login ended.
		const settled = now + Math.max(0, SETTLING - Math.max(0, now - token.order));
		return (this.areOthersKnown ? settled + this.slots.untilSend(settled) : settled) - now;
	}

	/** Whether there is a token that no other worker is about to revoke: it is stored and undisputed, or was held back. */
	private isReady(request: OutputRequest): boolean {
		const { token, stored } = request.atHand();
		if (token === undefined) return false;
		const { accessToken, obtainedAt } = token.response;
		if (accessToken === this.stableToken) return true;
		const manyWaited = this.foundOthers && isRecent(this.waitedAt);
		const isDisputed = manyWaited || (this.stabilising && this.isProbablyContested);
		// Another machine's clock may be ahead.
		if (isDisputed && clock.now() - obtainedAt < RECENT) return false;
		if (accessToken !== this.ownToken && isRecent(token.order, SETTLING)) return false;
		return stored.kind === 'own' && isSameToken(stored.token, token);
	}
}

function isRecent(time: number | undefined, span = RECENT): boolean {
	return isWithin(time, span, clock.now());
}

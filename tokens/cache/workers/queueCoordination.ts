import type { Result } from '../../http/failure';
import { clock } from '../../http/waiting';
import {
	AT_ONCE,
	BACK_OFF,
	BRIEF_LOOK,
	FIRST_BACK_OFF,
	READ_AGAIN,
	RECENT,
	ROUNDS,
	SETTLING,
} from '../../tuning';
import { isWithin } from '../renewal';
import type { TokenResponse } from '../../provider/provider';
import type { CachedToken } from '../storedToken';
import type { AcquiredToken } from '../tokenRequest';
import type { OutputRequest, WorkerCoordination } from './coordination';

/** What this process knows of others, whatever the credential. Tests reset it. */
export const sightings = {
	/** Whether it has ever found a token of another process: then it is not alone. */
	othersKnown: false,
};

/**
 * For providers where each login revokes the token before it. The worker that made the last token makes the next; the
 * others back off, each for another time, and mostly find it stored. A token is held back where a login of the same
 * moment may still revoke it.
 */
export class QueueCoordination implements WorkerCoordination {
	private ownToken?: string;
	/**
	 * When this process acquired its recent tokens. A suspected token is replaced first, and its rejection is certain only
	 * afterwards.
	 */
	private readonly acquiredAt = new Map<string, number>();
	/** When this process acquired the newest token it knows of; undefined where another worker did. */
	private ownAt?: number;
	private knowsToken = false;
	/** When another worker's newer token was last found. */
	private foundAt?: number;
	/** The same, or when a token that had just been acquired here was rejected. */
	private contestedAt?: number;
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
		this.knowsToken = true;
	}

	tokenFound(): void {
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

	get foundOthers(): boolean {
		return isRecent(this.foundAt);
	}

	get isContested(): boolean {
		return isRecent(this.contestedAt);
	}

	get areOthersKnown(): boolean {
		return sightings.othersKnown || this.isContested;
	}

	/** The same, also where it is only likely: many needed the last login, so requests of other workers did too. */
	private get isProbablyContested(): boolean {
		return this.isContested || (this.isCrowded && isRecent(this.ownAt));
	}

	async backOff(): Promise<void> {
		const recent = isRecent(this.ownAt) || this.isContested;
		if (this.ownAt !== undefined && !recent) return;
		const arrival = new Promise<void>((done) => (this.wakeUp = done));
		const areOthersHere = recent || this.foundAt !== undefined;
		if (!areOthersHere) await Promise.race([clock.sleep(between(FIRST_BACK_OFF)), arrival]);
		const areOthersLikely = areOthersHere || (this.isCrowded && this.knowsToken);
		if (areOthersLikely) await Promise.race([clock.sleep(between(BACK_OFF)), arrival]);
		this.wakeUp = undefined;
	}

	async beforeLastTry(
		acquired: AcquiredToken,
		revalidate: (token: CachedToken) => Promise<Result<AcquiredToken>>,
	): Promise<Result<AcquiredToken>> {
		let last = acquired;
		for (let round = 0; round < ROUNDS && !last.refreshFailure; round += 1) {
			if (!this.areOthersKnown) break;
			const hold = timeToSettle(last.token);
			if (hold > 0) await clock.sleep(hold);
			const { failure, value } = await revalidate(last.token);
			if (failure) return { failure };
			const isSame = isSameToken(value.token, last.token);
			last = { ...value, renewed: last.renewed || value.renewed };
			if (isSame) break;
		}
		return { value: last };
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
		const isAlone = this.isOwn(token.response.accessToken) && !this.isProbablyContested;
		return isAlone ? BRIEF_LOOK : timeToSettle(token);
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
		if (!this.isOwn(accessToken) && isRecent(token.order, SETTLING)) return false;
		return stored.kind === 'own' && isSameToken(stored.token, token);
	}

	private isOwn(token: string): boolean {
		return token === this.ownToken;
	}
}

/** Reads the credential again and again until `awaited` has ended, and returns what came of it. */
async function watching<T>({ readAgain }: OutputRequest, awaited: Promise<T>): Promise<T> {
	let isOver = false;
	const end = awaited.finally(() => (isOver = true));
	for (;;) {
		await Promise.race([end, clock.sleep(READ_AGAIN)]);
		if (isOver) return await end;
		await readAgain();
	}
}

/** How long a login of the same moment may still revoke the token. A token is ordered by the time its login ended. */
function timeToSettle({ order }: CachedToken): number {
	return Math.max(0, SETTLING - Math.max(0, clock.now() - order));
}

function isSameToken(one: CachedToken, other: CachedToken): boolean {
	return one.response.accessToken === other.response.accessToken;
}

function isRecent(time: number | undefined, span = RECENT): boolean {
	return isWithin(time, span, clock.now());
}

function between([least, most]: readonly [number, number]): number {
	return least + Math.random() * (most - least);
}

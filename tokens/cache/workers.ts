import { isWithin } from './renewal';

/** How long a login is recent, in milliseconds: other workers that set out with it may still end or store a token. */
export const RECENT = 10_000;
/** How long before a login others that want it too may have come, to count as wanting it at once. */
const AT_ONCE = 1_000;
/**
 * In milliseconds: for how long a process gives way to others. Requests of many executions arrive one by one, so that who
 * seems to be alone may be one of many: it cannot be told from the first.
 */
const PATIENCE = { first: [200, 1_000], next: [300, 2_500] } as const;

/**
 * The other workers of a queue, where each login ends the token before it. They share nothing with this process but
 * the credential, which n8n reads anew for each request: so this process learns of their logins, but not at once.
 * Who made the last token makes the next; the others give way, each a different while, and mostly find it stored.
 */
export class OtherWorkers {
	private ownToken?: string;
	/** When this process made the newest token that it knows of; undefined where it did not make that. */
	private ownAt?: number;
	private knowsToken = false;
	/** When a newer session of another worker's was last met. */
	private metAt?: number;
	/** The same, or when a token that had just been made here was refused. */
	private seenAt?: number;
	/** Whether more than one request wants the login that is about to begin, or wanted the last one. */
	private crowd = false;
	/** When a request last waited for a token that another request gets. */
	private joinedAt?: number;
	private arrived?: () => void;

	constructor(private readonly now: () => number) {}

	/** This process has logged in. */
	made(token: string): void {
		this.ownToken = token;
		this.ownAt = this.now();
		this.knowsToken = true;
	}

	/** The credential held a newer session than was known here. */
	met(): void {
		// The first that a process finds may be its own, of before it was started.
		if (this.knowsToken || this.arrived) {
			this.metAt = this.now();
			this.seenAt = this.metAt;
		}
		this.knowsToken = true;
		this.ownAt = undefined;
		this.arrived?.();
	}

	/** The provider refuses this token: if this process made it just now, another worker has logged in since. */
	ended(token: string): void {
		const fresh = token === this.ownToken && isWithin(this.ownAt, RECENT, this.now());
		if (fresh) this.seenAt = this.now();
	}

	/** A login is about to begin. */
	begins(): void {
		this.crowd = isWithin(this.joinedAt, AT_ONCE, this.now());
	}

	/** A request wants the login that another request makes. */
	joined(): void {
		this.crowd = true;
		this.joinedAt = this.now();
	}

	/** Whether another worker's session was met lately: one more login of theirs may have ended a token. */
	get wereMet(): boolean {
		return isWithin(this.metAt, RECENT, this.now());
	}

	isOwn(token: string): boolean {
		return token === this.ownToken;
	}

	/** Whether another worker may be logging in, or just have ended the token. */
	get mayLogIn(): boolean {
		return isWithin(this.seenAt, RECENT, this.now());
	}

	/** Whether many waited for a token lately, and another worker's was met: those of several workers may still arrive. */
	get isContended(): boolean {
		return this.wereMet && isWithin(this.joinedAt, RECENT, this.now());
	}

	/** Whether many wanted the last login of this process: then other workers' requests did so, too. */
	get wasCrowded(): boolean {
		return this.crowd && isWithin(this.ownAt, RECENT, this.now());
	}

	/** Waits before a login until another worker's session arrives, or the time is up. Who is alone hardly waits. */
	async giveWay(wait: (milliseconds: number) => Promise<void>): Promise<void> {
		const recent = isWithin(this.ownAt, RECENT, this.now()) || this.mayLogIn;
		if (this.ownAt !== undefined && !recent) return;
		const arrival = new Promise<void>((done) => (this.arrived = done));
		const expected = recent || this.metAt !== undefined;
		if (!expected) await Promise.race([wait(between(PATIENCE.first)), arrival]);
		const isLikely = expected || (this.crowd && this.knowsToken);
		if (isLikely) await Promise.race([wait(between(PATIENCE.next)), arrival]);
		this.arrived = undefined;
	}
}

function between([least, most]: readonly [number, number]): number {
	return least + Math.random() * (most - least);
}

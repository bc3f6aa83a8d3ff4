import { isWithin } from './renewal';

/** How long a login is recent: a token refused so soon after it was probably ended by another worker's login. */
const RECENT = 10_000;
/**
 * In milliseconds: how long a process waits to see whether several requests want the same login; how long it then
 * gives way to others, at most, where it knows of no token yet, and else between which times.
 */
const PATIENCE = { alone: 250, cold: 1_000, least: 300, most: 2_500 };

/**
 * The other workers of a queue, where each login ends the token before it. They share nothing with this process but
 * the credential, which n8n reads anew for each request: so this process learns of their logins, but not at once.
 * Who made the last token makes the next; the others give way, each a different while, and mostly find it stored.
 */
export class Peers {
	private ownToken?: string;
	/** When this process made the newest token that it knows of; undefined where it did not make that. */
	private ownAt?: number;
	private knowsToken = false;
	/** When a newer session of another worker's was last met. */
	private metAt?: number;
	/** The same, or when a token that had just been made here was refused. */
	private seenAt?: number;
	/** Whether more than one request wants the login that is about to begin. */
	private crowd = false;
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
		this.crowd = false;
	}

	/** A request wants the login that another request makes. */
	joined(): void {
		this.crowd = true;
	}

	isOwn(token: string): boolean {
		return token === this.ownToken;
	}

	/** Whether another worker may be logging in, or just have ended the token. */
	get mayLogIn(): boolean {
		return isWithin(this.seenAt, RECENT, this.now());
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
		if (!expected) await Promise.race([wait(PATIENCE.alone), arrival]);
		if (expected || this.crowd) await Promise.race([wait(this.patience()), arrival]);
		this.arrived = undefined;
	}

	private patience(): number {
		const { cold, least, most } = PATIENCE;
		return this.knowsToken ? least + Math.random() * (most - least) : Math.random() * cold;
	}
}

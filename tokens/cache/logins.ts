import type { ValidationCall, TokenValidation } from './validation';
import type { Result } from '../http/failure';
import type { OtherWorkers } from './workers';
import { tooLate, type CachedErrors } from './cachedErrors';
import type { CachedTokens } from './cachedTokens';
import type { TokenResponse, Provider } from '../provider/provider';
import { isExpired, isWithin } from './renewal';
import type { CachedToken } from './storedToken';

/** How long a request that set out to log in keeps others from doing so too. */
const CLAIMED = 10_000;

/** How to reach the provider. */
export interface Reach {
	/** Asks for a new token. */
	ask(): Promise<Result<TokenResponse>>;
	probe: ValidationCall;
	wait(milliseconds: number): Promise<void>;
}

/** What somebody wants of a login. */
export interface Login {
	/** Whether the check learns from its token. */
	learn?: boolean;
	/** Whether who asked can go on with an old token. */
	canWait?: boolean;
	/** Whether a token does that somebody else asked for. Given, nobody is waited for. */
	suits?: (session: CachedToken) => boolean;
}

/** What the logins of one set of login details have to do with. */
export interface Parts {
	provider: Pick<Provider, 'title' | 'replacesToken'>;
	known: CachedTokens;
	check: TokenValidation;
	failures: CachedErrors;
	peers: OtherWorkers;
	now: () => number;
}

/** The logins of one set of login details: one at a time, and who waits gets its result. */
export class Logins {
	/** How many ended well. */
	ended = 0;
	/** The one under way. */
	running?: Promise<Result<CachedToken>>;
	private endedAt?: number;
	private claimedAt?: number;

	constructor(private readonly parts: Parts) {}

	/** Whether one is under way, or a request has set out for it. */
	get isClaimed(): boolean {
		return this.running !== undefined || isWithin(this.claimedAt, CLAIMED, this.parts.now());
	}

	claim(): void {
		this.claimedAt = this.parts.now();
	}

	hasEndedWithin(milliseconds: number): boolean {
		return isWithin(this.endedAt, milliseconds, this.parts.now());
	}

	/** Waits for the login under way, if there is one. */
	async settle(): Promise<void> {
		if (this.running) await this.joined(this.running);
	}

	/** Joins the login under way, or starts one. */
	async join(reach: Reach, how: Login = {}): Promise<Result<CachedToken>> {
		const { failures, peers, provider } = this.parts;
		if (this.running) {
			const result = await this.joined(this.running);
			const suits = result.failure || how.suits === undefined || how.suits(result.value);
			return suits ? result : await this.join(reach, how);
		}
		const failure = failures.remembered;
		if (failure) return { failure };
		peers.begins();
		const yields = provider.revokesPrevious && how.suits === undefined;
		this.running = (yields ? this.amongPeers(reach, how) : this.logIn(reach, how)).finally(() => {
			this.running = undefined;
			this.claimedAt = undefined;
		});
		return await this.running;
	}

	private async joined<T>(running: Promise<T>): Promise<T> {
		this.parts.peers.joined();
		return await running;
	}

	/** A login, or the session of another worker's that turns up before it is begun. */
	private async amongPeers(reach: Reach, how: Login): Promise<Result<CachedToken>> {
		const { peers, known } = this.parts;
		const before = known.usable();
		await peers.giveWay(reach.wait);
		const session = known.usable();
		if (session && session !== before) return { value: session };
		return await this.logIn(reach, how);
	}

	private async logIn(reach: Reach, { learn, canWait }: Login): Promise<Result<CachedToken>> {
		const { provider, known, check, failures, peers, now } = this.parts;
		const { failure, value: grant } = await reach.ask();
		if (failure) {
			const early = canWait === true || known.usable() !== undefined;
			return { failure: failures.keep(failure, early) };
		}
		const session = known.add(grant);
		peers.made(grant.accessToken);
		this.ended += 1;
		this.endedAt = now();
		failures.clear();
		const contested = provider.revokesPrevious && peers.mayLogIn;
		if (learn || contested) await check.learnFrom(grant, reach.probe, contested);
		return isExpired(grant, now()) ? { failure: tooLate(provider) } : { value: session };
	}
}

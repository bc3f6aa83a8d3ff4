import { Failure, type Result } from '../http/failure';
import { clock } from '../http/waiting';
import type { TokenResponse, TokenSource } from '../provider/provider';
import { CLAIM, RECENT } from '../tuning';
import { isExpired, isWithin } from './renewal';
import { cachedError, usable, withError, withResponse, type CacheState } from './state';
import type { CachedToken } from './storedToken';
import { takesAnyToken, type TokenRequest } from './tokenRequest';
import type { CheckToken, TokenValidation } from './validation';
import type { WorkerCoordination } from './workers/coordination';

/** How one request reaches the provider. */
export interface ProviderAccess {
	/** Requests a token. `current` may be traded for it where the provider allows that. */
	requestToken(current?: TokenResponse): Promise<Result<TokenResponse>>;
	/** undefined: the provider has no check. */
	checkToken?: CheckToken;
}

/** What the logins of one set of login details work with. */
export interface CacheParts {
	state: CacheState;
	readonly source: Pick<TokenSource, 'identity' | 'revokesPrevious'>;
	/** The provider's name, for errors. */
	readonly title: string;
	readonly validation: TokenValidation;
	readonly workers: WorkerCoordination;
}

/** What every decision depends on. */
export function factsOf({ state, source }: CacheParts) {
	return { state, revokesPrevious: source.revokesPrevious, now: clock.now() };
}

/** The only place where a login starts: one at a time, and all who wait for it share its result. */
export class Login {
	private running?: Promise<Result<CachedToken>>;
	/** When a request set out to log in: n8n calls the credential once more before it gets there. */
	private claimedAt?: number;

	constructor(private readonly parts: CacheParts) {}

	get isRunning(): boolean {
		return this.running !== undefined;
	}

	/** Whether one is under way, or a request has set out for it. */
	get isClaimed(): boolean {
		return this.isRunning || isWithin(this.claimedAt, CLAIM, clock.now());
	}

	/** Whether a login has just ended well. */
	get isFresh(): boolean {
		return isWithin(this.parts.state.lastLoginAt, RECENT, clock.now());
	}

	claim(): void {
		this.claimedAt = clock.now();
	}

	/** Waits for the login that another request has claimed. */
	async joinClaimed(): Promise<void> {
		this.parts.workers.requestWaits();
		// That request gets to it within this turn of the event loop, or not at all.
		if (!this.running) await clock.sleep(0);
		if (!this.running) this.claimedAt = undefined;
		await this.running;
	}

	/** Waits for the login under way, if there is one. */
	async settle(): Promise<void> {
		if (this.running) this.parts.workers.requestWaits();
		await this.running;
	}

	/**
	 * Joins the login under way, or starts one.
	 *
	 * @param learns whether the check learns from its token
	 */
	async run(
		request: TokenRequest,
		access: ProviderAccess,
		{ learns = false } = {},
	): Promise<Result<CachedToken>> {
		const { state, workers } = this.parts;
		if (this.running) {
			workers.requestWaits();
			return await this.running;
		}
		const failure = cachedError(state, clock.now());
		if (failure) return { failure };
		workers.loginStarts();
		this.running = this.start(request, access, learns).finally(() => {
			this.running = undefined;
			this.claimedAt = undefined;
		});
		return await this.running;
	}

	private async start(
		request: TokenRequest,
		access: ProviderAccess,
		learns: boolean,
	): Promise<Result<CachedToken>> {
		const { parts } = this;
		const { source, title, validation, workers } = parts;
		if (takesAnyToken(request)) {
			const before = usable(parts.state, clock.now());
			await workers.backOff();
			const found = usable(parts.state, clock.now());
			if (found && found !== before) return { value: found };
		}
		const { failure, value: response } = await access.requestToken(parts.state.current?.response);
		if (failure) return this.failed(request, failure);
		parts.state = withResponse(parts.state, source.identity, response, clock.now(), Math.random());
		const token = parts.state.current as CachedToken;
		workers.tokenAcquired(response.accessToken);
		const { areOthersKnown } = workers;
		if (learns || areOthersKnown)
			await validation.learnFrom(response, access.checkToken, areOthersKnown);
		if (!isExpired(response, clock.now())) return { value: token };
		const what = `${title} gave a token that expired before it could be used`;
		return this.failed(request, new Failure('BAD_RESPONSE', what));
	}

	private failed(request: TokenRequest, failure: Failure): Result<CachedToken> {
		const { parts } = this;
		const now = clock.now();
		const canWait = request.kind === 'get' && request.newerThan?.usable === true;
		const isEarly = canWait || usable(parts.state, now) !== undefined;
		const { state, cached } = withError(parts.state, failure, isEarly, now);
		parts.state = state;
		return { failure: cached };
	}
}

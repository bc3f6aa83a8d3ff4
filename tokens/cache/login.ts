import { Failure, type Result } from '../http/failure';
import { clock } from '../http/waiting';
import type { RequestToken } from '../provider/httpClient';
import { CLAIM } from '../tuning';
import type { TokenCheck } from './check/validation';
import { isExpired, isWithin } from './renewal';
import { lasting, newer, usable } from './state';
import type { CachedToken } from './storedToken';
import type { TokenCache } from './tokenCache';
import { takesAnyToken, type TokenRequest } from './tokenRequest';
import { withError, withResponse } from './transitions';
import { noteOwnToken } from './workers/sightings';

/** How one request reaches the provider. */
export interface ProviderAccess {
	/**
	 * Requests a token. The current one may be traded for it where the provider allows that. If the API seems to refuse that
	 * one, the same token again is no use.
	 */
	requestToken: RequestToken;
	/** undefined: the provider has no check. */
	checkToken?: TokenCheck;
}

/**
 * What one request at a time does for all others. It claims its turn in `authenticate`, and gets to it once n8n has called
 * `preAuthentication`.
 */
export class Turn<T> {
	/** What is under way. */
	running?: Promise<T>;
	private claimedAt?: number;

	/** Whether it is under way, or a request has set out for it. */
	get isClaimed(): boolean {
		return this.running !== undefined || isWithin(this.claimedAt, CLAIM, clock.now());
	}

	claim(): void {
		this.claimedAt = clock.now();
	}

	/** Waits for what another request has claimed. */
	async joinClaimed(): Promise<void> {
		// That request gets to it within this turn of the event loop, or not at all.
		if (!this.running) await clock.sleep(0);
		if (!this.running) this.claimedAt = undefined;
		await this.running;
	}

	/** From now on, this is under way: whoever comes before it has ended shares its result. */
	begin(work: Promise<T>): Promise<T> {
		this.running = work.finally(() => {
			this.running = undefined;
			this.claimedAt = undefined;
		});
		return this.running;
	}
}

/** The only place where a login starts: one at a time, and all who wait for it share its result. */
export class Login extends Turn<Result<CachedToken>> {
	constructor(private readonly cache: TokenCache) {
		super();
	}

	override async joinClaimed(): Promise<void> {
		this.cache.workers.requestWaits();
		await super.joinClaimed();
	}

	/** Waits for the login under way, if there is one. */
	async settle(): Promise<void> {
		if (this.running) this.cache.workers.requestWaits();
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
		learns = false,
	): Promise<Result<CachedToken>> {
		const { state, workers } = this.cache;
		if (this.running) {
			workers.requestWaits();
			return await this.running;
		}
		const failure = lasting(state.error, clock.now());
		if (failure) return { failure };
		workers.loginStarts();
		return await this.begin(this.logIn(request, access, learns));
	}

	private async logIn(
		request: TokenRequest,
		{ requestToken, checkToken }: ProviderAccess,
		learns: boolean,
	): Promise<Result<CachedToken>> {
		const { cache } = this;
		const { source, title, validation, workers } = cache;
		if (takesAnyToken(request)) {
			const before = usable(cache.state, clock.now());
			await workers.backOff();
			const found = usable(cache.state, clock.now());
			if (found && found !== before) return { value: found };
		}
		const { current, refreshable, invalidated } = cache.state;
		// The API may accept the refresh token of a token that it rejected.
		const last = newer(current, refreshable)?.response;
		const isRefused = learns || (last !== undefined && invalidated.includes(last.accessToken));
		const { failure, value: response } = await requestToken(last, isRefused);
		if (failure) return this.failed(request, failure);
		cache.state = withResponse(cache.state, source, response, clock.now(), Math.random());
		const token = cache.state.current as CachedToken;
		noteOwnToken(response.accessToken);
		workers.tokenAcquired(response.accessToken);
		validation.noteChecked(response, true);
		const { areOthersKnown, areOthersLikely } = workers;
		const learnsAlways = typeof checkToken === 'object' && checkToken.learnsFromLogins;
		if (learns || learnsAlways || areOthersKnown)
			await validation.learnFrom(response, checkToken, areOthersLikely);
		if (!isExpired(response, clock.now())) return { value: token };
		const what = `${title} gave a token that expired before it could be used`;
		return this.failed(request, new Failure('BAD_RESPONSE', what));
	}

	private failed(request: TokenRequest, failure: Failure): Result<CachedToken> {
		const { cache } = this;
		const now = clock.now();
		const canWait = request.kind === 'get' && request.newerThan?.usable === true;
		const isEarly = canWait || usable(cache.state, now) !== undefined;
		const { state, cached } = withError(cache.state, failure, isEarly, now);
		cache.state = state;
		return { failure: cached };
	}
}

import { Failure, type Result } from '../http/failure';
import { clock } from '../http/waiting';
import type { JudgeMemory } from '../provider/check/judges';
import type { TokenResponse, TokenSource } from '../provider/provider';
import { CLAIM, RECENT } from '../tuning';
import { isExpired, isWithin } from './renewal';
import { cachedError, isDue, refreshableToken, usable, usableFor, type CacheState } from './state';
import type { CachedToken } from './storedToken';
import { dueToken, takesAnyToken, type AcquiredToken, type TokenRequest } from './tokenRequest';
import type { TokenCheck, TokenValidation } from './check/validation';
import { withError, withResponse } from './transitions';
import type { WorkerCoordination } from './workers/coordination';

/** How one request reaches the provider. */
export interface ProviderAccess {
	/**
	 * Requests a token. `current` may be traded for it where the provider allows that. If the API seems to refuse that one
	 * (`isRefused`), the same token again is no use.
	 */
	requestToken(current?: TokenResponse, isRefused?: boolean): Promise<Result<TokenResponse>>;
	/** undefined: the provider has no check. */
	checkToken?: TokenCheck;
}

/** What a cache needs to know of a token source. */
export type CachedSource = Pick<TokenSource, 'identity' | 'refreshIdentity' | 'revokesPrevious'>;

/** What the logins of one set of login details work with. */
export interface CacheParts {
	state: CacheState;
	readonly source: CachedSource;
	/** The provider's name, for errors. */
	readonly title: string;
	readonly validation: TokenValidation;
	readonly judges: JudgeMemory;
	readonly workers: WorkerCoordination;
}

/** What every decision depends on. */
export function factsOf({ state, source }: CacheParts) {
	return { state, revokesPrevious: source.revokesPrevious, now: clock.now() };
}

/**
 * What one request at a time does for all others. It claims its turn in `authenticate`, and gets to it once n8n has called
 * `preAuthentication`.
 */
export class Turn<T> {
	private running?: Promise<T>;
	private claimedAt?: number;

	/** What is under way. */
	get current(): Promise<T> | undefined {
		return this.running;
	}

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

	/** Joins what is under way, or starts it. */
	async run(start: () => Promise<T>): Promise<T> {
		this.running ??= start().finally(() => {
			this.running = undefined;
			this.claimedAt = undefined;
		});
		return await this.running;
	}
}

/** The only place where a login starts: one at a time, and all who wait for it share its result. */
export class Login {
	private readonly turn = new Turn<Result<CachedToken>>();

	constructor(private readonly parts: CacheParts) {}

	get isRunning(): boolean {
		return this.turn.current !== undefined;
	}

	/** Whether one is under way, or a request has set out for it. */
	get isClaimed(): boolean {
		return this.turn.isClaimed;
	}

	/** Whether a login has just ended well. */
	get isFresh(): boolean {
		return isWithin(this.parts.state.lastLoginAt, RECENT, clock.now());
	}

	claim(): void {
		this.turn.claim();
	}

	/** Waits for the login that another request has claimed. */
	async joinClaimed(): Promise<void> {
		this.parts.workers.requestWaits();
		await this.turn.joinClaimed();
	}

	/** Waits for the login under way, if there is one. */
	async settle(): Promise<void> {
		if (this.isRunning) this.parts.workers.requestWaits();
		await this.turn.current;
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
		const failure = this.isRunning ? undefined : cachedError(state, clock.now());
		if (failure) return { failure };
		if (this.isRunning) workers.requestWaits();
		else workers.loginStarts();
		return await this.turn.run(() => this.start(request, access, learns));
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
		const current = refreshableToken(parts.state);
		const isRefused =
			learns || (current !== undefined && parts.state.invalidated.includes(current.accessToken));
		const { failure, value: response } = await access.requestToken(current, isRefused);
		if (failure) return this.failed(request, failure);
		parts.state = withResponse(parts.state, source, response, clock.now(), Math.random());
		const token = parts.state.current as CachedToken;
		workers.tokenAcquired(response.accessToken);
		validation.noteChecked(response, true);
		const { areOthersKnown } = workers;
		if (learns || areOthersKnown || validation.learnsFromLogins(access.checkToken))
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

/** What a request gets whose login failed: the old token, if that still works. */
export function withoutLogin(
	{ state, title }: CacheParts,
	request: TokenRequest,
	failure: Failure,
	isFirst: boolean,
): Result<AcquiredToken> {
	const token = usableFor(state, request, clock.now());
	if (token === undefined || request.kind === 'forceRefresh') return { failure };
	// Another worker's token may have been found meanwhile.
	if (!isDue(state, token, request, clock.now())) return { value: { token, renewed: false } };
	return { value: dueToken(title, token, failure, isFirst) };
}

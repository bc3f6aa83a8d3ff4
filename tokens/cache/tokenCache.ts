import { Failure, type Result } from '../http/failure';
import { clock } from '../http/waiting';
import { UNPROVEN_LOGIN, VERDICT_BELIEVED } from '../tuning';
import {
	Login,
	Turn,
	factsOf,
	type CacheParts,
	type CachedSource,
	type ProviderAccess,
} from './login';
import { nextStep, type Step } from './nextStep';
import { Recovery } from './recovery';
import { isWithin } from './renewal';
import {
	cachedError,
	emptyState,
	isDue,
	isInvalidated,
	isOwn,
	knownTokens,
	replacementOf,
	usableFor,
	withForeign,
	withOtherWorker,
	withStored,
} from './state';
import { WriteTurns, type CachedToken, type StoredToken } from './storedToken';
import {
	dueToken,
	isNewEnough,
	undecided,
	type AcquiredToken,
	type NotTheToken,
	type TokenRequest,
} from './tokenRequest';
import { TokenValidation, type CheckToken, type Verdict } from './validation';
import { noCoordination, type WorkerCoordination } from './workers/coordination';
import { QueueCoordination } from './workers/queueCoordination';

/** The tokens of one set of login details in this process. It does what {@link nextStep} says. */
export class TokenCache {
	private readonly parts: CacheParts;
	private readonly login: Login;
	private readonly recovery: Recovery;
	/** One request at a time checks a token before it is used. */
	private readonly check = new Turn<Result<AcquiredToken>>();
	private readonly writeTurns = new WriteTurns();
	/** The last token that was found in a credential. */
	private lastAdopted?: string;

	/** @param title the provider's name, for errors */
	constructor(source: CachedSource, title: string) {
		const workers = source.revokesPrevious ? new QueueCoordination() : noCoordination;
		const validation = new TokenValidation();
		this.parts = { state: emptyState, source, title, validation, workers };
		this.login = new Login(this.parts);
		this.recovery = new Recovery(this.parts, this.login);
	}

	get workers(): WorkerCoordination {
		return this.parts.workers;
	}

	/** How many logins ended well. */
	get logins(): number {
		return this.parts.state.logins;
	}

	get isBusy(): boolean {
		return this.login.isRunning;
	}

	/** The tokens known here, good or lately rejected: none of them may be repeated in an error. */
	get tokens(): string[] {
		return knownTokens(this.parts.state);
	}

	/** Takes in what the credential holds, if it is newer than what is known and was not rejected. */
	adopt({ kind, token }: StoredToken): void {
		const { parts } = this;
		const { revokesPrevious, refreshIdentity } = parts.source;
		if (kind === 'foreign' && refreshIdentity !== undefined)
			parts.state = withForeign(parts.state, token, refreshIdentity);
		if (kind !== 'own') return;
		if (revokesPrevious && token.order < parts.state.lastOrder) {
			// A request may have read the credential before the newer token was written.
			if (token.response.accessToken !== this.lastAdopted)
				parts.workers.olderTokenFound(token.response);
			return;
		}
		const adopted = withStored(parts.state, token, Math.random());
		if (adopted === parts.state) return;
		this.lastAdopted = token.response.accessToken;
		parts.state = revokesPrevious ? withOtherWorker(adopted, token.response) : adopted;
		parts.workers.tokenFound();
	}

	/** A token that is neither expired nor due. */
	atHand(request: TokenRequest): CachedToken | undefined {
		const { state } = this.parts;
		const token = usableFor(state, request, clock.now());
		return token && !isDue(state, token, request, clock.now()) ? token : undefined;
	}

	isInvalidated(token: CachedToken): boolean {
		return isInvalidated(this.parts.state, token);
	}

	/**
	 * The token for a request that has not been sent, once no login is under way that it has to wait for.
	 *
	 * @returns undefined where n8n has to call `preAuthentication`, which checks the token, logs in, or has the token written.
	 *   Throws a Failure.
	 */
	async ready(request: TokenRequest, stored: StoredToken): Promise<AcquiredToken | undefined> {
		for (let hasJoined = false; ; hasJoined = true) {
			this.adopt(stored);
			// Whoever made the login that was waited for has its token written.
			const isToPersist = !hasJoined && this.writeTurns.isNext(this.parts.state.current, stored);
			const isLoginRunning = this.login.isClaimed;
			const step = nextStep({ ...factsOf(this.parts), request, isLoginRunning, isToPersist });
			if (step.do === 'use' && this.isToCheck(step, request)) {
				if (!this.check.isClaimed) {
					this.check.claim();
					return undefined;
				}
				await this.check.joinClaimed();
				continue;
			}
			if (step.do === 'use') return this.acquired(step, request);
			if (step.do === 'fail') throw step.failure;
			if (step.do === 'persist') this.writeTurns.take(stored);
			if (step.do === 'login') this.login.claim();
			if (step.do !== 'join') return undefined;
			// n8n calls `preAuthentication` once for each request. One that waited there would not be sent again if its token
			// were rejected afterwards.
			await this.login.joinClaimed();
		}
	}

	/** The token that is asked for, from a login if need be. */
	async acquire(request: TokenRequest, access: ProviderAccess): Promise<Result<AcquiredToken>> {
		for (;;) {
			const isFirst = !this.login.isRunning;
			const now = { request, isLoginRunning: !isFirst, isToPersist: false };
			const step = nextStep({ ...factsOf(this.parts), ...now });
			if (step.do === 'fail') return { failure: step.failure };
			if (step.do === 'use' || step.do === 'persist') {
				const acquired = this.acquired(step, request);
				if (!this.isToCheck(step, this.whenWritten(request))) return { value: acquired };
				const other = this.check.current;
				if (!other) return await this.check.run(() => this.checked(acquired, request, access));
				await other;
				continue;
			}
			const { failure, value: token } = await this.login.run(request, access);
			if (failure) return this.withoutLogin(request, failure, isFirst);
			if (isFirst || this.suits(token, request))
				return { value: { token, renewed: isOwn(this.parts.state, token) } };
		}
	}

	/** See {@link Recovery.recover}. */
	async recover(
		used: CachedToken,
		request: TokenRequest,
		access: ProviderAccess,
		verdict?: Verdict,
	): Promise<Result<AcquiredToken | NotTheToken>> {
		return await this.recovery.recover(used, request, access, verdict);
	}

	/** A token that the API accepts, for a credential test: no login while the stored token is good. */
	async revalidated(request: TokenRequest, access: ProviderAccess): Promise<Result<AcquiredToken>> {
		const acquired = await this.acquire(request, access);
		if (acquired.failure || acquired.value.renewed) return acquired;
		const { token, refreshFailure } = acquired.value;
		if (refreshFailure?.failure.isRejection) return { failure: refreshFailure.failure };
		const { failure, value } = await this.recovery.recover(token, request, access);
		if (failure) return { failure };
		if ('token' in value) return { value };
		if (value.verdict === 'accepted') return acquired;
		const { state, title } = this.parts;
		const lastError = cachedError(state, clock.now());
		// Without a verdict, a login that has just gone well speaks for the details.
		if (!lastError && isWithin(state.lastLoginAt, UNPROVEN_LOGIN, clock.now())) return acquired;
		return { failure: lastError ?? undecided(title) };
	}

	/** The token for a request that n8n does not send again. */
	async beforeLastTry(
		acquired: AcquiredToken,
		request: TokenRequest,
		access: ProviderAccess,
	): Promise<Result<AcquiredToken>> {
		return await this.workers.beforeLastTry(acquired, async (token) => {
			const newest = replacementOf(this.parts.state, token, clock.now()) ?? token;
			// A verdict from before that may be older than another worker's login.
			const found = await this.parts.validation.validateAnew(newest.response, access.checkToken);
			const verdict = found === 'rejected' ? found : 'inconclusive';
			return await this.afterVerdict(verdict, newest, request, access);
		});
	}

	private acquired(step: Step & { do: 'use' | 'persist' }, request: TokenRequest): AcquiredToken {
		const failure = step.do === 'use' ? step.refreshFailure : undefined;
		return failure
			? dueToken(this.parts.title, step.token, failure, false)
			: { token: step.token, renewed: request.kind === 'forceRefresh' };
	}

	/** What a request gets whose login failed: the old token, if that still works. */
	private withoutLogin(
		request: TokenRequest,
		failure: Failure,
		isFirst: boolean,
	): Result<AcquiredToken> {
		const { state, title } = this.parts;
		const token = usableFor(state, request, clock.now());
		if (token === undefined || request.kind === 'forceRefresh') return { failure };
		// Another worker's token may have been found meanwhile.
		if (!isDue(state, token, request, clock.now())) return { value: { token, renewed: false } };
		return { value: dueToken(title, token, failure, isFirst) };
	}

	/** Whether a token from another request's login will do. */
	private suits(token: CachedToken, request: TokenRequest): boolean {
		return request.kind === 'forceRefresh'
			? isOwn(this.parts.state, token)
			: isNewEnough(token.response, request);
	}

	private isToCheck(step: Step, { foundGoodWithin }: TokenRequest): boolean {
		if (step.do !== 'use' || step.isDue || foundGoodWithin === undefined) return false;
		return this.parts.validation.isCheckNeeded(step.token.response, foundGoodWithin);
	}

	/** n8n does not send a request again that only writes a token, so the API is asked about that token first. */
	private whenWritten(request: TokenRequest): TokenRequest {
		if (request.kind !== 'use' || this.login.isFresh) return request;
		const { foundGoodWithin = Infinity } = request;
		return { ...request, foundGoodWithin: Math.min(foundGoodWithin, VERDICT_BELIEVED) };
	}

	/** A token that the API was asked about before its use, or the one that replaces it. */
	private async checked(
		acquired: AcquiredToken,
		request: TokenRequest,
		access: ProviderAccess,
	): Promise<Result<AcquiredToken>> {
		const { token } = acquired;
		const { validation } = this.parts;
		const found = await validation.validate(token.response, access.checkToken);
		const verdict = validation.isTelling(found) ? found : 'inconclusive';
		const result = await this.afterVerdict(verdict, token, request, access);
		if (result.value?.token === token) validation.noteChecked(token.response, found === 'accepted');
		return result;
	}

	/**
	 * Checks the token that a node is about to output, with the node's own helper: n8n writes nothing to the credential for it.
	 *
	 * @returns the token, if it is to be replaced
	 */
	async checkForOutput(
		request: TokenRequest,
		checkToken: CheckToken | undefined,
	): Promise<CachedToken | undefined> {
		await this.check.current;
		const token = this.atHand(request);
		const step = token && ({ do: 'use', token, isDue: false } as const);
		if (!step || !this.isToCheck(step, request)) return undefined;
		const { validation } = this.parts;
		const found = await validation.validate(step.token.response, checkToken);
		if (validation.isTelling(found)) return token;
		validation.noteChecked(step.token.response, found === 'accepted');
		return undefined;
	}

	/** What to use after a verdict on a token that no request has failed with: that token, or another one. */
	private async afterVerdict(
		verdict: Verdict,
		token: CachedToken,
		request: TokenRequest,
		access: ProviderAccess,
	): Promise<Result<AcquiredToken>> {
		const { failure, value } = await this.recovery.recover(token, request, access, verdict);
		if (value && 'token' in value) return { value };
		return failure
			? this.withoutLogin(request, failure, true)
			: { value: { token, renewed: false } };
	}
}

import type { Result } from '../http/failure';
import { clock } from '../http/waiting';
import { emptyJudgeMemory, type JudgeMemory } from '../provider/check/judges';
import { UNPROVEN_LOGIN } from '../tuning';
import { CheckBeforeUse } from './check/beforeUse';
import { notesOf, type TokenNotes } from './check/notes';
import { TokenValidation, type TokenCheck, type Verdict } from './check/validation';
import {
	Login,
	factsOf,
	withoutLogin,
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
import { withForeign, withOtherWorker, withStored } from './transitions';
import { noCoordination, type WorkerCoordination } from './workers/coordination';
import { QueueCoordination } from './workers/queueCoordination';
import { refreshCoordination } from './workers/refreshCoordination';

function coordinationFor({ revokesPrevious, refreshIdentity }: CachedSource): WorkerCoordination {
	if (revokesPrevious) return new QueueCoordination();
	return refreshIdentity === undefined ? noCoordination : refreshCoordination();
}

/** The tokens of one set of login details in this process. It does what {@link nextStep} says. */
export class TokenCache {
	private readonly parts: CacheParts;
	private readonly login: Login;
	private readonly recovery: Recovery;
	private readonly check: CheckBeforeUse;
	private readonly writeTurns = new WriteTurns();
	/** The last token that was found in a credential. */
	private lastAdopted?: string;

	/** @param title the provider's name, for errors */
	constructor(source: CachedSource, title: string) {
		const workers = coordinationFor(source);
		const validation = new TokenValidation();
		const judges = emptyJudgeMemory();
		this.parts = { state: emptyState, source, title, validation, judges, workers };
		this.login = new Login(this.parts);
		this.recovery = new Recovery(this.parts, this.login);
		this.check = new CheckBeforeUse(this.parts, this.login, this.recovery);
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
		if (token.notes) this.takeNotes(token.notes);
		parts.workers.tokenFound();
	}

	/** A token as it is stored: with what is known of the API by now. */
	withNotes(token: CachedToken): CachedToken {
		const { state, judges } = this.parts;
		return { ...token, notes: notesOf(judges.proven, state.suspicion) };
	}

	/** What is known of the judges of these login details. */
	get judges(): JudgeMemory {
		return this.parts.judges;
	}

	/** A token that is neither expired nor due. */
	atHand(request: TokenRequest): CachedToken | undefined {
		const { state } = this.parts;
		const token = usableFor(state, request, clock.now());
		return token && !isDue(state, token, request, clock.now()) ? token : undefined;
	}

	/** See {@link CheckBeforeUse.forOutput}. */
	async checkForOutput(
		request: TokenRequest,
		check: TokenCheck | undefined,
	): Promise<CachedToken | undefined> {
		return await this.check.forOutput(request, check);
	}

	/** Whether nothing could be found out about the token when it was last checked. */
	isUnchecked({ response }: CachedToken): boolean {
		return this.parts.validation.isUnchecked(response);
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
			if (step.do === 'use' && this.check.isNeeded(step, request)) {
				if (!this.check.turn.isClaimed) {
					this.check.turn.claim();
					return undefined;
				}
				await this.check.turn.joinClaimed();
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
				if (!this.check.isNeededWhenWritten(step, acquired, request)) return { value: acquired };
				const other = this.check.turn.current;
				if (!other) return await this.check.run(acquired, request, access);
				await other;
				continue;
			}
			const { failure, value: token } = await this.login.run(request, access);
			if (failure) {
				const old = withoutLogin(this.parts, request, failure, isFirst);
				if (!old.value || !this.check.isNeeded(old.value, request)) return old;
				// The others find the reason why the token is still used, and its check.
				if (!isFirst) continue;
				return await this.check.run(old.value, request, access);
			}
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
		if (lastError || !request.judged) return { failure: lastError ?? undecided(title) };
		const { policy } = request;
		return await this.acquire({ kind: 'forceRefresh', since: state.logins, policy }, access);
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
			const acquiredNewest = { token: newest, renewed: false };
			return await this.check.afterVerdict(verdict, acquiredNewest, request, access);
		});
	}

	/** Another process has stored them with its token. */
	private takeNotes({ proven, suspicion }: TokenNotes): void {
		const { parts } = this;
		if (proven) parts.judges.proven = proven;
		parts.state = { ...parts.state, suspicion };
	}

	private acquired(step: Step & { do: 'use' | 'persist' }, request: TokenRequest): AcquiredToken {
		const failure = step.do === 'use' ? step.refreshFailure : undefined;
		return failure
			? dueToken(this.parts.title, step.token, failure, false)
			: { token: step.token, renewed: request.kind === 'forceRefresh' };
	}

	/** Whether a token from another request's login will do. */
	private suits(token: CachedToken, request: TokenRequest): boolean {
		return request.kind === 'forceRefresh'
			? isOwn(this.parts.state, token)
			: isNewEnough(token.response, request);
	}
}

import type { Failure, Result } from '../http/failure';
import { clock } from '../http/waiting';
import { emptyJudgeMemory } from '../provider/check/judges';
import type { TokenSource } from '../provider/provider';
import { CLOCK_TOLERANCE, SHARED_BELIEVED, UNPROVEN_LOGIN } from '../tuning';
import {
	afterVerdict,
	checkBeforeUse,
	isCheckNeeded,
	isCheckNeededToWrite,
} from './check/beforeUse';
import { notesOf } from './check/notes';
import { TokenValidation } from './check/validation';
import { Login, Turn, type ProviderAccess } from './login';
import { nextStep, type Step } from './nextStep';
import { recover } from './recovery';
import { isExpired, isWithin } from './renewal';
import {
	emptyState,
	isDue,
	isInvalidated,
	isOwn,
	lasting,
	replacementOf,
	usableFor,
} from './state';
import { WriteTurns, type CachedToken, type StoredToken } from './storedToken';
import {
	dueToken,
	isNewEnough,
	undecided,
	type AcquiredToken,
	type TokenRequest,
} from './tokenRequest';
import { withForeign, withOtherWorker, withStored } from './transitions';
import { noCoordination, type Revalidate, type WorkerCoordination } from './workers/coordination';
import { QueueCoordination } from './workers/queueCoordination';
import { refreshCoordination } from './workers/refreshCoordination';
import { TimeSlots } from './workers/timeSlots';

/** What a cache needs to know of a token source. */
export type CachedSource = Pick<TokenSource, 'identity' | 'refreshIdentity' | 'revokesPrevious'>;

function coordinationFor(source: CachedSource): WorkerCoordination {
	const { identity, revokesPrevious, refreshIdentity } = source;
	// The start of a digest is a number that all workers know.
	const offset = Number.parseInt(identity.slice(0, 8), 16) || 0;
	if (revokesPrevious) return new QueueCoordination(new TimeSlots(offset));
	return refreshIdentity === undefined ? noCoordination : refreshCoordination();
}

/** The tokens of one set of login details in this process. It does what {@link nextStep} says. */
export class TokenCache {
	/** Replaced in this room alone. */
	state = emptyState;
	readonly workers: WorkerCoordination;
	readonly validation = new TokenValidation();
	readonly judges = emptyJudgeMemory();
	readonly login = new Login(this);
	/** A check before use, and what comes of it. */
	readonly check = new Turn<Result<AcquiredToken>>();
	private readonly writeTurns = new WriteTurns();
	/** The last token that was found in a credential. */
	private lastAdopted?: string;

	/** @param title the provider's name, for errors */
	constructor(
		readonly source: CachedSource,
		readonly title: string,
	) {
		this.workers = coordinationFor(source);
	}

	/** Takes in what the credential holds, if it is newer than what is known and was not rejected. */
	adopt({ kind, token }: StoredToken): void {
		const { state, workers, source, judges } = this;
		const { revokesPrevious, refreshIdentity } = source;
		if (kind === 'foreign' && refreshIdentity !== undefined)
			this.state = withForeign(state, token, refreshIdentity);
		if (kind !== 'own') return;
		if (token.notes?.sharedAt !== undefined) workers.credentialShared(token.notes.sharedAt);
		if (revokesPrevious && token.order < state.lastOrder) {
			// A request may have read the credential before the newer token was written.
			if (token.response.accessToken !== this.lastAdopted) workers.olderTokenFound(token.response);
			return;
		}
		const adopted = withStored(state, token, Math.random());
		if (adopted === state) return;
		this.lastAdopted = token.response.accessToken;
		this.state = revokesPrevious ? withOtherWorker(adopted, token.response) : adopted;
		const { notes } = token;
		if (notes?.proven) judges.proven = notes.proven;
		if (notes?.proven ?? notes?.suspicion)
			this.state = { ...this.state, suspicion: notes.suspicion };
		workers.tokenFound(token.response);
	}

	/** A token as it is stored: with what is known of the API by now. */
	withNotes(token: CachedToken): CachedToken {
		return {
			...token,
			notes: notesOf(this.judges.proven, this.state.suspicion, this.workers.sharedAt),
		};
	}

	/**
	 * Whether a stored token doesn't tell the processes that begin with it that several share the credential, so that this
	 * request writes it again. One that only has the token checked writes nothing.
	 */
	lacksNote({ kind, token }: StoredToken, { kind: asked, foundGoodWithin }: TokenRequest): boolean {
		const isToCheck = asked !== 'use' || foundGoodWithin !== undefined;
		const { sharedAt } = this.workers;
		if (kind !== 'own' || sharedAt === undefined || isToCheck) return false;
		return !isWithin(token.notes?.sharedAt, SHARED_BELIEVED / 2, sharedAt + CLOCK_TOLERANCE);
	}

	/** A token that is neither expired nor due. */
	atHand(request: TokenRequest): CachedToken | undefined {
		const token = usableFor(this.state, request, clock.now());
		return token && !isDue(this.state, token, request, clock.now()) ? token : undefined;
	}

	/** See {@link nextStep}. */
	stepFor(request: TokenRequest, isLoginRunning: boolean, isToPersist = false): Step {
		const { state, source } = this;
		const { revokesPrevious } = source;
		const now = clock.now();
		return nextStep({ state, request, isLoginRunning, revokesPrevious, isToPersist, now });
	}

	/**
	 * The token for a request that has not been sent, once no login is under way that it has to wait for.
	 *
	 * @returns undefined where n8n has to call `preAuthentication`, which checks the token, logs in, or has the token written.
	 *   Throws a Failure.
	 */
	async ready(request: TokenRequest, stored: StoredToken): Promise<AcquiredToken | undefined> {
		const { login, check, writeTurns } = this;
		for (let hasJoined = false; ; hasJoined = true) {
			this.adopt(stored);
			// Whoever made the login that was waited for has its token written.
			const lacksNote = this.lacksNote(stored, request);
			const isToPersist = !hasJoined && writeTurns.isNext(this.state.current, stored, lacksNote);
			const step = this.stepFor(request, login.isClaimed, isToPersist);
			if (step.do === 'fail') throw step.failure;
			const isToCheck = step.do === 'use' && isCheckNeeded(this, step.token, request);
			if (step.do === 'use' && !isToCheck) return this.acquired(step, request);
			// n8n calls `preAuthentication` once for each request. One that waited there would not be sent again if its token
			// were rejected afterwards.
			if (step.do === 'join') await login.joinClaimed();
			else if (isToCheck && check.isClaimed) await check.joinClaimed();
			else {
				if (isToCheck) check.claim();
				if (step.do === 'persist') writeTurns.take(stored);
				if (step.do === 'login') login.claim();
				return undefined;
			}
		}
	}

	/** The token that is asked for, from a login if need be. */
	async acquire(request: TokenRequest, access: ProviderAccess): Promise<Result<AcquiredToken>> {
		const { login, check } = this;
		for (;;) {
			const isFirst = !login.running;
			const step = this.stepFor(request, !isFirst);
			if (step.do === 'fail') return { failure: step.failure };
			if (step.do === 'use' || step.do === 'persist') {
				const acquired = this.acquired(step, request);
				if (!isCheckNeededToWrite(this, step, request)) return { value: acquired };
				if (!check.running)
					return await check.begin(checkBeforeUse(this, acquired, request, access));
				await check.running;
				continue;
			}
			const { failure, value: token } = await login.run(request, access);
			if (failure) {
				const old = this.withoutLogin(request, failure, isFirst);
				if (!old.value || !isCheckNeeded(this, old.value.token, request)) return old;
				// The others find the reason why the token is still used, and its check.
				if (isFirst)
					return await (check.running ??
						check.begin(checkBeforeUse(this, old.value, request, access)));
			} else if (isFirst || this.suits(token, request)) {
				return { value: { token, renewed: isOwn(this.state, token) } };
			}
		}
	}

	/** What a request gets whose login failed: the old token, if that still works. */
	withoutLogin(request: TokenRequest, failure: Failure, isFirst: boolean): Result<AcquiredToken> {
		const { state, title } = this;
		const token = usableFor(state, request, clock.now());
		if (token === undefined || request.kind === 'forceRefresh') return { failure };
		// Another worker's token may have been found meanwhile.
		if (!isDue(state, token, request, clock.now())) return { value: { token, renewed: false } };
		return { value: dueToken(title, token, failure, isFirst) };
	}

	/** A token that the API accepts, for a credential test: no login while the stored token is good. */
	async revalidated(request: TokenRequest, access: ProviderAccess): Promise<Result<AcquiredToken>> {
		const acquired = await this.acquire(request, access);
		if (acquired.failure || acquired.value.renewed) return acquired;
		const { token, refreshFailure } = acquired.value;
		if (refreshFailure?.failure.isRejection) return { failure: refreshFailure.failure };
		const { failure, value } = await recover(this, token, request, access);
		if (failure) return { failure };
		if ('token' in value) return { value };
		if (value.verdict === 'accepted') return acquired;
		const { error, lastLoginAt, logins } = this.state;
		const lastError = lasting(error, clock.now());
		// Without a verdict, a login that has just gone well speaks for the details.
		if (!lastError && isWithin(lastLoginAt, UNPROVEN_LOGIN, clock.now())) return acquired;
		if (lastError || !request.judged) return { failure: lastError ?? undecided(this.title) };
		const { policy } = request;
		return await this.acquire({ kind: 'forceRefresh', since: logins, policy }, access);
	}

	/** The token for a request that n8n is about to store it with: see {@link WorkerCoordination}. */
	async beforeStoring(
		acquired: AcquiredToken,
		request: TokenRequest,
		access: ProviderAccess,
	): Promise<Result<AcquiredToken>> {
		return await this.workers.beforeStoring(acquired, this.revalidate(request, access));
	}

	/** The token for a request that n8n does not send again. */
	async beforeLastTry(
		acquired: AcquiredToken,
		request: TokenRequest,
		access: ProviderAccess,
	): Promise<Result<AcquiredToken>> {
		const held = await this.workers.beforeLastTry(acquired, this.revalidate(request, access));
		if (held.failure) return held;
		const { token } = held.value;
		const isUseless = isInvalidated(this.state, token) || isExpired(token.response, clock.now());
		return isUseless ? await this.acquire(request, access) : held;
	}

	private revalidate(request: TokenRequest, access: ProviderAccess): Revalidate {
		return async (token, believed) => {
			const { validation, state } = this;
			const newest = replacementOf(state, token, clock.now()) ?? token;
			const found = await validation.validate(newest.response, access.checkToken, believed);
			const verdict = validation.isTelling(found) ? found : 'inconclusive';
			const acquiredNewest = { token: newest, renewed: false };
			return await afterVerdict(this, verdict, acquiredNewest, request, access);
		};
	}

	private acquired(step: Step & { do: 'use' | 'persist' }, request: TokenRequest): AcquiredToken {
		const failure = step.do === 'use' ? step.refreshFailure : undefined;
		return failure
			? dueToken(this.title, step.token, failure, false)
			: { token: step.token, renewed: request.kind === 'forceRefresh' };
	}

	/** Whether a token from another request's login will do. */
	private suits(token: CachedToken, request: TokenRequest): boolean {
		return request.kind === 'forceRefresh'
			? isOwn(this.state, token)
			: isNewEnough(token.response, request);
	}
}

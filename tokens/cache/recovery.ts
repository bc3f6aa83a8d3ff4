import type { Result } from '../http/failure';
import { clock } from '../http/waiting';
import { afterLoginInVain, type Judged } from './check/suspicion';
import { factsOf, type CacheParts, type Login, type ProviderAccess } from './login';
import { afterFailure } from './nextStep';
import { isInvalidated, isOwn, replacementOf } from './state';
import type { CachedToken } from './storedToken';
import type { AcquiredToken, NotTheToken, TokenRequest } from './tokenRequest';
import type { Verdict } from './check/validation';
import { withPrevious, withRejection, withUnprovenLogin, withoutToken } from './transitions';

/** A use of a token after which a login was made. */
interface JudgedUse {
	used: CachedToken;
	verdict: Verdict | undefined;
	judged: Judged;
	/** Whether the login was made for this one. */
	isFirst: boolean;
}

/** What follows a failed request: it does what {@link afterFailure} says. */
export class Recovery {
	constructor(
		private readonly parts: CacheParts,
		private readonly login: Login,
	) {}

	/**
	 * The token to send a failed request with again, or why its failure stands.
	 *
	 * @param verdict what the API has just said of the token; it is asked where that is absent
	 */
	async recover(
		used: CachedToken,
		request: TokenRequest,
		access: ProviderAccess,
		verdict?: Verdict,
	): Promise<Result<AcquiredToken | NotTheToken>> {
		await this.login.settle();
		if (verdict === 'rejected') this.rejected(used);
		let previousVerdict: Verdict | undefined;
		for (;;) {
			const { judged } = request;
			const step = afterFailure({ ...factsOf(this.parts), used, verdict, previousVerdict, judged });
			if (step.do === 'fail') return { failure: step.failure };
			if (step.do === 'stand') return { value: { verdict: step.verdict } };
			if (step.do === 'use') return { value: this.replacement(step.token) };
			if (step.do === 'login')
				return await this.logIn(step.because, used, verdict, request, access);
			const isFirst = verdict === undefined;
			const found = await this.validate(step.token, access, isFirst);
			if (isFirst) verdict = found;
			else previousVerdict = found;
			// Nothing is awaited from here to the next step, or all who waited for the verdict would go by an old state.
			await this.login.settle();
			if (found === 'rejected') this.rejected(step.token);
		}
	}

	/** @param mayShare whether a verdict of the last second will do, where no other worker makes it doubtful */
	async validate(
		{ response }: CachedToken,
		{ checkToken }: ProviderAccess,
		mayShare: boolean,
	): Promise<Verdict> {
		const { validation, workers } = this.parts;
		if (!mayShare) return await validation.validate(response, checkToken, 0);
		return workers.areOthersKnown
			? await validation.validateAnew(response, checkToken)
			: await validation.validate(response, checkToken);
	}

	private replacement(token: CachedToken): AcquiredToken {
		const { parts } = this;
		if (token !== parts.state.current)
			parts.state = withPrevious(parts.state, token, Math.random());
		return { token: parts.state.current ?? token, renewed: false };
	}

	private async logIn(
		because: 'expired' | 'rejected' | 'suspected',
		used: CachedToken,
		verdict: Verdict | undefined,
		{ policy, judged }: TokenRequest,
		access: ProviderAccess,
	): Promise<Result<AcquiredToken | NotTheToken>> {
		const learns = because !== 'expired';
		const isFirst = !this.login.isRunning;
		const result = await this.login.run({ kind: 'get', policy }, access, { learns });
		if (learns && judged) return this.afterJudgedLogin({ used, verdict, judged, isFirst }, result);
		if (because === 'suspected') this.afterSuspicion(used, verdict === 'suspect', result);
		const { failure, value } = result;
		if (!failure) return { value: { token: value, renewed: isOwn(this.parts.state, value) } };
		return verdict === 'unproven' ? { value: { verdict } } : { failure };
	}

	/**
	 * What a login teaches where judges are all there is to go by. If a fresh token is answered no better, the failures
	 * stand, but whoever made the login may go on: n8n stores the token only with a request that it sends again.
	 */
	private afterJudgedLogin(
		{ used, verdict, judged, isFirst }: JudgedUse,
		{ failure, value: token }: Result<CachedToken>,
	): Result<AcquiredToken | NotTheToken> {
		const { parts } = this;
		const { acceptsFresh, rejectsFresh } = parts.validation;
		if (failure) {
			// Where the login only failed to get through, the next one may follow as soon as any other.
			const counts = isFirst && (verdict === 'unproven' || !failure.isTransient);
			if (counts) this.suspectInVain(undefined, false);
			if (verdict === 'unproven') return { value: { verdict } };
			parts.state = { ...parts.state, suspect: used.response.accessToken };
			return { failure };
		}
		const acquired = { token, renewed: isOwn(parts.state, token) };
		if (acceptsFresh || (verdict === 'rejected' && !rejectsFresh)) {
			parts.state = { ...parts.state, suspicion: undefined };
			this.invalidate(used);
			return { value: acquired };
		}
		if (isFirst && acquired.renewed) this.suspectInVain(token, rejectsFresh);
		const goesOn = judged.mayRepeat && (isFirst || !rejectsFresh);
		return { value: goesOn ? acquired : { verdict: 'unproven' } };
	}

	private suspectInVain(token: CachedToken | undefined, isInVain: boolean): void {
		const { parts } = this;
		const suspicion = afterLoginInVain(parts.state.suspicion, token, isInVain, clock.now());
		parts.state = { ...parts.state, suspicion };
	}

	private afterSuspicion(
		used: CachedToken,
		isSuspect: boolean,
		{ failure, value: token }: Result<CachedToken>,
	): void {
		const { parts } = this;
		const { acceptsFresh, rejectsFresh } = parts.validation;
		const mayRepeat = token
			? !isOwn(parts.state, token)
			: isSuspect && !rejectsFresh && failure.isTransient;
		const suspect = isSuspect ? used : undefined;
		parts.state = withUnprovenLogin(parts.state, suspect, mayRepeat, clock.now());
		// A check that accepts the fresh token was right about the old one.
		if (isSuspect && acceptsFresh) this.invalidate(used);
	}

	/** A login that replaced the token while the API was asked has revoked it: that says nothing of other systems. */
	private rejected(token: CachedToken): void {
		const { source, state } = this.parts;
		const isRevoked = source.revokesPrevious && replacementOf(state, token, clock.now());
		if (!isRevoked) this.invalidate(token);
	}

	private invalidate(token: CachedToken): void {
		const { parts } = this;
		if (isInvalidated(parts.state, token)) return;
		parts.state = withoutToken(parts.state, token);
		parts.workers.tokenRejected(token.response.accessToken);
		if (!parts.workers.foundOthers)
			parts.state = withRejection(parts.state, token.response, parts.title, clock.now());
	}
}

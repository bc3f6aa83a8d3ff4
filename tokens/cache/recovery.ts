import type { Result } from '../http/failure';
import { clock } from '../http/waiting';
import { factsOf, type CacheParts, type Login, type ProviderAccess } from './login';
import { afterFailure } from './nextStep';
import {
	isInvalidated,
	isOwn,
	replacementOf,
	withPrevious,
	withRejection,
	withUnprovenLogin,
	withoutToken,
} from './state';
import type { CachedToken } from './storedToken';
import type { AcquiredToken, NotTheToken, TokenRequest } from './tokenRequest';
import type { Verdict } from './validation';

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
			const step = afterFailure({ ...factsOf(this.parts), used, verdict, previousVerdict });
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
		{ policy }: TokenRequest,
		access: ProviderAccess,
	): Promise<Result<AcquiredToken | NotTheToken>> {
		const learns = because !== 'expired';
		const result = await this.login.run({ kind: 'get', policy }, access, { learns });
		if (because === 'suspected') this.afterSuspicion(used, verdict === 'suspect', result);
		const { failure, value } = result;
		if (!failure) return { value: { token: value, renewed: isOwn(this.parts.state, value) } };
		return verdict === 'unproven' ? { value: { verdict } } : { failure };
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

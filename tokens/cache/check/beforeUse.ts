import type { Result } from '../../http/failure';
import { clock } from '../../http/waiting';
import { VERDICT_BELIEVED } from '../../tuning';
import {
	Turn,
	factsOf,
	withoutLogin,
	type CacheParts,
	type Login,
	type ProviderAccess,
} from '../login';
import { nextStep, type Step } from '../nextStep';
import type { Recovery } from '../recovery';
import { isSuspect, replacementOf } from '../state';
import type { CachedToken } from '../storedToken';
import type { AcquiredToken, TokenRequest } from '../tokenRequest';
import type { TokenCheck, Verdict } from './validation';

/** Asks the API about a token before it is used, where nobody would learn of its rejection. */
export class CheckBeforeUse {
	/** One request at a time checks. */
	readonly turn = new Turn<Result<AcquiredToken>>();

	constructor(
		private readonly parts: CacheParts,
		private readonly login: Login,
		private readonly recovery: Recovery,
	) {}

	/** Whether a token has to be checked for this request. */
	isNeeded(
		{ token }: Pick<AcquiredToken, 'token'>,
		{ foundGoodWithin, judged }: TokenRequest,
	): boolean {
		const { state, validation } = this.parts;
		// Another check would say the same of a suspect token, and be believed no more than the first.
		if (foundGoodWithin === undefined || isSuspect(state, token)) return false;
		const span = Math.max(foundGoodWithin, judged?.askedAtMostEvery ?? 0);
		return validation.isCheckNeeded(token.response, span);
	}

	/** n8n does not send a request again that only writes a token, so the API is asked about that token first. */
	isNeededWhenWritten(step: Step, acquired: AcquiredToken, request: TokenRequest): boolean {
		const isDue = step.do === 'use' && step.isDue;
		if (request.kind !== 'use' || isDue || this.login.isFresh)
			return this.isNeeded(acquired, request);
		const { foundGoodWithin = Infinity } = request;
		const span = Math.min(foundGoodWithin, VERDICT_BELIEVED);
		return this.isNeeded(acquired, { ...request, foundGoodWithin: span });
	}

	/** A token that the API was asked about before its use, or the one that replaces it. */
	async run(
		acquired: AcquiredToken,
		request: TokenRequest,
		access: ProviderAccess,
	): Promise<Result<AcquiredToken>> {
		return await this.turn.run(() => this.checked(acquired, request, access));
	}

	/**
	 * Checks the token that a node is about to output, with the node's own helper: n8n writes nothing to the credential for it.
	 *
	 * @returns the token, if it is to be replaced
	 */
	async forOutput(
		request: TokenRequest,
		check: TokenCheck | undefined,
	): Promise<CachedToken | undefined> {
		await this.turn.current;
		const now = { request, isLoginRunning: this.login.isClaimed, isToPersist: false };
		const step = nextStep({ ...factsOf(this.parts), ...now });
		if (step.do !== 'use' || !this.isNeeded(step, request)) return undefined;
		const { token } = step;
		const { validation } = this.parts;
		const found = await validation.validate(token.response, check);
		if (validation.isTelling(found)) return token;
		validation.noteChecked(token.response, found === 'accepted');
		return undefined;
	}

	/** What to use after a verdict on a token that no request has failed with: that token, or another one. */
	async afterVerdict(
		verdict: Verdict,
		acquired: AcquiredToken,
		request: TokenRequest,
		access: ProviderAccess,
	): Promise<Result<AcquiredToken>> {
		const { token } = acquired;
		const { failure, value } = await this.recovery.recover(token, request, access, verdict);
		if (failure) return withoutLogin(this.parts, request, failure, true);
		if ('token' in value) return { value };
		// A login that proved nothing may have given a newer one all the same.
		const newest = request.judged && replacementOf(this.parts.state, token, clock.now());
		return { value: newest ? { token: newest, renewed: false } : acquired };
	}

	private async checked(
		acquired: AcquiredToken,
		request: TokenRequest,
		access: ProviderAccess,
	): Promise<Result<AcquiredToken>> {
		const { token, refreshFailure } = acquired;
		const { validation } = this.parts;
		const found = await validation.validate(token.response, access.checkToken);
		// Where a login has just failed, suspicion is no reason for another one.
		const isTelling = refreshFailure ? found === 'rejected' : validation.isTelling(found);
		const verdict = isTelling ? found : 'inconclusive';
		const result = await this.afterVerdict(verdict, acquired, request, access);
		if (result.value?.token === token) validation.noteChecked(token.response, found === 'accepted');
		return result;
	}
}

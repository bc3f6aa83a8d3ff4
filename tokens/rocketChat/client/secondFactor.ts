import { toResult, type Failure } from '../../http/failure';
import { redact } from '../../http/redact';
import type { ApiResponse, HttpClient } from '../../provider/provider';
import { isSuccess } from '../../provider/response';
import { timeLeft } from '../../provider/totp';
import { CODE_TOO_OLD, WRONG_CODES } from '../../tuning';
import type { RocketChatLogin } from '../provider';
import {
	afterRejectedGuess,
	codeNeeded,
	isAboutCode,
	methodIn,
	unknownMethod,
	withMethodAdvice,
	type Method,
} from './challenge';
import { isSingleUse, makeCode, waitForStableCode, type Code, type TwoFactor } from './codes';
import { RejectedSecret } from './rejectedSecret';
import { errorCode, rejectionOf } from './responses';

/** A request for which the server may ask for a second factor. */
export interface GuardedRequest {
	/** What is requested, for failures, as in 'the list of tokens'. */
	what: string;
	http: HttpClient;
	/** Sends it. `headers` is called again for each attempt, since a code can get too old while a request waits its turn. */
	send(headers: () => Record<string, string>): Promise<ApiResponse>;
}

/** One request that was sent. */
interface Attempt {
	response: ApiResponse;
	/** The code it was sent with. */
	code?: Code;
	/** Set where the server rejected the code. */
	rejection?: Failure;
}

/** The codes of one account that the server rejected in this execution, and its last response to one of each kind. */
export type RejectedCodes = Map<Method, { codes: Set<string>; response: ApiResponse }>;

const SECRET_REJECTED =
	"No more codes from the credential's 'TOTP Secret' or 'Password' are tried for an hour, or until they are changed";

/** What one execution knows of an account's second factor, so that it sends no code in vain. */
export class SecondFactor {
	/** The method that the server asked for. Later requests are sent with a code of it at once. */
	private challenged?: Method;
	/** Codes that are valid only once and have been used. */
	private readonly used = new Set<string>();
	/** The failures for codes that only the user can give. */
	private readonly needed = new Map<Method, Failure>();

	/** @param rejectedCodes what is known of the account, also from other credentials of it */
	constructor(
		private readonly login: RocketChatLogin,
		private readonly rejectedCodes: RejectedCodes,
	) {}

	/**
	 * Sends a request with a code that is known beforehand, or else with the one that the server asks for. Throws a
	 * Failure where there is none, or the server rejects it.
	 */
	async send(choice: TwoFactor, request: GuardedRequest): Promise<ApiResponse> {
		const chosen = choice.method === 'automatic' ? undefined : choice.method;
		const hasChosen = chosen !== undefined && this.hasCode(chosen, choice);
		const known = hasChosen ? chosen : (this.challenged ?? chosen);
		const first = known ?? this.guess(choice, request.http.now());
		const needed = first && !this.hasCode(first, choice) ? this.needed.get(first) : undefined;
		if (needed) throw needed;
		let attempt = await this.tryMethod(first, choice, request);
		if (attempt.rejection) {
			const next =
				known === undefined
					? afterRejectedGuess(attempt.code?.method, attempt.response)
					: undefined;
			if (next === undefined) throw this.finalRejection(attempt, request);
			if (next === 'ask') attempt = await this.tryMethod(undefined, choice, request);
		}
		const { response } = attempt;
		return isAboutCode(response) ? await this.answer(response, choice, request) : response;
	}

	/** Sends the request again with the code that the server asks for. */
	private async answer(
		challenge: ApiResponse,
		choice: TwoFactor,
		request: GuardedRequest,
	): Promise<ApiResponse> {
		const method = methodIn(challenge);
		if (method === undefined) throw unknownMethod(challenge);
		this.challenged = method;
		if (!this.hasCode(method, choice)) {
			const isUsed = this.used.has(choice.code);
			const failure = codeNeeded(method, isUsed, challenge, this.login.secrets);
			this.needed.set(method, failure);
			throw failure;
		}
		const attempt = await this.tryMethod(method, choice, request);
		if (attempt.rejection) throw this.finalRejection(attempt, request);
		return attempt.response;
	}

	/** Only a TOTP secret makes codes that may be sent before the server asks for one. */
	private guess({ code }: TwoFactor, now: number): Method | undefined {
		if (code !== '' || this.login.totpSecret === '') return undefined;
		return new RejectedSecret(this.login, 'totp').lastRejection(now) ? undefined : 'totp';
	}

	/** Sends with a code of the method, if there is one. Where that may have been too old, sends with the next one too. */
	private async tryMethod(
		method: Method | undefined,
		choice: TwoFactor,
		request: GuardedRequest,
	): Promise<Attempt> {
		if (method === undefined || !this.hasCode(method, choice))
			return { response: await request.send(() => ({})) };
		const { http } = request;
		if (this.code(method, choice, 0)?.madeFor !== undefined) await waitForStableCode(http);
		const first = await this.sendCode(method, choice, request);
		const next = nextCodeTime(first, http.now());
		return next === undefined ? first : await this.sendCode(method, choice, request, next);
	}

	private async sendCode(
		method: Method,
		choice: TwoFactor,
		{ what, http, send }: GuardedRequest,
		notBefore = 0,
	): Promise<Attempt> {
		const make = () => this.code(method, choice, Math.max(http.now(), notBefore)) as Code;
		let code = make();
		const secret = new RejectedSecret(this.login, method);
		this.assertWorthTrying(code, secret, what, http.now());
		const { failure, value: response } = await toResult('The request broke', () =>
			send(() => {
				code = make();
				http.keepSecret(code.value);
				return { 'x-2fa-code': code.value, 'x-2fa-method': method };
			}),
		);
		if (failure) {
			if (failure.details.outcomeUnknown) this.markUsed(code);
			throw failure;
		}
		if (isAboutCode(response)) {
			const rejection = withMethodAdvice(rejectionOf(response, what), method, response);
			const codes = this.rejectedCodes.get(method)?.codes ?? new Set();
			this.rejectedCodes.set(method, {
				codes: codes.add(code.value),
				response: withoutCode(response, code),
			});
			return { response, code, rejection };
		}
		this.markUsed(code);
		if (code.fromCredential && isSuccess(response.status)) secret.accepted();
		return { response, code };
	}

	/** Throws the rejection of an earlier code where this one would only help to lock the account. */
	private assertWorthTrying(code: Code, secret: RejectedSecret, what: string, now: number): void {
		const rejected = this.rejectedCodes.get(code.method);
		if (rejected && (rejected.codes.size >= WRONG_CODES || rejected.codes.has(code.value)))
			throw rejectionOf(rejected.response, what).with('No more codes are tried in this execution');
		const last = code.fromCredential ? secret.lastRejection(now) : undefined;
		if (last) throw rejectionOf(last, what).with(SECRET_REJECTED);
	}

	/** The rejection to throw. One of a code from the credential is remembered. */
	private finalRejection(
		{ code, response, rejection }: Attempt,
		{ http }: GuardedRequest,
	): Failure | undefined {
		if (code?.fromCredential) {
			const secret = new RejectedSecret(this.login, code.method);
			secret.rejected(withoutCode(response, code), http.now());
		}
		return rejection;
	}

	private markUsed(code: Code): void {
		if (isSingleUse(code)) this.used.add(code.value);
	}

	private hasCode(method: Method, choice: TwoFactor): boolean {
		return this.code(method, choice, 0) !== undefined;
	}

	/** The code of a method; undefined where there is none. */
	private code(method: Method, choice: TwoFactor, now: number): Code | undefined {
		const code = this.used.has(choice.code) ? '' : choice.code;
		return makeCode(method, { ...choice, code }, this.login, now);
	}
}

/** For what time to make another code, where the server rejected one that may have been too old when it arrived. */
function nextCodeTime({ code, rejection, response }: Attempt, now: number): number | undefined {
	if (rejection === undefined || code?.madeFor === undefined) return undefined;
	if (errorCode(response) !== 'totp-invalid') return undefined;
	const left = timeLeft(code.madeFor);
	const end = code.madeFor + left;
	return now >= end || left < CODE_TOO_OLD ? Math.max(now, end) : undefined;
}

/** A response as later failures may repeat it, which don't know the code that it may contain. */
function withoutCode(response: ApiResponse, { value }: Code): ApiResponse {
	return { ...response, text: redact(response.text, [value]) };
}

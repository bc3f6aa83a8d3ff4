import { createHash } from 'node:crypto';

import { isSuccess } from '../../provider/response';
import { toResult, type Failure } from '../../http/failure';
import type { ApiResponse, HttpClient, LoginDetails } from '../../provider/provider';
import { redact } from '../../http/redact';
import { STEP, timeLeft, totp } from '../../provider/totp';
import { errorCode, refused as refusalOf } from './responses';
import {
	METHODS,
	codeWanted,
	insteadOf,
	isAboutCodes,
	methodIn,
	unknownMethod,
	withMethod,
	type Method,
} from './challenge';
import { RejectedSecret } from './rejectedSecret';

/** What a user can choose; `automatic` follows what the server asks for. */
export const TWO_FACTOR_METHODS = ['automatic', ...METHODS] as const;

/** What the user chose for this run. */
export interface TwoFactor {
	method: (typeof TWO_FACTOR_METHODS)[number];
	/** The code that the user typed, or ''. */
	code: string;
}

/** A call to Rocket.Chat; `headers` is asked again for each attempt, since codes grow old while a call waits its turn. */
type Post = (headers: () => Record<string, string>) => Promise<ApiResponse>;

/** What is asked for, as errors name it, and how to ask. */
export interface Asking {
	what: string;
	exchange: HttpClient;
	post: Post;
}

/** One code that went out. */
interface Code {
	method: Method;
	value: string;
	/** Epoch milliseconds for which it was made; undefined for one that does not grow old. */
	madeFor?: number;
	/** Whether it was made of what the credential holds. */
	made: boolean;
}

/** What came of one request. */
interface Attempt {
	answer: ApiResponse;
	/** The code that went along. */
	code?: Code;
	/** Where it was refused. */
	refusal?: Failure;
}

/** Accounts lock: more wrong codes of one kind are not sent in one execution. */
const MOST_REFUSALS = 2;
const REMEMBERED =
	"No more codes from the credential's 'TOTP Secret' or 'Password' are tried for an hour, or until they are changed";
/** Milliseconds: a code with less time left may be too old when it arrives. */
const SHORT = 2_000;
/** Milliseconds: a younger code may be too new for a server whose clock is behind. */
const YOUNG = 1_000;

/** Codes of an account that its server refused in this execution, and its last answer to one of a kind. */
export type RejectedCodes = Map<Method, { codes: Set<string>; answer: ApiResponse }>;

/** What one execution knows of an account's second factor, so that it sends no code in vain. */
export class SecondFactor {
	/** What the server asked for: from then on the code goes along with the first request. */
	private asked?: Method;
	/** Codes that are good once and have been used. */
	private readonly used = new Set<string>();
	/** A code that only the user can give was asked for already. */
	private readonly wanted = new Map<Method, Failure>();

	/** @param refused what is known of the account, also by other credentials of it */
	constructor(
		private readonly signIn: LoginDetails,
		private readonly refused: RejectedCodes,
	) {}

	/**
	 * Sends with the code that is known beforehand, or else with the one that the server asks for; throws a Failure
	 * where there is none or it is refused.
	 */
	async send(choice: TwoFactor, asking: Asking): Promise<ApiResponse> {
		const chosen = choice.method === 'automatic' ? undefined : choice.method;
		const has = chosen !== undefined && this.hasCode(chosen, choice);
		const known = has ? chosen : (this.asked ?? chosen);
		const first = known ?? this.guess(choice, asking.exchange.now());
		const wanted = first && !this.hasCode(first, choice) ? this.wanted.get(first) : undefined;
		if (wanted) throw wanted;
		let tried = await this.tryMethod(first, choice, asking);
		if (tried.refusal) {
			const instead = known === undefined ? insteadOf(tried.code?.method, tried.answer) : undefined;
			if (instead === undefined) throw this.refusedFor(tried, asking);
			if (instead === 'ask') tried = await this.tryMethod(undefined, choice, asking);
		}
		const { answer } = tried;
		if (!isAboutCodes(answer)) return answer;
		const method = methodIn(answer);
		if (method === undefined) throw unknownMethod(answer);
		this.asked = method;
		if (!this.hasCode(method, choice)) throw this.wantedFrom(method, choice, answer);
		const second = await this.tryMethod(method, choice, asking);
		if (second.refusal) throw this.refusedFor(second, asking);
		return second.answer;
	}

	/** Of what is in the credential, only an app's secret makes codes that may be sent unasked. */
	private guess({ code }: TwoFactor, now: number): Method | undefined {
		if (code !== '' || this.signIn.details.totpSecret === '') return undefined;
		return new RejectedSecret(this.signIn, 'totp').answer(now) ? undefined : 'totp';
	}

	/** Sends with a code of the method, if there is one; and with the next one where the first came at a bad moment. */
	private async tryMethod(
		method: Method | undefined,
		choice: TwoFactor,
		asking: Asking,
	): Promise<Attempt> {
		if (method === undefined || !this.hasCode(method, choice))
			return { answer: await asking.post(() => ({})) };
		const { exchange } = asking;
		if (this.code(method, choice, 0)?.madeFor !== undefined) await steady(exchange);
		const first = await this.post(method, choice, asking);
		const next = this.nextMoment(first, exchange.now());
		return next === undefined ? first : await this.post(method, choice, asking, next);
	}

	private async post(
		method: Method,
		choice: TwoFactor,
		{ what, exchange, post }: Asking,
		notBefore = 0,
	): Promise<Attempt> {
		const make = () => this.code(method, choice, Math.max(exchange.now(), notBefore)) as Code;
		let code = make();
		const refused = this.refused.get(method);
		if (refused && (refused.codes.size >= MOST_REFUSALS || refused.codes.has(code.value)))
			throw refusalOf(refused.answer, what).with('No more codes are tried in this execution');
		const { made } = code;
		const secret = new RejectedSecret(this.signIn, method);
		const before = made ? secret.answer(exchange.now()) : undefined;
		if (before) throw refusalOf(before, what).with(REMEMBERED);
		const { failure, value: answer } = await toResult('The request broke', () =>
			post(() => {
				code = make();
				exchange.keepSecret(code.value);
				return { 'x-2fa-code': code.value, 'x-2fa-method': method };
			}),
		);
		if (failure) {
			if (failure.details.outcomeUnknown) this.spend(code);
			throw failure;
		}
		if (isAboutCodes(answer)) {
			const refusal = withMethod(refusalOf(answer, what), method, answer);
			const codes = (refused?.codes ?? new Set<string>()).add(code.value);
			this.refused.set(method, { codes, answer: withoutCode(answer, code) });
			return { answer, code, refusal };
		}
		this.spend(code);
		if (made && isSuccess(answer.status)) secret.accepted();
		return { answer, code };
	}

	/** A refusal that nothing else can be done about; those of what the credential holds are remembered. */
	private refusedFor(
		{ code, answer, refusal }: Attempt,
		{ exchange }: Asking,
	): Failure | undefined {
		if (code?.made)
			new RejectedSecret(this.signIn, code.method).refused(
				withoutCode(answer, code),
				exchange.now(),
			);
		return refusal;
	}

	/** Notes a code that is good once; the password, and what an app shows for half a minute, are good again. */
	private spend({ method, value }: Code): void {
		if (method === 'email' || (method === 'totp' && !/^\d{6}$/.test(value))) this.used.add(value);
	}

	/** The moment to make another code for, where one was refused that may have been too old when it arrived. */
	private nextMoment({ code, refusal, answer }: Attempt, now: number): number | undefined {
		if (refusal === undefined || code?.madeFor === undefined) return undefined;
		if (errorCode(answer) !== 'totp-invalid') return undefined;
		const left = timeLeft(code.madeFor);
		const end = code.madeFor + left;
		return now >= end || left < SHORT ? Math.max(now, end) : undefined;
	}

	private hasCode(method: Method, choice: TwoFactor): boolean {
		return this.code(method, choice, 0) !== undefined;
	}

	/** What the user typed for a method, unless it is used up. */
	private typed(method: Method, { method: chosen, code }: TwoFactor): string | undefined {
		const isFor = chosen === method || chosen === 'automatic';
		return isFor && code !== '' && !this.used.has(code) ? code : undefined;
	}

	/** The code for a method; undefined where there is none. */
	private code(method: Method, choice: TwoFactor, now: number): Code | undefined {
		const { totpSecret, password } = this.signIn.details;
		const typed = this.typed(method, choice);
		if (method === 'password') {
			// With 'automatic' a code is more likely one of the other two kinds.
			if (typed !== undefined && (choice.method === 'password' || password === ''))
				return {
					method,
					value: isDigest(typed) ? typed.toLowerCase() : sha256(typed),
					made: false,
				};
			return password === '' ? undefined : { method, value: sha256(password), made: true };
		}
		if (typed !== undefined) return { method, value: typed, made: false };
		const value = method === 'totp' ? totp(totpSecret, now) : undefined;
		return value === undefined ? undefined : { method, value, madeFor: now, made: true };
	}

	private wantedFrom(method: Method, { code }: TwoFactor, answer: ApiResponse): Failure {
		const isUsed = this.used.has(code);
		const failure = codeWanted(method, isUsed, answer, this.signIn.secrets);
		this.wanted.set(method, failure);
		return failure;
	}
}

/** As it may be told later, by those who do not know the code that it may repeat. */
function withoutCode(answer: ApiResponse, { value }: Code): ApiResponse {
	return { ...answer, text: redact(answer.text, [value]) };
}

/** Waits for a moment at which clocks that differ by a second agree on the code. */
async function steady({ now, sleep: pause }: HttpClient): Promise<void> {
	const left = timeLeft(now());
	const young = YOUNG - (STEP - left);
	if (left < SHORT) await pause(left + YOUNG);
	else if (young > 0) await pause(young);
}

/** Rocket.Chat wants the password as the SHA-256 of it, never itself; who types it may have made that already. */
function isDigest(text: string): boolean {
	return /^[0-9a-f]{64}$/i.test(text);
}

function sha256(text: string): string {
	return createHash('sha256').update(text, 'utf8').digest('hex');
}

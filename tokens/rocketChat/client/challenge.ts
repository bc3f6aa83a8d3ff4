import { isSuccess } from '../../provider/response';
import { Failure } from '../../http/failure';
import type { ApiResponse } from '../../provider/provider';
import { redact } from '../../http/redact';
import { errorCode, factorDetails } from './responses';

/** Ways to prove who one is, as Rocket.Chat names them. */
export const METHODS = ['email', 'totp', 'password'] as const;
export type Method = (typeof METHODS)[number];

/** Whether the server wants a code, or refuses one. */
export function isAboutCodes(answer: ApiResponse): boolean {
	return !isSuccess(answer.status) && errorCode(answer).startsWith('totp-');
}

/** The method that the server names: in a challenge, the one to follow. */
export function methodIn(answer: ApiResponse): Method | undefined {
	const { method } = factorDetails(answer);
	return METHODS.find((known) => known === method);
}

/**
 * What to do after a code that nobody had asked for was refused: follow the method that the server names, or ask
 * it for one; undefined where the code itself is wrong.
 */
export function insteadOf(guess: Method | undefined, answer: ApiResponse): 'follow' | 'ask' | undefined {
	const named = methodIn(answer);
	if (named === undefined) return 'ask';
	if (named !== guess) return 'follow';
	const { availableMethods } = factorDetails(answer);
	return Array.isArray(availableMethods) && !availableMethods.includes(guess) ? 'ask' : undefined;
}

/** The refusal of a code, and what to do where the account has none of its kind. */
export function withMethod(refusal: Failure, method: Method, answer: ApiResponse): Failure {
	const { availableMethods } = factorDetails(answer);
	// Rocket.Chat never lists the password.
	if (method === 'password' || !Array.isArray(availableMethods)) return refusal;
	if (availableMethods.includes(method)) return refusal;
	return refusal.with(
		"The account seems to have no codes of this kind: choose 'Automatic' in 'Two-Factor Method'",
	);
}

/** The challenge names no method that is known. */
export function unknownMethod({ status, text }: ApiResponse): Failure {
	return new Failure('LOGIN_REJECTED', 'Rocket.Chat asks for a second factor and does not say which', {
		status,
		providerMessage: text,
		advice:
			"Choose it yourself in 'Two-Factor Method', and put the code into 'Two-Factor Code' if it is not made from the credential",
	});
}

/** The code is one that only the user can give. */
export function codeWanted(
	method: Method,
	isUsed: boolean,
	answer: ApiResponse,
	secrets: readonly string[],
): Failure {
	const used = isUsed ? 'The given code works only once and has been used' : undefined;
	const { status } = answer;
	const what = `Rocket.Chat asks for a two-factor code (${method})`;
	const failure = new Failure('LOGIN_REJECTED', what, { status, advice: used });
	if (method === 'email') return failure.with(emailed(answer, secrets));
	return failure.with(
		method === 'totp'
			? "Fill in 'TOTP Secret' of the Rocket.Chat Token API credential, or put the code of your authenticator app into 'Two-Factor Code'"
			: "Fill in 'Password' of the Rocket.Chat Token API credential",
	);
}

function emailed(answer: ApiResponse, secrets: readonly string[]): string {
	const { emailOrUsername, codeGenerated } = factorDetails(answer);
	const name = typeof emailOrUsername === 'string' ? redact(emailOrUsername, secrets) : '';
	const to = name === '' ? '' : ` to '${name}'`;
	const then = "put it into 'Two-Factor Code' and run this again";
	return codeGenerated === false
		? `The code that was sent earlier by email${to} is still valid: ${then}, or have another sent with 'Email Code: Send'`
		: `Rocket.Chat sent it by email${to}: ${then}`;
}

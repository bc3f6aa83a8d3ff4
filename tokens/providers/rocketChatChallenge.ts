import { isSuccess } from '../answer';
import { Failure } from '../failure';
import type { Answer } from '../provider';
import { scrub } from '../redact';
import { errorCode, factorDetails } from './rocketChatAnswers';

/** Ways to prove who one is, as Rocket.Chat names them. */
export const METHODS = ['email', 'totp', 'password'] as const;
export type Method = (typeof METHODS)[number];

/** Whether the server wants a code, or refuses one. */
export function isAboutCodes(answer: Answer): boolean {
	return !isSuccess(answer.status) && errorCode(answer).startsWith('totp-');
}

/** The method that the server names: in a challenge, the one to follow. */
export function methodIn(answer: Answer): Method | undefined {
	const { method } = factorDetails(answer);
	return METHODS.find((known) => known === method);
}

/**
 * What to do after a code that nobody had asked for was refused: follow the method that the server names, or ask
 * it for one; undefined where the code itself is wrong.
 */
export function insteadOf(guess: Method | undefined, answer: Answer): 'follow' | 'ask' | undefined {
	const named = methodIn(answer);
	if (named === undefined) return 'ask';
	if (named !== guess) return 'follow';
	const { availableMethods } = factorDetails(answer);
	return Array.isArray(availableMethods) && !availableMethods.includes(guess) ? 'ask' : undefined;
}

/** The refusal of a code, and what to do where the account has none of its kind. */
export function withMethod(refusal: Failure, method: Method, answer: Answer): Failure {
	const { availableMethods } = factorDetails(answer);
	// Rocket.Chat never lists the password.
	if (method === 'password' || !Array.isArray(availableMethods)) return refusal;
	if (availableMethods.includes(method)) return refusal;
	return refusal.with(
		"The account seems to have no codes of this kind: choose 'Automatic' in 'Two-Factor Method'",
	);
}

/** The challenge names no method that is known. */
export function unknownMethod({ status, text }: Answer): Failure {
	return new Failure('refused', 'Rocket.Chat asks for a second factor and does not say which', {
		status,
		said: text,
		advice:
			"Choose it yourself in 'Two-Factor Method', and put the code into 'Two-Factor Code' if it is not made from the credential",
	});
}

/** The code is one that only the user can give. */
export function codeWanted(
	method: Method,
	isUsed: boolean,
	answer: Answer,
	secrets: readonly string[],
): Failure {
	const used = isUsed ? 'The given code works only once and has been used' : undefined;
	const { status } = answer;
	const what = `Rocket.Chat asks for a two-factor code (${method})`;
	const failure = new Failure('refused', what, { status, advice: used });
	if (method === 'email') return failure.with(emailed(answer, secrets));
	return failure.with(
		method === 'totp'
			? "Fill in 'TOTP Secret' of the Rocket.Chat Token API credential, or put the code of your authenticator app into 'Two-Factor Code'"
			: "Fill in 'Password' of the Rocket.Chat Token API credential",
	);
}

function emailed(answer: Answer, secrets: readonly string[]): string {
	const { emailOrUsername, codeGenerated } = factorDetails(answer);
	const name = typeof emailOrUsername === 'string' ? scrub(emailOrUsername, secrets) : '';
	const to = name === '' ? '' : ` to '${name}'`;
	const then = "put it into 'Two-Factor Code' and run this again";
	return codeGenerated === false
		? `The code that was sent earlier by email${to} is still valid: ${then}, or have another sent with 'Email Code: Send'`
		: `Rocket.Chat sent it by email${to}: ${then}`;
}

import { Failure } from '../../http/failure';
import { redact } from '../../http/redact';
import type { ApiResponse } from '../../provider/provider';
import { isSuccess } from '../../provider/response';
import { challengeDetails, errorCode } from './responses';

/**
 * The second factors, by Rocket.Chat's names
 * (https://developer.rocket.chat/apidocs/introduction-to-two-factor-authentication).
 */
export const METHODS = ['email', 'totp', 'password'] as const;
export type Method = (typeof METHODS)[number];

/** Whether the server asks for a code (a challenge), or rejects one. */
export function isAboutCode(response: ApiResponse): boolean {
	return !isSuccess(response.status) && errorCode(response).startsWith('totp-');
}

/** The method that the server names. */
export function methodIn(response: ApiResponse): Method | undefined {
	const { method } = challengeDetails(response);
	return METHODS.find((known) => known === method);
}

/**
 * What to do after the server rejected a code that it had not asked for. `follow`: use the method that it names.
 * `ask`: send the request without a code, so that it names one. undefined: the code itself is wrong.
 */
export function afterRejectedGuess(
	guess: Method | undefined,
	response: ApiResponse,
): 'follow' | 'ask' | undefined {
	const named = methodIn(response);
	if (named === undefined) return 'ask';
	if (named !== guess) return 'follow';
	const { availableMethods } = challengeDetails(response);
	return Array.isArray(availableMethods) && !availableMethods.includes(guess) ? 'ask' : undefined;
}

/** The failure for a rejected code, with advice where the account has no codes of its kind. */
export function withMethodAdvice(
	rejection: Failure,
	method: Method,
	response: ApiResponse,
): Failure {
	const { availableMethods } = challengeDetails(response);
	// Rocket.Chat never lists the password.
	if (method === 'password' || !Array.isArray(availableMethods)) return rejection;
	if (availableMethods.includes(method)) return rejection;
	return rejection.with(
		"The account seems to have no codes of this kind: choose 'Automatic' in 'Two-Factor Method'",
	);
}

/** The failure for a challenge that names no known method. */
export function unknownMethod({ status, text }: ApiResponse): Failure {
	return new Failure(
		'LOGIN_REJECTED',
		'Rocket.Chat asks for a second factor and does not say which',
		{
			status,
			providerMessage: text,
			advice:
				"Choose it yourself in 'Two-Factor Method', and put the code into 'Two-Factor Code' if it is not made from the credential",
		},
	);
}

/**
 * The failure for a challenge that only the user can answer.
 *
 * @param isUsed whether the code that the user typed has been used up
 */
export function codeNeeded(
	method: Method,
	isUsed: boolean,
	response: ApiResponse,
	secrets: readonly string[],
): Failure {
	const what = `Rocket.Chat asks for a two-factor code (${method})`;
	const advice = isUsed ? 'The given code works only once and has been used' : undefined;
	const failure = new Failure('LOGIN_REJECTED', what, { status: response.status, advice });
	if (method === 'email') return failure.with(emailAdvice(response, secrets));
	return failure.with(
		method === 'totp'
			? "Fill in 'TOTP Secret' of the Rocket.Chat Token API credential, or put the code of your authenticator app into 'Two-Factor Code'"
			: "Fill in 'Password' of the Rocket.Chat Token API credential",
	);
}

function emailAdvice(response: ApiResponse, secrets: readonly string[]): string {
	const { emailOrUsername, codeGenerated } = challengeDetails(response);
	const name = typeof emailOrUsername === 'string' ? redact(emailOrUsername, secrets) : '';
	const to = name === '' ? '' : ` to '${name}'`;
	const then = "put it into 'Two-Factor Code' and run this again";
	return codeGenerated === false
		? `The code that was sent earlier by email${to} is still valid: ${then}, or have another sent with 'Email Code: Send'`
		: `Rocket.Chat sent it by email${to}: ${then}`;
}

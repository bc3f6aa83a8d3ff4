import type { Failure } from '../../http/failure';
import { isJson, jsonOf, objectIn, type Json } from '../../http/json';
import type { ApiResponse } from '../../provider/provider';
import { badResponse, isSuccess, rejection, textOrNull } from '../../provider/response';
import { readTimestamp } from '../../provider/timestamps';
import { rocketChat } from '../provider';

const CHECK = "Check 'User ID' and 'Auth Token' of the Rocket.Chat Token API credential";

/** One entry of a user's list of personal access tokens. */
export interface ListedToken {
	tokenName: string;
	/** Epoch milliseconds; undefined where the server sends no time that can be read. */
	createdAt: number | undefined;
	/** The last characters of the token, as Rocket.Chat shows them. */
	lastTokenPart: string | null;
	bypassTwoFactor: boolean;
}

/**
 * The JSON of a successful response. Throws a Failure for any other. Rocket.Chat can also say `success: false` with
 * HTTP 200.
 *
 * @param what what was requested, for failures, as in 'the list of tokens'
 */
export function readSuccess(response: ApiResponse, what: string): Json {
	const json = jsonOf(response.text);
	if (!isSuccess(response.status) || json?.success === false) throw rejectionOf(response, what);
	if (json === undefined) throw badResponse(rocketChat, 'not with the documented JSON');
	return json;
}

/** The failure for a response that is no success. */
export function rejectionOf(response: ApiResponse, what: string): Failure {
	return rejection(rocketChat, response, { what, check: CHECK, advice: adviceFor(response) });
}

/** The error's code in lower case, or ''. Servers put it into `errorType`, or into square brackets in `error`. */
export function errorCode({ text }: ApiResponse): string {
	const json = jsonOf(text);
	const inText = /\[([a-z0-9-]+)\]/i.exec(String(json?.error ?? ''))?.[1];
	return (textOrNull(json?.errorType) ?? inText ?? '').toLowerCase();
}

/** Whether the user lacks a permission. The newest servers answer with 403, older ones with 400. */
export function isForbidden({ status, text }: ApiResponse): boolean {
	if (status === 401 || isSuccess(status)) return false;
	const json = jsonOf(text);
	const error = String(json?.error ?? '');
	return (
		(status === 403 && json !== undefined) || /not-authorized|unauthorized|permission/i.test(error)
	);
}

/** What the server says about a second factor, in a challenge or where it rejects a code. */
export function challengeDetails({ text }: ApiResponse): Json {
	return objectIn(jsonOf(text), 'details');
}

function adviceFor(response: ApiResponse): string | undefined {
	const code = errorCode(response);
	if (code === 'error-token-already-exists')
		return "Choose another 'Token Name', or delete the token of that name first";
	if (code.startsWith('error-token-does-not-exist'))
		return "Check 'Token Name', capital letters included: 'Get Many' lists the names";
	if (code === 'totp-max-attempts')
		return "Too many wrong codes were sent. Have a new one sent with 'Email Code: Send', or wait until Rocket.Chat takes codes again";
	if (code.startsWith('totp-'))
		return "Check 'Two-Factor Code', or 'TOTP Secret' and 'Password' of the credential; if they are right, check the clock of this machine";
	if (isForbidden(response) && response.status < 500)
		return "The user of the credential needs Rocket.Chat's permission 'create-personal-access-tokens'";
	return undefined;
}

/** `{tokens: [{name, createdAt, lastTokenPart, bypassTwoFactor}]}`. Throws a Failure for any other response. */
export function readTokenList(response: ApiResponse): ListedToken[] {
	const { tokens } = readSuccess(response, 'the list of tokens');
	if (!Array.isArray(tokens)) throw badResponse(rocketChat, 'without a list of tokens');
	return tokens.filter(isNamed).map(({ name, createdAt, lastTokenPart, bypassTwoFactor }) => ({
		tokenName: name,
		createdAt: readTimestamp(createdAt) ?? undefined,
		lastTokenPart: textOrNull(lastTokenPart),
		bypassTwoFactor: bypassTwoFactor === true,
	}));
}

/** When a token was created, in epoch milliseconds. Throws a Failure where the server does not say. */
export function creationTime({ createdAt }: ListedToken): number {
	if (createdAt !== undefined) return createdAt;
	throw badResponse(rocketChat, 'its list does not say when each token was created');
}

function isNamed(entry: unknown): entry is Json & { name: string } {
	return isJson(entry) && typeof entry.name === 'string';
}

import { isSuccess, readDateTime, rejection, textOrNull, badResponse } from '../../provider/response';
import type { Failure } from '../../http/failure';
import { isJson, jsonOf, objectIn, type Json } from '../../http/json';
import type { ApiResponse } from '../../provider/provider';
import { rocketChat } from '../provider';

const CHECK = "Check 'User ID' and 'Auth Token' of the Rocket.Chat Token API credential";

/** One entry of a user's list of personal access tokens. */
export interface StoredToken {
	tokenName: string;
	/** Epoch milliseconds; undefined where it cannot be read. */
	createdAt: number | undefined;
	/** The last characters of the token, as Rocket.Chat shows them. */
	lastTokenPart: string | null;
	bypassTwoFactor: boolean;
}

/** The JSON of a good answer; throws a Failure for any other. */
export function successIn(answer: ApiResponse, what: string): Json {
	const json = jsonOf(answer.text);
	if (!isSuccess(answer.status) || json?.success === false) throw refused(answer, what);
	if (json === undefined) throw badResponse(rocketChat, 'not with the documented JSON');
	return json;
}

/** The failure for an answer that is none of success. */
export function refused(answer: ApiResponse, what: string): Failure {
	return rejection(rocketChat, answer, { what, check: CHECK, advice: adviceFor(answer) });
}

/** The error's code, wherever this server puts it: in `errorType`, or in square brackets in `error`. */
export function errorCode({ text }: ApiResponse): string {
	const json = jsonOf(text);
	const inText = /\[([a-z0-9-]+)\]/i.exec(String(json?.error ?? ''))?.[1];
	return (textOrNull(json?.errorType) ?? inText ?? '').toLowerCase();
}

/** Whether the user of the credential lacks the permission; the newest servers say 403, older ones 400. */
export function isForbidden({ status, text }: ApiResponse): boolean {
	if (status === 401 || isSuccess(status)) return false;
	const json = jsonOf(text);
	const said = String(json?.error ?? '');
	return (
		(status === 403 && json !== undefined) || /not-authorized|unauthorized|permission/i.test(said)
	);
}

/** What the server tells about a second factor: in a challenge, or when it refuses a code. */
export function factorDetails({ text }: ApiResponse): Json {
	return objectIn(jsonOf(text), 'details');
}

function adviceFor(answer: ApiResponse): string | undefined {
	const { status } = answer;
	const code = errorCode(answer);
	if (code === 'error-token-already-exists')
		return "Choose another 'Token Name', or delete the token of that name first";
	if (code.startsWith('error-token-does-not-exist'))
		return "Check 'Token Name', capital letters included: 'Get Many' lists the names";
	if (code === 'totp-max-attempts')
		return "Too many wrong codes were sent. Have a new one sent with 'Email Code: Send', or wait until Rocket.Chat takes codes again";
	if (code.startsWith('totp-'))
		return "Check 'Two-Factor Code', or 'TOTP Secret' and 'Password' of the credential; if they are right, check the clock of this machine";
	if (isForbidden(answer) && status < 500)
		return "The user of the credential needs Rocket.Chat's permission 'create-personal-access-tokens'";
	return undefined;
}

/** The list of tokens in an answer; throws a Failure where it holds anything else. */
export function storedTokensIn(answer: ApiResponse): StoredToken[] {
	const { tokens } = successIn(answer, 'the list of tokens');
	if (!Array.isArray(tokens)) throw badResponse(rocketChat, 'without a list of tokens');
	return tokens.filter(isNamed).map(({ name, createdAt, lastTokenPart, bypassTwoFactor }) => ({
		tokenName: name,
		createdAt: readDateTime(createdAt),
		lastTokenPart: textOrNull(lastTokenPart),
		bypassTwoFactor: bypassTwoFactor === true,
	}));
}

/** When a token was made; throws a Failure where the server did not say. */
export function madeAt({ createdAt }: StoredToken): number {
	if (createdAt !== undefined) return createdAt;
	throw badResponse(rocketChat, 'its list does not say when each token was made');
}

function isNamed(entry: unknown): entry is Json & { name: string } {
	return isJson(entry) && typeof entry.name === 'string';
}

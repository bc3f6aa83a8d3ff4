import { createHash } from 'node:crypto';

import { isSuccess, readToken, refusal, unusable } from '../answer';
import { isJson, jsonOf, objectIn, type Json } from '../json';
import { Failure } from '../failure';
import { FieldReader } from '../fields';
import { tokenHeaders } from '../item';
import type { Answer, Exchange, Fields, Grant, Provider, SignIn } from '../provider';
import { totp } from '../totp';

/** What is common to all providers; a Rocket.Chat token does not expire and is not renewed. */
export const rocketChat = {
	name: 'rocketChat',
	title: 'Rocket.Chat',
	credential: 'rocketChatTokenApi',
	credentialTitle: 'Rocket.Chat Token API',
	tokenType: 'X-Auth-Token',
} as const satisfies Partial<Provider>;

/** Ways to prove who one is, as Rocket.Chat names them; `automatic` follows what the server asks for. */
export const TWO_FACTOR_METHODS = ['automatic', 'email', 'totp', 'password'] as const;
type CodeMethod = 'email' | 'totp' | 'password';

export interface TwoFactor {
	method: (typeof TWO_FACTOR_METHODS)[number];
	/** The code for this run, or ''. */
	code: string;
}

export interface NewToken {
	tokenName: string;
	bypassTwoFactor: boolean;
}

const CHECK = "Check 'User ID' and 'Auth Token' of the Rocket.Chat Token API credential";

/** Checks the credential's fields; throws a Failure that names the field. */
export function readRocketChatSignIn(fields: Fields): SignIn {
	const read = new FieldReader(fields, rocketChat);
	const baseUrl = read.baseUrl('serverUrl', 'Server URL', { allowHttp: true });
	const userId = read.headerValue('userId', 'User ID');
	const authToken = read.headerValue('authToken', 'Auth Token');
	const totpSecret = read.optionalText('totpSecret', 'TOTP Secret').trim();
	const password = read.optionalText('password', 'Password');
	if (totpSecret !== '' && totp(totpSecret, 0) === undefined) {
		throw read.wrong(
			'TOTP Secret',
			'is no Base32 text',
			'Copy the letters and digits that Rocket.Chat shows under the QR code',
		);
	}
	return {
		baseUrl,
		details: { userId, authToken, totpSecret, password },
		secrets: [authToken, totpSecret, totpSecret.replace(/[\s=-]/g, ''), password],
	};
}

/** The headers that present the credential's own token. */
export function rocketChatHeaders({ details }: SignIn): Record<string, string> {
	return tokenHeaders('X-Auth-Token', { accessToken: details.authToken, userId: details.userId });
}

/** Makes a personal access token; throws a Failure. The token can never be read again. */
export async function generatePersonalAccessToken(
	signIn: SignIn,
	{ tokenName, bypassTwoFactor }: NewToken,
	twoFactor: TwoFactor,
	exchange: Exchange,
): Promise<Grant> {
	const answer = await postWithCode(
		signIn,
		'users.generatePersonalAccessToken',
		{ tokenName, bypassTwoFactor },
		twoFactor,
		exchange,
	);
	const json = successIn(answer, `the token '${tokenName.slice(0, 100)}'`);
	return {
		accessToken: readToken(json.token, rocketChat),
		issuedAt: answer.sentAt,
		expiresAt: null,
		obtainedAt: answer.sentAt,
		userId: signIn.details.userId,
		accountId: null,
		tokenName,
		refreshToken: null,
		refreshTokenExpiresAt: null,
	};
}

/** Sends with the code that is known beforehand; where the server asks for another, once more with that. */
async function postWithCode(
	signIn: SignIn,
	route: string,
	body: Json,
	twoFactor: TwoFactor,
	{ send, now, keepSecret }: Exchange,
): Promise<Answer> {
	const post = async (method?: CodeMethod, code?: string) => {
		if (code) keepSecret(code);
		return await send({
			method: 'POST',
			url: `${signIn.baseUrl}/api/v1/${route}`,
			headers: {
				'Content-Type': 'application/json',
				...rocketChatHeaders(signIn),
				...(method && code ? { 'x-2fa-code': code, 'x-2fa-method': method } : {}),
			},
			body,
			once: true,
		});
	};
	const guess = firstMethod(signIn, twoFactor);
	const first = await post(guess, guess && codeFor(guess, signIn, twoFactor, now));
	const asked = challenge(first);
	if (asked === undefined || asked === guess) return first;
	const code = codeFor(asked, signIn, twoFactor, now);
	if (code === undefined) throw codeWanted(asked, first);
	return await post(asked, code);
}

function firstMethod({ details }: SignIn, { method, code }: TwoFactor): CodeMethod | undefined {
	if (method !== 'automatic') return method;
	return code === '' && details.totpSecret !== '' ? 'totp' : undefined;
}

/** The code for a method; undefined where there is none. Rocket.Chat wants the password as SHA-256, never itself. */
function codeFor(
	wanted: CodeMethod,
	{ details }: SignIn,
	{ method, code }: TwoFactor,
	now: number,
): string | undefined {
	const given = method === wanted || method === 'automatic' ? code : '';
	if (wanted === 'password') {
		// With 'automatic' a code is more likely one of the other two kinds.
		const password = (method === 'password' && code) || details.password || given;
		return password === ''
			? undefined
			: createHash('sha256').update(password, 'utf8').digest('hex');
	}
	if (given !== '') return given;
	return wanted === 'totp' ? totp(details.totpSecret, now) : undefined;
}

/** The method that the server asks a code for; undefined where it asks for none. */
function challenge({ status, text }: Answer): CodeMethod | undefined {
	const json = jsonOf(text);
	if (isSuccess(status) || json?.errorType !== 'totp-required') return undefined;
	const { method } = objectIn(json, 'details');
	return method === 'email' || method === 'totp' || method === 'password' ? method : undefined;
}

const WANTED: Record<CodeMethod, string> = {
	email: "Rocket.Chat sent it by email: put it into 'Two-Factor Code' and run this again",
	totp: "Fill in 'TOTP Secret' of the Rocket.Chat Token API credential, or put the code of your authenticator app into 'Two-Factor Code'",
	password: "Fill in 'Password' of the Rocket.Chat Token API credential",
};

function codeWanted(method: CodeMethod, { status }: Answer): Failure {
	return new Failure('refused', `Rocket.Chat asks for a two-factor code (${method})`, {
		status,
		advice: WANTED[method],
	});
}

function successIn(answer: Answer, what: string): Json {
	const json = jsonOf(answer.text);
	const asked = challenge(answer);
	if (asked) throw codeWanted(asked, answer);
	if (!isSuccess(answer.status) || json?.success === false) {
		throw refusal(rocketChat, answer, { what, check: CHECK, advice: adviceFor(answer, json) });
	}
	if (!isJson(json)) throw unusable(rocketChat, 'not with the JSON that it documents');
	return json;
}

function adviceFor({ status }: Answer, json: Json | undefined): string | undefined {
	const error = `${String(json?.errorType ?? '')} ${String(json?.error ?? '')}`;
	if (error.includes('already-exists'))
		return "Choose another 'Token Name', or delete the token of that name first";
	if (/totp-(invalid|max)/.test(error))
		return "Check 'Two-Factor Code', or 'TOTP Secret' and 'Password' of the credential";
	if (status !== 401 && /not-authorized|permission/i.test(error)) {
		return "The user of the credential needs Rocket.Chat's permission 'create-personal-access-tokens'";
	}
	return undefined;
}

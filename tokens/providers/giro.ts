import { isSuccess, readDateTime, readToken, rejection, textOrNull, badResponse } from '../provider/response';
import { isJson, jsonOf, objectIn, type Json } from '../http/json';
import { Failure } from '../http/failure';
import { FieldReader } from '../provider/fieldReader';
import type { ApiResponse, Fields, TokenResponse, Provider, Send, LoginDetails } from '../provider/provider';

const CHECK_LOGIN = "Check 'Email', 'Password' and 'X-Tag' of the GIRO API credential";
const CHECK_BEARER =
	"Check 'Bearer Token', 'User ID', 'Account ID' and 'X-Tag' of the GIRO API credential";

/** Whom the token is for, and the JWT that asks for it. */
interface Asking {
	jwt: string;
	userId: string;
	accountId: string;
}

/** GIRO (mygiro.co): a JWT, from a login or given by the user, asks for an access token. */
export const giro: Provider = {
	name: 'giro',
	title: 'GIRO',
	credentialType: 'giroApi',
	credentialTitle: 'GIRO API',
	tokenType: 'Bearer',
	revokesPrevious: false,

	readLoginDetails(fields: Fields): LoginDetails {
		const read = new FieldReader(fields, giro);
		const baseUrl = read.baseUrl('baseUrl', 'Base URL');
		const xTag = read.headerValue('xTag', 'X-Tag');
		const signIn = read.choice('signIn', 'Sign In With', ['emailPassword', 'bearerToken'] as const);
		if (signIn === 'emailPassword') {
			const email = read.text('email', 'Email');
			const password = read.text('password', 'Password');
			return { baseUrl, details: { signIn, xTag, email, password }, secrets: [password, xTag] };
		}
		const bearerToken = read.headerValue('bearerToken', 'Bearer Token');
		if (/\s/.test(bearerToken)) {
			throw read.wrong(
				'Bearer Token',
				'holds a space',
				"Paste the token alone, without 'Bearer' before it",
			);
		}
		const userId = read.pathPart('userId', 'User ID');
		const accountId = read.text('accountId', 'Account ID');
		return {
			baseUrl,
			details: { signIn, xTag, bearerToken, userId, accountId },
			secrets: [bearerToken, xTag],
		};
	},

	async requestToken(signIn, exchange) {
		const { details } = signIn;
		if (details.signIn === 'emailPassword') {
			const asking = await logIn(signIn, exchange.send);
			exchange.keepSecret(asking.jwt);
			return await generate(signIn, asking, exchange.send, CHECK_LOGIN);
		}
		assertNotExpired(details.bearerToken, exchange.now());
		const { bearerToken: jwt, userId, accountId } = details;
		return await generate(signIn, { jwt, userId, accountId }, exchange.send, CHECK_BEARER);
	},

	applicationHeaders: ({ details }) => ({ 'x-tag': details.xTag }),

	check: ({ baseUrl, details }, { userId, accountId }) => ({
		method: 'GET',
		url: `${baseUrl}/v1/users/${encodeURIComponent(userId ?? '')}?accountId=${encodeURIComponent(accountId ?? '')}`,
		headers: { 'Content-Type': 'application/json', 'x-tag': details.xTag },
	}),
};

/** `{status: "success", data: {jwt, user: {_id}, account}}`; with two-factor login `{message: {is2FA: true}}`. */
async function logIn({ baseUrl, details }: LoginDetails, send: Send): Promise<Asking> {
	const { email, password, xTag } = details;
	const answer = await send({
		method: 'POST',
		url: `${baseUrl}/v1/login`,
		headers: { 'Content-Type': 'application/json', 'x-tag': xTag },
		body: { email, password },
	});
	const data = dataOf(answer, 'the login', CHECK_LOGIN);
	const jwt = readToken(data.jwt, giro, 'JWT');
	const userId = textOrNull(objectIn(data, 'user')._id);
	const accountId = textOrNull(data.account);
	if (userId === null || accountId === null)
		throw badResponse(giro, 'its login does not name both the user and the account');
	// Half of a surrogate pair cannot be percent-encoded.
	if (userId === '.' || userId === '..' || /\p{Cs}/u.test(`${userId} ${accountId}`))
		throw badResponse(giro, 'the user or account that its login names cannot be right');
	return { jwt, userId, accountId };
}

/** `{status: "success", data: {type: "bearer", user, token, createdAt}}`. There is no expiry. */
async function generate(
	{ baseUrl, details }: LoginDetails,
	asking: Asking,
	send: Send,
	check: string,
): Promise<TokenResponse> {
	const { jwt, userId, accountId } = asking;
	const answer = await send({
		method: 'GET',
		url:
			`${baseUrl}/v1/users/${encodeURIComponent(userId)}/generateaccesstoken` +
			`?accountId=${encodeURIComponent(accountId)}`,
		headers: {
			'Content-Type': 'application/json',
			'x-tag': details.xTag,
			Authorization: `Bearer ${jwt}`,
		},
	});
	const data = dataOf(answer, 'the access token', check);
	const accessToken = readToken(data.token, giro);
	if (data.type !== 'bearer') throw badResponse(giro, 'the type of its token is not "bearer"');
	if (data.user !== userId)
		throw badResponse(giro, 'its token is for another user than the one asked for');
	const created = readDateTime(data.createdAt);
	// A token cannot have been made after its answer arrived: such a time is a clock that is wrong.
	const issuedAt = created !== undefined && created <= Date.now() ? created : answer.sentAt;
	return {
		accessToken,
		issuedAt,
		expiresAt: null,
		obtainedAt: answer.sentAt,
		userId,
		accountId,
		tokenName: null,
		refreshToken: null,
		refreshTokenExpiresAt: null,
	};
}

/** The `data` of a success; GIRO can say `status: "error"` with HTTP 200. */
function dataOf(answer: ApiResponse, what: string, check: string): Json {
	const json = jsonOf(answer.text);
	if (objectIn(json, 'message').is2FA === true) {
		throw new Failure(
			'LOGIN_REJECTED',
			'GIRO asks for a two-factor code (is2FA) at the login of this account',
			{
				status: answer.status,
				advice:
					"A code cannot be given unattended: use an account without two-factor login, or set 'Sign In With' of the GIRO API credential to 'Bearer Token'",
			},
		);
	}
	const said = json?.status;
	if (!isSuccess(answer.status) || (said !== undefined && said !== 'success')) {
		throw rejection(giro, answer, { what, check });
	}
	if (json === undefined || !isJson(json.data))
		throw badResponse(giro, 'not with the documented JSON');
	return json.data;
}

/** A JWT says in its payload when it expires (RFC 7519, 4.1.4): then there is no need to ask. */
function assertNotExpired(jwt: string, now: number): void {
	const expiry = jwtExpiry(jwt);
	if (expiry === undefined || expiry > now) return;
	throw new Failure(
		'INVALID_INPUT',
		`The 'Bearer Token' of the GIRO API credential expired at ${new Date(expiry).toISOString()}`,
		{
			advice: "Paste a new one, or set 'Sign In With' to 'Email and Password', which renews itself",
		},
	);
}

/** Epoch milliseconds; undefined where it is no JWT or says nothing. */
export function jwtExpiry(jwt: string): number | undefined {
	const payload = jsonOf(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
	const exp = payload?.exp;
	return typeof exp === 'number' && Math.abs(exp) <= 8.64e12 ? exp * 1000 : undefined;
}

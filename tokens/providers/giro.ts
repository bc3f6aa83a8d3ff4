import { Failure } from '../http/failure';
import { isJson, jsonOf, objectIn, type Json } from '../http/json';
import { jwtExpiry, readIssueTime } from '../provider/expiry';
import { FieldReader } from '../provider/fieldReader';
import { bearer, identityDigest } from '../provider/presentation';
import type {
	ApiResponse,
	Fields,
	HttpClient,
	Provider,
	TokenResponse,
	TokenSource,
} from '../provider/provider';
import {
	badResponse,
	idOrNull,
	isSuccess,
	readToken,
	rejection,
	textOrNull,
} from '../provider/response';

/** Where every request goes, and the tag that all of them carry. */
interface Api {
	baseUrl: string;
	xTag: string;
}

/** The user and account a token is for, and the JWT it is requested with. */
interface Authorization {
	jwt: string;
	userId: string;
	accountId: string;
}

/** One of the two ways to sign in. */
interface SignIn {
	/** Everything the login depends on besides the API. */
	details: Record<string, string>;
	/** What to check where GIRO rejects it: a sentence without its full stop. */
	check: string;
	secret: string;
	userId?: string;
	authorize(http: HttpClient): Authorization | Promise<Authorization>;
}

/** GIRO (mygiro.co). A JWT, from a login or from the user, gets an access token. */
export const giro: Provider = {
	name: 'giro',
	title: 'GIRO',
	credentialType: 'giroApi',
	credentialTitle: 'GIRO API',

	open(fields: Fields): TokenSource {
		const read = new FieldReader(fields, giro);
		const baseUrl = read.baseUrl('baseUrl', 'Base URL');
		const xTag = read.headerValue('xTag', 'X-Tag');
		const api = { baseUrl, xTag };
		const way = read.choice('signIn', 'Sign In With', ['emailPassword', 'bearerToken'] as const);
		const signIn = way === 'emailPassword' ? readLogin(read, api) : readBearerToken(read);
		const { secret, userId, details } = signIn;
		return {
			title: giro.title,
			identity: identityDigest(giro.name, baseUrl, { signIn: way, xTag, ...details }),
			secrets: [secret, xTag],
			baseUrls: [baseUrl],
			userId,
			revokesPrevious: false,
			requestToken: async (http) =>
				await requestToken(api, await signIn.authorize(http), signIn.check, http),
			present: (token) => ({ ...bearer(token), otherHeaders: { 'x-tag': xTag } }),
			check: (token) => ({
				method: 'GET',
				url: `${baseUrl}/v1/users/${encodeURIComponent(token.userId ?? '')}?accountId=${encodeURIComponent(token.accountId ?? '')}`,
				headers: { 'Content-Type': 'application/json' },
			}),
		};
	},
};

function readLogin(read: FieldReader, api: Api): SignIn {
	const email = read.text('email', 'Email');
	const password = read.text('password', 'Password');
	const check = "Check 'Email', 'Password' and 'X-Tag' of the GIRO API credential";
	return {
		details: { email, password },
		secret: password,
		check,
		async authorize(http) {
			const authorization = await logIn(api, { email, password }, check, http);
			http.keepSecret(authorization.jwt);
			return authorization;
		},
	};
}

function readBearerToken(read: FieldReader): SignIn {
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
		details: { bearerToken, userId, accountId },
		secret: bearerToken,
		userId,
		check: "Check 'Bearer Token', 'User ID', 'Account ID' and 'X-Tag' of the GIRO API credential",
		authorize(http) {
			assertNotExpired(bearerToken, http.now());
			return { jwt: bearerToken, userId, accountId };
		},
	};
}

/** `{status: "success", data: {jwt, user: {_id}, account}}`; with two-factor login `{message: {is2FA: true}}`. */
async function logIn(
	{ baseUrl, xTag }: Api,
	body: { email: string; password: string },
	check: string,
	{ send }: HttpClient,
): Promise<Authorization> {
	const response = await send({
		method: 'POST',
		url: `${baseUrl}/v1/login`,
		headers: { 'Content-Type': 'application/json', 'x-tag': xTag },
		body,
	});
	const data = dataIn(response, 'the login', check);
	const jwt = readToken(data.jwt, giro, 'JWT');
	const userId = idOrNull(objectIn(data, 'user')._id);
	const accountId = idOrNull(data.account);
	if (userId === null || accountId === null)
		throw badResponse(giro, 'its login does not name both the user and the account');
	// Half of a surrogate pair cannot be percent-encoded.
	if (userId === '.' || userId === '..' || /\p{Cs}/u.test(`${userId} ${accountId}`))
		throw badResponse(giro, 'the user or account that its login names cannot be right');
	return { jwt, userId, accountId };
}

/** `{status: "success", data: {type: "bearer", user, token, createdAt}}`. There is no expiry. */
async function requestToken(
	{ baseUrl, xTag }: Api,
	{ jwt, userId, accountId }: Authorization,
	check: string,
	{ send, now }: HttpClient,
): Promise<TokenResponse> {
	const response = await send({
		method: 'GET',
		url:
			`${baseUrl}/v1/users/${encodeURIComponent(userId)}/generateaccesstoken` +
			`?accountId=${encodeURIComponent(accountId)}`,
		headers: {
			'Content-Type': 'application/json',
			'x-tag': xTag,
			Authorization: `Bearer ${jwt}`,
		},
	});
	const data = dataIn(response, 'the access token', check);
	const accessToken = readToken(data.token, giro);
	// RFC 6749, 5.1: in any case.
	if (textOrNull(data.type)?.toLowerCase() !== 'bearer')
		throw badResponse(giro, 'the type of its token is not "bearer"');
	if (idOrNull(data.user) !== userId)
		throw badResponse(giro, 'its token is for another user than the one asked for');
	return {
		accessToken,
		issuedAt: readIssueTime(data.createdAt, response, now()),
		expiresAt: null,
		obtainedAt: response.sentAt,
		userId,
		accountId,
		tokenName: null,
		refreshToken: null,
		refreshTokenExpiresAt: null,
	};
}

/** The `data` of a successful response. GIRO can also say `status: "error"` with HTTP 200. */
function dataIn(response: ApiResponse, what: string, check: string): Json {
	const json = jsonOf(response.text);
	if (objectIn(json, 'message').is2FA === true) {
		throw new Failure(
			'LOGIN_REJECTED',
			'GIRO asks for a two-factor code (is2FA) at the login of this account',
			{
				status: response.status,
				advice:
					"A code cannot be given unattended: use an account without two-factor login, or set 'Sign In With' of the GIRO API credential to 'Bearer Token'",
			},
		);
	}
	const status = json?.status;
	if (!isSuccess(response.status) || (status !== undefined && status !== 'success')) {
		throw rejection(giro, response, { what, check });
	}
	if (json === undefined || !isJson(json.data))
		throw badResponse(giro, 'not with the documented JSON');
	return json.data;
}

/** Throws a Failure where the user's JWT has expired, to save the request. */
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

import { Failure } from '../http/failure';
import { parseUrl } from '../http/url';
import { clock } from '../http/waiting';
import { identityDigest } from '../provider/presentation';
import type {
	ApiResponse,
	HttpClient,
	ProviderNames,
	TokenResponse,
	TokenSource,
} from '../provider/provider';
import { rejection } from '../provider/response';
import type { Context } from './answer/answer';
import { readCookies } from './answer/cookies';
import { findToken } from './answer/findToken';
import { readKeptValues } from './answer/keptValues';
import { assertLoggedIn } from './answer/outcome';
import type { Cookie } from './description';
import { refreshIdentityOf, sendGrant, sendRefreshOf, signToken } from './oauth/grant';
import type { Description } from './fields/readDescription';
import { baseValues, type Values } from './placeholders';
import { callValues, presentToken } from './presentation';
import { checkRequest, fillOwnPath, firstRequest, loginRequest, refreshRequest } from './requests';
import { secretsIn } from './secrets';

/** A shorter cookie is a setting, such as a language, and no secret. */
const SHORTEST_SECRET_COOKIE = 8;

/** Placeholders without a value that an error names. */
const MOST_NAMED = 5;

/** The token source of a login that its user described. */
export function customSource(description: Description, { name }: ProviderNames): TokenSource {
	const { baseUrl, login, check, refresh } = description;
	const title = parseUrl(baseUrl)?.host ?? baseUrl;
	const secrets = secretsIn(login, description.grant);
	const context: Context = { title, secrets };
	const { oauth, jwt, hasOwnUrl } = description.grant;
	const refreshIdentity = refreshIdentityOf({ name }, login, oauth);
	return {
		title,
		...(hasOwnUrl && { addressField: login.urlField ?? 'Login URL' }),
		hasTlsSettings: true,
		identity: identityDigest(name, baseUrl, { login: detailsOf(description) }),
		...(refreshIdentity !== undefined && { refreshIdentity }),
		secrets,
		baseUrls: [baseUrl],
		revokesPrevious: description.revokesPrevious,
		declaresExpiry: !['auto', 'none'].includes(description.expiry.from),
		tls: description.tls,
		followsRedirects: description.followsRedirects,
		requestToken: async (http, last) =>
			jwt === undefined
				? await logIn(description, context, http, { refreshIdentity, last })
				: signToken(jwt, http.now()),
		...(refresh &&
			refreshIdentity === undefined &&
			jwt === undefined && {
				refreshToken: async (current: TokenResponse, http: HttpClient) =>
					await renew(description, current, context, http),
			}),
		present: (token) => presentToken(description, token, clock.now()),
		fillAddress: (address, { found }) =>
			fillOwnPath(address, new Map(Object.entries(found?.values ?? {}))),
		...(check.by === 'url' && {
			check: (token) => checkRequest(check.request, callValues(login, token, clock.now())),
		}),
	};
}

/** All that decides what is sent to get a token, and what of the answer is taken. A token of other details is not used. */
function detailsOf(description: Description): string {
	const { login, firstRequest, token, expiry, keptValues, grant } = description;
	const { revokesPrevious: _, ...sent } = login;
	const { oauth, jwt, signingKey } = grant;
	const details = [sent, firstRequest ?? null, token, expiry, keptValues];
	return JSON.stringify(
		oauth || jwt ? [...details, oauth ?? null, jwt ?? null, signingKey] : details,
	);
}

/** What the first request gave. */
interface Start {
	values: Values;
	cookies: Cookie[];
	kept: Record<string, string>;
}

async function logIn(
	description: Description,
	context: Context,
	http: HttpClient,
	before: Before,
): Promise<TokenResponse> {
	const { keptValues } = description;
	const { kept, ...begun } = await start(description, context, http);
	const { response, url, unfilled, ...sent } = await send(
		description,
		begun,
		context,
		http,
		before,
	);
	try {
		assertLoggedIn(response, url, undefined, context);
		const found = findToken(response, description.token, description.expiry, context);
		http.keepSecret(found.token);
		assertLoggedIn(response, url, found, context);
		const { token } = found;
		const rows = keptValues.filter(({ answer }) => answer === 'login');
		const later = readKeptValues(rows, { login: response }, { ...context, token });
		return toResponse(response, found, { ...kept, ...later }, sent);
	} catch (error) {
		if (!(error instanceof Failure) || unfilled.length === 0) throw error;
		const names = unfilled.slice(0, MOST_NAMED).join(', ');
		throw error.with(`What has no value was sent as it is written: ${names}`);
	}
}

/** What came before a request for a token. */
interface Before {
	refreshIdentity: string | undefined;
	/** The newest token that is known. */
	last: TokenResponse | undefined;
}

/** The answer to a request for a token, and what of that request the next one needs to know. */
interface Sent {
	response: ApiResponse;
	url: string;
	unfilled: string[];
	/** The refresh token that was sent. '', undefined: none. */
	refreshToken?: string;
	isBasicRaw?: boolean;
}

async function send(
	{ login, grant }: Description,
	begun: Omit<Start, 'kept'>,
	{ title }: Context,
	http: HttpClient,
	{ refreshIdentity, last }: Before,
): Promise<Sent> {
	const { oauth } = grant;
	if (oauth !== undefined) {
		const parts = { oauth, login, ...begun, title };
		return await sendGrant(parts, refreshIdentity, last, http);
	}
	const { unfilled, ...request } = loginRequest(login, begun.values, begun.cookies);
	return { response: await http.send(request), url: request.url, unfilled };
}

/** The request before the login, where there is one. */
async function start(
	{ login, firstRequest: first, keptValues }: Description,
	context: Context,
	http: HttpClient,
): Promise<Start> {
	const values = baseValues(login, http.now());
	if (first === undefined) return { values, cookies: [], kept: {} };
	const request = firstRequest(first, login, values);
	const response = await http.send(request);
	const { status } = response;
	// Some APIs hand out a CSRF token beside a status that refuses.
	if (status >= 500 || status === 429 || status === 408)
		throw rejection(context, response, { what: 'the first request', check: '' });
	const isSameOrigin = parseUrl(request.url)?.origin === parseUrl(login.url)?.origin;
	const cookies = isSameOrigin ? readCookies(response, http.now()) : [];
	for (const { value } of cookies)
		if (value.length >= SHORTEST_SECRET_COOKIE) http.keepSecret(value);
	const rows = keptValues.filter(({ answer }) => answer === 'first');
	const kept = readKeptValues(rows, { login: response, first: response }, context);
	for (const value of Object.values(kept)) http.keepSecret(value);
	return { values: new Map([...values, ...Object.entries(kept)]), cookies, kept };
}

/** undefined where there is nothing to renew it with. */
async function renew(
	{ refresh, login, grant, send, token, expiry, keptValues }: Description,
	current: TokenResponse,
	context: Context,
	http: HttpClient,
): Promise<TokenResponse | undefined> {
	const now = http.now();
	const { refreshToken, expiresAt, found: before } = current;
	const isOver = refreshToken === null && expiresAt !== null && now >= expiresAt;
	if (refresh === undefined || isOver) return undefined;
	// OAuth2 renews with refresh tokens alone.
	if (grant.oauth !== undefined && refreshToken === null) return undefined;
	const { oauth } = grant;
	const values = new Map([
		...baseValues(login, now),
		...callValues(login, current, now),
		...(refreshToken === null ? [] : [['refreshToken', refreshToken] as const]),
	]);
	const sendRenewal = async (): Promise<Sent> => {
		if (oauth !== undefined) {
			const parts = { oauth, login, values, cookies: [], title: context.title };
			return await sendRefreshOf(parts, refresh.url, current, http);
		}
		const presentation = presentToken({ login, send }, current, now);
		const request = refreshRequest(refresh, login, values, presentation);
		return { response: await http.send(request), url: request.url, unfilled: [] };
	};
	const { response, url, ...sent } = await sendRenewal();
	try {
		assertLoggedIn(response, url, undefined, context);
		const found = findToken(response, token, expiry, context);
		const rows = keptValues.filter(({ answer }) => answer === 'login');
		const kept = rows.flatMap((row) => keptAnew(row, response, found.token, context));
		const later = { ...before?.values, ...Object.fromEntries(kept) };
		return toResponse(response, found, later, { ...sent, refreshToken: refreshToken ?? '' });
	} catch (error) {
		// Whatever is wrong with this answer, a login gives another one.
		if (error instanceof Failure && !error.isTransient) return undefined;
		throw error;
	}
}

/** A value in the answer to a refresh; none where that answer lacks it. */
function keptAnew(
	row: Description['keptValues'][number],
	response: ApiResponse,
	token: string,
	context: Context,
): Array<[string, string]> {
	try {
		return Object.entries(readKeptValues([row], { login: response }, { ...context, token }));
	} catch {
		return [];
	}
}

/** @param sent what the next request needs to know of this one */
function toResponse(
	{ sentAt }: ApiResponse,
	found: ReturnType<typeof findToken>,
	values: Record<string, string>,
	sent: Pick<Sent, 'refreshToken' | 'isBasicRaw'> = {},
): TokenResponse {
	const { token, isCookie, where, expiryWhere, hint, expiresAt, refreshToken } = found;
	const words = [where, expiryWhere].filter((part) => part !== undefined).join(', ');
	return {
		accessToken: token,
		issuedAt: sentAt,
		expiresAt,
		obtainedAt: sentAt,
		userId: values.userId ?? null,
		accountId: values.accountId ?? null,
		tokenName: null,
		// One that the API does not replace stays good.
		refreshToken: refreshToken ?? (sent.refreshToken || null),
		refreshTokenExpiresAt: null,
		found: {
			...(isCookie && { isCookie }),
			...(Object.keys(values).length > 0 && { values }),
			where: words,
			...(hint !== undefined && { hint }),
			...(sent.isBasicRaw === true && { isBasicRaw: true }),
		},
	};
}

import { toResult } from '../http/failure';
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
import type { Description } from './fields/readDescription';
import { baseValues, namesIn, type Values } from './placeholders';
import { assertPresentable, callValues, presentToken } from './presentation';
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
	const secrets = secretsIn(login);
	const context: Context = { title, secrets };
	assertPresentable(description, clock.now());
	return {
		title,
		...(description.hasOwnLoginUrl && { addressField: 'Login URL' }),
		hasTlsSettings: true,
		identity: identityDigest(name, baseUrl, { login: detailsOf(description) }),
		secrets,
		baseUrls: [baseUrl],
		revokesPrevious: description.revokesPrevious,
		declaresExpiry: !['auto', 'none'].includes(description.expiry.from),
		tls: description.tls,
		followsRedirects: description.followsRedirects,
		requestToken: async (http) => await logIn(description, context, http),
		...(refresh && {
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
function detailsOf({ login, firstRequest, token, expiry, keptValues }: Description): string {
	const later = keptValues.filter(({ answer }) => answer === 'login').map(({ name }) => name);
	// What waits for the token is for calls alone.
	const requestHeaders = login.requestHeaders.filter(
		({ value }) => !namesIn(value).some((name) => name === 'token' || later.includes(name)),
	);
	const sent = { ...login, requestHeaders, revokesPrevious: undefined };
	return JSON.stringify([sent, firstRequest ?? null, token, expiry, keptValues]);
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
): Promise<TokenResponse> {
	const { login, keptValues } = description;
	const { values, cookies, kept } = await start(description, context, http);
	const { unfilled, ...request } = loginRequest(login, values, cookies);
	const response = await http.send(request);
	const { failure, value } = await toResult("The login's answer could not be read", () => {
		assertLoggedIn(response, request.url, undefined, context);
		const found = findToken(response, description.token, description.expiry, context);
		http.keepSecret(found.token);
		assertLoggedIn(response, request.url, found, context);
		const { token } = found;
		const rows = keptValues.filter(({ answer }) => answer === 'login');
		const later = readKeptValues(rows, { login: response }, { ...context, token });
		return toResponse(response, found, { ...kept, ...later });
	});
	if (value) return value;
	if (unfilled.length === 0) throw failure;
	const names = unfilled.slice(0, MOST_NAMED).join(', ');
	throw failure.with(`What has no value was sent as it is written: ${names}`);
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
	{ refresh, login, send, token, expiry, keptValues }: Description,
	current: TokenResponse,
	context: Context,
	http: HttpClient,
): Promise<TokenResponse | undefined> {
	const now = http.now();
	const { refreshToken, expiresAt, found: before } = current;
	const isOver = refreshToken === null && expiresAt !== null && now >= expiresAt;
	if (refresh === undefined || isOver) return undefined;
	const values = new Map([
		...baseValues(login, now),
		...callValues(login, current, now),
		...(refreshToken === null ? [] : [['refreshToken', refreshToken] as const]),
	]);
	const presentation = presentToken({ login, send }, current, now);
	const request = refreshRequest(refresh, login, values, presentation);
	const response = await http.send(request);
	const { failure, value } = await toResult("The refresh's answer could not be read", () => {
		assertLoggedIn(response, request.url, undefined, context);
		const found = findToken(response, token, expiry, context);
		assertLoggedIn(response, request.url, found, context);
		const rows = keptValues.filter(({ answer }) => answer === 'login');
		const kept = rows.flatMap((row) => keptAnew(row, response, found.token, context));
		const next = toResponse(response, found, { ...before?.values, ...Object.fromEntries(kept) });
		return { ...next, refreshToken: next.refreshToken ?? refreshToken };
	});
	// Whatever else is wrong with this answer, a login gives another one.
	if (failure?.isTransient) throw failure;
	return value;
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

function toResponse(
	{ sentAt }: ApiResponse,
	found: ReturnType<typeof findToken>,
	values: Record<string, string>,
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
		refreshToken,
		refreshTokenExpiresAt: null,
		found: {
			...(isCookie && { isCookie }),
			...(Object.keys(values).length > 0 && { values }),
			where: words,
			...(hint !== undefined && { hint }),
		},
	};
}

import { toResult } from '../http/failure';
import { parseUrl } from '../http/url';
import type { ApiResponse, HttpClient, TokenResponse } from '../provider/provider';
import { rejection } from '../provider/response';
import { STEP, timeLeft } from '../provider/totp';
import type { Context } from './answer/answer';
import { readCookies } from './answer/cookies';
import { findToken } from './answer/findToken';
import { readKeptValues } from './answer/keptValues';
import { assertLoggedIn } from './answer/outcome';
import type { Cookie, FoundToken, RefreshDescription } from './description';
import type { Description } from './fields/readDescription';
import { sendGrant, sendRefreshOf } from './oauth/grant';
import { baseValues, type Values } from './placeholders';
import { callValues, presentToken } from './presentation';
import { firstRequest, loginRequest, refreshRequest } from './requests';
import { madeSecrets } from './secrets';

/** A shorter cookie is a setting, such as a language, and no secret. */
const SHORTEST_SECRET_COOKIE = 8;

/** Placeholders without a value that an error names. */
const MOST_NAMED = 5;

/** What the first request gave. */
interface Start {
	values: Values;
	cookies: Cookie[];
	kept: Record<string, string>;
}

/** Requests a token, after the first request where there is one. Throws a Failure. */
export async function logIn(
	description: Description,
	context: Context,
	http: HttpClient,
	before: Before,
): Promise<TokenResponse> {
	const { keptValues, login } = description;
	if (login.oneTimeCode !== undefined) await waitForNewCode(before, http);
	const { kept, ...begun } = await start(description, context, http);
	for (const secret of madeSecrets(login, begun.values)) http.keepSecret(secret);
	const sent = await send(description, begun, context, http, before);
	const { response, url, unfilled } = sent;
	const { failure, value } = await toResult("The login's answer could not be read", () => {
		assertLoggedIn(response, url, undefined, context);
		const found = findToken(response, description.token, description.expiry, context);
		http.keepSecret(found.token);
		assertLoggedIn(response, url, found, context);
		const { token } = found;
		const rows = keptValues.filter(({ answer }) => answer === 'login');
		const later = readKeptValues(rows, { login: response }, { ...context, token });
		return toResponse(sent, found, { ...kept, ...later });
	});
	if (value) return value;
	if (sent.ifUnread !== undefined) throw failure.with(sent.ifUnread);
	if (unfilled.length === 0) throw failure;
	const names = unfilled.slice(0, MOST_NAMED).join(', ');
	throw failure.with(`What has no value was sent as it is written: ${names}`);
}

/** What came before a request for a token. */
export interface Before {
	refreshIdentity: string | undefined;
	/** The newest token that is known. */
	last: TokenResponse | undefined;
}

/** A code that got a token may be refused a second time (RFC 6238, 5.2): waits for the next one, 30 seconds at most. */
async function waitForNewCode({ last }: Before, http: HttpClient): Promise<void> {
	if (last === undefined) return;
	const now = http.now();
	const begun = now - (now % STEP);
	if (last.obtainedAt >= begun && last.obtainedAt <= now) await http.sleep(timeLeft(now));
}

/** The answer to a request for a token, and what of that request the next one needs to know. */
interface Sent {
	response: ApiResponse;
	url: string;
	unfilled: string[];
	/** The refresh token that was sent. '', undefined: none. */
	refreshToken?: string;
	isBasicRaw?: boolean;
	ifUnread?: string;
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
	// Some APIs hand out a CSRF token beside a status that refuses.
	assertProcessed(response, 'the first request', context);
	const isSameOrigin = parseUrl(request.url)?.origin === parseUrl(login.url)?.origin;
	const cookies = isSameOrigin ? readCookies(response, http.now()) : [];
	for (const { value } of cookies)
		if (value.length >= SHORTEST_SECRET_COOKIE) http.keepSecret(value);
	const rows = keptValues.filter(({ answer }) => answer === 'first');
	const kept = await readFirst(rows, response, context);
	for (const value of Object.values(kept)) http.keepSecret(value);
	return { values: new Map([...values, ...Object.entries(kept)]), cookies, kept };
}

/** What is kept of the answer to the first request. Where it lacks that and has the status of a refusal, it was one. */
async function readFirst(
	rows: Description['keptValues'],
	response: ApiResponse,
	context: Context,
): Promise<Record<string, string>> {
	const what = "The first request's answer could not be read";
	const { value, failure } = await toResult(what, () =>
		readKeptValues(rows, { login: response, first: response }, context),
	);
	if (value) return value;
	if (response.status < 400) throw failure;
	const check = "Check the address in 'First Request' under 'Settings'";
	throw rejection(context, response, { what: 'the first request', check });
}

/** Throws a Failure where the API could not process a request, whatever it thinks of it. */
function assertProcessed(response: ApiResponse, what: string, context: Context): void {
	const { status } = response;
	if (status >= 500 || status === 429 || status === 408)
		throw rejection(context, response, { what, check: '' });
}

/** undefined where there is nothing to renew it with. */
export async function renew(
	description: Description,
	current: TokenResponse,
	context: Context,
	http: HttpClient,
): Promise<TokenResponse | undefined> {
	const { refresh, grant, token, expiry, keptValues } = description;
	const { refreshToken, expiresAt, found: before } = current;
	const isOver = expiresAt !== null && http.now() >= expiresAt;
	// OAuth2 renews with refresh tokens alone.
	if (refreshToken === null && (isOver || grant.oauth !== undefined)) return undefined;
	if (refresh === undefined) return undefined;
	const sent = await sendRefresh(description, refresh, current, context, http);
	const { response, url } = sent;
	const { failure, value } = await toResult("The refresh's answer could not be read", () => {
		assertProcessed(response, 'the refresh', context);
		assertLoggedIn(response, url, undefined, context);
		const found = findToken(response, token, expiry, context);
		assertLoggedIn(response, url, found, context);
		const rows = keptValues.filter(({ answer }) => answer === 'login');
		const kept = rows.flatMap((row) => keptAnew(row, response, found.token, context));
		return toResponse(sent, found, { ...before?.values, ...Object.fromEntries(kept) });
	});
	// Whatever else is wrong with this answer, a login gives another one.
	if (failure?.isTransient) throw failure;
	return value;
}

async function sendRefresh(
	{ login, grant, send }: Description,
	refresh: RefreshDescription,
	current: TokenResponse,
	{ title }: Context,
	http: HttpClient,
): Promise<Sent> {
	const now = http.now();
	const { refreshToken } = current;
	const values = new Map([
		...baseValues(login, now),
		...callValues(login, current, now),
		...(refreshToken === null ? [] : [['refreshToken', refreshToken] as const]),
	]);
	const { oauth } = grant;
	if (oauth !== undefined) {
		const parts = { oauth, login, values, cookies: [], title };
		return await sendRefreshOf(parts, refresh.url, current, http);
	}
	const presentation = presentToken({ login, send }, current, now);
	const request = refreshRequest(refresh, login, values, presentation);
	const response = await http.send(request);
	return { response, url: request.url, unfilled: [], refreshToken: refreshToken ?? '' };
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
	{ response, ...sent }: Sent,
	found: FoundToken,
	values: Record<string, string>,
): TokenResponse {
	const { sentAt } = response;
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

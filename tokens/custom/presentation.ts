import type { Presentation, PresentedToken, ShownPresentation } from '../provider/provider';
import type { LoginDescription, SendDescription } from './description';
import { baseValues, namesIn, type Values } from './placeholders';
import { headerName } from './request/headers';
import { LABELS, wrongField } from './request/labels';
import { callHeaders, fillForUse } from './requests';

/** How every call is made. */
export interface CallDescription {
	login: LoginDescription;
	send: SendDescription;
}

/** What of a credential may go along on every call, besides what its answers gave. */
const NOT_ON_CALLS = ['password', 'totp'];

/**
 * The values that exist where a token is used: the token, the kept values, and of the credential what is no password.
 *
 * @param now epoch milliseconds
 */
export function callValues(login: LoginDescription, token: PresentedToken, now: number): Values {
	const base = [...baseValues(login, now)].filter(([name]) => !NOT_ON_CALLS.includes(name));
	return new Map([...base, ...Object.entries(token.found?.values ?? {}), ['token', bare(token)]]);
}

/** A single cookie's value stands for the token wherever the user says how it is sent. */
function bare({ accessToken, found }: PresentedToken): string {
	const isSingle = found?.isCookie === true && !accessToken.includes('; ');
	return isSingle ? accessToken.slice(accessToken.indexOf('=') + 1) : accessToken;
}

/**
 * How every call carries the token. Throws a Failure that names the field where that can't be said.
 *
 * @param now epoch milliseconds
 */
export function presentToken(
	{ login, send }: CallDescription,
	token: PresentedToken,
	now: number,
): Presentation {
	const values = callValues(login, token, now);
	const templates = new Map(login.requestHeaders.map(({ name, value }) => [name.trim(), value]));
	const others = callHeaders(login.requestHeaders, values);
	const cookieName = Object.keys(others).find((name) => name.toLowerCase() === 'cookie');
	const ownCookies = cookieName === undefined ? {} : cookiesIn(others[cookieName]);
	const carrier = carrierOf(send, token, values);
	const isOwn = (name: string) => name.toLowerCase() in lowered(carrier.headers);
	const beside = Object.entries(others).filter(([name]) => name !== cookieName && !isOwn(name));
	const cookies = { ...ownCookies, ...carrier.cookies };
	const mayShow = ([name]: [string, string]) => isShown(templates.get(name) ?? '', login, token);
	const shownCookies = cookieName !== undefined && mayShow([cookieName, '']) ? ownCookies : {};
	return {
		tokenType: carrier.tokenType,
		headers: carrier.headers,
		otherHeaders: Object.fromEntries(beside),
		...(Object.keys(carrier.query).length > 0 && { query: carrier.query }),
		...(Object.keys(cookies).length > 0 && { cookies }),
		shown: shown(carrier, Object.fromEntries(beside.filter(mayShow)), shownCookies, login, token),
	};
}

/**
 * Throws a Failure where no token could be presented as described, whatever it is: nothing has to be sent to find that out.
 *
 * @param now epoch milliseconds
 */
export function assertPresentable(description: CallDescription, now: number): void {
	const { login, send } = description;
	const values = Object.fromEntries(login.keptNames.map((name) => [name, 'x']));
	const isCookie = send.in === 'cookie' && send.name === '';
	const accessToken = isCookie ? 'x=x' : 'x';
	const found = { isCookie, values };
	presentToken(description, { accessToken, userId: null, accountId: null, found }, now);
}

/** What carries the token itself. */
interface Carrier {
	tokenType: string;
	headers: Record<string, string>;
	query: Record<string, string>;
	cookies: Record<string, string>;
	template: string;
}

function carrierOf(send: SendDescription, token: PresentedToken, values: Values): Carrier {
	const none = { headers: {}, query: {}, cookies: {} };
	const isCookie = token.found?.isCookie === true;
	const isUnsaid = send.name === '' && send.value === '' && send.in !== 'query';
	if (isCookie && isUnsaid) {
		const cookies = cookiesIn(token.accessToken);
		return { ...none, tokenType: 'Cookie', cookies, template: '{token}' };
	}
	if (send.in === 'query') {
		const template = send.value || '{token}';
		const query = { [send.name]: fillForUse(template, 'query', values) };
		return { ...none, tokenType: 'Query', query, template };
	}
	if (send.in === 'cookie') {
		const template = send.value || '{token}';
		const name = send.name || nameOfCookie(token);
		const cookies = { [name]: fillForUse(template, 'cookie', values) };
		return { ...none, tokenType: 'Cookie', cookies, template };
	}
	const name = headerName(send.name || 'Authorization', LABELS.send);
	const isAuthorization = /^(x-)?authorization$/i.test(name);
	const template = send.value || (isAuthorization ? 'Bearer {token}' : '{token}');
	const headers = { [name]: fillForUse(template, 'header', values) };
	const isBearer = name.toLowerCase() === 'authorization' && /^bearer /i.test(template);
	return { ...none, tokenType: isBearer ? 'Bearer' : name, headers, template };
}

/** The name of the token's cookie, where the user gave none. Throws a Failure where the token is no single cookie. */
function nameOfCookie({ accessToken, found }: PresentedToken): string {
	const names = found?.isCookie === true ? Object.keys(cookiesIn(accessToken)) : [];
	if (names.length === 1) return names[0];
	const problem = 'sends the token in a cookie without a name';
	throw wrongField(LABELS.send, problem, "Fill in 'Name': the name that the API gives the cookie");
}

/** Of the cookies in a Cookie header (RFC 6265, 4.2.1) each with its value. */
function cookiesIn(header: string): Record<string, string> {
	const pairs = header.split(/;\s*/).filter((pair) => pair.includes('='));
	return Object.fromEntries(
		pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
	);
}

function lowered(headers: Record<string, string>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
	);
}

/** What token items show. It is decided by templates and not by values: a value can look like anything. */
function shown(
	carrier: Carrier,
	others: Record<string, string>,
	ownCookies: Record<string, string>,
	login: LoginDescription,
	token: PresentedToken,
): ShownPresentation {
	const isCarrierShown = isShown(carrier.template, login, token);
	const { headers, query, cookies } = isCarrierShown
		? carrier
		: { headers: {}, query: {}, cookies: {} };
	const pairs = Object.entries({ ...ownCookies, ...cookies }).map(
		([name, value]) => `${name}=${value}`,
	);
	const cookie: Record<string, string> = pairs.length > 0 ? { Cookie: pairs.join('; ') } : {};
	const kept = Object.entries(token.found?.values ?? {});
	const secrets = secretsOf(login);
	const holdsSecret = (value: string) => secrets.some((secret) => value.includes(secret));
	return {
		headers: { ...others, ...headers, ...cookie },
		query,
		values: Object.fromEntries(
			kept.map(([name, value]) => [name, holdsSecret(value) ? null : value]),
		),
		...(!isCarrierShown && {
			hint: "What carries the token holds a secret of the credential as well, so it is left out of 'headers' and 'query'. Use the credential in the HTTP Request node instead.",
		}),
	};
}

/** Whether a template names the token or a kept value, and no secret. */
function isShown(template: string, login: LoginDescription, token: PresentedToken): boolean {
	const names = namesIn(template);
	const given = ['token', ...Object.keys(token.found?.values ?? {})];
	const hasSecret = names.some((name) => Object.hasOwn(login.secretFields, name));
	return !hasSecret && names.some((name) => given.includes(name));
}

function secretsOf({ password, secretFields, oneTimeCode }: LoginDescription): string[] {
	const values = Object.values(secretFields).map(({ value }) => value);
	return [password, ...values, oneTimeCode?.secret ?? ''].filter((secret) => secret !== '');
}

import { clock } from '../../http/waiting';
import type { Judge } from '../../provider/check/judges';
import { withToken } from '../../provider/httpClient';
import type { ApiRequest, PresentedToken } from '../../provider/provider';
import type { CheckDescription } from '../description';
import type { Description } from '../fields/readDescription';
import { namesIn } from '../placeholders';
import { callValues, presentToken } from '../presentation';
import { checkRequest, fillOwnPath } from '../requests';
import type { JudgedSource } from './automaticCheck';
import { madeUpToken } from './madeUp';

/** Names of whoever logs in: with them, a wrong token is a wrong password, and may lock an account. */
const USERS = ['username', 'userId', 'accountId'];

/** What is judged of a login that its user described; undefined: the user wants nothing asked. */
export function judgedSource(description: Description): JudgedSource | undefined {
	const { baseUrl, check } = description;
	if (check.by === 'none') return undefined;
	return {
		baseUrl,
		...(check.by === 'url' && { named: namedJudge(check.request) }),
		mayMakeUp: !namesUser(description),
		request(judge, token, isMadeUp) {
			const now = clock.now();
			const sent = isMadeUp ? madeUp(description, token) : { description, token };
			const presentation = presentToken(sent.description, sent.token, now);
			if (check.by !== 'url') return withToken(readRequest(judge, token), presentation);
			const values = callValues(description.login, sent.token, now);
			return withToken(checkRequest(check.request, values), presentation);
		},
	};
}

function namedJudge({ method, url, body, contentType }: CheckDescription): Judge {
	return method === 'GET' ? { method, url } : { method, url, body: `${contentType}\n${body}` };
}

/** No cache may answer: it would not look at the token. */
function readRequest({ url, accept }: Judge, { found }: PresentedToken): ApiRequest {
	const kept = new Map(Object.entries(found?.values ?? {}));
	const headers = { 'Cache-Control': 'no-cache', ...(accept !== undefined && { Accept: accept }) };
	return { method: 'GET', url: fillOwnPath(url, kept), headers };
}

/** Whether what carries the token names a user as well, as HTTP Basic does. */
function namesUser({ send, login }: Description): boolean {
	const carriers = [send.value, ...login.requestHeaders.map(({ value }) => value)].filter(
		(template) => template === send.value || namesIn(template).includes('token'),
	);
	return carriers.some(
		(template) =>
			/^basic\s/i.test(template) || namesIn(template).some((name) => USERS.includes(name)),
	);
}

/**
 * A made-up token, and what goes along with it: nothing that could stand for the real one. Kept values from cookies and
 * headers are left out, with the headers that need them.
 */
function madeUp(
	description: Description,
	token: PresentedToken,
): { description: Description; token: PresentedToken } {
	const { keptValues, login, send } = description;
	const { found } = token;
	const isTelling = new Set(
		keptValues.filter(({ from }) => from === 'cookie' || from === 'header').map(({ name }) => name),
	);
	// Without a value of its own, what carries the token could not be sent at all.
	const carried = namesIn(send.value);
	const values = Object.entries(found?.values ?? {}).flatMap(([name, value]) => {
		if (!isTelling.has(name)) return [[name, value]];
		return carried.includes(name) ? [[name, madeUpToken(value, false)]] : [];
	});
	const requestHeaders = login.requestHeaders.filter(({ value }) =>
		namesIn(value).every((name) => !isTelling.has(name)),
	);
	return {
		description: { ...description, login: { ...login, requestHeaders } },
		token: {
			...token,
			accessToken: madeUpToken(token.accessToken, found?.isCookie === true),
			found: { ...found, values: Object.fromEntries(values) as Record<string, string> },
		},
	};
}

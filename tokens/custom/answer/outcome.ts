import { Failure } from '../../http/failure';
import { isJson } from '../../http/json';
import { parseUrl } from '../../http/url';
import type { ApiResponse } from '../../provider/provider';
import { rejection } from '../../provider/response';
import type { FoundToken } from '../description';
import { openAnswer, requestNames, type Context } from './answer';
import { messageOf } from './places';

/** What to check where the API rejects the login. */
function checkOf(context: Context): string {
	const { fields, look } = requestNames(context);
	return `Check ${fields} of the Custom Token API credential${look}`;
}

/**
 * Throws a Failure where the answer to a login says that it has failed: by a status of 400 or more, by a redirect to the
 * login's own path or to an error, or, where the token is a cookie, by JSON. A server may set a cookie for a wrong password
 * as well. All but 408, 429 and 5xx count as a rejection.
 *
 * @param loginUrl where the login was sent
 * @param found what the answer holds. undefined before that is known: then its JSON is not looked at
 */
export function assertLoggedIn(
	response: ApiResponse,
	loginUrl: string,
	found: Pick<FoundToken, 'isCookie'> | undefined,
	context: Context,
): void {
	if (response.status >= 400)
		throw rejection(context, response, {
			what: requestNames(context).what,
			check: checkOf(context),
		});
	if (response.status >= 300) assertRedirect(response, loginUrl, context);
	const answer = openAnswer(response);
	if (found?.isCookie === true && saysNo(answer.json)) {
		throw new Failure('LOGIN_REJECTED', `${context.title} refused ${requestNames(context).what}`, {
			providerMessage: messageOf(answer),
			status: response.status,
			advice: checkOf(context),
		});
	}
}

function assertRedirect({ headers, status }: ApiResponse, loginUrl: string, context: Context) {
	const login = parseUrl(loginUrl);
	const target = headers.location ? parseUrl(headers.location, loginUrl) : undefined;
	if (login === undefined || target === undefined) return;
	const isSame = withoutSlash(target.pathname) === withoutSlash(login.pathname);
	const isError = /error|fail|denied|invalid/i.test(`${target.pathname}${target.search}`);
	if (!isSame && !isError) return;
	const isElsewhere = target.origin !== login.origin;
	const { what } = requestNames(context);
	throw new Failure(
		'LOGIN_REJECTED',
		`${context.title} refused ${what} with a redirect (${status})`,
		{
			status,
			advice: (isSame && adviceOnMove(what, login, target)) || checkOf(context),
			...(isElsewhere && { location: target.origin }),
		},
	);
}

/** What to do where a request has to go elsewhere, such as to https in place of http; undefined: it went there. */
function adviceOnMove(what: string, sent: URL, target: URL): string | undefined {
	if (target.origin !== sent.origin)
		return "If that is the API's, enter this address in the credential";
	if (target.pathname === sent.pathname) return undefined;
	const end = target.pathname.endsWith('/') ? "with a '/'" : "without the '/'";
	return `Write ${what}'s address ${end} at its end`;
}

function withoutSlash(path: string): string {
	return path.replace(/\/+$/, '');
}

/** Whether JSON says that what was asked for did not happen. */
function saysNo(json: unknown): boolean {
	if (!isJson(json)) return false;
	const { success, result, error } = json;
	return success === false || result === false || !isEmpty(error);
}

function isEmpty(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
	return value === undefined || value === null || value === '' || value === false || value === 0;
}

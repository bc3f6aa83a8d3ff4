import { Failure } from '../../http/failure';
import type { ApiResponse } from '../../provider/provider';
import { readToken } from '../../provider/response';
import type { ExpiryPlace, FoundToken, TokenPlace } from '../description';
import { openAnswer, requestNames, type Answer, type Context, type Located } from './answer';
import {
	automaticToken,
	bareToken,
	cookieToken,
	findRefreshToken,
	headerToken,
	jsonToken,
} from './automatic';
import { joinCookies } from './cookies';
import { findExpiry } from './findExpiry';
import { findAtPath, readAround, textBetween } from './path';
import { noToken, safeText, showPath } from './places';

/** Where the user can say where the token is. */
const GROUP = "'Token in the Answer' under 'Settings'";

/**
 * Finds the token in the answer to a login, with its expiry and its refresh token. Where it finds none, it throws a Failure
 * that lists the places in the answer, and no value of it. It also throws a Failure where the token does not fit into a
 * header, or has already expired.
 *
 * @param place where to look: with `auto`, and with `json`, `header` or `cookie` without a path, where APIs usually put it
 */
export function findToken(
	response: ApiResponse,
	place: TokenPlace,
	expiry: ExpiryPlace,
	context: Context,
): FoundToken {
	const answer = openAnswer(response);
	const located = locate(answer, place, context);
	const token = located.cookies ? located.token : readToken(located.token, context);
	// They are joined with spaces, which no other token holds, and go into one header.
	if (located.cookies) readToken(token.replace(/ /g, ''), context);
	const { expiresAt, where: expiryWhere, hint } = findExpiry(answer, located, expiry, context);
	return {
		token,
		isCookie: located.cookies !== undefined,
		where: located.where,
		expiresAt,
		...(expiryWhere === undefined ? {} : { expiryWhere }),
		...(hint === undefined ? {} : { hint }),
		refreshToken: findRefreshToken(answer, located, context),
	};
}

/** Where APIs usually put it: what was found there, if anything. */
const USUAL = { auto: automaticToken, json: jsonToken, header: headerToken, cookie: cookieToken };
/** Where the user says it is. */
const NAMED = { json: inJson, header: inHeader, cookie: inCookie };

function locate(answer: Answer, { from, path }: TokenPlace, context: Context): Located {
	const name = path.trim();
	if (from === 'body') return inBody(answer, context);
	if (from === 'between') return inText(answer, path, context);
	if (from !== 'auto' && name !== '') return NAMED[from](answer, name, context);
	const found = USUAL[from](answer, context);
	if (found !== undefined) return found;
	const { fields, look } = requestNames(context);
	throw noToken(
		answer,
		context,
		'no token was found in its answer',
		`Enter where the token is in ${GROUP}, or check ${fields}${look}`,
	);
}

function inJson(answer: Answer, path: string, context: Context): Located {
	const { value, keys } = findAtPath(answer.json, path) ?? {};
	const place = `at \`${keys ? showPath(keys, context) : safeText(path, context)}\``;
	const isNumber = typeof value === 'number' && Number.isSafeInteger(value);
	return { ...usable(answer, isNumber ? String(value) : value, place, context), keys };
}

function inHeader(answer: Answer, name: string, context: Context): Located {
	const place = `in the header \`${safeText(name, context)}\``;
	const value = answer.response.headers[name.toLowerCase()];
	return { ...usable(answer, value, place, context), isHeader: true };
}

function inCookie(answer: Answer, name: string, context: Context): Located {
	const place = `in the cookie \`${safeText(name, context)}\``;
	const cookies = answer.cookies.filter((cookie) => cookie.name === name);
	const { where } = usable(answer, cookies[0]?.value, place, context);
	return { token: joinCookies(cookies), where, cookies };
}

function inBody(answer: Answer, context: Context): Located {
	const { json, response } = answer;
	const text = typeof json === 'string' ? json : response.text.replace(/^\uFEFF/, '');
	return usable(answer, text, 'in the whole body', context);
}

function inText(answer: Answer, path: string, context: Context): Located {
	const around = readAround(path);
	if (around === undefined) {
		throw new Failure('INVALID_INPUT', `'Path' of ${GROUP} does not say what is around the token`, {
			advice: "Enter the text before it, '…' and the text after it, such as '<token>…</token>'",
		});
	}
	const text = textBetween(answer.response.text, around);
	return usable(answer, text, 'between the two texts', context);
}

/**
 * A token where the user says it is. Throws a Failure where it is missing or a secret of the credential.
 *
 * @param place continues 'token …'
 */
function usable(answer: Answer, value: unknown, place: string, context: Context): Located {
	const token = typeof value === 'string' ? bareToken(value) : '';
	const where = `token ${place}`;
	if (token !== '' && !context.secrets.includes(token)) return { token, where };
	const headline =
		token === ''
			? `no token was found ${place}`
			: `what was found ${place} is a secret of the credential, and no token`;
	throw noToken(
		answer,
		context,
		headline,
		`Check 'From' and 'Path' of ${GROUP}, and ${requestNames(context).fields}`,
	);
}

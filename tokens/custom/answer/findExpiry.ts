import { CREDIBLE_CLOCK_ERROR } from '../../tuning';
import { jwtClaims, readExpiry, type ExpiryFormat } from '../../provider/expiry';
import type { ApiResponse } from '../../provider/provider';
import { badResponse } from '../../provider/response';
import { readNumber, readTimestamp } from '../../provider/timestamps';
import type { ExpiryPlace } from '../description';
import {
	isBelow,
	leavesBeside,
	leavesOf,
	plainName,
	type Answer,
	type Context,
	type Leaf,
	type Located,
} from './answer';
import { NO_TOKENS } from './automatic';
import { findAtPath, type Keys } from './path';
import { safeText, showPath } from './places';

/** When a token expires, as far as the answer says. */
interface Expiry {
	/** Epoch milliseconds by our clock; null: nothing says it, or nothing that can be read. */
	expiresAt: number | null;
	/** As in {@link FoundToken.expiryWhere}. */
	where?: string;
	/** As in {@link FoundToken.hint}. */
	hint?: string;
}

/** Names of expiries without case, `_`, `-` and `.`, in the order in which they count. */
const NAMES = [
	...['expiresin', 'expiryseconds', 'expire', 'accessexpires', 'expires', 'expiresat'],
	...['expirationdate', 'ttl', 'validity', 'leaseduration', 'expiresinms'],
	'estimatedtimetoexpiration',
];
/** What is below such a name is the expiry of something else. */
const NO_EXPIRIES = [...NO_TOKENS, 'idle'];
/** A larger number is a time: this one is September 2001 in seconds. */
const LAST_LIFETIME = 1e9;
/** An `expires` from here to {@link LAST_LIFETIME} can be in seconds or in milliseconds. */
const FIRST_UNDECIDED = 1e5;
/** Places that are tried. To name one takes a while, and an answer can hold thousands. */
const MOST_TRIED = 20;
const GROUP = "'Expiry in the Answer' under 'Settings'";

/**
 * Finds the expiry of a token in the answer that holds it. Throws a Failure where the token has already expired.
 *
 * @param token where the token is
 * @param place where the expiry is, and how it is written. With `auto` it is the `exp` of a JWT, else what APIs usually call
 * an expiry, else that of the cookies
 */
export function findExpiry(
	answer: Answer,
	token: Located,
	{ from, path }: ExpiryPlace,
	context: Context,
): Expiry {
	if (from === 'none') return { expiresAt: null };
	const { response } = answer;
	const expiry = find(answer, token, from, path.trim(), context);
	if (expiry.expiresAt === null || expiry.expiresAt > response.sentAt) return expiry;
	throw badResponse(context, 'its token has already expired').with(
		`If the ${expiry.where ?? 'expiry'} is about something else, say so in ${GROUP}`,
	);
}

function find(
	answer: Answer,
	token: Located,
	from: Exclude<ExpiryPlace['from'], 'none'>,
	path: string,
	context: Context,
): Expiry {
	if (from !== 'jwt' && path !== '') return expiryAt(answer, path, from, context);
	const isJwt = from === 'jwt' || from === 'auto';
	const jwt = isJwt ? jwtExpiry(answer, token) : undefined;
	if (jwt !== undefined) return jwt;
	if (from === 'jwt') return withHint('The token is no JWT that says when it expires', 'From');
	const usual = usualExpiry(answer, token, from, context);
	if (typeof usual?.expiresAt === 'number') return usual;
	if (from === 'auto') return cookieExpiry(token) ?? usual ?? { expiresAt: null };
	return usual ?? withHint('The answer has no expiry where APIs usually put it', 'Path');
}

/**
 * By the `exp` of a JWT (RFC 7519, 4.1.4); of several cookies the earliest counts. undefined where there is none.
 *
 * A token is not issued in the future, so an `iat` that is ahead of our clock says how far the server's own is ahead. One
 * that lies behind may mean that an older token was given again. It counts only where the token would have expired
 * already: then the server's clock is behind.
 */
function jwtExpiry({ response }: Answer, { token, cookies }: Located): Expiry | undefined {
	const texts = cookies === undefined ? [token] : cookies.map(({ value }) => value);
	const times = texts.map((text) => {
		const { exp, iat } = jwtClaims(text) ?? {};
		const issued = readTimestamp(iat) ?? -Infinity;
		const clockAhead = Math.max(response.clockAhead ?? 0, issued - response.sentAt);
		const time = readExpiry(exp, 'date', { ...response, clockAhead }) ?? Infinity;
		if (time > response.sentAt || response.sentAt - issued > CREDIBLE_CLOCK_ERROR) return time;
		return response.sentAt + (readTimestamp(exp) ?? 0) - issued;
	});
	const expiresAt = Math.min(...times);
	return expiresAt === Infinity ? undefined : { expiresAt, where: 'expiry from the JWT' };
}

function cookieExpiry({ cookies = [] }: Located): Expiry | undefined {
	const times = cookies.map(({ expiresAt }) => expiresAt ?? Infinity);
	const expiresAt = Math.min(...times);
	return expiresAt === Infinity ? undefined : { expiresAt, where: 'expiry of the cookie' };
}

/** By what APIs usually call an expiry: beside a token in JSON, and anywhere where the token is a header or a cookie. */
function usualExpiry(
	answer: Answer,
	{ keys, isHeader, cookies }: Located,
	format: ExpiryFormat,
	context: Context,
): Expiry | undefined {
	const { json, response } = answer;
	const isAnywhere = isHeader === true || cookies !== undefined;
	const anywhere = () => leavesOf(json).filter((leaf) => !isBelow(leaf, NO_EXPIRIES));
	const leaves = keys !== undefined ? leavesBeside(json, keys) : isAnywhere ? anywhere() : [];
	const order = (leaf: Leaf) => NAMES.indexOf(plainName(leaf.name));
	const readings = leaves
		.filter((leaf) => order(leaf) !== -1)
		.sort((a, b) => order(a) - order(b))
		.slice(0, MOST_TRIED)
		.map((leaf) => readAs(leaf.value, format, leaf.name, placeOf(leaf.keys, context), response))
		// Elsewhere in the answer, a past time is about something else.
		.filter(({ expiresAt }) => !isAnywhere || expiresAt === null || expiresAt > response.sentAt);
	return readings.find(({ expiresAt }) => expiresAt !== null) ?? readings.find(({ hint }) => hint);
}

/** The expiry at a path in JSON, or in a header. */
function expiryAt(
	{ json, response }: Answer,
	path: string,
	format: ExpiryFormat,
	context: Context,
): Expiry {
	const found = findAtPath(json, path);
	if (found !== undefined) {
		const name = String(found.keys.at(-1) ?? '');
		return readAs(found.value, format, name, placeOf(found.keys, context), response);
	}
	const place = `\`${safeText(path, context)}\``;
	const header = response.headers[path.toLowerCase()];
	if (header !== undefined) return readAs(header, format, path, `in the header ${place}`, response);
	return withHint(`The answer has no expiry at ${place}`, 'Path');
}

/**
 * Reads one value. A number that is 0 or less, or no value at all, means that there is no expiry.
 *
 * @param place continues 'expiry …'
 */
function readAs(
	value: unknown,
	format: ExpiryFormat,
	name: string,
	place: string,
	response: ApiResponse,
): Expiry {
	const number = readNumber(value);
	if (value === null || value === '' || (number !== undefined && number <= 0))
		return { expiresAt: null };
	const isGuess = format === 'auto' && number !== undefined && number <= LAST_LIFETIME;
	if (isGuess && number >= FIRST_UNDECIDED && plainName(name) === 'expires') {
		return withHint(`The expiry ${place} can be in seconds or in milliseconds`, 'From');
	}
	const lifetime = readClock(value);
	const expiresAt =
		lifetime === undefined
			? readExpiry(value, formatOf(format, name, isGuess), response)
			: readExpiry(lifetime, 'seconds', response);
	if (expiresAt === null) return withHint(`The expiry ${place} cannot be read`, 'From');
	return { expiresAt, where: `expiry ${place}` };
}

/** How a value is written, where the user leaves that to its name and size. */
function formatOf(format: ExpiryFormat, name: string, isLifetime: boolean): ExpiryFormat {
	if (format !== 'auto') return format;
	if (!isLifetime) return 'date';
	return plainName(name) === 'expiresinms' ? 'milliseconds' : 'seconds';
}

/** The seconds of a duration that is written like a clock: hours, minutes and seconds, such as `177:05:38`. */
function readClock(value: unknown): number | undefined {
	const match =
		typeof value === 'string' ? /^(\d{1,6}):([0-5]\d):([0-5]\d)$/.exec(value.trim()) : null;
	if (match === null) return undefined;
	const [hours, minutes, seconds] = match.slice(1).map(Number);
	return hours * 3600 + minutes * 60 + seconds;
}

function placeOf(keys: Keys, context: Context): string {
	return `at \`${showPath(keys, context)}\``;
}

/** No expiry, which costs no token. */
function withHint(problem: string, field: 'From' | 'Path'): Expiry {
	return {
		expiresAt: null,
		hint: `${problem}. Set '${field}' of ${GROUP}, or 'Maximum Token Age (Hours)' under 'Settings'.`,
	};
}

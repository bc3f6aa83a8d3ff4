import type { Cookie } from '../description';
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
import { joinCookies } from './cookies';
import { MOST_PLACES, noToken, safeName, showPath } from './places';

/** Names of tokens without case, `_`, `-` and `.`, the surest ones first. */
const RANKS = [
	['accesstoken', 'tenantaccesstoken'],
	['token', 'authtoken', 'jwttoken', 'jwt', 'bearertoken', 'apitoken', 'clienttoken'],
	['idtoken'],
	['sessiontoken', 'sessionid', 'sessionkey', 'sid'],
];
/** The same for names that mean a token near the top only, with the deepest place where they do. */
const NEAR_THE_TOP: Record<string, number> = { access: 1, key: 1, ticket: 2 };
/** What is so named, and all below it, is no token for later calls. */
export const NO_TOKENS = [
	...['refresh', 'csrf', 'xsrf', 'reset', 'wrap', 'challenge', 'mfa', 'temp', 'feed', 'device'],
	...['private', 'user', 'policy', 'profile'],
];
/** Headers that carry tokens, the surest ones first. */
const HEADERS = [
	...['X-Subject-Token', 'X-Auth-Token', 'X-Auth-Session', 'X-MSTR-AuthToken', 'Token'],
	'Authorization',
];
/** Cookies that are no part of a session. */
const NO_SESSIONS = ['csrf', 'xsrf', 'refresh', 'lang'];
const REFRESH_TOKENS = ['refreshtoken', 'refresh'];

/** Characters of a token: fewer are an id or a word. */
const SHORTEST = 8;
/** The same where no name says that it is a token. */
const SHORTEST_UNNAMED = 16;

/** A text without blanks around it, and without a leading `Bearer` (RFC 6750, 2.1). */
export function bareToken(text: string): string {
	return text.trim().replace(/^Bearer +/i, '');
}

/** The token where APIs usually put it. undefined where there is none. Throws a Failure where several could be it. */
export function automaticToken(answer: Answer, context: Context): Located | undefined {
	return (
		namedInJson(answer, context) ??
		headerToken(answer, context) ??
		bodyToken(answer, context) ??
		cookieToken(answer, context)
	);
}

/** The same, in JSON alone. */
export function jsonToken(answer: Answer, context: Context): Located | undefined {
	const isText = typeof answer.json === 'string';
	return isText ? bodyToken(answer, context) : namedInJson(answer, context);
}

/** The same, in the headers alone. */
export function headerToken({ response }: Answer, { secrets }: Context): Located | undefined {
	for (const name of HEADERS) {
		const token = bareToken(response.headers[name.toLowerCase()] ?? '');
		if (isToken(token, secrets))
			return { token, where: `token in the header \`${name}\``, isHeader: true };
	}
	return undefined;
}

/** All cookies that look like a part of the session, for it can need several. undefined where there are none. */
export function cookieToken(answer: Answer, { secrets }: Context): Located | undefined {
	const cookies = answer.cookies.filter(({ name, value }) => {
		const isSession = !NO_SESSIONS.some((word) => plainName(name).includes(word));
		// RFC 6265, 4.1.1, allows quotes around a value.
		return isSession && isToken(value.replace(/^"(.*)"$/, '$1'), secrets, SHORTEST_UNNAMED);
	});
	if (cookies.length === 0) return undefined;
	return { token: joinCookies(cookies), where: cookiesNamed(cookies, secrets), cookies };
}

function namedInJson(answer: Answer, context: Context): Located | undefined {
	const leaves = leavesOf(answer.json).filter(
		(leaf) => isToken(textOf(leaf), context.secrets) && !isBelow(leaf, NO_TOKENS),
	);
	const rank = leaves.map(rankOf).reduce((a, b) => Math.min(a, b), Infinity);
	if (rank === Infinity) return undefined;
	const ranked = leaves.filter((leaf) => rankOf(leaf) === rank);
	const candidates = ranked.filter(({ depth }) => depth === ranked[0].depth);
	const [first, ...others] = candidates;
	const token = textOf(first);
	if (others.every((other) => textOf(other) === token))
		return { token, where: `token at \`${showPath(first.keys, context)}\``, keys: first.keys };
	const paths = candidates
		.slice(0, MOST_PLACES)
		.map(({ keys }) => `\`${showPath(keys, context)}\``);
	throw noToken(
		answer,
		context,
		`several values of its answer could be the token: ${listed(paths)}`,
		"Set which one it is in 'Token in the Answer' under 'Settings'",
	);
}

function bodyToken({ response, json }: Answer, { secrets }: Context): Located | undefined {
	const token = bareToken(typeof json === 'string' ? json : response.text.replace(/^\uFEFF/, ''));
	if (!isToken(token, secrets, SHORTEST_UNNAMED)) return undefined;
	return { token, where: 'token in the whole body' };
}

/** The place of a leaf's name in {@link RANKS}; Infinity where it is not the name of a token. */
function rankOf({ name, depth }: Leaf): number {
	const plain = plainName(name);
	const rank = RANKS.findIndex((names) => names.includes(plain));
	if (rank !== -1) return rank;
	const isNearTheTop = Object.hasOwn(NEAR_THE_TOP, plain) && depth <= NEAR_THE_TOP[plain];
	return isNearTheTop ? RANKS.length : Infinity;
}

/**
 * Finds the refresh token (RFC 6749, 1.5) in JSON: the one beside the token, or else the uppermost.
 *
 * @param token where the token is
 */
export function findRefreshToken(
	{ json }: Answer,
	{ keys }: Pick<Located, 'keys'>,
	{ secrets }: Context,
): string | null {
	const others = NO_TOKENS.filter((word) => word !== 'refresh');
	const leaves = [...(keys === undefined ? [] : leavesBeside(json, keys)), ...leavesOf(json)];
	const found = leaves.find((leaf) => {
		const text = textOf(leaf);
		const isSendable = /^[\x21-\x7e]{1,8192}$/.test(text) && !secrets.includes(text);
		return isSendable && isRefreshToken(leaf) && !isBelow(leaf, others);
	});
	return found === undefined ? null : textOf(found);
}

/** Whether it is called a refresh token, or the token below such a name. */
function isRefreshToken(leaf: Leaf): boolean {
	const plain = plainName(leaf.name);
	return REFRESH_TOKENS.includes(plain) || (plain === 'token' && isBelow(leaf, ['refresh']));
}

/**
 * Whether a text looks like a token: long enough, visible ASCII without quotes, braces and angle brackets, no address, and
 * no secret of the credential.
 */
function isToken(text: string, secrets: readonly string[], shortest = SHORTEST): boolean {
	return (
		text.length >= shortest &&
		/^[\x21-\x7e]+$/.test(text) &&
		!/["'`{}<>]/.test(text) &&
		!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) &&
		!secrets.includes(text)
	);
}

function textOf({ value }: Leaf): string {
	return typeof value === 'string' ? bareToken(value) : '';
}

function cookiesNamed(cookies: readonly Cookie[], secrets: readonly string[]): string {
	const names = cookies
		.slice(0, MOST_PLACES)
		.map(({ name }) => `\`${safeName(name, { secrets })}\``);
	return `token in the cookie${names.length === 1 ? '' : 's'} ${listed(names)}`;
}

/** Texts as a list in a sentence. */
function listed(texts: string[]): string {
	return texts.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

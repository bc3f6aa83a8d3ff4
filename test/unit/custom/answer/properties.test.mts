import fc from 'fast-check';

import { findToken } from '../../../../tokens/custom/answer/findToken';
import type { ExpiryPlace, TokenPlace } from '../../../../tokens/custom/description';
import { Failure } from '../../../../tokens/http/failure';
import { answer, CONTEXT, SENT_AT } from '../../../support/answers.mts';

const NEVER =
	'refresh csrf xsrf reset wrap challenge mfa temp feed device private user policy profile';
const SECRETS = ['correct-horse-battery', 'Tr0ub4dor&3', 'abc'];
const CONTEXT_OF_SEVERAL = { ...CONTEXT, secrets: SECRETS };
/** So the values that must not be picked can be told from the others. */
const FORBIDDEN = 'forbidden-';

const names = fc.oneof(
	fc.constantFrom(
		'token',
		'access_token',
		'accessToken',
		'jwt',
		'sid',
		'session_id',
		'key',
		'ticket',
	),
	fc.constantFrom(
		'expires',
		'expires_in',
		'ttl',
		'exp',
		'data',
		'auth',
		'refresh_token',
		'__proto__',
	),
	fc.constantFrom(...SECRETS),
	fc.string(),
);
const values = fc.oneof(
	fc.constantFrom(...SECRETS, ...SECRETS.map((secret) => `Bearer ${secret}`)),
	fc.stringMatching(/^[!-~]{0,30}$/),
	fc.string({ unit: 'binary' }),
	fc.integer(),
	fc.double(),
	fc.constantFrom(null, true, '2030-01-01', '1:00:00', SENT_AT, 'a.eyJleHAiOjE5MDAwMDAwMDB9.b'),
);
const json = fc.letrec((tie) => ({
	any: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		values,
		fc.array(tie('any'), { maxLength: 3 }),
		fc.dictionary(names, tie('any'), { maxKeys: 6 }),
	),
})).any;
const header = fc.stringMatching(/^[ -~]{0,40}$/);
const responses = fc
	.record({
		body: fc.oneof(
			json.map((value) => JSON.stringify(value) ?? ''),
			fc.string(),
			header,
		),
		headers: fc.dictionary(
			fc.constantFrom('x-auth-token', 'token', 'authorization', 'x', 'location'),
			header,
		),
		setCookies: fc.array(header),
		status: fc.constantFrom(200, 201, 302),
	})
	.map(({ body, ...more }) => answer(body, more));
const paths = fc.oneof(fc.constantFrom('', 'data.token', '[0]', 'a…b'), fc.string());
const tokenPlaces = fc.record({
	from: fc.constantFrom<TokenPlace['from']>(
		'auto',
		'auto',
		'json',
		'header',
		'cookie',
		'body',
		'between',
	),
	path: paths,
});
const expiryPlaces = fc.record({
	from: fc.constantFrom<ExpiryPlace['from']>(
		'auto',
		'seconds',
		'minutes',
		'date',
		'unixSeconds',
		'jwt',
		'none',
	),
	path: paths,
});

/** The token that is found; undefined where that fails. */
function attempt(
	...[response, place, expiry]: Parameters<typeof findToken> extends [...infer A, unknown]
		? A
		: never
) {
	try {
		return findToken(response, place, expiry, CONTEXT_OF_SEVERAL);
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		return error;
	}
}

test('whatever an API answers, a usable token is found, or the failure is a plain one', () => {
	let tokens = 0;
	fc.assert(
		fc.property(responses, tokenPlaces, expiryPlaces, (response, place, expiry) => {
			const result = attempt(response, place, expiry);
			if (result instanceof Failure) {
				// 'abc' is too short to be scrubbed from ordinary words.
				for (const secret of SECRETS.slice(0, 2))
					if (!place.path.includes(secret))
						expect(result.redacted(SECRETS).message).not.toContain(secret);
				return;
			}
			tokens += 1;
			expect(result.token).toMatch(
				result.isCookie ? /^[!-~]+=[!-~]+(; [!-~]+=[!-~]+)*$/ : /^[!-~]{1,8192}$/,
			);
			const parts = result.isCookie
				? result.token.split('; ').map((pair) => pair.replace(/^[^=]*=/, ''))
				: [result.token];
			for (const part of parts) expect(SECRETS).not.toContain(part);
			if (place.from === 'auto') expect(result.token.length).toBeGreaterThanOrEqual(8);
			expect(SECRETS).not.toContain(result.refreshToken);
			const { expiresAt } = result;
			expect(expiresAt === null || (Number.isInteger(expiresAt) && expiresAt > SENT_AT)).toBe(true);
		}),
		{ numRuns: 300 },
	);
	expect(tokens).toBeGreaterThan(20);
});

test('no value below a name that is not of a token is picked', () => {
	const forbidden = fc.tuple(
		fc.constantFrom(...NEVER.split(' ')),
		fc.stringMatching(/^[a-zA-Z_-]{0,5}$/),
	);
	/** A tree in which every text says whether it may be picked. */
	const tree = (isForbidden: boolean): fc.Arbitrary<unknown> =>
		fc.letrec((tie) => ({
			any: fc.oneof(
				{ depthSize: 'small' },
				fc.stringMatching(/^[a-z0-9]{8,12}$/).map((text) => (isForbidden ? FORBIDDEN : '') + text),
				fc.array(tie('any'), { maxLength: 2 }),
				fc.dictionary(fc.constantFrom('token', 'access_token', 'sid', 'data', 'key'), tie('any'), {
					maxKeys: 4,
				}),
			),
		})).any;
	const trees = fc
		.tuple(tree(false), fc.array(fc.tuple(forbidden, tree(true)), { minLength: 1, maxLength: 3 }))
		.map(([good, bad]) => {
			const object = typeof good === 'object' && !Array.isArray(good) ? good : { data: good };
			const rest = bad.map(([[word, more], value]) => [
				`${more}${word.toUpperCase()}_token`,
				value,
			]);
			return { ...object, ...(Object.fromEntries(rest) as object) };
		});
	let tokens = 0;
	fc.assert(
		fc.property(trees, (value) => {
			const result = attempt(answer(value), { from: 'auto', path: '' }, { from: 'auto', path: '' });
			if (result instanceof Failure) return;
			tokens += 1;
			expect(result.token).not.toContain(FORBIDDEN);
		}),
		{ numRuns: 300 },
	);
	expect(tokens).toBeGreaterThan(20);
});

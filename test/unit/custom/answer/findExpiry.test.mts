import { SignJWT } from 'jose';

import type { ExpiryPlace, FoundToken } from '../../../../tokens/custom/description';
import {
	answer,
	DAY,
	failureOf,
	found,
	HOUR,
	jwt,
	MINUTE,
	SECOND,
	SENT_AT,
	TOKEN,
} from '../../../support/answers.mts';

const LATER = SENT_AT + 90 * MINUTE;

/** What is found for a token with such fields beside it. */
function beside(fields: object, expiry: Partial<ExpiryPlace> = {}): FoundToken {
	return found(answer({ data: { token: TOKEN, ...fields } }), {}, expiry);
}

describe('beside the token', () => {
	test.each([
		'expires_in',
		'expiresIn',
		'Expires-In',
		'expirySeconds',
		'expire',
		'access_expires',
		'expires',
		'expires_at',
		'expirationDate',
		'ttl',
		'validity',
		'lease_duration',
	])('%s: a lifetime in seconds, a time in seconds or milliseconds, or a date', (name) => {
		const date = new Date(LATER);
		const lifetimes = [5400, '5400', ' 5400 ', '1:30:00', '001:30:00'];
		const times = [LATER, LATER / SECOND, `${LATER}`, date.toISOString(), date.toUTCString()];
		for (const value of [...lifetimes, ...times]) {
			expect(beside({ [name]: value })).toMatchObject({
				expiresAt: LATER,
				expiryWhere: `expiry at \`data.${name}\``,
			});
		}
		for (const value of [0, -1, '0', '-1', null, '']) {
			const result = beside({ [name]: value });
			expect([result.expiresAt, result.expiryWhere, result.hint]).toEqual([
				null,
				undefined,
				undefined,
			]);
		}
		for (const value of ['soon', true, '1:60:00', '99:99']) {
			const result = beside({ [name]: value });
			expect(result.expiresAt).toBeNull();
			expect(result.hint).toBe(
				`The expiry at \`data.${name}\` cannot be read. Set 'From' of 'Expiry in the Answer' under 'Settings', or 'Maximum Token Age (Hours)' under 'Settings'.`,
			);
		}
	});

	test('milliseconds, and a duration like a clock', () => {
		expect(beside({ expires_in_ms: 5_400_000 }).expiresAt).toBe(LATER);
		expect(beside({ estimatedTimeToExpiration: '177:05:38' }).expiresAt).toBe(
			SENT_AT + 177 * HOUR + 5 * MINUTE + 38 * SECOND,
		);
	});

	test('a lifetime of ten years is no time of 1979', () => {
		expect(beside({ expires_in: 315_360_000 }).expiresAt).toBe(SENT_AT + 3_650 * DAY);
		expect(beside({ expires_in: 1e9 }).expiresAt).toBe(SENT_AT + 1e9 * SECOND);
	});

	test.each([100_000, '900000', 1e9])('a bare `expires` of %s is undecided', (expires) => {
		const result = beside({ expires });
		expect(result.expiresAt).toBeNull();
		expect(result.hint).toContain('at `data.expires` can be in seconds or in milliseconds. Set');
		// Another expiry decides it, and so does the user.
		expect(beside({ expires, ttl: 5400 })).toMatchObject({ expiresAt: LATER });
		expect(beside({ expires, ttl: 5400 }).hint).toBeUndefined();
		expect(beside({ expires }, { from: 'seconds' }).expiresAt).toBe(
			SENT_AT + Number(expires) * SECOND,
		);
		expect(beside({ expires }, { from: 'none' }).hint).toBeUndefined();
	});

	test.each([99_999, 1e9 + 1])('a bare `expires` of %s is not', (expires) => {
		const past = expires > 1e9;
		if (past) expect(failureOf(() => beside({ expires })).words).toContain('already expired');
		else expect(beside({ expires }).expiresAt).toBe(SENT_AT + 99_999 * SECOND);
	});

	test('the first name that can be read counts', () => {
		expect(beside({ ttl: 60, expires_at: 120, expiresIn: 5400 }).expiresAt).toBe(LATER);
		expect(beside({ expires_in: 'soon', expires_at: LATER }).expiresAt).toBe(LATER);
		expect(beside({ expires_in: 0, expires_at: LATER }).expiresAt).toBe(LATER);
	});

	test.each([
		{ sessionTimeout: 30 },
		{ refresh_expires_in: 60 },
		{ refresh_ttl: 60 },
		{ idle_ttl: 60 },
		{ idle: { ttl: 60 } },
		{ deeper: { expires_in: 60 } },
	])('%j is about something else', (fields) => {
		expect(beside(fields)).toMatchObject({ token: TOKEN, expiresAt: null });
	});

	test('not above the token', () => {
		expect(found(answer({ expires_in: 60, data: { token: TOKEN } })).expiresAt).toBeNull();
		const list = { items: [{ id: 1 }, { id: TOKEN, ttl: 5400 }], ttl: 60 };
		expect(found(answer(list), { from: 'json', path: 'items[1].id' }).expiresAt).toBe(LATER);
	});

	test('a time that is past is an error', () => {
		const { code, words } = failureOf(() => beside({ expires_at: SENT_AT }));
		expect(code).toBe('BAD_RESPONSE');
		expect(words).toContain('its token has already expired');
		expect(words).toContain(
			"If the expiry at `data.expires_at` is about something else, say so in 'Expiry",
		);
	});

	test("a time is read by the server's clock", () => {
		const response = answer({ token: TOKEN, expires_at: LATER }, { clockAhead: 10 * MINUTE });
		expect(found(response).expiresAt).toBe(LATER - 10 * MINUTE);
	});
});

describe('anywhere in the answer, where the token is a header or a cookie', () => {
	const header = { headers: { 'x-auth-token': TOKEN } };
	const cookie = { setCookies: [`SESSION=${TOKEN}; Max-Age=60`] };

	test.each([header, cookie])('%j', (more) => {
		expect(found(answer({ a: { expires_in: 5400 } }, more))).toMatchObject({
			expiresAt: LATER,
			expiryWhere: 'expiry at `a.expires_in`',
		});
	});

	test('the upper one counts before a deeper one, and not a past one', () => {
		const json = { a: { b: { ttl: 60 } }, ttl: 5400, expires_at: '2001-02-03' };
		expect(found(answer(json, header)).expiresAt).toBe(LATER);
	});

	test('not below other names', () => {
		const json = { user: { expires_in: 60 }, refresh: { ttl: 60 }, idle: { ttl: 60 } };
		expect(found(answer(json, header)).expiresAt).toBeNull();
		expect(found(answer(json, cookie)).expiresAt).toBe(SENT_AT + MINUTE);
	});

	test("of several cookies' own expiries the first", () => {
		const setCookies = [`A=${TOKEN}; Max-Age=120`, `B=${TOKEN}; Max-Age=60`, `C=${TOKEN}`];
		expect(found(answer('', { setCookies }))).toMatchObject({
			expiresAt: SENT_AT + MINUTE,
			expiryWhere: 'expiry of the cookie',
		});
	});

	test('a hint stays where nothing else says it', () => {
		expect(found(answer({ expires: 900000 }, header)).hint).toContain('milliseconds');
		expect(found(answer({ expires: 900000 }, cookie)).hint).toBeUndefined();
	});

	test('nowhere where the token is the body, or between texts', () => {
		expect(found(answer(TOKEN)).expiresAt).toBeNull();
		const json = answer({ id: TOKEN, expires_in: 60 });
		expect(found(json, { from: 'between', path: '"id":"…"' }).expiresAt).toBeNull();
	});
});

describe('of a JWT', () => {
	const at = (claims: object, more = {}) =>
		found(answer({ token: jwt(0, claims), expires_in: 60 }, more));
	const seconds = (time: number) => time / SECOND;

	test('it counts before what is beside the token', async () => {
		const signed = await new SignJWT({ sub: 'ops' })
			.setProtectedHeader({ alg: 'HS256', kid: '1' })
			.setIssuedAt(seconds(SENT_AT))
			.setExpirationTime(seconds(LATER))
			.sign(Buffer.alloc(32, 1));
		expect(found(answer({ token: signed, expires_in: 60 }))).toMatchObject({
			token: signed,
			expiresAt: LATER,
			expiryWhere: 'expiry from the JWT',
		});
	});

	test('without an `exp`, what is beside it counts', () => {
		expect(at({ exp: undefined }).expiresAt).toBe(SENT_AT + MINUTE);
		expect(at({ exp: 'soon' }).expiresAt).toBe(SENT_AT + MINUTE);
		expect(at({ exp: 1e20 }).expiresAt).toBe(SENT_AT + MINUTE);
	});

	test('an `exp` may be text, or in milliseconds', () => {
		expect(at({ exp: `${seconds(LATER)}` }).expiresAt).toBe(LATER);
		expect(at({ exp: LATER, iat: SENT_AT }).expiresAt).toBe(LATER);
	});

	test.each([MINUTE, 10 * MINUTE, DAY, 400 * DAY])(
		'a server whose clock is %d ms ahead',
		(ahead) => {
			const claims = { iat: seconds(SENT_AT + ahead), exp: seconds(SENT_AT + ahead + 5 * MINUTE) };
			expect(at(claims).expiresAt).toBe(SENT_AT + 5 * MINUTE);
			expect(at(claims, { clockAhead: ahead }).expiresAt).toBe(SENT_AT + 5 * MINUTE);
		},
	);

	test.each([6 * MINUTE, 10 * MINUTE, DAY])('a server whose clock is %d ms behind', (behind) => {
		const claims = { iat: seconds(SENT_AT - behind), exp: seconds(SENT_AT - behind + 5 * MINUTE) };
		expect(at(claims).expiresAt).toBe(SENT_AT + 5 * MINUTE);
		expect(at(claims, { clockAhead: -behind }).expiresAt).toBe(SENT_AT + 5 * MINUTE);
	});

	test('an older token that is given again lives no longer', () => {
		const claims = { iat: seconds(SENT_AT - 5 * HOUR), exp: seconds(SENT_AT + 19 * HOUR) };
		expect(at(claims).expiresAt).toBe(SENT_AT + 19 * HOUR);
	});

	test.each([
		['without an `iat`', { iat: undefined, exp: seconds(SENT_AT - MINUTE) }],
		['long ago', { iat: seconds(SENT_AT - 2 * DAY), exp: seconds(SENT_AT - MINUTE) }],
		['before it was issued', { iat: seconds(SENT_AT - MINUTE), exp: seconds(SENT_AT - HOUR) }],
	])('one that has expired %s is an error', (_name, claims) => {
		expect(failureOf(() => at(claims)).words).toContain('already expired');
	});

	test('also in cookies, the first to expire', () => {
		const setCookies = [`A=${jwt(2 * HOUR)}; Max-Age=60`, `B=${jwt(HOUR)}`, `C=${TOKEN}`];
		expect(found(answer({ expires_in: 5 }, { setCookies })).expiresAt).toBe(SENT_AT + HOUR);
	});

	test('alone, where the user says so', () => {
		const from = 'jwt';
		expect(found(answer({ token: jwt(HOUR), expires_in: 60 }), {}, { from }).expiresAt).toBe(
			SENT_AT + HOUR,
		);
		const other = found(answer({ token: TOKEN, expires_in: 60 }), {}, { from });
		expect(other.expiresAt).toBeNull();
		expect(other.hint).toContain('The token is no JWT that says when it expires. Set ');
	});
});

describe('where the user says', () => {
	test.each<[ExpiryPlace['from'], unknown]>([
		['seconds', 5400],
		['seconds', '5400'],
		['milliseconds', 5_400_000],
		['minutes', '90'],
		['date', new Date(LATER).toISOString()],
		['unixSeconds', LATER / SECOND],
		['unixMilliseconds', `${LATER}`],
		['auto', 5400],
		['seconds', '01:30:00'],
		['minutes', '01:30:00'],
	])('%s %j', (from, value) => {
		const json = { token: jwt(HOUR), my: { end: value } };
		const result = found(answer(json), {}, { from, path: 'my.end' });
		expect(result).toMatchObject({ expiresAt: LATER, expiryWhere: 'expiry at `my.end`' });
		const headers = { 'x-end': String(value) };
		expect(found(answer(json, { headers }), {}, { from, path: 'X-End' })).toMatchObject({
			expiresAt: LATER,
			expiryWhere: 'expiry in the header `X-End`',
		});
		// Without a path, the usual names are read in this unit.
		expect(found(answer({ token: TOKEN, ttl: value }), {}, { from }).expiresAt).toBe(LATER);
	});

	test.each<[ExpiryPlace['from'], unknown]>([
		['seconds', 'soon'],
		['unixSeconds', LATER],
		['date', 5],
		['minutes', {}],
	])('%s %j cannot be read, which costs no token', (from, value) => {
		const result = found(answer({ token: TOKEN, end: value }), {}, { from, path: 'end' });
		expect(result).toMatchObject({ token: TOKEN, expiresAt: null });
		expect(result.hint).toContain('The expiry at `end` cannot be read.');
	});

	test('a missing one costs no token either', () => {
		const missing = beside({}, { from: 'seconds', path: 'data.end' });
		expect(missing).toMatchObject({ token: TOKEN, expiresAt: null });
		expect(missing.hint).toContain("no expiry at `data.end`. Set 'Path' of 'Expiry in the Answer'");
		expect(beside({}, { from: 'seconds' }).hint).toContain('no expiry where APIs usually put it');
	});

	test('none', () => {
		const json = answer({ token: jwt(HOUR), expires_in: 60 });
		const result = found(json, {}, { from: 'none', path: 'expires_in' });
		expect([result.expiresAt, result.expiryWhere]).toEqual([null, undefined]);
	});
});

import {
	errorCode,
	isForbidden,
	creationTime,
	readSuccess,
	readTokenList,
	rejectionOf,
} from '../../../tokens/rocketChat/client/responses';
import { codeNeeded, unknownMethod } from '../../../tokens/rocketChat/client/challenge';
import { messageOf } from '../../support/problem.mts';
import { apiResponse } from '../../support/response.mts';

const response = (status: number, json: unknown) =>
	apiResponse({ status, text: typeof json === 'string' ? json : JSON.stringify(json) });

describe('the code of an error', () => {
	test.each([
		['in its own key', { errorType: 'Not-Authorized', error: 'x [other]' }, 'not-authorized'],
		['in brackets within the text', { error: 'TOTP Required [totp-required]' }, 'totp-required'],
		['nowhere', { error: 'Boom' }, ''],
		['in no JSON', 'Bad [not-authorized] gateway', ''],
		['beside an empty key', { errorType: '', error: 'x [a-b]' }, 'a-b'],
	])('is found %s', (_where, json, code) => {
		expect(errorCode(response(400, json))).toBe(code);
	});
});

describe('a missing permission', () => {
	test.each([
		[403, { success: false }, true],
		[403, '<html>Forbidden</html>', false],
		[400, { error: 'Not Authorized [not-authorized]' }, true],
		[400, { error: 'unauthorized' }, true],
		[400, { error: 'needs a permission' }, true],
		[400, { error: 'Token does not exist' }, false],
		[400, {}, false],
		[401, { error: 'not-authorized' }, false],
		[200, { error: 'not-authorized' }, false],
	])('%i %j: %p', (status, json, forbidden) => {
		expect(isForbidden(response(status, json))).toBe(forbidden);
	});
});

describe('the advice for a rejection', () => {
	const advice = (status: number, json: unknown) =>
		rejectionOf(response(status, json), 'the token').details.advice;

	test.each([
		['error-token-already-exists', /^Choose another 'Token Name'/],
		['error-token-does-not-exists', /^Check 'Token Name'/],
		['totp-max-attempts', /^Too many wrong codes were sent\./],
		['totp-invalid', /^Check 'Two-Factor Code'/],
		['not-authorized', /permission 'create-personal-access-tokens'$/],
	])('%s', (errorType, expected) => {
		expect(advice(400, { errorType, error: errorType })).toMatch(expected);
	});

	test('names no missing permission where the server has a problem of its own', () => {
		expect(advice(499, { error: 'no permission' })).toMatch(/permission/);
		expect(advice(500, { error: 'no permission' })).toBe('Try again later');
	});
});

describe('a list of tokens', () => {
	const one = { name: 'nightly', createdAt: '2026-01-01T00:00:00.000Z', lastTokenPart: 'aBc' };

	test('leaves out entries that are no tokens', () => {
		const tokens = [one, null, 'nightly', {}, { name: 7 }, []];
		expect(readTokenList(response(200, { success: true, tokens }))).toEqual([
			{
				tokenName: 'nightly',
				createdAt: Date.UTC(2026, 0, 1),
				lastTokenPart: 'aBc',
				bypassTwoFactor: false,
			},
		]);
	});

	test('has the bypass only where the server says so', () => {
		const tokens = [true, 'true', 1].map((bypassTwoFactor) => ({ ...one, bypassTwoFactor }));
		expect(
			readTokenList(response(200, { tokens })).map(({ bypassTwoFactor }) => bypassTwoFactor),
		).toEqual([true, false, false]);
	});

	test.each([
		[{ success: true }, /without a list of tokens/],
		[{ success: true, tokens: {} }, /without a list of tokens/],
		['Welcome', /not with the documented JSON/],
		[{ success: false, error: 'Boom', tokens: [] }, /refused the list of tokens \(200\): Boom/],
	])('%j is an error', (json, expected) => {
		expect(messageOf(() => readTokenList(response(200, json)))).toMatch(expected);
	});

	test('without a time is an error that repeats no name, since a name can be a secret', () => {
		const [token] = readTokenList(response(200, { tokens: [{ name: 'an-invented-secret' }] }));
		const said = messageOf(() => creationTime(token));
		expect(said).toMatch(/its list does not say when each token was created/);
		expect(said).not.toContain('invented');
	});
});

test('readSuccess returns the JSON of a successful response', () => {
	expect(readSuccess(response(201, { a: 1 }), 'it')).toEqual({ a: 1 });
});

describe('a challenge that only the user can answer', () => {
	const needed = (method: 'email' | 'totp' | 'password', details: object, isUsed = false) =>
		codeNeeded(method, isUsed, response(400, { details }), ['invented-secret']).message;

	test('names the address that the code was sent to, unless that is a secret', () => {
		expect(needed('email', { emailOrUsername: 'ops@example.com' })).toBe(
			"Rocket.Chat asks for a two-factor code (email). Rocket.Chat sent it by email to 'ops@example.com': put it into 'Two-Factor Code' and run this again.",
		);
		expect(needed('email', { emailOrUsername: 'invented-secret' })).toContain("to '***':");
	});

	test.each([[undefined], [7], [['ops']], ['']])(
		'names no address where the response holds %p',
		(name) => {
			expect(needed('email', { emailOrUsername: name })).toContain('sent it by email: put it');
		},
	);

	test('says that an earlier code is still valid', () => {
		expect(needed('email', { codeGenerated: false })).toContain(
			'The code that was sent earlier by email is still valid: put it',
		);
	});

	test('says that the typed code has been used', () => {
		expect(needed('totp', {}, true)).toContain('The given code works only once and has been used.');
		expect(needed('password', {})).not.toContain('used');
	});

	test('of an unknown method repeats its words and keeps the status', () => {
		const failure = unknownMethod(response(400, { error: 'Second factor' }));
		expect(failure).toMatchObject({ code: 'LOGIN_REJECTED', details: { status: 400 } });
		expect(failure.redacted([]).message).toMatch(/does not say which: Second factor\. Choose it/);
	});
});

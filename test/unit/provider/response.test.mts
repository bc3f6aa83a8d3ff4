import {
	idOrNull,
	isSuccess,
	readToken,
	rejection,
	textOrNull,
	badResponse,
} from '../../../tokens/provider/response';
import { jsonOf } from '../../../tokens/http/json';
import { apiResponse } from '../../support/response.mts';

const PROVIDER = { title: 'Example' };

describe('readToken', () => {
	test.each(['x', 'bus|1|x', 'a+b/c==', '=1+1', '!~', 'x'.repeat(8_192)])(
		'accepts %.20s',
		(token) => {
			expect(readToken(token, PROVIDER)).toBe(token);
		},
	);

	test.each([
		[undefined, 'without a token'],
		[null, 'without a token'],
		['', 'without a token'],
		[0, 'its token is not text'],
		[true, 'its token is not text'],
		[['x'], 'its token is not text'],
		['x'.repeat(8_193), 'its token is longer than 8 kB'],
		['a b', 'its token holds characters that cannot be sent'],
		['a\nb', 'its token holds characters that cannot be sent'],
		[' \r\n', 'without a token'],
		['\u007f', 'its token holds characters that cannot be sent'],
		['é', 'its token holds characters that cannot be sent'],
	])('rejects %p', (value, problem) => {
		expect(() => readToken(value, PROVIDER)).toThrow(`Example answered, but ${problem}`);
	});

	test.each([' abc', 'abc\r\n', '\t abc \u00a0', '\ufeffabc', `${' '.repeat(9_000)}abc`])(
		'leaves out the blanks and line breaks around it: %j',
		(value) => {
			expect(readToken(value, PROVIDER)).toBe('abc');
		},
	);

	test('uses the given name', () => {
		expect(() => readToken('', PROVIDER, 'JWT')).toThrow('without a JWT');
	});
});

describe('a rejection', () => {
	const of = (status: number, text = '{"message":"why"}') =>
		rejection(PROVIDER, apiResponse({ status, text }), {
			what: 'the login',
			check: 'Check it',
		}).redacted([]);

	test.each([
		[400, 'LOGIN_REJECTED', 'Example refused the login (400): why. Check it.'],
		[401, 'LOGIN_REJECTED', 'Example refused the login (401): why. Check it.'],
		[
			404,
			'NOT_FOUND',
			'Example has nothing at this address for the login (404): why. Check the address in the credential. Check it.',
		],
		[408, 'SERVER_ERROR', 'Example could not process the login (408): why. Try again later.'],
		[
			429,
			'RATE_LIMITED',
			'Example could not process the login (429): why. It is limiting requests right now: wait a minute.',
		],
		[500, 'SERVER_ERROR', 'Example could not process the login (500): why. Try again later.'],
		[200, 'LOGIN_REJECTED', 'Example refused the login (200): why. Check it.'],
	])('with %i', (status, code, message) => {
		expect(of(status)).toMatchObject({ code, message });
	});

	test.each([405, 410])('with %i, as with 404', (status) => {
		expect(of(status).code).toBe('NOT_FOUND');
		expect(of(status).message).toContain('has nothing at this address');
	});

	test.each([
		[500, true],
		[408, true],
		[429, false],
		[401, undefined],
		[404, undefined],
	])('with %i: whether the outcome is unknown is %p', (status, outcomeUnknown) => {
		expect(of(status).details.outcomeUnknown).toBe(outcomeUnknown);
	});

	test('knows after how many seconds the API allows another attempt, where the API says so', () => {
		const login = { what: 'the login', check: 'Check it' };
		const busy = apiResponse({ status: 429 });
		expect(rejection(PROVIDER, { ...busy, retryAfter: 1_001 }, login).details.retryAfter).toBe(2);
		expect(rejection(PROVIDER, busy, login).details).not.toHaveProperty('retryAfter');
	});

	test('without a message', () => {
		expect(of(401, '').message).toBe('Example refused the login (401). Check it.');
	});
});

describe('jsonOf, textOrNull and idOrNull', () => {
	test.each(['', 'x', '[]', 'null', '5', '"x"', '{'])('%j holds no object', (text) => {
		expect(jsonOf(text)).toBeUndefined();
	});

	test.each([
		['a', 'a'],
		[5, '5'],
		[0, '0'],
		[5.5, null],
		[2 ** 53, null],
		['', null],
		[true, null],
		[null, null],
	])('%p is the id %p', (value, id) => {
		expect(idOrNull(value)).toBe(id);
	});

	test.each([undefined, null, '', 5, {}, []])('%p is not text', (value) => {
		expect(textOrNull(value)).toBeNull();
	});
});

test('a status from 200 to 299 means success', () => {
	expect([100, 199, 200, 204, 299, 300].map(isSuccess)).toEqual([
		false,
		false,
		true,
		true,
		true,
		false,
	]);
});

test('a response that cannot be used may have created a token all the same', () => {
	expect(badResponse(PROVIDER, 'without a token')).toMatchObject({
		code: 'BAD_RESPONSE',
		message:
			'Example answered, but without a token. Nothing was stored. Check the address in the credential; if it is right, the provider has changed its answers.',
		details: { outcomeUnknown: true },
	});
});

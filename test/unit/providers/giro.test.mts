import { giro } from '../../../tokens/providers/giro';
import { BAD_TOKENS } from '../../support/asking.mts';
import { asked, simulator, useGiro, withBearer, withPassword } from '../../support/askingGiro.mts';

useGiro();

describe('the request', () => {
	test('with a bearer token is one GET with path and query encoded and no body', async () => {
		const fields = withBearer();
		expect((await asked(fields)).message).toBe('');
		const [{ method, target, headers, body }, ...more] = simulator.arrived;
		expect(more).toEqual([]);
		expect(method).toBe('GET');
		expect(target).toBe(
			'/v1/users/5de8c0ffee%2F%C3%BC%201/generateaccesstoken?accountId=acc%2042%26more',
		);
		expect(headers).toMatchObject({
			'content-type': 'application/json',
			'x-tag': 'test',
			authorization: `Bearer ${String(fields.bearerToken)}`,
		});
		expect(body).toHaveLength(0);
		expect(headers['content-length'] ?? '0').toBe('0');
		expect(headers['transfer-encoding']).toBeUndefined();
	});

	test.each(['a/b', '../admin', 'a?b=c', 'a#b', 'a%2Fb', '漢字', ' x ', 'a;b', '__proto__'])(
		'keeps a user id in its place: %s',
		async (userId) => {
			simulator.userId = userId;
			expect((await asked()).message).toBe('');
			const { path } = simulator.arrived[0];
			expect(path.split('/')).toHaveLength(5);
			expect(decodeURIComponent(path.split('/')[3])).toBe(userId);
		},
	);

	test('with email and password is a login and then the same GET', async () => {
		expect((await asked(withPassword())).message).toBe('');
		const [login, generate, ...more] = simulator.arrived;
		expect(more).toEqual([]);
		expect(login.method).toBe('POST');
		expect(login.target).toBe('/v1/login');
		expect(login.headers).toMatchObject({ 'content-type': 'application/json', 'x-tag': 'test' });
		expect(login.headers.authorization).toBeUndefined();
		expect(JSON.parse(login.body.toString())).toEqual({
			email: simulator.email,
			password: simulator.password,
		});
		expect(generate.headers.authorization).toBe(`Bearer ${[...simulator.jwts.keys()][0]}`);
	});
});

describe('the response', () => {
	test('becomes a token without an expiry', async () => {
		const before = Date.now();
		const { response } = await asked();
		expect(response).toEqual({
			accessToken: [...simulator.tokens][0],
			issuedAt: expect.any(Number),
			expiresAt: null,
			obtainedAt: expect.any(Number),
			userId: simulator.userId,
			accountId: simulator.accountId,
			tokenName: null,
			refreshToken: null,
			refreshTokenExpiresAt: null,
		});
		expect(response?.obtainedAt).toBeGreaterThanOrEqual(before);
		expect(Buffer.from(response?.accessToken ?? '', 'base64')).toHaveLength(32);
	});

	test.each([
		['2019-12-07T01:12:02.315Z', 315],
		[1_575_681_122_315, 315],
		['1575681122315', 315],
		[1_575_681_122, 0],
		[' 1575681122 ', 0],
		['Sat, 07 Dec 2019 01:12:02 GMT', 0],
	])("is as old as its 'createdAt' says: %j", async (createdAt, millisecond) => {
		simulator.data = { createdAt };
		const { response } = await asked();
		expect(response?.issuedAt).toBe(Date.UTC(2019, 11, 7, 1, 12, 2, millisecond));
		expect(response?.obtainedAt).toBeGreaterThan(Date.now() - 10_000);
	});

	test('may name the user and the account by numbers', async () => {
		Object.assign(simulator, { userId: '4711', accountId: '42' });
		simulator.data = { user: 4711 };
		simulator.behave(({ path }) => {
			const data = { jwt: simulator.jwt(), user: { _id: 4711 }, account: 42 };
			return path === '/v1/login' ? { status: 200, body: { status: 'success', data } } : undefined;
		});
		const { response } = await asked(withPassword());
		expect(response).toMatchObject({ userId: '4711', accountId: '42' });
	});

	test("may write the token's type in capitals", async () => {
		simulator.data = { type: 'Bearer' };
		expect((await asked()).message).toBe('');
	});

	test('may have blanks around the JWT and the token', async () => {
		simulator.writeToken = (token) => ` ${token}\r\n`;
		const { response } = await asked(withPassword());
		expect(response?.accessToken).toBe([...simulator.tokens][0]);
	});

	test.each([
		['lies ahead', '2999-01-01T00:00:00Z'],
		['is not a date', 'yesterday'],
		['is missing', undefined],
		['is a small number', 42],
	])("is dated from its request where 'createdAt' %s", async (_name, createdAt) => {
		simulator.data = { createdAt };
		const { response } = await asked();
		expect(response?.issuedAt).toBe(response?.obtainedAt);
	});

	test.each(BAD_TOKENS)('with %s is an error', async (_name, token, problem) => {
		simulator.data = { token };
		const { response, message, failure } = await asked();
		expect(response).toBeUndefined();
		expect(failure?.code).toBe('BAD_RESPONSE');
		expect(message).toContain(`GIRO answered, but ${problem}`);
	});

	test.each([
		['another type', { type: 'mac' }, 'the type of its token is not "bearer"'],
		['no type', { type: undefined }, 'the type of its token is not "bearer"'],
		['another user', { user: 'someone-else' }, 'its token is for another user'],
		['no user', { user: undefined }, 'its token is for another user'],
	])('for %s than asked is an error', async (_name, data, problem) => {
		simulator.data = data;
		const { response, message } = await asked();
		expect(response).toBeUndefined();
		expect(message).toContain(problem);
	});

	test.each([
		['an error inside HTTP 200', { status: 'error', message: 'not found' }, ': not found.'],
		['no JSON', 'Bad Gateway', 'not with the documented JSON'],
		['nothing', '', 'not with the documented JSON'],
		['without data', { status: 'success' }, 'not with the documented JSON'],
		['with a list as data', { status: 'success', data: [] }, 'not with the documented JSON'],
	])('that is %s is an error', async (_name, body, problem) => {
		simulator.behave(() => ({ status: 200, body }));
		const { response, message } = await asked();
		expect(response).toBeUndefined();
		expect(message).toContain(problem);
	});

	test.each([
		['no JWT', { jwt: undefined }, 'without a JWT'],
		['a JWT that is not text', { jwt: 5 }, 'its JWT is not text'],
		['no user', { user: {} }, 'its login does not name both the user and the account'],
		['no account', { account: undefined }, 'its login does not name both the user and the account'],
		['a user that would change the path', { user: { _id: '..' } }, 'cannot be right'],
		['a user that would be no part of it', { user: { _id: '.' } }, 'cannot be right'],
		['half a character in the user', { user: { _id: '\ud800' } }, 'cannot be right'],
		['half a character in the account', { account: '\ud800' }, 'cannot be right'],
	])('of the login with %s is an error', async (_name, changes, problem) => {
		const data = { jwt: 'invented-jwt', user: { _id: 'u' }, account: 'a', ...changes };
		simulator.behave(() => ({ status: 200, body: { status: 'success', data } }));
		const { response, message } = await asked(withPassword());
		expect(response).toBeUndefined();
		expect(message).toContain(problem);
		expect(simulator.arrived).toHaveLength(1);
	});
});

describe('opening the credential', () => {
	test.each([
		['xTag', 'X-Tag', 'two\nlines'],
		['xTag', 'X-Tag', ''],
		['bearerToken', 'Bearer Token', 'two\r\nlines'],
		['bearerToken', 'Bearer Token', 'Bearer abc'],
		['userId', 'User ID', '..'],
		['userId', 'User ID', '.'],
		['userId', 'User ID', 'a\nb'],
		['userId', 'User ID', ''],
		['accountId', 'Account ID', ''],
		['accountId', 'Account ID', '\ud800'],
		['signIn', 'Sign In With', 'magic'],
		['baseUrl', 'Base URL', 'javascript:alert(1)'],
	])('rejects %s by the name %s: %j', (name, label, value) => {
		expect(() => giro.open(withBearer({ [name]: value }))).toThrow(
			`'${label}' of the GIRO API credential`,
		);
	});

	test.each([
		['xTag', 'X-Tag', ''],
		['email', 'Email', ''],
		['password', 'Password', ' '],
	])('with email and password rejects %s by the name %s: %j', (name, label, value) => {
		expect(() => giro.open(withPassword({ [name]: value }))).toThrow(
			`'${label}' of the GIRO API credential`,
		);
	});

	test('says what is wrong with a bearer token that was pasted as a header', () => {
		expect(() => giro.open(withBearer({ bearerToken: 'Bearer abc' }))).toThrow(
			"'Bearer Token' of the GIRO API credential holds a space. Paste the token alone, without 'Bearer' before it.",
		);
	});

	test('keeps the password, the bearer token and the tag out of every error', () => {
		const { password, xTag } = simulator;
		expect(giro.open(withPassword()).secrets).toEqual([password, xTag]);
		expect(giro.open(withBearer({ bearerToken: 'abc' })).secrets).toEqual(['abc', xTag]);
	});

	test('reads only the fields of the chosen way to sign in', () => {
		const { identity } = giro.open(withPassword({ bearerToken: 'left\nover', userId: '' }));
		expect(identity).toBe(giro.open(withPassword()).identity);
	});

	test('knows the user before the login only where the credential names it', () => {
		expect(giro.open(withBearer()).userId).toBe(simulator.userId);
		expect(giro.open(withPassword({ userId: 'left over' })).userId).toBeUndefined();
	});
});

import { presentLogin, readRocketChatLogin } from '../../../tokens/rocketChat/provider';
import { BAD_TOKENS } from '../../support/asking.mts';
import {
	AUTOMATIC,
	answering,
	codes,
	fields,
	generate,
	simulator,
	useSimulator,
} from '../../support/rocketChatAsking.mts';

useSimulator();

describe('the request', () => {
	test.each(['nightly', '__proto__', 'a "b" \\ c', 'ü漢😀', 'x'.repeat(10_000)])(
		'is one JSON POST: token name %.20s',
		async (tokenName) => {
			const { message } = await generate({}, AUTOMATIC, { tokenName, bypassTwoFactor: true });
			expect(message).toBe('');
			const [{ method, target, headers, body }, ...more] = simulator.arrived;
			expect(more).toEqual([]);
			expect({ method, target }).toEqual({
				method: 'POST',
				target: '/api/v1/users.generatePersonalAccessToken',
			});
			expect(headers).toMatchObject({
				'content-type': 'application/json',
				'x-auth-token': simulator.authToken,
				'x-user-id': simulator.userId,
			});
			expect(body.toString()).toBe(JSON.stringify({ tokenName, bypassTwoFactor: true }));
			expect(codes()).toEqual([[undefined, undefined]]);
		},
	);

	test('goes to a server in a folder', async () => {
		answering({ token: 'invented', success: true });
		await generate({ serverUrl: `${simulator.baseUrl}/chat/` });
		expect(simulator.arrived[0].target).toBe('/chat/api/v1/users.generatePersonalAccessToken');
	});
});

describe('the response', () => {
	test('becomes a token without an expiry', async () => {
		const before = Date.now();
		const { response } = await generate();
		expect(response).toEqual({
			accessToken: simulator.tokens.get('nightly'),
			issuedAt: expect.any(Number),
			expiresAt: null,
			obtainedAt: response?.issuedAt,
			userId: simulator.userId,
			accountId: null,
			tokenName: 'nightly',
			refreshToken: null,
			refreshTokenExpiresAt: null,
		});
		expect(response?.issuedAt).toBeGreaterThanOrEqual(before);
	});

	test.each(BAD_TOKENS)('with %s is an error', async (_name, token, problem) => {
		answering({ token, success: true });
		const { response, message, failure } = await generate();
		expect(response).toBeUndefined();
		expect(failure?.code).toBe('BAD_RESPONSE');
		expect(message).toContain(`Rocket.Chat answered, but ${problem}`);
	});

	test.each([
		[
			'an error inside HTTP 200',
			{ success: false, error: 'Something broke' },
			': Something broke.',
		],
		['no JSON', '<html></html>', 'not with the documented JSON'],
		['nothing', '', 'not with the documented JSON'],
		['a list', '[]', 'not with the documented JSON'],
	])('that is %s is an error', async (_name, body, expected) => {
		answering(body);
		const { response, message } = await generate();
		expect(response).toBeUndefined();
		expect(message).toContain(expected);
	});

	test('that never arrived is not requested again, since the token may exist', async () => {
		simulator.behave(() => ({ status: 200, reset: true }));
		const { message } = await generate();
		expect(simulator.generates).toBe(1);
		expect(message).toContain('it broke the connection');
	});
});

describe('a rejection', () => {
	test('of the credential names its fields', async () => {
		const { message, failure } = await generate({ authToken: 'wrong-token' });
		expect(failure).toMatchObject({ code: 'LOGIN_REJECTED', details: { status: 401 } });
		expect(message).toBe(
			"Rocket.Chat refused the token 'nightly' (401): You must be logged in to do this. " +
				"Check 'User ID' and 'Auth Token' of the Rocket.Chat Token API credential.",
		);
	});

	test('for a missing permission names the permission', async () => {
		simulator.mayCreate = false;
		const { message } = await generate();
		expect(message).toContain('Not Authorized [not-authorized]');
		expect(message).toContain("'create-personal-access-tokens'");
	});

	test('of a name that is taken says so', async () => {
		await generate();
		const { message } = await generate();
		expect(message).toContain('A token with this name already exists');
		expect(message).toContain("Choose another 'Token Name'");
	});
});

describe('readRocketChatLogin', () => {
	test.each([
		['userId', 'User ID', 'a\nb'],
		['userId', 'User ID', ''],
		['authToken', 'Auth Token', 'a\r\nX-Evil: 1'],
		['authToken', 'Auth Token', ''],
		['totpSecret', 'TOTP Secret', '123456'],
		['totpSecret', 'TOTP Secret', 5],
		['password', 'Password', {}],
		['serverUrl', 'Server URL', 'chat.example.com'],
		['serverUrl', 'Server URL', 'ftp://chat.example.com'],
	])('rejects %s and names the field %s: %j', (name, label, value) => {
		expect(() => readRocketChatLogin(fields({ [name]: value }))).toThrow(
			`'${label}' of the Rocket.Chat Token API credential`,
		);
	});

	test('accepts plain http, which servers in a company network use', () => {
		const { baseUrl } = readRocketChatLogin(fields({ serverUrl: 'http://chat.example.com:3000/' }));
		expect(baseUrl).toBe('http://chat.example.com:3000');
	});

	test('presents the token it was given', () => {
		expect(presentLogin(readRocketChatLogin(fields())).headers).toEqual({
			'X-Auth-Token': simulator.authToken,
			'X-User-Id': simulator.userId,
		});
	});
});

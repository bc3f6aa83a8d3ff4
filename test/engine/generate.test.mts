import { createHash } from 'node:crypto';

import { NodeApiError, NodeOperationError, type IDataObject } from 'n8n-workflow';

import { ALL, SESSIONS, World } from '../support/world.mts';
import { KEYS } from '../support/keys.mts';
import { wordsOf } from '../support/problem.mts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
let world: World;

beforeEach(async () => void (world = await new World().start()));
afterEach(async () => await world.stop());

function short(token: string): string {
	return createHash('sha256').update(token).digest('hex').slice(0, 12);
}

/** Epoch milliseconds; fails where the text is no ISO time in UTC. */
function time(value: unknown): number {
	expect(value).toMatch(ISO);
	return Date.parse(value as string);
}

describe('the token item', () => {
	test('of GIRO', async () => {
		const before = Date.now();
		const { json, error } = await world.run('giro');
		expect(error).toBeUndefined();
		const [token] = [...world.giro.tokens];
		expect(json).toEqual([
			{
				provider: 'giro',
				accessToken: token,
				tokenType: 'Bearer',
				tokenName: null,
				userId: world.giro.userId,
				accountId: world.giro.accountId,
				issuedAt: expect.stringMatching(ISO),
				expiresAt: null,
				expiresIn: null,
				renewAt: null,
				refreshToken: null,
				refreshTokenExpiresAt: null,
				renewed: true,
				fingerprint: short(token),
				headers: { Authorization: `Bearer ${token}` },
			},
		]);
		expect(time(json[0].issuedAt)).toBeGreaterThanOrEqual(before);
		expect(time(json[0].issuedAt)).toBeLessThanOrEqual(Date.now());
		expect([world.giro.logins, world.giro.generates, world.giro.arrived.length]).toEqual([1, 1, 2]);
	});

	test('of GIRO with a bearer token: one call alone', async () => {
		world.save('giro', world.bearerFields());
		const { json } = await world.run('giro');
		expect(json[0]).toMatchObject({
			accessToken: [...world.giro.tokens][0],
			userId: world.giro.userId,
			accountId: world.giro.accountId,
		});
		expect([world.giro.generates, world.giro.arrived.length]).toEqual([1, 1]);
	});

	test("of GIRO: its own time of issue counts, unless it lies in the future; 'resetToken' is dropped", async () => {
		world.giro.data = { createdAt: '2019-12-07T01:12:02.315Z', resetToken: 'reset-me-not' };
		const { json } = await world.run('giro');
		expect(json[0].issuedAt).toBe('2019-12-07T01:12:02.315Z');
		expect(JSON.stringify(json)).not.toContain('reset-me-not');
		world.giro.data = { createdAt: '2999-01-01T00:00:00.000Z' };
		const ahead = await world.run('giro');
		expect(time(ahead.json[0].issuedAt)).toBeLessThanOrEqual(Date.now());
	});

	test('of Personr', async () => {
		const before = Date.now();
		const { json, error } = await world.run('personr');
		expect(error).toBeUndefined();
		const issued = time(json[0].issuedAt);
		const { token } = world.personr;
		expect(json).toEqual([
			{
				provider: 'personr',
				accessToken: token,
				tokenType: 'Bearer',
				tokenName: null,
				userId: world.personr.userId,
				accountId: null,
				issuedAt: expect.any(String),
				expiresAt: new Date(issued + 31_536_000_000).toISOString(),
				expiresIn: expect.any(Number),
				// A tenth of a year would be more than the 7 days that are the most.
				renewAt: new Date(issued + 31_536_000_000 - 7 * 86_400_000).toISOString(),
				refreshToken: null,
				refreshTokenExpiresAt: null,
				renewed: true,
				fingerprint: short(token),
				headers: { Authorization: `Bearer ${token}` },
			},
		]);
		expect(issued).toBeGreaterThanOrEqual(before);
		// Whole seconds, rounded down: the full year only if it was output within the millisecond.
		expect([31_535_999, 31_536_000]).toContain(json[0].expiresIn);
		expect([world.personr.logins, world.personr.arrived.length]).toEqual([1, 1]);
	});

	test('of GenLogs: times without a zone are UTC, and the item holds no API key', async () => {
		const { json, error, run } = await world.run('genLogs');
		expect(error).toBeUndefined();
		const [[token, expiry]] = [...world.genLogs.tokens];
		const [item] = json;
		const lifetime = expiry - time(item.issuedAt);
		expect(json).toEqual([
			{
				provider: 'genLogs',
				accessToken: token,
				tokenType: 'Access-Token',
				tokenName: null,
				userId: world.genLogs.userId,
				accountId: null,
				issuedAt: expect.any(String),
				expiresAt: new Date(expiry).toISOString(),
				expiresIn: expect.any(Number),
				renewAt: new Date(expiry - Math.floor(lifetime / 10)).toISOString(),
				refreshToken: expect.stringMatching(/^[\w-]{32}$/),
				refreshTokenExpiresAt: new Date(expiry + 86_400_000).toISOString(),
				renewed: true,
				fingerprint: short(token),
				headers: { 'Access-Token': token },
			},
		]);
		expect([86_399, 86_400]).toContain(item.expiresIn);
		expect([world.genLogs.logins, world.genLogs.arrived.length]).toEqual([1, 1]);
		expect(JSON.stringify(run)).not.toContain(world.genLogs.apiKey);
	});

	test('of GenLogs with credentials in the body', async () => {
		world.genLogs.placement = 'body';
		world.save('genLogs', { sendCredentialsIn: 'body' });
		const { json } = await world.run('genLogs');
		expect(json[0].accessToken).toBe([...world.genLogs.tokens.keys()][0]);
		expect(world.genLogs.arrived[0].target).toBe('/auth/token');
	});

	test('of Rocket.Chat', async () => {
		const { json, error } = await world.run('rocketChat');
		expect(error).toBeUndefined();
		const token = world.rocketChat.tokens.get('n8n-reports') as string;
		expect(json).toEqual([
			{
				provider: 'rocketChat',
				accessToken: token,
				tokenType: 'X-Auth-Token',
				tokenName: 'n8n-reports',
				userId: world.rocketChat.userId,
				accountId: null,
				issuedAt: expect.stringMatching(ISO),
				expiresAt: null,
				expiresIn: null,
				renewAt: null,
				refreshToken: null,
				refreshTokenExpiresAt: null,
				renewed: true,
				fingerprint: short(token),
				headers: { 'X-Auth-Token': token, 'X-User-Id': world.rocketChat.userId },
			},
		]);
		expect(world.rocketChat.arrived).toHaveLength(1);
	});

	test.each(ALL)('%s: the keys stand in the order of the contract', async (name) => {
		const { json } = await world.run(name);
		const more = name === 'custom' ? ['query', 'values'] : [];
		expect(Object.keys(json[0])).toEqual([...KEYS, ...more]);
	});

	test('of Rocket.Chat says bypassTwoFactor as it was set', async () => {
		await world.run('rocketChat', { tokenName: 'a', options: { bypassTwoFactor: true } });
		await world.run('rocketChat', { tokenName: 'b' });
		const sent = world.rocketChat.arrived.map(({ body }) => JSON.parse(body.toString()) as unknown);
		expect(sent).toEqual([
			{ tokenName: 'a', bypassTwoFactor: true },
			{ tokenName: 'b', bypassTwoFactor: false },
		]);
	});
});

describe('the wire', () => {
	test('GIRO: an encoded GET without a body', async () => {
		await world.run('giro');
		const [request] = world.giro.to(/generateaccesstoken$/);
		expect([request.method, request.target, request.body.length]).toEqual([
			'GET',
			'/v1/users/5de8c0ffee%2F%C3%BC%201/generateaccesstoken?accountId=acc%2042%26more',
			0,
		]);
		expect(request.headers).toMatchObject({
			'content-type': 'application/json',
			'x-tag': world.giro.xTag,
			authorization: `Bearer ${[...world.giro.jwts.keys()][0]}`,
		});
	});

	test('Personr: a multipart form of two fields', async () => {
		await world.run('personr');
		expect(world.personr.lastForm).toEqual([
			{ name: 'email', value: world.personr.email },
			{ name: 'password', value: world.personr.password },
		]);
	});

	test("GenLogs: every reserved character is encoded, '1234+' arrives as '1234+'", async () => {
		await world.run('genLogs');
		const [{ query, headers, method }] = world.genLogs.arrived;
		expect(query).toBe('email=ops%40example.com&password=1234%2B%20%26%25%C3%BC%2F');
		expect([method, headers.accept, headers['x-api-key']]).toEqual([
			'POST',
			'application/json',
			world.genLogs.apiKey,
		]);
	});

	test.each([
		['totp', { totpSecret: 'GEZD GNBV gy3tqojqgezdgnbvgy3tqojq=' }, {}],
		['password', { password: 'Pä55 w+rd' }, {}],
		[
			'totp',
			{ totpSecret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' },
			{ options: { twoFactorMethod: 'totp' } },
		],
		['password', { password: 'Pä55 w+rd' }, { options: { twoFactorMethod: 'password' } }],
		['email', {}, { options: { twoFactorMethod: 'email', twoFactorCode: ' 493817 ' } }],
		['email', {}, { options: { twoFactorCode: 493817 } }],
	] as const)('Rocket.Chat answers a challenge: %s %j %j', async (method, fields, parameters) => {
		world.rocketChat.twoFactor = method;
		world.save('rocketChat', fields);
		const { json, error } = await world.run('rocketChat', { ...parameters } as IDataObject);
		expect(error).toBeUndefined();
		expect(json[0].accessToken).toBe(world.rocketChat.tokens.get('n8n-reports'));
		expect(JSON.stringify(world.rocketChat.arrived.map(({ headers }) => headers))).not.toContain(
			'Pä55',
		);
	});
});

describe('errors', () => {
	test.each(ALL)('%s: ends the node with an error of n8n and the item', async (name) => {
		const secret = name === 'rocketChat' ? 'authToken' : 'password';
		world.save(name, { [secret]: 'not the right one' });
		const { error, json } = await world.run(name);
		// What n8n stores is a copy without its class.
		expect([NodeApiError.name, NodeOperationError.name]).toContain(error?.name);
		expect(error?.context?.itemIndex).toBe(0);
		expect(wordsOf(error)).toMatch(/refused .*\(40[01]\)/);
		expect(json).toEqual([]);
	});

	test.each(SESSIONS)('%s: an unknown operation is told, and nothing is sent', async (name) => {
		const { error } = await world.run(name, { operation: 'destroy' });
		expect(wordsOf(error)).toContain("'Operation'");
		expect(world.arrived).toBe(0);
	});
});

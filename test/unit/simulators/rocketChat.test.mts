import { createHash } from 'node:crypto';

import {
	GENERATE,
	LIST,
	NIGHTLY,
	REGENERATE,
	REMOVE,
	START,
	call,
	clock,
	simulator,
	told,
	useSimulator,
	withCode,
} from '../../support/simulators/rocketChatCalls.mts';

useSimulator();

describe('what is checked first', () => {
	const WRONG = { 'X-Auth-Token': 'wrong' };
	const EXTRA = { tokenName: 'nightly', extra: 1 };

	test('newest: body, login, limit, second factor, permission, name', async () => {
		simulator.rateLimit = { calls: 2, window: 60_000 };
		simulator.twoFactor = 'password';
		simulator.mayCreate = false;
		expect(told(await call(GENERATE, EXTRA, WRONG))).toEqual([400, 'invalid-params']);
		expect(told(await call(GENERATE, NIGHTLY, WRONG))[0]).toBe(401);
		expect(told(await call(GENERATE, NIGHTLY))).toEqual([400, 'totp-required']);
		simulator.tokens.set('nightly', 'made by hand');
		const code = createHash('sha256').update(simulator.password).digest('hex');
		expect(told(await withCode('password', code))).toEqual([400, 'not-authorized']);
		expect((await withCode('password', code)).status).toBe(429);
		expect(told(await call(GENERATE, EXTRA))).toEqual([400, 'invalid-params']);

		simulator.rateLimit = undefined;
		simulator.mayCreate = true;
		expect(told(await withCode('password', code))).toEqual([400, 'error-token-already-exists']);
	});

	test('older: login, limit, second factor, name, permission', async () => {
		simulator.generation = 'older';
		simulator.rateLimit = { calls: 2, window: 60_000 };
		simulator.twoFactor = 'totp';
		simulator.mayCreate = false;
		expect(told(await call(GENERATE, EXTRA, WRONG))[0]).toBe(401);
		expect(told(await call(GENERATE, {}))).toEqual([400, 'totp-required']);
		simulator.twoFactor = 'none';
		expect(told(await call(GENERATE, {}))).toEqual([400, "The 'tokenName' param is required"]);
		expect((await call(GENERATE, {})).status).toBe(429);
		simulator.rateLimit = undefined;
		expect(told(await call(GENERATE, EXTRA))).toEqual([400, 'not-authorized']);
		simulator.mayCreate = true;
		expect((await call(GENERATE, EXTRA)).status).toBe(200);
	});

	test.each([
		[GENERATE, { ...NIGHTLY, extra: 1 }, 'must NOT have additional properties'],
		[GENERATE, { tokenName: 'nightly', bypassTwoFactor: 'true' }, 'must be boolean'],
		[GENERATE, { tokenName: 7 }, 'must be string'],
		[GENERATE, { bypassTwoFactor: true }, "must have required property 'tokenName'"],
		[REGENERATE, NIGHTLY, 'must NOT have additional properties'],
		[REMOVE, NIGHTLY, 'must NOT have additional properties'],
	])('newest: %s does not take %j', async (route, body, error) => {
		const { status, json } = await call(route, body);
		expect(status).toBe(400);
		expect(json).toEqual({ success: false, errorType: 'invalid-params', error });
	});

	test('a body of another type, another method, another path', async () => {
		const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
		expect(told(await call(GENERATE, NIGHTLY, form))).toEqual([400, 'invalid-params']);
		for (const route of [GENERATE, REGENERATE, REMOVE, 'users.2fa.sendEmailCode']) {
			expect((await call(route)).status).toBe(405);
		}
		for (const route of [LIST, 'me']) expect((await call(route, {})).status).toBe(405);
		expect((await call('toString')).status).toBe(404);
	});
});

describe('the tokens', () => {
	const used = async (token: unknown, more: object = {}) =>
		(await call('me', undefined, { 'X-Auth-Token': token, ...more })).status;

	test('log in their user, until they are replaced or removed', async () => {
		const { token: first } = (await call(GENERATE, NIGHTLY)).json;
		expect(await used(first)).toBe(200);
		expect(await used(first, { 'X-User-Id': 'somebodyElse' })).toBe(401);
		const { token: second } = (await call(REGENERATE, { tokenName: 'nightly' })).json;
		expect([await used(first), await used(second)]).toEqual([401, 200]);
		const removed = await call(REMOVE, { tokenName: 'nightly' });
		expect(removed.json).toEqual({ success: true });
		expect(await used(second)).toBe(401);
		expect(simulator.tokens.size).toBe(0);
	});

	test.each([
		['newest', { bypassTwoFactor: true }, { bypassTwoFactor: false }],
		['older', {}, {}],
	] as const)('in the list of the %s server', async (generation, regenerated, other) => {
		simulator.generation = generation;
		await call(GENERATE, { tokenName: 'a', bypassTwoFactor: true });
		const { token: b } = (await call(GENERATE, { tokenName: 'b', bypassTwoFactor: false })).json;
		const createdAt = new Date(START).toISOString();
		const ofB = { name: 'b', createdAt, lastTokenPart: String(b).slice(-6), ...other };
		const before = (await call(LIST)).json.tokens as object[];
		expect(before).toEqual([expect.objectContaining({ bypassTwoFactor: true }), ofB]);
		clock.at += 1000;
		const { token: a } = (await call(REGENERATE, { tokenName: 'a' })).json;
		expect((await call(LIST)).json.tokens).toEqual([
			ofB,
			{
				name: 'a',
				createdAt: new Date(clock.at).toISOString(),
				lastTokenPart: String(a).slice(-6),
				...regenerated,
			},
		]);
	});

	test('without the permission', async () => {
		simulator.mayCreate = false;
		expect(await call(LIST)).toMatchObject({
			status: 403,
			json: {
				success: false,
				error: 'User does not have the permissions required for this action [error-unauthorized]',
			},
		});
		for (const [route, method] of [
			[REGENERATE, 'personalAccessTokens:regenerateToken'],
			[REMOVE, 'personalAccessTokens:removeToken'],
		]) {
			const { status, json } = await call(route, { tokenName: 'nightly' });
			expect([status, json.errorType, json.details]).toEqual([400, 'not-authorized', { method }]);
		}
		simulator.generation = 'older';
		expect(told(await call(LIST))).toEqual([400, 'not-authorized']);
	});

	test('without a login', async () => {
		const message = 'You must be logged in to do this.';
		const nobody = { 'X-Auth-Token': 'wrong' };
		const newest = { success: false, error: message, status: 'error', message };
		expect((await call('me', undefined, nobody)).json).toEqual(newest);
		simulator.generation = 'older';
		expect((await call('me', undefined, nobody)).json).toEqual({ status: 'error', message });
	});
});

describe('the limit of calls', () => {
	beforeEach(() => {
		simulator.rateLimit = { calls: 10, window: 60_000 };
	});

	test('holds for each route, and ends at a time of the server', async () => {
		for (let left = 9; left >= 0; left -= 1) {
			const { status, headers } = await call('me');
			expect([status, headers.get('X-RateLimit-Remaining')]).toEqual([200, String(left)]);
		}
		clock.at += 17_001;
		const { status, json, headers } = await call('me');
		expect([status, json]).toEqual([
			429,
			{
				success: false,
				error:
					'Error, too many requests. Please slow down. You must wait 43 seconds before trying this endpoint again. [error-too-many-requests]',
			},
		]);
		expect(headers.get('X-RateLimit-Limit')).toBe('10');
		expect(headers.get('X-RateLimit-Remaining')).toBe('0');
		expect(headers.get('X-RateLimit-Reset')).toBe(String(START + 60_000));
		expect(headers.get('Date')).toBe(new Date(clock.at).toUTCString());
		expect((await call(LIST)).status).toBe(200);
		clock.at = START + 60_000;
		expect((await call('me')).status).toBe(200);
	});

	test.each([
		['text', 'You must wait 60 seconds', null],
		['retry-after', 'Please slow down. [', '60'],
	] as const)('can be told by %s alone', async (place, text, retryAfter) => {
		simulator.rateLimit = { calls: 0, window: 60_000, told: place };
		const { json, headers } = await call('me');
		expect(json.error).toContain(text);
		expect(String(json.error).includes('must wait')).toBe(place === 'text');
		expect(headers.get('Retry-After')).toBe(retryAfter);
		expect(headers.get('X-RateLimit-Reset')).toBeNull();
	});
});

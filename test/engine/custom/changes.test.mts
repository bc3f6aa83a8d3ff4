import type { IDataObject } from 'n8n-workflow';

import { setClock } from '../../support/clock.mts';
import { CustomWorld, wrong } from '../../support/customWorld.mts';
import { jsonBody, type Arrived, type Reply } from '../../support/simulators/simulator.mts';

const HOUR = 3_600_000;
const NONE = { by: 'none' };

let world: CustomWorld;
let tokens = 0;

afterEach(async () => {
	jest.useRealTimers();
	await world.stop();
});

const login =
	(more: IDataObject = {}) =>
	(): Reply => {
		tokens += 1;
		return {
			status: 200,
			body: { token: `token-number-${tokens}-of-all`, expiresIn: 3600, ...more },
		};
	};

describe('an edit of the credential', () => {
	const cases: Array<[string, IDataObject, number]> = [
		['the password', { password: 'another one' }, 1],
		['the user name', { username: 'another@example.com' }, 1],
		['a field of the login', { extraFields: { field: [{ name: 'tenant', value: 'b' }] } }, 1],
		['a secret', { secretFields: { secret1: { name: 'key', value: 'k3y-4711' } } }, 1],
		[
			'where the token is',
			{ settings: { check: NONE, token: { from: 'json', path: 'token' } } },
			1,
		],
		['a kept value', { keptValues: { value: [{ name: 'life', path: 'expiresIn' }] } }, 1],
		['how the token is sent', { settings: { check: NONE, send: { name: 'X-Token' } } }, 0],
		['the allowed hosts', { settings: { check: NONE, hosts: { otherHosts: 'a.example' } } }, 0],
		['the output', { settings: { check: NONE, output: { allowTokenOutput: true } } }, 0],
		['the renewal', { settings: { check: NONE, renewal: { renewBefore: 2 } } }, 0],
		['the check', { settings: { check: { by: 'none', every: 0 } } }, 0],
		[
			'a header that carries the token',
			{ requestHeaders: { header: [{ name: 'X-Token', value: '{token}' }] } },
			0,
		],
		['a header of the login', { requestHeaders: { header: [{ name: 'X-A', value: 'b' }] } }, 1],
		[
			'whether a login ends the token',
			{ settings: { check: NONE, renewal: { revokesPrevious: true } } },
			0,
		],
	];

	test.each(cases)('of %s: %j leads to %i logins', async (_, edit, logins) => {
		world = await CustomWorld.start({ 'POST /login': login() });
		const first = await world.run();
		world.api.forget();
		const second = await world.save(edit).run('get', {}, [{}, {}, {}]);
		expect(wrong(second)).toBe('');
		expect(world.count('/login')).toBe(logins);
		expect(second.json[0].accessToken === first.json[0].accessToken).toBe(logins === 0);
	});

	test('of a wrong password is tried at once', async () => {
		world = await CustomWorld.start();
		const { password } = world;
		world.api.add({
			'POST /login': (request: Arrived) =>
				jsonBody(request)?.password === password
					? login()()
					: { status: 401, body: { message: 'wrong password' } },
		});
		world.save({ password: 'not right' });
		const out = await world.run('get', {}, [{}, {}]);
		expect(wrong(out)).toContain('wrong password');
		expect(wrong(await world.run())).toContain("isn't sent again for 60 seconds");
		expect(world.count('/login')).toBe(1);
		expect(wrong(await world.save({ password }).run())).toBe('');
		expect(world.count('/login')).toBe(2);
	});
});

describe('a refresh', () => {
	const settings = { check: NONE, refresh: { url: '/refresh', field: 'refreshToken' } };
	const start = async (answer: (request: Arrived) => Reply, more: IDataObject = {}) => {
		const now = Date.now();
		setClock(now);
		world = await CustomWorld.start(
			{
				'POST /login': login({ refreshToken: 'refresh-number-1', ...more }),
				'POST /refresh': answer,
			},
			{ settings },
		);
		await world.run();
		world.api.forget();
		return now;
	};

	test('renews with the refresh token, and the newest one counts', async () => {
		let count = 1;
		const now = await start((request) => {
			if (jsonBody(request)?.refreshToken !== `refresh-number-${count}`) return { status: 400 };
			count += 1;
			const { body } = login({ refreshToken: `refresh-number-${count}` })();
			return { status: 200, body };
		});
		for (const hours of [0.95, 1.9, 2.85]) {
			setClock(now + hours * HOUR);
			const { json } = await world.run();
			expect(json[0]).toMatchObject({ renewed: true, refreshToken: `refresh-number-${count}` });
		}
		expect(count).toBe(4);
		expect(world.count('/login')).toBe(0);
	});

	test('without a new refresh token keeps the old one', async () => {
		const now = await start((request) =>
			jsonBody(request)?.refreshToken === 'refresh-number-1' ? login()() : { status: 400 },
		);
		for (const hours of [0.95, 1.9]) {
			setClock(now + hours * HOUR);
			expect((await world.run()).json[0].refreshToken).toBe('refresh-number-1');
		}
		expect(world.count('/login')).toBe(0);
	});

	test.each([
		['refused', { status: 401, body: { message: 'no' } }],
		['answered without a token', { status: 200, body: { ok: true } }],
	])('that is %s is followed by a login', async (_, reply: Reply) => {
		const now = await start(() => reply);
		setClock(now + 0.95 * HOUR);
		const out = await world.run('get', {}, [{}, {}, {}]);
		expect(wrong(out)).toBe('');
		expect(out.json[0].renewed).toBe(true);
		expect([world.count('/refresh'), world.count('/login')]).toEqual([1, 1]);
	});

	test('comes before a login also where the API has refused the token', async () => {
		await start((request) =>
			jsonBody(request)?.refreshToken === 'refresh-number-1' ? login()() : { status: 400 },
		);
		let newest = String(world.row.accessToken);
		world.api.add({
			'GET /things': ({ headers }) =>
				headers.authorization === `Bearer token-number-${tokens}-of-all` && newest === ''
					? { status: 200 }
					: { status: 401 },
		});
		newest = '';
		tokens += 1;
		expect(wrong(await world.call(`${world.api.origin}/things`))).toBe('');
		expect([world.count('/refresh'), world.count('/login')]).toEqual([1, 0]);
	});

	test('with the current token, as on every call, where there is no refresh token', async () => {
		const now = Date.now();
		setClock(now);
		const refresh = { url: '/refresh', sendIn: 'token', method: 'GET' };
		world = await CustomWorld.start(
			{
				'POST /login': login(),
				'GET /refresh': ({ headers }) =>
					headers.authorization === `Bearer token-number-${tokens}-of-all`
						? login()()
						: { status: 401 },
			},
			{ settings: { check: NONE, refresh } },
		);
		await world.run();
		world.api.forget();
		setClock(now + 0.95 * HOUR);
		expect((await world.run()).json[0].renewed).toBe(true);
		expect([world.count('/refresh'), world.count('/login')]).toEqual([1, 0]);
		// A token that has expired renews nothing.
		setClock(now + 5 * HOUR);
		expect((await world.run()).json[0].renewed).toBe(true);
		expect([world.count('/refresh'), world.count('/login')]).toEqual([1, 1]);
	});
});

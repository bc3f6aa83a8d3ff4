import { RocketChatTokenApi } from '../../credentials/RocketChatTokenApi.credentials';
import { RocketChatSimulator } from '../support/simulators/rocketChat.mts';
import { testCredential } from '../support/credentialTest.mts';
import { World, failureOf } from '../support/world.mts';

let world: World;
let other: RocketChatSimulator;

beforeEach(async () => {
	world = await new World().start();
	other = await new RocketChatSimulator().start();
});
afterEach(async () => {
	await world.stop();
	await other.stop();
});

const type = new RocketChatTokenApi();
const port = (origin: string) => new URL(origin).port;

describe.each(['legacy', 'modern'])('requests of the HTTP Request node (%s helper)', (helper) => {
	const call = async (url: string, headers: Record<string, string> = {}) =>
		await world.call('rocketChat', url, { helper, headers });

	test('are signed for its own host', async () => {
		const { json } = await call(`${world.rocketChat.origin}/api/v1/users.list?count=1`);
		expect(json).toEqual([{ users: [], success: true }]);
		const [{ headers, target }] = world.rocketChat.arrived;
		expect(target).toBe('/api/v1/users.list?count=1');
		expect(headers).toMatchObject({
			'x-auth-token': world.rocketChat.authToken,
			'x-user-id': world.rocketChat.userId,
		});
	});

	test('to another host or port fail, name it, and nothing arrives there', async () => {
		const hosts = [
			other.origin,
			world.rocketChat.origin.replace('127.0.0.1', 'localhost'),
			`http://127.0.0.1.example.com:${port(world.rocketChat.origin)}`,
		];
		for (const origin of hosts) {
			const said = failureOf(await call(`${origin}/api/v1/me`));
			expect(said).toContain(new URL(origin).host);
			expect(said).toContain("'Additional Allowed Domains'");
			expect(said).not.toContain(world.rocketChat.authToken);
		}
		expect(other.arrived).toEqual([]);
		expect(world.rocketChat.arrived).toEqual([]);
	});

	test.each([
		'http://user@127.0.0.1:1/',
		'javascript:alert(1)',
		'file:///etc/passwd',
		'/api/v1/me',
		'',
	])('to %p fail before anything is sent', async (url) => {
		expect(failureOf(await call(url))).toContain("'Additional Allowed Domains'");
		expect(world.arrived).toBe(0);
	});

	test('with user info are not signed', async () => {
		const url = world.rocketChat.origin.replace('//', '//user:pass@');
		expect(failureOf(await call(`${url}/api/v1/me`))).toContain("'Additional Allowed Domains'");
		expect(world.arrived).toBe(0);
	});

	test("to a host of 'Additional Allowed Domains' are signed", async () => {
		const host = `127.0.0.1:${port(other.origin)}`;
		world.save('rocketChat', {
			settings: { hosts: { otherHosts: ` files.example.com , ${host} ` } },
		});
		const { json } = await call(`${other.origin}/api/v1/me`);
		expect(json).toEqual([{ _id: other.userId, success: true }]);
		expect(other.arrived[0].headers['x-auth-token']).toBe(world.rocketChat.authToken);
	});

	test("to 'Additional Allowed Domains' on another port of theirs are not", async () => {
		world.save('rocketChat', { settings: { hosts: { otherHosts: '127.0.0.1' } } });
		expect(failureOf(await call(`${other.origin}/api/v1/me`))).toContain(
			"'Additional Allowed Domains'",
		);
		expect(other.arrived).toEqual([]);
	});

	test.each([301, 302, 303, 307, 308])(
		'that are redirected (%i) carry nothing along',
		async (status) => {
			for (const origin of [other.origin, world.rocketChat.origin]) {
				world.rocketChat.forget();
				world.rocketChat.behave(({ path }) =>
					path === '/moved' ? { status, headers: { Location: `${origin}/api/v1/me` } } : undefined,
				);
				const { json } = await call(`${world.rocketChat.origin}/moved`);
				expect(other.arrived).toEqual([]);
				expect(world.rocketChat.count('/api/v1/me')).toBe(0);
				expect(JSON.stringify(json)).not.toContain(world.rocketChat.userId);
			}
		},
	);

	test('replace headers of the same name that the user set, in any case', async () => {
		const { json } = await call(`${world.rocketChat.origin}/api/v1/me`, {
			'X-AUTH-TOKEN': 'set by hand',
			'x-user-id': 'somebody else',
			'X-Own': 'kept',
		});
		expect(json).toEqual([{ _id: world.rocketChat.userId, success: true }]);
		const [{ rawHeaders }] = world.rocketChat.arrived;
		const names = rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
		expect(names.filter((name) => name === 'x-auth-token')).toHaveLength(1);
		expect(names.filter((name) => name === 'x-user-id')).toHaveLength(1);
		expect(rawHeaders).not.toContain('set by hand');
		expect(rawHeaders).toContain('kept');
	});

	test('work with token output switched off, and are sent once when refused', async () => {
		world.save('rocketChat', { settings: { output: { allowTokenOutput: false } } });
		await call(`${world.rocketChat.origin}/api/v1/me`);
		await call(`${world.rocketChat.origin}/api/v1/missing`);
		expect(world.rocketChat.arrived.map(({ path }) => path)).toEqual([
			'/api/v1/me',
			'/api/v1/missing',
		]);
		world.save('rocketChat', { authToken: 'revoked-in-the-meantime' });
		world.rocketChat.forget();
		await call(`${world.rocketChat.origin}/api/v1/me`);
		// n8n itself sends what was refused with 401 a second time through the helper of nodes.
		expect(world.rocketChat.arrived).toHaveLength(helper === 'legacy' ? 1 : 2);
	});
});

describe("the credential's test", () => {
	const verdict = async () => await testCredential(world.engine, type, 'rocketChat');

	test.each(['', '/', '//', ' '])('passes with the right details, server URL + %j', async (end) => {
		world.save('rocketChat', { serverUrl: `${world.rocketChat.baseUrl}${end}` });
		expect(await verdict()).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(world.rocketChat.arrived.map(({ target }) => target)).toEqual(['/api/v1/me']);
	});

	test.each(['userId', 'authToken'])('fails with a wrong %s', async (field) => {
		world.save('rocketChat', { [field]: 'not-the-right-one' });
		expect(await verdict()).toEqual({
			status: 'Error',
			message: expect.stringMatching(/Check 'User ID' and 'Auth Token'/),
		});
	});

	test.each([
		['something that is no Rocket.Chat', { status: 200, body: '<!doctype html><h1>Hello</h1>' }],
		['another API', { status: 200, body: { hello: 'world' } }],
		['an empty answer', { status: 200, body: '' }],
		['a server without that route', { status: 404, body: '<h1>Not here</h1>' }],
	])('fails with %s', async (_, reply) => {
		world.rocketChat.behave(() => reply);
		expect(await verdict()).toEqual({
			status: 'Error',
			message: expect.stringContaining("Check 'Server URL'"),
		});
	});

	test('fails with a refusal inside HTTP 200, and with HTTP 403', async () => {
		const check = "Check 'User ID' and 'Auth Token'";
		world.rocketChat.behave(() => ({ status: 200, body: { success: false, error: 'no' } }));
		expect((await verdict()).message).toContain(check);
		world.rocketChat.behave(() => ({ status: 403, body: { success: false } }));
		expect((await verdict()).message).toContain(check);
	});

	test.each(['', 'chat.example.com', 'javascript:alert(1)', 'https://me@chat.example.com'])(
		'fails with the server URL %j and names the field',
		async (serverUrl) => {
			world.save('rocketChat', { serverUrl });
			const { status, message } = await verdict();
			expect([status, message]).toEqual(['Error', expect.stringContaining("'Server URL'")]);
			expect(world.arrived).toBe(0);
		},
	);

	test.each([400, 405, 418, 429, 500, 502, 503])(
		'fails with %i, and repeats nothing that the server says beside it',
		async (status) => {
			world.rocketChat.behave(({ headers }) => ({
				status,
				statusText: `wrong ${headers['x-auth-token']}`,
				body: { success: false, error: headers['x-auth-token'] },
			}));
			const message = `Rocket.Chat could not answer (${status}). Check 'Server URL', or try again later.`;
			expect(await verdict()).toEqual({ status: 'Error', message });
		},
	);

	test('fails where it is redirected, and carries nothing along', async () => {
		const Location = `${other.origin}/api/v1/me`;
		world.rocketChat.behave(() => ({ status: 302, headers: { Location } }));
		expect((await verdict()).status).toBe('Error');
		expect(other.arrived).toEqual([]);
	});

	describe('in n8n 1, which applies no rule to a status and takes each for an answer', () => {
		const { request, rules } = type.test;
		const ignored = { ...request, ignoreHttpStatusErrors: true };
		const inOne = { ...type, test: { request: ignored, rules } };
		const judged = async () => await testCredential(world.engine, inOne, 'rocketChat');

		test('passes with the right details', async () => {
			expect((await judged()).status).toBe('OK');
		});

		test.each([
			['401 of an older server', 401, { status: 'error', message: 'You must be logged in' }],
			['401 of a newer server', 401, { success: false, status: 'error', message: 'no' }],
			['403', 403, { success: false, error: 'no' }],
		])('fails with %s and names the fields', async (_, status, body) => {
			world.rocketChat.behave(() => ({ status, body }));
			const { status: told, message } = await judged();
			expect([told, message]).toEqual(['Error', expect.stringContaining("Check 'User ID'")]);
		});

		test.each([302, 404, 429, 500, 503])('fails with %i', async (status) => {
			for (const body of ['', '<h1>wrong</h1>', {}, { success: false, error: 'wrong' }]) {
				world.rocketChat.behave(() => ({ status, statusText: 'wrong', body }));
				const { status: told, message } = await judged();
				expect([told, message]).toEqual(['Error', expect.stringContaining('Check ')]);
				expect(message).not.toContain('wrong');
			}
		});
	});

	test('fails where nobody listens', async () => {
		await other.stop();
		other = new RocketChatSimulator();
		await other.start();
		world.save('rocketChat', { serverUrl: 'http://127.0.0.1:1' });
		expect((await verdict()).status).toBe('Error');
	});
});

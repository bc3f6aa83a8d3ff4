import { ALL, SESSIONS, World, expectNoSession, failureOf, type Name } from '../support/world.mts';
import { wordsOf } from '../support/problem.mts';

let world: World;

beforeEach(async () => void (world = await new World().start()));
afterEach(async () => await world.stop());

describe('answers that cannot be read', () => {
	/** A good answer of each provider, with the given token and expiry. */
	const answer: Record<Name, (token: unknown, expires?: unknown) => unknown> = {
		giro: (token) => ({
			status: 'success',
			data: { jwt: token, user: { _id: 'u' }, account: 'a', type: 'bearer' },
		}),
		genLogs: (token, expires = '2999-01-01T00:00:00') => ({
			access_token_data: { token, expires },
			refresh_token_data: {},
			user_id: 'u',
		}),
		personr: (token) => ({
			status: 'success',
			response: { token, user_id: 'u', expires: 3600 },
		}),
		custom: (token) => ({ data: { session: { accessToken: token, expiresIn: 3600 } } }),
		rocketChat: (token) => ({ token, success: true }),
	};
	const TOKENS = [
		undefined,
		null,
		'',
		42,
		{},
		['t'],
		' ',
		'a b',
		'a\nb',
		'tökén',
		'x'.repeat(8193),
	];

	test.each(ALL)('%s: a token that is none is no token', async (name) => {
		for (const token of TOKENS) {
			world.save(name);
			// Each is another account, so that none is answered with the failure of the one before.
			if (name !== 'rocketChat') world.save(name, { password: `pass-${TOKENS.indexOf(token)}` });
			world[name].behave(() => ({ status: 200, body: answer[name](token) }));
			const outcome = await world.run(name);
			expect(failureOf(outcome)).toMatch(/answered( the login)?, but/);
			expect(outcome.json).toEqual([]);
			if (typeof token === 'string' && token.length > 2)
				expect(JSON.stringify(outcome.run)).not.toContain(token);
			expectNoSession(world, name);
		}
	});

	test('giro: nor is the access token that follows its login', async () => {
		for (const token of TOKENS) {
			world.giro.password = `pass-${TOKENS.indexOf(token)}`;
			world.giro.data = { token };
			world.save('giro');
			expect(failureOf(await world.run('giro'))).toMatch(/answered, but .*token/);
			expect(world.giro.generates).toBe(TOKENS.indexOf(token) + 1);
			expectNoSession(world, 'giro');
		}
	});

	test.each(ALL)('%s: nor is anything that is not the documented JSON', async (name) => {
		const bodies = ['', 'null', '[]', '"token"', '{"token":', '<!doctype html><h1>Hi</h1>', '{}'];
		for (const [i, body] of bodies.entries()) {
			if (name !== 'rocketChat') world.save(name, { password: `pass-${i}` });
			world[name].behave(() => ({ status: 200, body }));
			const outcome = await world.run(name);
			expect(failureOf(outcome)).toMatch(/answered( the login)?, but/);
			expectNoSession(world, name);
		}
	});

	test('genLogs: a token that has already expired', async () => {
		const past = ['2020-01-01T00:00:00', 1_577_836_800, 'Wed, 01 Jan 2020 00:00:00 GMT'];
		for (const [i, expires] of past.entries()) {
			world.save('genLogs', { password: `pass-${i}` });
			const body = answer.genLogs('invented-token', expires);
			world.genLogs.behave(() => ({ status: 200, body }));
			const outcome = await world.run('genLogs');
			expect(failureOf(outcome)).toMatch(/already expired/);
			expect(JSON.stringify(outcome.run)).not.toContain('invented-token');
			expectNoSession(world, 'genLogs');
		}
	});

	test('personr: a token whose lifetime is over', async () => {
		for (const [i, expires] of [0, -1, '0', '-3600'].entries()) {
			world.save('personr', { password: `pass-${i}` });
			const response = { token: 'invented-token', user_id: 'u', expires };
			world.personr.behave(() => ({ status: 200, body: { status: 'success', response } }));
			expect(failureOf(await world.run('personr'))).toMatch(/already expired/);
			expectNoSession(world, 'personr');
		}
	});

	test.each(ALL)('%s: an answer of more than 1 MiB is not read', async (name) => {
		const body = { ...(answer[name]('invented-token') as object), more: 'x'.repeat(1024 * 1024) };
		world[name].behave(() => ({ status: 200, body }));
		const outcome = await world.run(name);
		expect(failureOf(outcome)).toContain('too large');
		expectNoSession(world, name);
	});

	test.each(SESSIONS)('%s: a failed generate leaves the session that is stored', async (name) => {
		await world.run(name);
		const row = { ...world.row(name) };
		world[name].behave(() => ({ status: 200, body: '{}' }));
		failureOf(await world.run(name));
		expect(world.row(name)).toEqual(row);
	});
});

// n8n takes 'generateaccesstoken' for the code EACCES, and would write of forbidden files.
test.each(ALL)(
	"%s: words of the provider's that look like a code are told as they are",
	async (name) => {
		const words = 'Cannot GET generateaccesstoken, ENOENT';
		for (const status of [404, 503]) {
			world[name].behave(() => ({
				status,
				headers: { 'Retry-After': '60' },
				body: { message: words },
			}));
			const email = `ops${status}@example.com`;
			world.save(name, { email, username: email });
			const { error } = await world.run(name);
			expect(wordsOf(error)).toContain(`(${status}). ${words}. `);
			expect(error).toMatchObject({ httpCode: String(status), messages: [] });
		}
	},
);

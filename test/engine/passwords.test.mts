import { createHash } from 'node:crypto';

import { SESSIONS, World, failureOf } from '../support/world.mts';

let world: World;

beforeEach(async () => void (world = await new World().start()));
afterEach(async () => await world.stop());

const codes = (from: number, to: number) =>
	String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
const PRINTABLE = codes(0x20, 0x7e);
const PASSWORDS = [
	['every printable ASCII character', PRINTABLE],
	['those characters backwards', [...PRINTABLE].reverse().join('')],
	['emoji and other scripts', 'pä55 😀👩‍👩‍👧 пароль 密码 ﷽'],
	['what looks encoded already', '%2B+%20&amp;\\u0041%'],
	['what looks like another field', 'a&password=b&email=c'],
	['what looks like a form', '--boundary\r\nContent-Disposition: form-data; name="email"'],
	['spaces around it', '  spaces around  '],
	['what looks like an expression', 'a={{ $json }}'],
	['the form of a prototype', '__proto__'],
	['5000 characters', 'x'.repeat(5_000)],
] as const;

describe.each(SESSIONS)('%s', (name) => {
	const bodies = name === 'genLogs' ? (['query', 'body'] as const) : (['query'] as const);

	test.each(PASSWORDS)('a password of %s arrives as it is', async (_, password) => {
		for (const placement of bodies) {
			world.genLogs.placement = placement;
			world[name].password = password;
			world[name].email = `ops+${placement}&%@example.com`;
			world.save(name, name === 'genLogs' ? { sendCredentialsIn: placement } : {});
			const { error, json } = await world.run(name);
			expect(error).toBeUndefined();
			expect(json[0].renewed).toBe(true);
		}
	});

	// A multipart form cannot hold a lone line feed or carriage return: both become CR LF in it.
	test.each([
		['control characters', codes(0x01, 0x1f)],
		['line feeds alone', 'line\nfeed'],
		['carriage returns alone', 'carriage\rreturn'],
		['NUL and DEL', 'nul\u0000del\u007f'],
	])('a password with %s arrives as it is, or is refused by its name', async (_, password) => {
		world[name].password = password;
		world.save(name);
		const outcome = await world.run(name);
		if (outcome.error === undefined) expect(world[name].logins).toBe(1);
		else {
			expect(failureOf(outcome)).toContain("'Password'");
			expect(world.arrived).toBe(0);
		}
	});

	test.each(['\ud800', 'half \udc00 pair'])(
		'a invalid character %p is refused',
		async (password) => {
			world.save(name, { password });
			expect(failureOf(await world.run(name))).toContain("'Password'");
			expect(world.arrived).toBe(0);
		},
	);

	// A login that its user describes may do without one.
	const blank = name === 'custom' ? [] : ['', ' ', null];
	test.each([...blank, 1234, {}, ['a']])('%p is no password', async (password) => {
		world.save(name, { password: password as string });
		expect(failureOf(await world.run(name))).toContain("'Password'");
		expect(world.arrived).toBe(0);
	});
});

test("Rocket.Chat's password arrives as its SHA-256, never as itself", async () => {
	world.rocketChat.twoFactor = 'password';
	for (const [i, [, password]] of PASSWORDS.entries()) {
		world.rocketChat.password = password;
		world.save('rocketChat', { password });
		const { error } = await world.run('rocketChat', { tokenName: `n8n-${i}` });
		expect(error).toBeUndefined();
		const codes = world.rocketChat.arrived.map(({ headers }) => headers['x-2fa-code']);
		expect(codes.at(-1)).toBe(createHash('sha256').update(password, 'utf8').digest('hex'));
	}
});

describe('a token that n8n would take for an expression', () => {
	const EVIL = ['={{$json}}', "={{$json['x']}}", '=1+1', '={{$credentials.password}}', '='];

	test.each(EVIL)('%s is stored and used as the text that it is', async (token) => {
		world.genLogs.behave(({ path }) =>
			path === '/auth/token'
				? {
						status: 200,
						body: {
							access_token_data: { token, expires: '2999-01-01T00:00:00' },
							refresh_token_data: { token, expires: '2999-01-01T00:00:00' },
							user_id: token,
						},
					}
				: { status: 200, body: { path } },
		);
		const item = { x: 'evaluated' };
		const first = await world.run('genLogs', {}, [item]);
		expect(first.json[0]).toMatchObject({ accessToken: token, userId: token, renewed: true });
		for (const value of Object.values(world.row('genLogs')))
			if (typeof value === 'string') expect(value).not.toMatch(/^=/);
		const second = await world.run('genLogs', { operation: 'get' }, [item]);
		expect(second.json[0]).toMatchObject({
			accessToken: token,
			headers: { 'Access-Token': token },
			renewed: false,
		});
		const called = await world.call('genLogs', `${world.genLogs.origin}/anything`, {}, [item]);
		expect(called.json).toEqual([{ path: '/anything' }]);
		expect(world.genLogs.to('/anything')[0].headers['access-token']).toBe(token);
		expect(world.genLogs.logins).toBe(1);
	});

	test('after one of them an ordinary token is stored as usual', async () => {
		world.giro.data = { token: '={{$json}}' };
		await world.run('giro');
		expect(world.row('giro').accessToken).toBe('');
		world.giro.data = {};
		const { json } = await world.run('giro');
		expect(world.row('giro').accessToken).toBe(json[0].accessToken);
	});
});

import { ask } from '../asking.mts';
import { PASSWORD, USER } from '../programs/program.mts';
import { userRequest, Verdaccio } from '../programs/npm/verdaccio.mts';
import { promises } from '../promises.mts';
import { failures, useProgram } from '../world.mts';

const LIFETIME = 20;
const program = new Verdaccio(LIFETIME);

const world = useProgram(program);

const basic = (name: string, password: string) =>
	`Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
const login = async (password: string, name = USER, server = program) =>
	await ask(server, userRequest(name, password), { authorization: basic(name, password) });

test('answers as docs/real-programs.md says', async () => {
	const good = await login(PASSWORD);
	expect(good).toMatchObject({ status: 201, cookies: [] });
	const answer = JSON.parse(good.text) as { token: string };
	expect(answer).toEqual({
		ok: "you are authenticated as 'ops'",
		token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
	});
	const authorization = `Bearer ${answer.token}`;
	const used = await ask(program, program.call, { authorization });
	expect(used.status).toBe(200);
	expect(JSON.parse(used.text)).toMatchObject({ name: USER });

	expect((await ask(program, program.call)).status).toBe(401);
	const madeUp = authorization.replace(/[^.]+$/, (signature) => 'x'.repeat(signature.length));
	expect((await ask(program, program.call, { authorization: madeUp })).status).toBe(401);

	// It says that the token was logged out, and goes on to take it.
	const path = `/-/user/token/${answer.token}`;
	const out = await ask(program, { method: 'DELETE', path }, { authorization });
	expect(JSON.parse(out.text)).toEqual({ ok: 'Logged out' });
	expect((await ask(program, program.call, { authorization })).status).toBe(200);

	expect((await login('wrong')).status).toBe(401);
	// Without HTTP Basic, it is a new account that is asked for.
	expect((await ask(program, userRequest(USER, PASSWORD))).status).toBe(409);
	const unknown = await login(PASSWORD, 'unknown');
	expect(unknown.status).toBe(201);
	expect(JSON.parse(unknown.text)).toMatchObject({ ok: "user 'unknown' created" });
});

promises(world, { refusal: /unauthorized access/, ends: LIFETIME, declares: true });

describe('without a lifetime, as it comes, and without new accounts', () => {
	const closed = new Verdaccio(undefined, -1);
	const closedWorld = useProgram(closed);

	// Each call waits for a check of the password, which such a token holds in encrypted form.
	test('one login for 20 items at once, and the token has no expiry', async () => {
		expect(await failures(closedWorld, 20)).toEqual([]);
		expect(closedWorld.logins).toBe(1);
		const { accessToken, expiresAt } = await closedWorld.token('get');
		expect(accessToken).toMatch(/^[\w+/=]{100,}$/);
		expect(expiresAt).toBeNull();
	});

	test('it calls a wrong name or password a registration', async () => {
		for (const [password, name] of [
			['wrong', USER],
			[PASSWORD, 'unknown'],
		]) {
			const refused = await login(password, name, closed);
			expect(refused.status).toBe(409);
			expect(JSON.parse(refused.text)).toEqual({ error: 'user registration disabled' });
		}
	});
});

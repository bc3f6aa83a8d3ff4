import { ask } from '../asking.mts';
import { promises } from '../promises.mts';
import { JupyterHub, TOKENS } from '../programs/debian/jupyterHub.mts';
import { PASSWORD, pause, USER } from '../programs/program.mts';
import { useProgram } from '../world.mts';

/** In seconds: what the preset asks for. */
const DAY = 86_400;
const program = new JupyterHub();

const world = useProgram(program);

const login = async (password: string, expires_in?: number) =>
	await ask(program, {
		method: 'POST',
		path: TOKENS,
		body: { auth: { username: USER, password }, expires_in },
	});
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

interface Token {
	token: string;
	created: string;
	expires_at: string | null;
}

test('answers as docs/real-programs.md says', async () => {
	const good = await login(PASSWORD, 3);
	expect(good).toMatchObject({ status: 201, cookies: [] });
	const { token, created, expires_at } = JSON.parse(good.text) as Token;
	expect(token).toMatch(/^[0-9a-f]{32}$/);
	const lifetime = Date.parse(expires_at as string) - Date.parse(created);
	expect(Math.abs(lifetime - 3_000)).toBeLessThan(1_000);
	expect((await ask(program, program.call, bearer(token))).status).toBe(200);

	// A wrong password is answered in the same way.
	const refused = { status: 403, text: '{"status": 403, "message": "Forbidden"}' };
	expect(await ask(program, program.call)).toMatchObject(refused);
	expect(await ask(program, program.call, bearer('0'.repeat(32)))).toMatchObject(refused);
	await pause(4);
	expect(await ask(program, program.call, bearer(token))).toMatchObject(refused);

	// Without a lifetime, a token never expires.
	const lasting = JSON.parse((await login(PASSWORD)).text) as Token;
	expect(lasting.expires_at).toBeNull();
	await program.endSession(lasting.token);
	expect(await ask(program, program.call, bearer(lasting.token))).toMatchObject(refused);

	expect(await login('wrong')).toMatchObject(refused);
});

promises(world, { refusal: /Forbidden/, ends: DAY, declares: true, takesOld: true });

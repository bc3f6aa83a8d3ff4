import { ask, cookieOf } from './asking.mts';
import { N8nServer } from './programs/n8nServer.mts';
import { promises } from './promises.mts';
import { EMAIL, PASSWORD } from './programs/program.mts';
import { useProgram } from './world.mts';

const LIFETIME = 36;
const program = new N8nServer(LIFETIME);

const world = useProgram(program);

const login = async (password: string) =>
	await ask(program, {
		method: 'POST',
		path: '/rest/login',
		body: { emailOrLdapLoginId: EMAIL, password },
	});

test('answers as docs/real-programs.md says', async () => {
	const good = await login(PASSWORD);
	expect(good.status).toBe(200);
	expect(good.cookies).toEqual([
		expect.stringMatching(
			new RegExp(`^n8n-auth=eyJ[^;]+; Max-Age=${LIFETIME}; Path=/; Expires=.* GMT; HttpOnly; `),
		),
	]);
	const cookie = cookieOf(good);
	const used = await ask(program, program.call, { cookie });
	expect([used.status, JSON.parse(used.text)]).toEqual([200, { count: 0, data: [] }]);

	const refused = { status: 401, text: '{"status":"error","message":"Unauthorized"}' };
	expect(await ask(program, program.call)).toMatchObject(refused);
	const madeUp = cookie.replace(/[^.]+$/, (signature) => 'x'.repeat(signature.length));
	const unknown = await ask(program, program.call, { cookie: madeUp });
	expect(unknown).toMatchObject(refused);
	// It takes the cookie back.
	expect(unknown.cookies).toEqual(['n8n-auth=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT']);
	await program.endSession(cookie);
	expect(await ask(program, program.call, { cookie })).toMatchObject(refused);

	const bad = await login('wrong');
	expect(bad).toMatchObject({ status: 401, cookies: [] });
	expect(JSON.parse(bad.text)).toMatchObject({
		message: 'Wrong username or password. Do you have caps lock on?',
	});
});

promises(world, { refusal: /Wrong username or password/, ends: LIFETIME, declares: true });

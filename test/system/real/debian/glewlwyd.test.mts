import { ask, cookieOf } from '../asking.mts';
import { promises } from '../promises.mts';
import { Glewlwyd } from '../programs/debian/glewlwyd.mts';
import { PASSWORD, USER } from '../programs/program.mts';
import { useProgram } from '../world.mts';

const LIFETIME = 30;
const program = new Glewlwyd(LIFETIME);

const world = useProgram(program);

const login = async (password: string) =>
	await ask(program, {
		method: 'POST',
		path: '/api/auth',
		body: { username: USER, password },
	});

test('answers as docs/real-programs.md says', async () => {
	const good = await login(PASSWORD);
	expect(good).toMatchObject({ status: 200, text: '' });
	expect(good.cookies).toEqual([
		expect.stringMatching(/^GLEWLWYD2_SESSION_ID=[0-9A-Za-z]{128}; Expires=.* GMT; Path=\/$/),
	]);
	const expires = /Expires=([^;]+)/.exec(good.cookies[0])?.[1] as string;
	const days = (Date.parse(expires) - Date.now()) / 86_400_000;
	expect(Math.round(days)).toBe(61);
	const cookie = cookieOf(good);
	expect((await ask(program, program.call, { cookie })).status).toBe(200);

	const refused = { status: 401, text: '' };
	expect(await ask(program, program.call)).toMatchObject(refused);
	const madeUp = `GLEWLWYD2_SESSION_ID=${'x'.repeat(128)}`;
	expect(await ask(program, program.call, { cookie: madeUp })).toMatchObject(refused);
	await program.endSession(cookie);
	expect(await ask(program, program.call, { cookie })).toMatchObject(refused);

	expect(await login('wrong')).toMatchObject({ ...refused, cookies: [] });
});

promises(world, { refusal: /401/, ends: LIFETIME, declares: false });

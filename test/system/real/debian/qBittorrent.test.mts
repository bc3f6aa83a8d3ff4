import { ask, cookieOf } from '../asking.mts';
import { PASSWORD, USER } from '../programs/program.mts';
import { promises } from '../promises.mts';
import { QBittorrent } from '../programs/debian/qBittorrent.mts';
import { useProgram } from '../world.mts';

const IDLE = 10;
const program = new QBittorrent(IDLE);

const world = useProgram(program);

const login = async (password: string) =>
	await ask(program, {
		method: 'POST',
		path: '/api/v2/auth/login',
		body: new URLSearchParams({ username: USER, password }),
	});

test('answers as docs/real-programs.md says', async () => {
	const good = await login(PASSWORD);
	expect(good).toMatchObject({ status: 200, text: 'Ok.' });
	expect(good.cookies).toEqual([expect.stringMatching(/^SID=[\w+/]{32}; HttpOnly; path=\/;/)]);
	const cookie = cookieOf(good);
	expect(await ask(program, program.call, { cookie })).toMatchObject({ status: 200, text: '[]' });

	const refused = { status: 403, text: 'Forbidden' };
	const madeUp = `SID=${'x'.repeat(32)}`;
	expect(await ask(program, program.call)).toMatchObject(refused);
	expect(await ask(program, program.call, { cookie: madeUp })).toMatchObject(refused);
	await program.endSession(cookie);
	expect(await ask(program, program.call, { cookie })).toMatchObject(refused);

	expect(await login('wrong')).toMatchObject({ status: 200, text: 'Fails.', cookies: [] });
	// The page for a browser needs no login.
	expect((await ask(program, { method: 'GET', path: '/' })).status).toBe(200);
});

promises(world, { refusal: /Fails/, ends: IDLE, declares: false });

import { ask, cookieOf } from '../asking.mts';
import { Deluge, rpc } from '../programs/debian/deluge.mts';
import { promises } from '../promises.mts';
import { PASSWORD } from '../programs/program.mts';
import { useProgram } from '../world.mts';

const IDLE = 600;
/** In seconds: its check is asked once a minute. */
const BELIEVED = 61;
const program = new Deluge(IDLE);

const world = useProgram(program);

const login = async (password: string) =>
	await ask(program, { method: 'POST', path: '/json', body: rpc('auth.login', password) });

test('answers as docs/real-programs.md says', async () => {
	const good = await login(PASSWORD);
	expect(good.status).toBe(200);
	expect(JSON.parse(good.text)).toEqual({ result: true, error: null, id: 1 });
	expect(good.cookies).toEqual([
		expect.stringMatching(/^_session_id=[0-9a-f]{60,}; Expires=.* GMT; Path=\/json$/),
	]);
	const cookie = cookieOf(good);
	const asked = async (method: string, headers = {}) => {
		const { status, text } = await ask(program, { ...program.call, body: rpc(method) }, headers);
		return { status, ...(JSON.parse(text) as object) };
	};
	expect(await asked('web.get_hosts', { cookie })).toEqual({
		...{ status: 200, error: null, id: 1 },
		result: [expect.arrayContaining(['127.0.0.1'])],
	});

	const refused = {
		...{ status: 200, result: null, id: 1 },
		error: { message: 'Not authenticated', code: 1 },
	};
	expect(await asked('web.get_hosts')).toEqual(refused);
	expect(await asked('web.connected', { cookie: `_session_id=${'0'.repeat(68)}` })).toEqual(
		refused,
	);
	expect(await asked('web.connected', { cookie })).toMatchObject({ result: false, error: null });
	// Both in one shape: no call to check a session with.
	expect(await asked('auth.check_session', { cookie })).toMatchObject({
		result: true,
		error: null,
	});
	expect(await asked('auth.check_session')).toMatchObject({ result: false, error: null });
	await program.endSession(cookie);
	expect(await asked('web.get_hosts', { cookie })).toEqual(refused);

	const bad = await login('wrong');
	expect(bad).toMatchObject({ status: 200, cookies: [] });
	expect(JSON.parse(bad.text)).toEqual({ result: false, error: null, id: 1 });
	expect((await ask(program, { method: 'GET', path: '/json' })).status).toBe(405);
});

promises(world, {
	refusal: /no token|without a token/,
	ends: IDLE,
	declares: true,
	takesOld: true,
	believed: BELIEVED,
});

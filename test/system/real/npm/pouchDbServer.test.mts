import { ask, cookieOf } from '../asking.mts';
import { PASSWORD, pause, USER } from '../programs/program.mts';
import { PouchDbServer } from '../programs/npm/pouchDbServer.mts';
import { promises } from '../promises.mts';
import { skip, useProgram } from '../world.mts';

const LIFETIME = 15;
/** In seconds: for so long a good verdict of its check is believed. */
const BELIEVED = 301;
/** What anybody may ask, who then is told of no session. */
const SESSION = { method: 'GET', path: '/_session' } as const;
const program = new PouchDbServer(LIFETIME);

const world = useProgram(program);

const login = async (password: string) =>
	await ask(program, { method: 'POST', path: '/_session', body: { name: USER, password } });

test('answers as docs/real-programs.md says', async () => {
	const good = await login(PASSWORD);
	expect(good.status).toBe(200);
	expect(JSON.parse(good.text)).toEqual({ ok: true, name: USER, roles: ['_admin'] });
	expect(good.cookies).toEqual([
		expect.stringMatching(/^AuthSession=[\w-]{44}; Path=\/; HttpOnly$/),
	]);
	const cookie = cookieOf(good);
	await pause(1.1);
	const used = await ask(program, program.call, { cookie });
	expect(used).toMatchObject({ status: 200, text: '[]\n' });
	expect(used.cookies).toEqual([expect.stringMatching(/^AuthSession=/)]);
	expect(cookieOf(used)).not.toBe(cookie);

	expect((await ask(program, program.call)).status).toBe(401);
	const madeUp = `AuthSession=${'x'.repeat(44)}`;
	expect((await ask(program, program.call, { cookie: madeUp })).status).toBe(401);
	await program.endSession(cookie);
	expect((await ask(program, program.call, { cookie })).status).toBe(401);
	const session = await ask(program, SESSION, { cookie });
	expect(session.status).toBe(200);
	expect(JSON.parse(session.text)).toMatchObject({ userCtx: { name: null, roles: [] } });

	const bad = await login('wrong');
	expect(bad).toMatchObject({ status: 401, cookies: [] });
	expect(bad.text).toContain('Name or password is incorrect.');
});

promises(world, {
	refusal: /Name or password is incorrect/,
	ends: LIFETIME,
	declares: false,
	believed: BELIEVED,
});

test('of what anybody may ask, an ended session is noticed after five minutes', async () => {
	await world.token('generate');
	await program.endSession(world.stored);
	world.front.forget();
	const names = async () => {
		const { json } = await world.call(20, SESSION);
		return new Set(json.map(({ userCtx }) => (userCtx as { name: unknown }).name));
	};
	expect(await names()).toEqual(new Set([null]));
	expect(world.logins).toBe(0);
	skip(BELIEVED);
	expect(await names()).toEqual(new Set([USER]));
	expect(world.logins).toBe(1);
});

test('a 401 to a user who may not see that: no login, and the items say so', async () => {
	const cookie = cookieOf(await login(PASSWORD));
	const reader = { name: 'reader', password: PASSWORD, type: 'user', roles: [] };
	const path = '/_users/org.couchdb.user:reader';
	const added = await ask(program, { method: 'PUT', path, body: reader }, { cookie });
	expect(added.status).toBe(201);
	world.save({ username: 'reader' });
	await world.token('generate');
	skip(BELIEVED);
	world.front.forget();
	const { json } = await world.call(20);
	expect(world.logins).toBe(0);
	for (const { error } of json) expect(error).toMatch(/unauthorized/);
});

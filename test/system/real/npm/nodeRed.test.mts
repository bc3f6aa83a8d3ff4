import { ask } from '../asking.mts';
import { NodeRed, READER } from '../programs/npm/nodeRed.mts';
import { promises } from '../promises.mts';
import { PASSWORD, USER } from '../programs/program.mts';
import { failures, useProgram } from '../world.mts';

const LIFETIME = 20;
const program = new NodeRed(LIFETIME);

const world = useProgram(program);

const login = async (password: string) =>
	await ask(program, {
		method: 'POST',
		path: '/auth/token',
		body: {
			client_id: 'node-red-admin',
			grant_type: 'password',
			scope: '*',
			username: USER,
			password,
		},
	});

test('answers as docs/real-programs.md says', async () => {
	const good = await login(PASSWORD);
	expect(good.status).toBe(200);
	const answer = JSON.parse(good.text) as { access_token: string };
	expect(answer).toEqual({
		access_token: expect.stringMatching(/^[\w+/=]{172}$/),
		expires_in: LIFETIME,
		token_type: 'Bearer',
	});
	const authorization = `Bearer ${answer.access_token}`;
	const used = await ask(program, program.call, { authorization });
	expect(used).toMatchObject({ status: 200, text: '[]' });

	const refused = { status: 401, text: 'Unauthorized' };
	expect(await ask(program, program.call)).toMatchObject(refused);
	const madeUp = `Bearer ${'x'.repeat(172)}`;
	expect(await ask(program, program.call, { authorization: madeUp })).toMatchObject(refused);
	await program.endSession(answer.access_token);
	expect(await ask(program, program.call, { authorization })).toMatchObject(refused);

	const bad = await login('wrong');
	expect(bad.status).toBe(403);
	expect(JSON.parse(bad.text)).toEqual({
		error: 'invalid_grant',
		error_description: 'Invalid resource owner credentials',
	});
});

promises(world, { refusal: /Invalid resource owner credentials/, ends: LIFETIME, declares: true });

test('a user who may only read: one login, and the token reads', async () => {
	world.save({ username: READER });
	world.front.forget();
	expect(await failures(world, 20)).toEqual([]);
	expect(world.logins).toBe(1);
	const { accessToken } = await world.token('get');
	const authorization = `Bearer ${String(accessToken)}`;
	const changed = await ask(
		program,
		{ method: 'POST', path: '/flows', body: [] },
		{ authorization },
	);
	expect(changed.status).toBe(401);
});

test('the same as a password grant of OAuth2: one login for 200 items, and none fails', async () => {
	world.save({
		api: 'custom',
		grantType: 'password',
		tokenUrl: '/auth/token',
		clientId: 'node-red-admin',
		clientAuthentication: 'body',
		scope: '*',
	});
	world.front.forget();
	expect(await failures(world, 200)).toEqual([]);
	expect(world.logins).toBe(1);
	const { body } = world.front.to('/auth/token')[0];
	expect(Object.fromEntries(new URLSearchParams(body.toString()))).toEqual({
		...{ grant_type: 'password', client_id: 'node-red-admin', scope: '*' },
		...{ username: USER, password: PASSWORD },
	});
});

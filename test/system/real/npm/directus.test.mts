import { ask } from '../asking.mts';
import { Directus } from '../programs/npm/directus.mts';
import { promises } from '../promises.mts';
import { EMAIL, PASSWORD, pause } from '../programs/program.mts';
import { failures, skip, useProgram } from '../world.mts';

const LIFETIME = 40;
const program = new Directus(LIFETIME);

const world = useProgram(program);

interface Tokens {
	expires: number;
	access_token: string;
	refresh_token: string;
}

const login = async (password: string) =>
	await ask(program, { method: 'POST', path: '/auth/login', body: { email: EMAIL, password } });
const refresh = async (refresh_token: string) =>
	await ask(program, { method: 'POST', path: '/auth/refresh', body: { refresh_token } });
const tokensOf = ({ text }: { text: string }) => (JSON.parse(text) as { data: Tokens }).data;
const codeOf = ({ text }: { text: string }) =>
	(JSON.parse(text) as { errors: Array<{ extensions: { code: string } }> }).errors[0].extensions
		.code;

test('answers as docs/real-programs.md says', async () => {
	const good = await login(PASSWORD);
	expect(good).toMatchObject({ status: 200, cookies: [] });
	const tokens = tokensOf(good);
	expect(tokens).toEqual({
		expires: LIFETIME * 1_000,
		access_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
		refresh_token: expect.stringMatching(/^[\w-]{64}$/),
	});
	const authorization = `Bearer ${tokens.access_token}`;
	expect((await ask(program, program.call, { authorization })).status).toBe(200);

	const none = await ask(program, program.call);
	expect([none.status, codeOf(none)]).toEqual([401, 'INVALID_CREDENTIALS']);
	const madeUp = authorization.replace(/[^.]+$/, (signature) => 'x'.repeat(signature.length));
	const unknown = await ask(program, program.call, { authorization: madeUp });
	expect([unknown.status, codeOf(unknown)]).toEqual([403, 'INVALID_TOKEN']);

	// A refresh token works once, and the old access token goes on.
	const renewed = await refresh(tokens.refresh_token);
	expect(Object.keys(tokensOf(renewed))).toEqual(Object.keys(tokens));
	expect((await ask(program, program.call, { authorization })).status).toBe(200);
	const again = await refresh(tokens.refresh_token);
	expect([again.status, codeOf(again)]).toEqual([401, 'INVALID_CREDENTIALS']);

	const bad = await login('wrong');
	expect([bad.status, codeOf(bad)]).toEqual([401, 'INVALID_CREDENTIALS']);
});

promises(world, { refusal: /Invalid user credentials/, ends: LIFETIME, declares: true });

describe('with its refresh token', () => {
	const counted = () => ['/auth/refresh', '/auth/login'].map((path) => world.front.count(path));

	test('a token that has expired: one renewal without the password, and no item fails', async () => {
		await world.token('generate');
		await pause(LIFETIME + 1);
		world.front.forget();
		expect(await failures(world, 200)).toEqual([]);
		expect(counted()).toEqual([1, 0]);
	});

	test('a token that was ended early: one renewal without the password, and no item fails', async () => {
		await world.token('generate');
		await program.endSession();
		skip(1.5);
		world.front.forget();
		expect(await failures(world, 200)).toEqual([]);
		expect(counted()).toEqual([1, 0]);
	});

	test('a refresh token that the program no longer takes: one login, and no item fails', async () => {
		const { refreshToken } = await world.token('generate');
		await ask(program, {
			method: 'POST',
			path: '/auth/logout',
			body: { refresh_token: refreshToken },
		});
		await pause(LIFETIME + 1);
		world.front.forget();
		expect(await failures(world, 200)).toEqual([]);
		expect(counted()).toEqual([1, 1]);
	});
});

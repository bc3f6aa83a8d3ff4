import { ask } from '../asking.mts';
import { identity, Keystone, TOKENS } from '../programs/debian/keystone.mts';
import { PASSWORD } from '../programs/program.mts';
import { promises } from '../promises.mts';
import { RealWorld } from '../world.mts';

const LIFETIME = 40;
const program = new Keystone(LIFETIME);

const world = new RealWorld(program);

beforeAll(async () => await world.start());
afterAll(async () => await world.stop());
beforeEach(() => world.front.forget());

const login = async (password: string) =>
	await ask(program, { method: 'POST', path: TOKENS, body: identity(password) });

test('answers as docs/real-programs.md says', async () => {
	const good = await login(PASSWORD);
	expect(good).toMatchObject({ status: 201, cookies: [] });
	const token = good.headers.get('x-subject-token') as string;
	expect(token).toMatch(/^gAAAA[\w-]{150,}$/);
	const { token: about } = JSON.parse(good.text) as { token: Record<string, string> };
	// It is for the user's default project.
	expect(about.project).toMatchObject({ name: 'admin' });
	const lifetime = (Date.parse(about.expires_at) - Date.parse(about.issued_at)) / 1_000;
	expect(Math.abs(lifetime - LIFETIME)).toBeLessThan(2);
	const asked = async (headers: Record<string, string>) =>
		await ask(program, program.call, headers);
	expect((await asked({ 'x-auth-token': token })).status).toBe(200);

	const refused = {
		status: 401,
		text: expect.stringContaining('The request you have made requires authentication.'),
	};
	expect(await asked({})).toMatchObject(refused);
	expect(await asked({ 'x-auth-token': `gAAAA${'x'.repeat(160)}` })).toMatchObject(refused);
	await program.endSession(token);
	expect(await asked({ 'x-auth-token': token })).toMatchObject(refused);

	expect(await login('wrong')).toMatchObject(refused);
});

promises(world, { refusal: /requires authentication/, ends: LIFETIME, declares: true });

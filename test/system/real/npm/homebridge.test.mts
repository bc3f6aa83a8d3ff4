import { ask } from '../asking.mts';
import { PASSWORD, USER } from '../programs/program.mts';
import { Homebridge } from '../programs/npm/homebridge.mts';
import { promises } from '../promises.mts';
import { failures, RealWorld, useProgram } from '../world.mts';

const LIFETIME = 20;
const program = new Homebridge(LIFETIME);

const world = useProgram(program);

const loginWith = (fields: object) => ({
	method: 'POST',
	path: '/api/auth/login',
	body: { username: USER, ...fields },
});
const login = async (password: string) => await ask(program, loginWith({ password }));

test('answers as docs/real-programs.md says', async () => {
	const good = await login(PASSWORD);
	expect(good).toMatchObject({ status: 201, cookies: [] });
	const answer = JSON.parse(good.text) as { access_token: string };
	expect(answer).toEqual({
		access_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
		token_type: 'Bearer',
		expires_in: LIFETIME,
	});
	const authorization = `Bearer ${answer.access_token}`;
	const used = await ask(program, program.call, { authorization });
	expect(used.status).toBe(200);
	expect(JSON.parse(used.text)).toMatchObject([{ username: USER }]);

	const refused = { status: 401, text: '{"message":"Unauthorized","statusCode":401}' };
	expect(await ask(program, program.call)).toMatchObject(refused);
	const madeUp = authorization.replace(/[^.]+$/, (signature) => 'x'.repeat(signature.length));
	expect(await ask(program, program.call, { authorization: madeUp })).toMatchObject(refused);

	const bad = { status: 403, text: '{"message":"Forbidden","statusCode":403}' };
	expect(await login('wrong')).toMatchObject(bad);
});

promises(world, { refusal: /Forbidden/, ends: LIFETIME, declares: true });

describe('with two-factor authentication', () => {
	const SECRET = 'JBSWY3DPEHPK3PXP';
	const guarded = new RealWorld(new Homebridge(LIFETIME, SECRET));

	beforeAll(async () => {
		await guarded.start();
		guarded.save({
			api: 'custom',
			loginUrl: '/api/auth/login',
			settings: { oneTimeCode: { secret: SECRET, name: 'otp', sendIn: 'body' } },
		});
	});
	afterAll(async () => await guarded.stop());

	test('one login with a code for 200 items, and none fails', async () => {
		expect(await failures(guarded, 200)).toEqual([]);
		expect(guarded.logins).toBe(1);
	});

	test('a login soon after another one waits for the next code', async () => {
		guarded.front.forget();
		await guarded.token('generate');
		expect(guarded.logins).toBe(1);
	});

	test('it takes each code once', async () => {
		const [{ body }] = guarded.front.to('/api/auth/login');
		const { otp } = JSON.parse(body.toString()) as { otp: string };
		expect(otp).toMatch(/^\d{6}$/);
		const again = await ask(guarded.program, loginWith({ password: PASSWORD, otp }));
		expect(again.status).toBe(412);
		expect(again.text).toContain('2FA Code Invalid');
		const without = await ask(guarded.program, loginWith({ password: PASSWORD }));
		expect(without.status).toBe(412);
		expect(without.text).toContain('2FA Code Required');
	});
});

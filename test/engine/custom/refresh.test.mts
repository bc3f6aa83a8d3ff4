import { setClock } from '../../support/clock.mts';
import { CustomWorld, wrong } from '../../support/customWorld.mts';
import { guarded } from '../../support/simulators/scripted.mts';
import type { Reply } from '../../support/simulators/simulator.mts';

const HOUR = 3_600_000;

let world: CustomWorld;

afterEach(async () => {
	jest.useRealTimers();
	await world.stop();
});

/** How often the API was asked for a refresh and for a login. */
const asked = () => [world.count('/refresh'), world.count('/login')];

test('a refresh that fails in JSON, beside a cookie that anyone gets, is followed by a login', async () => {
	let logins = 0;
	const session = (name: string, body: object): Reply => ({
		status: 200,
		body,
		headers: { 'Set-Cookie': `SID=${name}-session-of-16-chars; Path=/` },
	});
	world = await CustomWorld.start(
		{
			'POST /login': () => session(`a-${(logins += 1)}`, { success: true }),
			'POST /refresh': () => session('nobody', { success: false, error: 'Not logged in' }),
		},
		{ settings: { refresh: { url: '/refresh', sendIn: 'token' }, check: { by: 'none' } } },
	);
	await world.run();
	const { json } = await world.run('generate');
	expect(json[0].accessToken).toBe('SID=a-2-session-of-16-chars');
	expect(asked()).toEqual([1, 2]);
});

describe('a token that the API refuses', () => {
	let logins: number;

	/** Logs in, and revokes that token. */
	async function start(refresh: (token: string) => Reply): Promise<void> {
		logins = 0;
		const token = () => `token-number-${logins}-of-all`;
		world = await CustomWorld.start(
			{
				'POST /login': () => {
					logins += 1;
					return { status: 200, body: { token: token(), refreshToken: 'refresh-of-all' } };
				},
				'POST /refresh': () => refresh(token()),
				'GET /me': guarded(
					({ headers }) => headers.authorization === 'Bearer token-number-2-of-all',
				),
			},
			{ settings: { refresh: { url: '/refresh' }, check: { by: 'url', url: '/me' } } },
		);
		await world.run('get', { check: 'never' });
		expect(asked()).toEqual([0, 1]);
	}

	test('and gives again for a refresh leads to a login', async () => {
		await start((token) => ({ status: 200, body: { token } }));
		const out = await world.call(`${world.api.origin}/me`, {}, [{}, {}, {}]);
		expect(wrong(out)).toBe('');
		expect(asked()).toEqual([1, 2]);
	});

	test('and whose refresh breaks the API leads to a login', async () => {
		await start(() => ({ status: 500, body: { message: 'Token expired' } }));
		expect(wrong(await world.call(`${world.api.origin}/me`))).toBe('');
		expect(asked()).toEqual([1, 2]);
	});

	test('and whose refresh cannot be had now leads to none', async () => {
		await start(() => ({ status: 503, body: {} }));
		expect(wrong(await world.call(`${world.api.origin}/me`))).not.toBe('');
		expect(world.count('/login')).toBe(1);
		expect(wrong(await world.run('generate'))).toContain('could not process the refresh (503)');
	});
});

test('a refresh that breaks the API is followed by a login once the token has expired, and not before', async () => {
	const now = Date.now();
	setClock(now);
	const body = { token: 'token-of-an-hour', refreshToken: 'refresh-number-1', expiresIn: 3600 };
	world = await CustomWorld.start(
		{
			'POST /login': () => ({ status: 200, body }),
			'POST /refresh': () => ({ status: 500, body: { message: 'Token expired' } }),
		},
		{ settings: { refresh: { url: '/refresh' }, check: { by: 'none' } } },
	);
	await world.run();
	setClock(now + 0.95 * HOUR);
	const early = await world.run();
	expect(early.json[0]).toMatchObject({ accessToken: 'token-of-an-hour', renewed: false });
	expect(asked()).toEqual([1, 1]);
	setClock(now + 1.5 * HOUR);
	const late = await world.run();
	expect(wrong(late)).toBe('');
	expect(late.json[0].renewed).toBe(true);
	expect(asked()).toEqual([2, 2]);
});

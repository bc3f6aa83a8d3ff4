import { CROWD } from '../../support/bench.mts';
import { setClock } from '../../support/clock.mts';
import { OAuthWorld, problemOf } from '../../support/oauthWorld.mts';

const HOUR = 3_600_000;

let world: OAuthWorld;
let entered: string;

beforeEach(async () => {
	world = await OAuthWorld.start();
	world.server.grant = 'refresh_token';
	entered = world.server.newRefreshToken();
	world.save({ grantType: 'refreshToken', refreshToken: entered });
});

afterEach(async () => {
	jest.useRealTimers();
	await world.server.stop();
});

/** The refresh tokens that came, in turn. */
const sent = () =>
	world.server
		.to('/oauth/token')
		.map(({ body }) => new URLSearchParams(body.toString()).get('refresh_token'));

/** Until the token is due. */
const passAnHour = () => setClock(Date.now() + HOUR - 60_000);

describe('a refresh token that is replaced at each use', () => {
	test('is stored with the token in one write, and the next renewal sends it', async () => {
		await world.request();
		expect(world.engine.credentials.writes).toBe(1);
		const second = world.storedRefreshToken;
		expect(world.server.refreshTokens).toEqual(new Set([second]));
		passAnHour();
		expect(problemOf(await world.request(CROWD))).toBe('');
		expect(sent()).toEqual([entered, second]);
		expect(world.engine.credentials.writes).toBe(2);
		expect(world.server.reuses).toBe(0);
	});

	test('is the newest one after a restart, too', async () => {
		await world.request();
		const second = world.storedRefreshToken;
		world.restart();
		passAnHour();
		expect(problemOf(await world.request(20))).toBe('');
		expect(sent()).toEqual([entered, second]);
	});

	test('is sent once by items, nodes and executions that need it at once', async () => {
		const outs = await Promise.all([
			world.request(50),
			world.request(50),
			world.run('get'),
			world.run('get'),
		]);
		expect(outs.map(problemOf)).toEqual(['', '', '', '']);
		expect(world.server.requests).toBe(1);
	});

	test('stays though scope, secret or body format are edited, at once and after a restart', async () => {
		await world.request();
		const second = world.storedRefreshToken;
		world.server.extra = { scope: 'read' };
		world.save({ scope: 'read' });
		expect(problemOf(await world.request(20))).toBe('');
		const third = world.storedRefreshToken;
		world.restart();
		world.server.clientSecret = 'a-new-secret';
		world.save({ clientSecret: 'a-new-secret' });
		expect(problemOf(await world.request(20))).toBe('');
		expect(sent()).toEqual([entered, second, third]);
		expect(world.server.reuses).toBe(0);
	});

	test('stays though the access token was refused', async () => {
		await world.request();
		const second = world.storedRefreshToken;
		world.restart();
		setClock(Date.now() + HOUR / 2);
		world.server.revoke();
		expect(problemOf(await world.request(20))).toBe('');
		expect(sent()).toEqual([entered, second]);
	});

	test.each(['refreshToken', 'clientId'])('makes way for another %s', async (field) => {
		await world.request();
		const other = world.server.newRefreshToken();
		if (field === 'clientId') world.server.clientId = 'another app';
		const { clientId } = world.server;
		world.save(field === 'clientId' ? { clientId } : { refreshToken: other });
		if (field === 'clientId') world.server.used.clear();
		if (field === 'clientId') world.server.refreshTokens.add(entered);
		expect(problemOf(await world.request())).toBe('');
		expect(sent()).toEqual([entered, field === 'clientId' ? entered : other]);
	});

	test('that another worker has replaced is not sent: its token is taken', async () => {
		await world.request();
		const before = structuredClone(world.row);
		passAnHour();
		await world.request();
		const { row } = world;
		world.restart();
		// This worker knows the older one, then reads what the other has written.
		world.engine.save('c', before);
		setClock(Date.now() - HOUR / 2);
		expect(problemOf(await world.request())).toBe('');
		world.engine.save('c', row);
		setClock(Date.now() + HOUR);
		expect(problemOf(await world.request(20))).toBe('');
		expect(world.server.reuses).toBe(0);
	});
});

describe('a refresh token that stays the same', () => {
	test('is sent each time', async () => {
		world.server.rotates = false;
		await world.request();
		passAnHour();
		expect(problemOf(await world.request(20))).toBe('');
		expect(sent()).toEqual([entered, entered]);
	});
});

describe('a refresh token that is dead', () => {
	test('makes one attempt, and the error says what to do', async () => {
		world.server.refreshTokens.clear();
		const out = await world.request(CROWD);
		expect(world.server.requests).toBe(1);
		const text = JSON.stringify(out.json);
		expect(text).toContain('the refresh token has expired, was revoked or has been used before');
		expect(text).toContain("paste it into 'Refresh Token'");
		expect(text).not.toContain(entered);
	});

	test('is replaced by one that is pasted, at once', async () => {
		world.server.refreshTokens.clear();
		await world.request();
		world.save({ refreshToken: world.server.newRefreshToken() });
		expect(problemOf(await world.request())).toBe('');
	});

	test('costs nothing as long as the access token is good', async () => {
		await world.request();
		world.server.refreshTokens.clear();
		passAnHour();
		const out = await world.run();
		expect(problemOf(out)).toBe('');
		expect(out.hints.join(' ')).toContain('the refresh token has expired');
	});
});

test('an answer that was lost is told, and the same token is tried again later', async () => {
	const { server } = world;
	server.rotates = false;
	server.behave((request) => {
		server.wouldAnswer(request);
		return { status: 200, reset: true };
	});
	const words = problemOf(await world.run());
	expect(words).toContain('the new one may be lost with the answer');
	expect(server.requests).toBe(1);
	server.behave();
	setClock(Date.now() + 3_000);
	expect(problemOf(await world.run())).toBe('');
	expect(sent()).toEqual([entered, entered]);
});

test.each([
	[
		'in camel case',
		(token: string, refreshToken: string) => ({
			accessToken: token,
			refreshToken,
			expiresIn: 3_600,
		}),
	],
	[
		'further down',
		(token: string, refresh_token: string) => ({
			data: { token, refresh_token, expires_in: 3_600 },
		}),
	],
])('a new refresh token is found in an answer of another form: %s', async (_form, body) => {
	const { server } = world;
	const next = server.newRefreshToken();
	server.behave((request) => {
		const { access_token: token } = server.wouldAnswer(request).body as { access_token: string };
		return { status: 200, body: body(token, next) };
	});
	expect(problemOf(await world.run())).toBe('');
	server.behave();
	for (const restarts of [false, true]) {
		if (restarts) world.restart();
		passAnHour();
		expect(problemOf(await world.request(20))).toBe('');
	}
	expect(sent().slice(0, 2)).toEqual([entered, next]);
	expect(server.reuses).toBe(0);
});

test('a refresh token is kept even if nothing else of its answer can be read', async () => {
	const { server } = world;
	const next = server.newRefreshToken();
	server.behave(() => ({ status: 200, body: { expires_in: 3_600, refresh_token: next } }));
	expect(problemOf(await world.run())).not.toBe('');
	server.behave();
	setClock(Date.now() + 61_000);
	expect(problemOf(await world.run())).toBe('');
	expect(sent()).toEqual([entered, next]);
});

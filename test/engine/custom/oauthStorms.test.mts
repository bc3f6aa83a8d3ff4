import type { IDataObject } from 'n8n-workflow';

import { CROWD } from '../../support/bench.mts';
import { setClock } from '../../support/clock.mts';
import type { Outcome } from '../../support/engine.mts';
import { OAuthWorld, problemOf } from '../../support/oauthWorld.mts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

let world: OAuthWorld;

afterEach(async () => {
	jest.useRealTimers();
	await world.server.stop();
	// Whatever happens, a refresh token that was replaced is sent by nobody.
	expect(world.server.reuses).toBe(0);
});

const failed = ({ json }: Outcome) => json.filter(({ error }) => error !== undefined);
const pass = (time: number) => setClock(Date.now() + time);

/** What a user fills in; the API wants that and nothing else. */
const GRANTS: Array<[string, (world: OAuthWorld) => IDataObject]> = [
	['client credentials', () => ({})],
	[
		'a refresh token',
		({ server }) => {
			server.grant = 'refresh_token';
			return { grantType: 'refreshToken', refreshToken: server.newRefreshToken() };
		},
	],
];

describe.each(GRANTS)('%s: many items at once', (name, prepare) => {
	beforeEach(async () => {
		world = await OAuthWorld.start();
		const { server } = world;
		server.now = () => Date.now();
		world.save(prepare(world));
	});

	/** Has a token stored, and forgets how it came about. */
	const begin = async () => {
		expect(problemOf(await world.request())).toBe('');
		world.server.forget();
	};

	test('nothing stored, 200 items: one token request, and no failed item', async () => {
		expect(failed(await world.request(200))).toEqual([]);
		expect(world.server.requests).toBe(1);
	});

	test('stored and good, after a restart, too: no token request', async () => {
		await begin();
		expect(failed(await world.request(CROWD))).toEqual([]);
		world.restart();
		expect(failed(await world.request(CROWD))).toEqual([]);
		expect(world.server.arrived).toHaveLength(2 * CROWD);
	});

	test.each([false, true])('revoked; restarted: %s: one token request', async (isRestarted) => {
		await begin();
		if (isRestarted) world.restart();
		pass(MINUTE);
		world.server.revoke();
		expect(failed(await world.request(CROWD))).toEqual([]);
		expect(world.server.requests).toBe(1);
	});

	test.each([
		['due', HOUR - MINUTE],
		['expired', HOUR + MINUTE],
	])('%s: one token request', async (_situation, time) => {
		await begin();
		pass(time);
		expect(failed(await world.request(CROWD))).toEqual([]);
		expect(world.server.requests).toBe(1);
	});

	test.each(['/missing', '/broken'])('%s: no token request, each sent once', async (path) => {
		await begin();
		expect(failed(await world.request(CROWD, path))).toHaveLength(CROWD);
		const { server } = world;
		expect(server.requests).toBe(0);
		// The address itself is the first judge.
		expect(server.arrived.length).toBeLessThanOrEqual(CROWD + 3);
	});

	test('a wrong client secret: one attempt, with both encodings, and a reason for each item', async () => {
		world.save({ clientSecret: 'another-secret' });
		const out = await world.request(CROWD);
		expect(failed(out)).toHaveLength(CROWD);
		for (const { error } of out.json) expect(error).toContain("'Client Secret'");
		expect(world.server.requests).toBe(2);
		expect(world.server.count('/api/things')).toBe(0);
		world.server.forget();
		world.save({ clientSecret: world.server.clientSecret });
		expect(failed(await world.request(CROWD))).toEqual([]);
		expect(world.server.requests).toBe(1);
	});

	test('the client secret is edited: one token request, and no failed item', async () => {
		await begin();
		world.server.clientSecret = 'a-new-secret';
		world.save({ clientSecret: 'a-new-secret' });
		expect(failed(await world.request(CROWD))).toEqual([]);
		expect(world.server.requests).toBe(1);
	});

	test('the token endpoint is busy: the old token serves until it expires', async () => {
		await begin();
		const { server } = world;
		let answer: object = { status: 503, body: { error: 'temporarily_unavailable' } };
		const fail = () =>
			server.behave(({ path }) => (path === '/oauth/token' ? (answer as never) : undefined));
		fail();
		pass(HOUR - MINUTE);
		expect(failed(await world.request(CROWD))).toEqual([]);
		pass(2 * MINUTE);
		const [late] = failed(await world.request(CROWD));
		expect(late.error).toContain('could not process the token request (503)');
		expect(late.error).toContain('Try again later');
		// A refusal is told as one, and what to do about it.
		answer = { status: 400, body: { error: 'invalid_grant' } };
		pass(MINUTE);
		const [refused] = failed(await world.request(CROWD));
		expect(refused.error).toContain('refused the token request');
		expect(refused.error).toContain(
			name === 'a refresh token' ? "paste it into 'Refresh Token'" : "'Client Secret'",
		);
		server.behave();
		pass(2 * MINUTE);
		expect(failed(await world.request(CROWD))).toEqual([]);
	});

	test('the API says no expiry: the token serves until it is refused', async () => {
		world.server.writeExpiry = () => undefined;
		await begin();
		pass(100 * HOUR);
		expect(failed(await world.request(CROWD))).toEqual([]);
		expect(world.server.requests).toBe(0);
		const [item] = (await world.run()).json;
		expect([item.expiresAt, item.renewAt]).toEqual([null, null]);
		world.server.revoke();
		pass(MINUTE);
		expect(failed(await world.request(CROWD))).toEqual([]);
		expect(world.server.requests).toBe(1);
	});

	test('the API gives the same token again until it is over: no flood of requests', async () => {
		const { server } = world;
		const end = Date.now() + HOUR;
		let kept = '';
		server.writeToken = (token) => {
			if (kept === '' || Date.now() >= end) kept = token;
			server.tokens.add(kept);
			return kept;
		};
		server.writeExpiry = () =>
			Date.now() < end ? Math.floor((end - Date.now()) / 1_000) : HOUR / 1_000;
		await begin();
		const [{ accessToken: first }] = (await world.run()).json;
		pass(HOUR - 5 * MINUTE);
		for (let turn = 0; turn < 3; turn += 1) expect(failed(await world.request(CROWD))).toEqual([]);
		expect(server.requests).toBe(1);
		pass(6 * MINUTE);
		expect(failed(await world.request(CROWD))).toEqual([]);
		expect((await world.run()).json[0].accessToken).not.toBe(first);
		expect(server.requests).toBe(2);
	});

	test('a clock that is an hour off at the API changes nothing', async () => {
		const { server } = world;
		server.now = () => Date.now() - HOUR;
		await begin();
		const [item] = (await world.run()).json;
		expect(Number(item.expiresIn)).toBeGreaterThan(3_590);
		pass(HOUR / 2);
		expect(failed(await world.request(CROWD))).toEqual([]);
		expect(server.requests).toBe(0);
	});
});

describe('a worker that is killed between the answer and the storing of it', () => {
	/** What was answered is in no credential. */
	async function killedAfter(renewal: () => Promise<unknown>): Promise<void> {
		const before = structuredClone(world.row);
		await renewal();
		world.restart();
		world.engine.save('c', before);
	}

	test('client credentials: the next one asks again', async () => {
		world = await OAuthWorld.start();
		await killedAfter(async () => await world.request());
		expect(failed(await world.request(CROWD))).toEqual([]);
		expect(world.server.requests).toBe(2);
	});

	test('a refresh token that was replaced: the error says what to do, and a new one helps', async () => {
		world = await OAuthWorld.start();
		const { server } = world;
		server.grant = 'refresh_token';
		world.save({ grantType: 'refreshToken', refreshToken: server.newRefreshToken() });
		await world.request();
		pass(HOUR - MINUTE);
		await killedAfter(async () => await world.request());
		// The old access token serves as long as it is good.
		expect(failed(await world.request(CROWD))).toEqual([]);
		pass(2 * MINUTE);
		const out = failed(await world.request(CROWD));
		expect(out).toHaveLength(CROWD);
		expect(out[0].error).toContain('has expired, was revoked or has been used before');
		expect(out[0].error).toContain("paste it into 'Refresh Token'");
		server.used.clear();
		server.reuses = 0;
		world.save({ refreshToken: server.newRefreshToken() });
		expect(failed(await world.request(CROWD))).toEqual([]);
	});
});

import type { IDataObject } from 'n8n-workflow';

import { CustomWorld, wrong } from '../../support/customWorld.mts';
import { guarded, type Routes } from '../../support/simulators/scripted.mts';
import type { Reply } from '../../support/simulators/simulator.mts';

const TOKEN = 'Tk.7Q2w-mJx4_Kp9zR1c';
const NONE = { by: 'none' };

let world: CustomWorld;

afterEach(async () => await world.stop());

const login =
	(body: unknown = { token: TOKEN }, cookies: string[] = []) =>
	(): Reply => ({
		status: 200,
		body,
		...(cookies.length > 0 && { headers: { 'Set-Cookie': cookies as unknown as string } }),
	});

async function start(fields: IDataObject, routes: Routes): Promise<void> {
	world = await CustomWorld.start({ 'POST /login': login(), ...routes }, fields);
}

const send = (group: IDataObject) => ({ settings: { send: group, check: NONE } });

/** Calls `/things`, and says how the token was presented in the item. */
async function presented(): Promise<IDataObject> {
	expect(wrong(await world.call(`${world.api.origin}/things`))).toBe('');
	expect(world.api.strays).toEqual([]);
	const { json } = await world.run();
	const { tokenType, headers, query } = json[0];
	return { tokenType, headers, query };
}

describe('how calls carry the token', () => {
	test('as Bearer, where nothing is said', async () => {
		const isGood = guarded(({ headers }) => headers.authorization === `Bearer ${TOKEN}`);
		await start({}, { 'GET /things': isGood });
		expect(await presented()).toEqual({
			tokenType: 'Bearer',
			headers: { Authorization: `Bearer ${TOKEN}` },
			query: {},
		});
	});

	test('after another word', async () => {
		const isGood = guarded(({ headers }) => headers.authorization === `Token ${TOKEN}`);
		await start(send({ value: 'Token {token}' }), { 'GET /things': isGood });
		expect(await presented()).toMatchObject({ tokenType: 'Authorization' });
	});

	test('in a header of its own, bare', async () => {
		const isGood = guarded(({ headers }) => headers['x-auth-token'] === TOKEN);
		await start(send({ name: 'X-Auth-Token' }), { 'GET /things': isGood });
		expect(await presented()).toEqual({
			tokenType: 'X-Auth-Token',
			headers: { 'X-Auth-Token': TOKEN },
			query: {},
		});
	});

	test('in the query, in place of a parameter of its name', async () => {
		const isGood = guarded(({ query }) => query === `a=1&sid=${TOKEN}`);
		await start(send({ in: 'query', name: 'sid' }), { 'GET /things': isGood });
		const out = await world.call(`${world.api.origin}/things?s%69d=old&a=1`);
		expect(wrong(out)).toBe('');
		const { json } = await world.run();
		expect(json[0]).toMatchObject({ tokenType: 'Query', headers: {}, query: { sid: TOKEN } });
	});

	test('in a cookie, before those of the user', async () => {
		const isGood = guarded(({ headers }) => headers.cookie === `sid=${TOKEN}; own=1`);
		await start(send({ in: 'cookie', name: 'sid' }), { 'GET /things': isGood });
		const headers = { cookie: 'own=1; sid=old' };
		expect(wrong(await world.call(`${world.api.origin}/things`, { headers }))).toBe('');
		const { json } = await world.run();
		expect(json[0]).toMatchObject({ tokenType: 'Cookie', headers: { Cookie: `sid=${TOKEN}` } });
	});

	test('as all the cookies that the login has set', async () => {
		const set = [
			'B1SESSION=s3ssion-of-16-chars; HttpOnly',
			'ROUTEID=.node1-of-16-chars',
			'lang=en',
		];
		const all = 'B1SESSION=s3ssion-of-16-chars; ROUTEID=.node1-of-16-chars';
		const isGood = guarded(({ headers }) => headers.cookie === all);
		await start({}, { 'POST /login': login({}, set), 'GET /things': isGood });
		expect(await presented()).toEqual({ tokenType: 'Cookie', headers: { Cookie: all }, query: {} });
		// Another process finds it as it was stored.
		const { json } = await world.run('get', { check: 'never' });
		expect(json[0]).toMatchObject({ accessToken: all, renewed: false });
	});

	test("as a cookie's value in a header", async () => {
		const isGood = guarded(({ headers }) => headers['x-session'] === 's3ssion-of-16-chars');
		const token = { from: 'cookie', path: 'SID' };
		await start(
			{ settings: { token, send: { name: 'X-Session' }, check: NONE } },
			{ 'POST /login': login({}, ['SID=s3ssion-of-16-chars']), 'GET /things': isGood },
		);
		expect(await presented()).toMatchObject({ tokenType: 'X-Session' });
	});

	test('with kept values beside it, and in the path of a call', async () => {
		const isGood = guarded(({ headers }) => headers['x-csrf'] === 'c5rf');
		await start(
			{
				keptValues: {
					value: [
						{ name: 'csrf', path: 'csrf' },
						{ name: 'site', path: 'site.id' },
					],
				},
				requestHeaders: { header: [{ name: 'X-Csrf', value: '{csrf}' }] },
			},
			{
				'POST /login': login({ token: TOKEN, csrf: 'c5rf', site: { id: 'a/b ü' } }),
				'GET /sites/a%2Fb%20%C3%BC/%7Bother%7D': isGood,
				'GET /things': isGood,
			},
		);
		expect(wrong(await world.call(`${world.api.origin}/sites/{site}/{other}`))).toBe('');
		expect(await presented()).toMatchObject({
			headers: { Authorization: `Bearer ${TOKEN}`, 'X-Csrf': 'c5rf' },
		});
	});

	test.each(['.', '..'])('a kept value %j in the path of a call is refused', async (site) => {
		await start(
			{ keptValues: { value: [{ name: 'site', path: 'site' }] } },
			{ 'POST /login': login({ token: TOKEN, site }) },
		);
		expect(wrong(await world.call(`${world.api.origin}/sites/{site}/x`))).not.toBe('');
		expect(world.api.strays).toEqual([]);
	});

	test('with a kept value that is called like a part of every object', async () => {
		await start(
			{
				keptValues: { value: [{ name: 'constructor', path: 'site' }] },
				requestHeaders: { header: [{ name: 'X-Site', value: '{constructor}' }] },
			},
			{ 'POST /login': login({ token: TOKEN, site: 's-4711' }) },
		);
		const { json } = await world.run();
		expect(json[0]).toMatchObject({
			headers: { Authorization: `Bearer ${TOKEN}`, 'X-Site': 's-4711' },
			values: { constructor: 's-4711' },
		});
	});

	test('together with a secret: sent, but not in the item, and a hint says so', async () => {
		const isGood = guarded(({ headers }) => headers.authorization === `Bearer k3y-4711.${TOKEN}`);
		await start(
			{
				secretFields: { secret1: { name: '', value: 'k3y-4711' } },
				...send({ value: 'Bearer {secret1}.{token}' }),
			},
			{ 'GET /things': isGood },
		);
		expect(await presented()).toEqual({ tokenType: 'Bearer', headers: {}, query: {} });
		const { hints, json } = await world.run();
		expect(hints.join()).toContain("left out of 'headers' and 'query'");
		expect(JSON.stringify(json)).not.toContain('k3y-4711');
	});

	test('a kept value that holds a secret is null in the item', async () => {
		await start({ keptValues: { value: [{ name: 'echo', path: 'echo' }] } }, {});
		world.api.add({ 'POST /login': login({ token: TOKEN, echo: `x${world.password}` }) });
		const { json } = await world.run();
		expect(json[0].values).toEqual({ echo: null });
	});

	test.each(['password', 'totp', 'refreshToken'])('{%s} goes along on no call', async (name) => {
		await start(
			{ requestHeaders: { header: [{ name: 'X-Own', value: `a {${name}}` }] } },
			{ 'GET /things': guarded(() => true) },
		);
		const said = wrong(await world.call(`${world.api.origin}/things`));
		expect(said).toContain("'Request Headers'");
		expect(said).toContain(`{${name}}`);
		expect(world.api.arrived).toEqual([]);
	});

	test('a placeholder that nobody knows is an error that lists the known ones', async () => {
		await start(send({ value: 'Bearer {tokn}' }), {});
		const said = wrong(await world.call(`${world.api.origin}/things`));
		expect(said).toContain("'Send Token'");
		expect(said).toContain('{tokn}');
		expect(said).toContain('{token}');
		expect(world.api.arrived).toEqual([]);
	});
});

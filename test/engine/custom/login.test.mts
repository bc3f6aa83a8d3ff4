import { createHash } from 'node:crypto';

import busboy from 'busboy';
import { authenticator } from 'otplib';
import type { IDataObject } from 'n8n-workflow';

import { CustomWorld, wrong } from '../../support/customWorld.mts';
import { jsonBody, type Arrived, type Reply } from '../../support/simulators/simulator.mts';

const TOKEN = 'Tk.7Q2w-mJx4_Kp9zR1c';
const good =
	(body: unknown = { token: TOKEN }) =>
	(): Reply => ({ status: 200, body });

let world: CustomWorld;

afterEach(async () => await world.stop());

/** The one login of a *Get* with these fields, as it arrived. */
async function loginWith(fields: IDataObject, method = 'POST', path = '/login'): Promise<Arrived> {
	world = await CustomWorld.start({ [`${method} ${path}`]: good() }, fields);
	const out = await world.run();
	expect(wrong(out)).toBe('');
	expect(out.json[0]).toMatchObject({ accessToken: TOKEN, tokenType: 'Bearer' });
	expect(world.api.arrived).toHaveLength(1);
	return world.api.arrived[0];
}

describe('how the login is sent', () => {
	test('as JSON, without anything but address, path, user name and password', async () => {
		const login = await loginWith({});
		const { username, password } = world;
		expect(login.headers['content-type']).toBe('application/json');
		expect(jsonBody(login)).toEqual({ username, password });
	});

	test('a path without a leading slash and one with a query are appended', async () => {
		const login = await loginWith({ loginUrl: 'v2/login?json=1' }, 'POST', '/v2/login');
		expect(login.query).toBe('json=1');
	});

	test('with fields of other names, nested', async () => {
		const login = await loginWith({
			usernameField: 'params.user',
			passwordField: 'params.pass',
			extraFields: { field: [{ name: 'id', value: '7', type: 'json' }] },
		});
		const { username: user, password: pass } = world;
		expect(jsonBody(login)).toEqual({ params: { user, pass }, id: 7 });
	});

	test('as a form', async () => {
		const login = await loginWith({ sendLoginIn: 'form', usernameField: 'email' });
		expect(login.headers['content-type']).toContain('application/x-www-form-urlencoded');
		const sent = Object.fromEntries(new URLSearchParams(login.body.toString()));
		expect(sent).toEqual({ email: world.username, password: world.password });
	});

	test('as a multipart form', async () => {
		const { headers, body } = await loginWith({ sendLoginIn: 'multipart' });
		const sent: Record<string, string> = {};
		const reader = busboy({ headers });
		reader.on('field', (name, value) => (sent[name] = value));
		reader.end(body);
		expect(sent).toEqual({ username: world.username, password: world.password });
	});

	test('in the query of a GET', async () => {
		const settings = { login: { method: 'GET' }, check: { by: 'none' } };
		const login = await loginWith({ sendLoginIn: 'query', settings }, 'GET');
		const sent = Object.fromEntries(new URLSearchParams(login.query));
		expect(sent).toEqual({ username: world.username, password: world.password });
		expect(login.body).toHaveLength(0);
	});

	test('in headers, with HTTP Basic, and with a key alone', async () => {
		const secretFields = { secret2: { name: 'X-Api-Key', value: 'k3y-4711', sendIn: 'header' } };
		const password = 'plain-password';
		const inHeaders = await loginWith({
			...{ sendLoginIn: 'header', usernameField: 'X-User', passwordField: 'X-Pass' },
			...{ password, secretFields },
		});
		const { username } = world;
		expect(inHeaders.headers).toMatchObject({
			'x-user': username,
			'x-pass': password,
			'x-api-key': 'k3y-4711',
		});
		await world.stop();
		const basic = await loginWith({ sendLoginIn: 'basic', password });
		const [scheme, pair] = basic.headers.authorization.split(' ');
		expect(scheme).toBe('Basic');
		expect(Buffer.from(pair, 'base64').toString()).toBe(`${world.username}:${password}`);
		await world.stop();
		const alone = await loginWith({
			sendLoginIn: 'none',
			username: '',
			password: '',
			secretFields,
		});
		expect(alone.headers['x-api-key']).toBe('k3y-4711');
		expect(alone.body).toHaveLength(0);
	});

	test('as XML and as GraphQL, as the user writes it', async () => {
		const xml = await loginWith({
			sendLoginIn: 'template',
			password: 'a<b>&"c',
			loginBody: '<login><name>{username}</name><pass>{password}</pass></login>',
		});
		expect(xml.headers['content-type']).toContain('xml');
		expect(xml.body.toString()).toBe(
			`<login><name>${world.username}</name><pass>a&#60;b&#62;&#38;&#34;c</pass></login>`,
		);
		await world.stop();
		const graphQl = await loginWith({
			sendLoginIn: 'template',
			loginBody:
				'{"query": "mutation($u: String!) {login(u: $u) {token}}", "variables": {"u": "{username}", "p": "{password|sha256}"}}',
		});
		const { query, variables } = jsonBody(graphQl) as Record<string, IDataObject>;
		expect(query).toContain('{token}');
		const sha256 = createHash('sha256').update(world.password).digest('hex');
		expect(variables).toEqual({ u: world.username, p: sha256 });
	});

	test('with a one-time code, made at each login', async () => {
		const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
		const settings = { oneTimeCode: { secret, name: 'otp' }, check: { by: 'none' } };
		const login = await loginWith({ settings });
		expect(jsonBody(login)?.otp).toBe(authenticator.generate(secret));
	});

	test('with headers of every call that have a value by then', async () => {
		world = await CustomWorld.start(
			{ 'POST /login': good(), 'GET /things': good({ ok: true }) },
			{
				secretFields: { secret1: { name: '', value: 'k3y-4711' } },
				requestHeaders: {
					header: [
						{ name: 'X-Api-Key', value: '{secret1}' },
						{ name: 'X-Csrf', value: '{token}' },
					],
				},
			},
		);
		expect(wrong(await world.call(`${world.api.origin}/things`))).toBe('');
		const [login, things] = world.api.arrived;
		expect(login.headers).toMatchObject({ 'x-api-key': 'k3y-4711' });
		expect(login.headers).not.toHaveProperty('x-csrf');
		expect(things.headers).toMatchObject({ 'x-api-key': 'k3y-4711', 'x-csrf': TOKEN });
		const { json } = await world.run();
		// What the user's secret is in is no part of the item.
		expect(json[0].headers).toEqual({ Authorization: `Bearer ${TOKEN}`, 'X-Csrf': TOKEN });
	});
});

describe('before the login', () => {
	const fields = {
		settings: { firstRequest: { url: '/form' }, check: { by: 'none' } },
		keptValues: { value: [{ name: 'csrf', answer: 'first', from: 'between', path: 'csrf">…<' }] },
		extraFields: { field: [{ name: '_csrf', value: '{csrf}' }] },
	};
	const form = (): Reply => ({
		status: 200,
		body: '<i id="csrf">c5rf-value</i>',
		headers: { 'Set-Cookie': 'SID=s1d-value-4711; Path=/; HttpOnly' },
	});

	test('its cookies go along with the login, and a value of its answer', async () => {
		world = await CustomWorld.start({ 'GET /form': form, 'POST /login': good() }, fields);
		expect(wrong(await world.run())).toBe('');
		const [, login] = world.api.arrived;
		expect(login.headers.cookie).toBe('SID=s1d-value-4711');
		expect(jsonBody(login)?._csrf).toBe('c5rf-value');
	});

	test('its cookies go to no other port', async () => {
		world = await CustomWorld.start({ 'POST /login': good() }, fields);
		const other = await world.other({ 'GET /form': form });
		const settings = { ...fields.settings, firstRequest: { url: `${other.origin}/form` } };
		expect(wrong(await world.save({ settings }).run())).toBe('');
		expect(world.api.arrived[0].headers).not.toHaveProperty('cookie');
	});

	test('a value that is missing is named, with the row', async () => {
		world = await CustomWorld.start(
			{ 'GET /form': () => ({ status: 200, body: {} }), 'POST /login': good() },
			fields,
		);
		expect(wrong(await world.run())).toContain("'csrf' under 'Kept Values' was not found");
		expect(world.count('/login')).toBe(0);
	});

	test('a refusal of it is told as one, where a value is missing', async () => {
		const form403 = () => ({ status: 403, body: { message: 'Not from here' } });
		world = await CustomWorld.start({ 'GET /form': form403, 'POST /login': good() }, fields);
		const said = wrong(await world.run());
		expect(said).toContain('refused the first request (403)');
		expect(said).toContain("Not from here. Check the address in 'First Request' under 'Settings'");
	});
});

describe('what the answer holds', () => {
	test('kept values, ids and where the token was found', async () => {
		world = await CustomWorld.start(
			{ 'POST /login': good({ data: { session: { id: TOKEN }, user: { id: 4711 } }, org: 'o-1' }) },
			{
				keptValues: {
					value: [
						{ name: 'userId', path: 'data.user.id' },
						{ name: 'accountId', path: 'org' },
					],
				},
				settings: { token: { from: 'json', path: 'data.session.id' }, check: { by: 'none' } },
			},
		);
		const { json } = await world.run();
		expect(json[0]).toMatchObject({ userId: '4711', accountId: 'o-1' });
		expect(json[0].values).toEqual({ userId: '4711', accountId: 'o-1' });
		expect(world.row.tokenStatus).toContain('token at `data.session.id`;');
		const metadata = await world.run('get', { output: 'metadata' });
		expect(metadata.json[0]).toMatchObject({
			accessToken: null,
			headers: {},
			query: {},
			values: { userId: '4711', accountId: 'o-1' },
		});
	});

	test('no token: the error lists the places and no value, and nothing is tried again for a minute', async () => {
		const secretish = 'v4lue-that-must-not-show';
		world = await CustomWorld.start({
			'POST /login': good({ data: { handle: secretish, state: 'open' } }),
		});
		const out = await world.run('get', {}, [{}, {}, {}]);
		const said = wrong(out);
		expect(said).toContain('`data.handle`');
		expect(said).toContain("'Token in the Answer' under 'Settings'");
		expect(said).not.toContain(secretish);
		await world.run();
		expect(world.count('/login')).toBe(1);
		expect(world.row).not.toHaveProperty('tokenSession');
	});

	test('a placeholder without a value is sent as it is written, and named if the login fails', async () => {
		world = await CustomWorld.start(
			{ 'POST /login': () => ({ status: 400, body: { message: 'what?' } }) },
			{ sendLoginIn: 'template', loginBody: '{"u": "{username}", "k": "{pasword}"}' },
		);
		const said = wrong(await world.run());
		expect(said).toContain('{pasword}');
		expect(jsonBody(world.api.arrived[0])).toEqual({ u: world.username, k: '{pasword}' });
	});

	test('an unreadable expiry costs no token', async () => {
		world = await CustomWorld.start(
			{ 'POST /login': good({ token: TOKEN, valid: 'soon' }) },
			{ settings: { expiry: { from: 'date', path: 'valid' }, check: { by: 'none' } } },
		);
		const { json, hints } = await world.run();
		expect(json[0]).toMatchObject({ accessToken: TOKEN, expiresAt: null });
		expect(hints.join()).toContain('holds no expiry of this token that can be read');
	});
});

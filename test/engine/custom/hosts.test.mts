import type { IDataObject } from 'n8n-workflow';

import { CustomTokenApi } from '../../../credentials/CustomTokenApi.credentials';
import { selfSigned } from '../../support/certificate.mts';
import { testCredential } from '../../support/credentialTest.mts';
import { CustomWorld, wrong } from '../../support/customWorld.mts';
import { httpsFront } from '../../support/httpsFront.mts';
import { guarded } from '../../support/simulators/scripted.mts';
import type { Reply } from '../../support/simulators/simulator.mts';

const TOKEN = 'Tk.7Q2w-mJx4_Kp9zR1c';
const NONE = { by: 'none' };
const login = (): Reply => ({ status: 200, body: { token: TOKEN } });
const isGood = guarded(({ headers }) => headers.authorization === `Bearer ${TOKEN}`);
const redirect =
	(to: string, status = 302) =>
	(): Reply => ({ status, headers: { Location: to } });

let world: CustomWorld;

afterEach(async () => await world.stop());

describe('where the token goes', () => {
	test('to the host and port of the base URL, and to those that the user names', async () => {
		world = await CustomWorld.start({ 'POST /login': login, 'GET /things': isGood });
		const other = await world.other({ 'GET /things': isGood });
		const out = await world.call(`${other.origin}/things`);
		expect(wrong(out)).toContain(`may not be sent to ${new URL(other.origin).host}`);
		expect([...world.api.arrived, ...other.arrived]).toEqual([]);
		const hosts = { otherHosts: new URL(other.origin).host };
		world.save({ settings: { hosts, check: NONE } });
		expect(wrong(await world.call(`${other.origin}/things`))).toBe('');
		expect(wrong(await world.call(`${world.api.origin}/things`))).toBe('');
		expect(world.count('/login')).toBe(1);
	});

	test('not to the host of the login, where that is another one', async () => {
		world = await CustomWorld.start({ 'GET /things': isGood });
		const auth = await world.other({ 'POST /token': login, 'GET /things': isGood });
		world.save({ loginUrl: `${auth.origin}/token` });
		expect(wrong(await world.call(`${world.api.origin}/things`))).toBe('');
		expect(wrong(await world.call(`${auth.origin}/things`))).toContain('may not be sent to');
		expect(auth.arrived.map(({ path }) => path)).toEqual(['/token']);
		expect(world.api.arrived.map(({ path }) => path)).toEqual(['/things']);
	});

	test('a kept value does not change the host', async () => {
		world = await CustomWorld.start(
			{ 'POST /login': () => ({ status: 200, body: { token: TOKEN, at: '@evil.example' } }) },
			{ keptValues: { value: [{ name: 'at', path: 'at' }] } },
		);
		const { host } = new URL(world.api.origin);
		const out = await world.call(`http://${host}{at}/things`);
		expect(wrong(out)).not.toBe('');
		expect(world.api.strays).toEqual([]);
	});
});

describe('redirects', () => {
	test('of a login are an answer: to itself or an error it was refused, else what it holds counts', async () => {
		world = await CustomWorld.start({ 'POST /login': redirect('/login') });
		const other = await world.other({ 'POST /login': login, 'GET /login': login });
		expect(wrong(await world.run())).toContain('refused the login');
		world.save({ username: 'b@example.com' });
		world.api.add({ 'POST /login': redirect('/start?error=1') });
		expect(wrong(await world.run())).toContain('refused the login');
		world.save({ username: 'c@example.com' });
		world.api.add({ 'POST /login': redirect(`${other.origin}/login`, 307) });
		const said = wrong(await world.run());
		expect(said).toContain('refused the login');
		expect(other.arrived).toEqual([]);
		world.save({ username: 'd@example.com' });
		world.api.add({
			'POST /login': () => ({
				status: 302,
				headers: { Location: '/home', 'Set-Cookie': 'SID=s3ssion-of-16-chars' },
			}),
		});
		const { json } = await world.run();
		expect(json[0].headers).toEqual({ Cookie: 'SID=s3ssion-of-16-chars' });
	});

	const follow = { settings: { hosts: { followRedirects: true }, check: NONE } };

	test('of a call are not followed', async () => {
		world = await CustomWorld.start({
			'POST /login': login,
			'GET /things': redirect('/things/', 301),
			'GET /things/': isGood,
		});
		expect(wrong(await world.call(`${world.api.origin}/things`))).not.toBe('');
		expect(world.count('/things/')).toBe(0);
	});

	test.each(['legacy', 'modern'])(
		'of a call are followed to the same host and port where the user wants that (%s)',
		async (helper) => {
			world = await CustomWorld.start(
				{
					'POST /login': login,
					'GET /things': redirect('/things/', 301),
					'GET /things/': isGood,
				},
				follow,
			);
			const other = await world.other({ 'GET /things/': isGood });
			expect(wrong(await world.call(`${world.api.origin}/things`, { helper }))).toBe('');
			expect(world.count('/things/')).toBe(1);
			world.api.add({ 'GET /things': redirect(`${other.origin}/things/`) });
			expect(wrong(await world.call(`${world.api.origin}/things`, { helper }))).not.toBe('');
			for (const { headers } of other.arrived) expect(headers).not.toHaveProperty('authorization');
			const named = other.origin.replace('127.0.0.1', 'localhost');
			world.api.add({ 'GET /things': redirect(`${named}/things/`) });
			other.forget();
			expect(wrong(await world.call(`${world.api.origin}/things`, { helper }))).not.toBe('');
			expect(other.arrived).toEqual([]);
		},
	);

	test('of a call with a header that n8n would send along are not followed', async () => {
		world = await CustomWorld.start(
			{ 'POST /login': login, 'GET /things': redirect('/things/', 301), 'GET /things/': isGood },
			{ settings: { ...follow.settings, send: { name: 'X-Token' } } },
		);
		expect(wrong(await world.call(`${world.api.origin}/things`))).not.toBe('');
		expect(world.count('/things/')).toBe(0);
	});
});

describe('a certificate that nobody signed', () => {
	let front: Awaited<ReturnType<typeof httpsFront>>;
	afterEach(async () => await front.stop());

	const test_ = async () => await testCredential(world.engine, new CustomTokenApi(), 'c');
	const start = async (tls?: () => IDataObject) => {
		world = await CustomWorld.start({ 'POST /login': login, 'GET /': () => ({ status: 404 }) });
		front = await httpsFront(world.api.origin);
		world.save({ baseUrl: front.origin, settings: { check: NONE, ...(tls && { tls: tls() }) } });
	};

	test('is not trusted, and the error says where to set that it is', async () => {
		await start();
		const said = wrong(await world.run());
		expect(said).toContain('its certificate is not trusted');
		expect(said).toContain("in 'TLS' under 'Settings'");
		world.save({ settings: { check: NONE, tls: { caCertificate: selfSigned().cert } } });
		expect(wrong(await world.run())).toContain('its certificate is not trusted');
		expect((await test_()).status).toBe('Error');
		expect(world.api.arrived).toEqual([]);
	});

	test.each([
		['every certificate', () => ({ ignoreSslIssues: true })],
		['its own', () => ({ caCertificate: front.cert })],
	])('is trusted by logins and the test of a credential that accepts %s', async (_, tls) => {
		await start(tls);
		const { json } = await world.run();
		expect(json[0].accessToken).toBe(TOKEN);
		expect(await test_()).toEqual({ status: 'OK', message: 'Connection successful!' });
	});

	test('is still not trusted by calls of the user, who sets that in the node', async () => {
		await start(() => ({ ignoreSslIssues: true }));
		expect(wrong(await world.call(`${front.origin}/things`))).not.toBe('');
		expect(world.api.arrived.map(({ path }) => path)).toEqual(['/login']);
	});
});

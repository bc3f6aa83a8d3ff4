import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { sleep } from 'n8n-workflow';

import { HOST, N8n, type CredentialData } from '../../../tools/n8n.mts';
import { freePort } from '../../../tools/ports.mts';
import { World, failed, httpRequest, workflow } from './world.mts';

const world = new World();
const { giro, personr, genLogs, custom } = world.providers;
const CHANGED = 'changed+Pä55/word&=';
const ITEMS = 20;
let cookie = '';

/** The n8n that is meant to run. */
const version = pinnedVersion();

const cases = [
	{ name: 'Personr', type: 'personrApi', simulator: personr },
	{ name: 'GenLogs', type: 'genLogsApi', simulator: genLogs },
	{ name: 'GIRO', type: 'giroApi', simulator: giro },
	{ name: 'Custom', type: 'customTokenApi', simulator: custom },
];

/** The same count of logins for each provider. */
const everyone = (logins: number) => Object.fromEntries(cases.map(({ name }) => [name, logins]));

interface Tested {
	status: string;
	message: string;
}

function pinnedVersion(): string {
	const file = join('test', 'system', 'e2e', HOST, 'package.json');
	const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as {
		dependencies: { n8n: string };
	};
	return dependencies.n8n;
}

/** Calls n8n as the browser does. */
async function rest(method: string, path: string, body?: object): Promise<string> {
	const response = await fetch(`${world.n8n.origin}/rest${path}`, {
		method,
		headers: { cookie, 'Content-Type': 'application/json' },
		...(body ? { body: JSON.stringify(body) } : {}),
	});
	const text = await response.text();
	if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
	return text;
}

/** The credential as the browser's form has it, secrets masked. */
async function form(id: string): Promise<CredentialData> {
	const text = await rest('GET', `/credentials/${id}?includeData=true`);
	const { name, type, data } = (JSON.parse(text) as { data: CredentialData }).data;
	return { id, name, type, data };
}

/** Has n8n test what stands in the form. */
async function test(id: string, typed: CredentialData['data'] = {}): Promise<Tested> {
	const { data, ...credential } = await form(id);
	const credentials = { ...credential, data: { ...data, ...typed } };
	const text = await rest('POST', '/credentials/test', { credentials });
	return (JSON.parse(text) as { data: Tested }).data;
}

/** Executes the workflow in a process beside the server, which finds in the database what the server stored. */
async function execute(): Promise<Record<string, number>> {
	for (const { simulator } of cases) simulator.forget();
	const settings = { ...world.n8n.settings, brokerPort: await freePort() };
	const beside = new N8n(world.folder, settings);
	const { items, error } = await beside.execute('calls');
	expect(error).toBeUndefined();
	for (const { name } of cases) {
		expect(items[name]).toHaveLength(ITEMS);
		expect(failed(items[name])).toEqual([]);
	}
	return Object.fromEntries(cases.map(({ name, simulator }) => [name, simulator.logins]));
}

beforeAll(async () => {
	await world.start();
	const credentials = cases.map(({ type }) => world.credential(type));
	const nodes = cases.map(({ name, simulator }, index) =>
		httpRequest(name, credentials[index], `${simulator.baseUrl}/things`),
	);
	await world.n8n.importCredentials([...credentials, world.credential('rocketChatTokenApi')]);
	await world.n8n.importWorkflows([workflow('calls', ITEMS, nodes)]);
	await world.n8n.start();
	cookie = await world.n8n.makeOwner('owner@example.com', 'Invented-password-1');
});

afterAll(() => world.stop());

it(`runs in n8n ${version} under Node 24`, async () => {
	const { data } = JSON.parse(await rest('GET', '/settings')) as { data: Record<string, unknown> };
	expect(data.versionCli).toBe(version);
	expect(data.nodeJsVersion).toMatch(/^24\./);
});

describe('the credential test', () => {
	it.each(cases)('$name: fails for a wrong password, naming the field', async (provider) => {
		const tested = await test(provider.type, { password: 'not-the-password' });
		expect(tested.status).toBe('Error');
		expect(tested.message).toContain("'Password'");
		expect(tested.message).not.toContain('not-the-password');
	});

	it.each(cases)('$name: passes for right details, with one login', async (provider) => {
		provider.simulator.forget();
		expect(await test(provider.type)).toMatchObject({ status: 'OK' });
		expect(provider.simulator.logins).toBe(1);
	});

	it.each(cases)('$name: makes no second token for unchanged details', async (provider) => {
		provider.simulator.forget();
		expect(await test(provider.type)).toMatchObject({ status: 'OK' });
		expect(provider.simulator.logins).toBe(0);
		expect(provider.simulator.checks).toBeGreaterThan(0);
	});

	it.each(cases)('$name: fails for a wrong password beside a good token', async (provider) => {
		const tested = await test(provider.type, { password: 'another-wrong-one' });
		expect(tested.status).toBe('Error');
	});

	it.each(cases)(
		'$name: fails for a token that was revoked, if no login helps',
		async (provider) => {
			const { simulator, type } = provider;
			// The last verdict on the token is believed for a second.
			await sleep(1_100);
			simulator.revoke();
			const { password } = simulator;
			simulator.password = 'changed-at-the-provider';
			expect((await test(type)).status).toBe('Error');
			simulator.password = password;
		},
	);

	it('tells wrong details of Rocket.Chat from right ones', async () => {
		expect(await test('rocketChatTokenApi')).toMatchObject({ status: 'OK' });
		const wrong = await test('rocketChatTokenApi', { authToken: 'not-the-token' });
		expect(wrong.status).toBe('Error');
		expect(wrong.message).toContain("'Auth Token'");
	});
});

describe('a credential used while its form is open', () => {
	it('gets its tokens with one login each, and keeps them', async () => {
		for (const logins of Object.values(await execute())) expect(logins).toBeLessThanOrEqual(1);
		expect(await execute()).toEqual(everyone(0));
	});

	it.each(cases)("$name: the browser's copy holds no token", async ({ type, simulator }) => {
		const stored = world.n8n.readCredential(type);
		expect(String(stored.data.accessToken)).toMatch(/^\S{20,}$/);
		const copy = await rest('GET', `/credentials/${type}?includeData=true`);
		expect(copy).toContain('tokenSession');
		expect(copy).not.toContain(stored.data.accessToken);
		expect(copy).not.toContain(simulator.password);
		expect(await rest('GET', '/credentials')).not.toContain(stored.data.accessToken);
	});

	it('keeps its token when the form is saved unchanged', async () => {
		for (const { type } of cases) await rest('PATCH', `/credentials/${type}`, await form(type));
		expect(await execute()).toEqual(everyone(0));
	});

	it('logs in once more after its password was edited', async () => {
		for (const { type, simulator } of cases) {
			simulator.password = CHANGED;
			const { data, ...credential } = await form(type);
			const edited = { ...credential, data: { ...data, password: CHANGED } };
			await rest('PATCH', `/credentials/${type}`, edited);
		}
		expect(await execute()).toEqual(everyone(1));
		expect(await execute()).toEqual(everyone(0));
	});
});

describe('the editor', () => {
	it.each([
		['giroToken/1.0.0/get', 'Authorization'],
		['personrToken/1.0.0/renewIfDue', 'Authorization'],
		['genLogsToken/1.0.0/generate', 'Access-Token'],
		['customToken/1.0.0/get', 'Authorization'],
		['rocketChatToken/1.0.0/personalAccessToken/generate', 'X-User-Id'],
	])('is told what %s outputs', async (path, header) => {
		const url = `${world.n8n.origin}/schemas/n8n-nodes-access-tokens.${path}.json`;
		const { properties } = (await (await fetch(url, { headers: { cookie } })).json()) as {
			properties: Record<string, { properties?: object }>;
		};
		expect(Object.keys(properties)).toContain('accessToken');
		expect(Object.keys(properties.headers.properties ?? {})).toContain(header);
	});
});

it("leaves no secret in the server's log", async () => {
	await world.n8n.stop();
	expect(world.n8n.log).toContain('Editor is now accessible');
	for (const { type } of cases) {
		const { data } = world.n8n.readCredential(type);
		expect(world.n8n.log).not.toContain(data.accessToken);
		expect(world.n8n.log).not.toContain(data.password);
	}
});

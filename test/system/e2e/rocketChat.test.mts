import { readFileSync } from 'node:fs';

import type { Execution, WorkflowData } from '../../../tools/n8n.mts';
import { N8n, readHost } from '../../../tools/n8n.mts';
import { freePort } from '../../../tools/ports.mts';
import { withCredentials } from '../../../tools/providers.mts';
import { MANUAL, inARow } from './rows.mts';
import { World, tokenNode } from './world.mts';

const world = new World();
const { rocketChat } = world.providers;
const BOT = 'n8n-bot';
const OLD = 'invented-token-that-the-bot-had-before';
const MONTH = 30 * 86_400_000;

const credential = () => world.credential('rocketChatTokenApi');

const step = (name: string, parameters: object) => tokenNode(name, credential(), parameters);
const picked = (value: string) => ({ __rl: true, mode: 'name', value });

function life(): WorkflowData {
	return inARow('life', [
		MANUAL,
		step('Generate', {
			operation: 'generate',
			tokenName: picked('reports'),
			options: { bypassTwoFactor: true },
		}),
		step('Get Many', { operation: 'getMany', returnAll: true }),
		step('Regenerate', { operation: 'regenerate', tokenName: picked('reports') }),
		step('Rotate', { operation: 'rotate', tokenName: picked('reports'), olderThanDays: 30 }),
		step('Delete', { operation: 'delete', tokenName: picked('reports') }),
		step('Send', {
			resource: 'twoFactorCode',
			operation: 'send',
			emailOrUsername: rocketChat.email,
		}),
	]);
}

/** The example, as a user would fill it in. */
function rotation(): WorkflowData {
	const read = JSON.parse(readFileSync('examples/rocket-chat-rotation.json', 'utf8')) as object;
	const text = JSON.stringify({ ...read, id: 'rotation' }).replace(
		'https://n8n.example.com',
		world.n8n.origin,
	);
	const workflow = withCredentials(JSON.parse(text) as WorkflowData, [credential()]);
	const nodes = workflow.nodes.map((node) => {
		if (node.name === 'Update Credential')
			return { ...node, credentials: { n8nApi: { id: 'n8n-api', name: 'n8n API' } } };
		if (node.name !== 'Settings') return node;
		return JSON.parse(
			JSON.stringify(node).replace('"credentialId","value":""', '"credentialId","value":"bot"'),
		) as typeof node;
	});
	return { ...workflow, nodes };
}

/** Executes a workflow in a process beside the server. */
async function execute(id: string): Promise<Execution> {
	const settings = { ...world.n8n.settings, brokerPort: await freePort() };
	return await new N8n(world.folder, settings).execute(id);
}

/** A key for n8n's public API, as its owner makes one in the settings. */
async function apiKey(): Promise<string> {
	const scopes = [world.n8n.major === 1 ? 'credential:create' : 'credential:update'];
	const cookie = await world.n8n.makeOwner('owner@example.com', 'Invented-password-1');
	const response = await fetch(`${world.n8n.origin}/rest/api-keys`, {
		method: 'POST',
		headers: { cookie, 'Content-Type': 'application/json' },
		body: JSON.stringify({ label: 'rotation', scopes, expiresAt: null }),
	});
	const { data } = (await response.json()) as { data: { rawApiKey: string } };
	return data.rawApiKey;
}

beforeAll(async () => {
	await world.start();
	await world.n8n.start();
	const { baseUrl: domain, userId } = rocketChat;
	await world.n8n.importCredentials([
		credential(),
		{
			id: 'n8n-api',
			name: 'n8n API',
			type: 'n8nApi',
			data: { apiKey: await apiKey(), baseUrl: `${world.n8n.origin}/api/v1` },
		},
		{ id: 'bot', name: 'Bot', type: 'rocketchatApi', data: { domain, userId, authKey: OLD } },
	]);
	await world.n8n.importWorkflows([life(), rotation()]);
});

afterAll(() => world.stop());

describe('the life of a token', () => {
	let execution: Execution;
	const item = (name: string) => execution.items[name][0].json;

	beforeAll(async () => {
		rocketChat.twoFactor = 'password';
		await world.n8n.importCredentials([
			{ ...credential(), data: { ...credential().data, password: rocketChat.password } },
		]);
		execution = await execute('life');
	});

	it('goes through every operation', () => {
		expect(execution.error).toBeUndefined();
		expect(item('Generate')).toMatchObject({ tokenName: 'reports', renewed: true });
		expect(item('Get Many')).toMatchObject({
			tokenName: 'reports',
			accessToken: null,
			lastTokenPart: String(item('Generate').accessToken).slice(-6),
			bypassTwoFactor: true,
		});
		expect(item('Regenerate')).toMatchObject({ tokenName: 'reports', renewed: true });
		expect(item('Regenerate').accessToken).not.toBe(item('Generate').accessToken);
		expect(item('Rotate')).toMatchObject({ renewed: false, accessToken: null, headers: {} });
		expect(item('Delete')).toEqual({ deleted: true, tokenName: 'reports' });
		expect(item('Send')).toEqual({ sent: true, emailOrUsername: rocketChat.email });
		expect(rocketChat.emails).toHaveLength(1);
		expect([...rocketChat.tokens]).toEqual([]);
	});

	it('sends the password as its digest alone, and leaves it nowhere', () => {
		const sent = rocketChat.arrived.map(({ rawHeaders, body }) => rawHeaders.join() + String(body));
		expect(sent.join()).toContain('x-2fa-code');
		const written = sent.join() + execution.output + execution.errors + world.databaseText();
		expect(written).not.toContain(rocketChat.password);
	});
});

describe('the example of a monthly rotation', () => {
	beforeAll(() => void (rocketChat.twoFactor = 'none'));

	const bot = async () => (await world.n8n.exportCredential('bot')).data;
	const regenerate = async (tokenName: string) => {
		const response = await fetch(
			`${rocketChat.baseUrl}/api/v1/users.regeneratePersonalAccessToken`,
			{
				method: 'POST',
				headers: {
					'Content-Type': 'application/json',
					'X-Auth-Token': rocketChat.authToken,
					'X-User-Id': rocketChat.userId,
				},
				body: JSON.stringify({ tokenName }),
			},
		);
		expect(response.status).toBe(200);
	};
	const me = async (token: unknown) => {
		const headers = { 'X-Auth-Token': String(token), 'X-User-Id': rocketChat.userId };
		return (await fetch(`${rocketChat.baseUrl}/api/v1/me`, { headers })).status;
	};

	// n8n 1 cannot update a credential through its API.
	if (readHost().version.startsWith('1.')) {
		it('ends with what to do where n8n has no such call', async () => {
			const { data } = await world.n8n.exportCredential('n8n-api');
			const response = await fetch(`${world.n8n.origin}/api/v1/credentials/bot`, {
				method: 'PATCH',
				headers: { 'X-N8N-API-KEY': String(data.apiKey) },
			});
			expect(response.status).toBe(405);
			const { error, items } = await execute('rotation');
			expect(error?.message).toContain("The new token 'n8n-bot' could not be written");
			expect(items['Rotate Token'][0].json.accessToken).toBe(rocketChat.tokens.get(BOT));
			expect((await bot()).authKey).toBe(OLD);
		});
	} else {
		it("makes the token where there is none, and writes it into n8n's own credential", async () => {
			const { error } = await execute('rotation');
			expect(error).toBeUndefined();
			expect(await bot()).toMatchObject({
				domain: rocketChat.baseUrl,
				userId: rocketChat.userId,
				authKey: rocketChat.tokens.get(BOT),
			});
			expect(await me((await bot()).authKey)).toBe(200);
		});

		it('leaves it alone while it is young', async () => {
			const before = await bot();
			const { items } = await execute('rotation');
			expect(items['Rotate Token'][0].json).toMatchObject({ renewed: false });
			expect(items['Update Credential']).toBeUndefined();
			expect(await bot()).toEqual(before);
		});

		it('replaces it when it is a month old', async () => {
			// By the server's clock the token is made anew a month ago.
			rocketChat.now = () => Date.now() - MONTH;
			await regenerate(BOT);
			rocketChat.now = () => Date.now();
			const aged = rocketChat.tokens.get(BOT);
			const { error } = await execute('rotation');
			expect(error).toBeUndefined();
			const { authKey } = await bot();
			expect(authKey).not.toBe(aged);
			expect(authKey).toBe(rocketChat.tokens.get(BOT));
		});
	}

	it('ends with what to do where the new token could not be written', async () => {
		rocketChat.tokens.delete(BOT);
		const { data, ...rest } = await world.n8n.exportCredential('n8n-api');
		await world.n8n.importCredentials([{ ...rest, data: { ...data, apiKey: 'not-a-key' } }]);
		const { error, items } = await execute('rotation');
		expect(error?.message).toContain("The new token 'n8n-bot' could not be written");
		expect(items['Rotate Token'][0].json.accessToken).toBe(rocketChat.tokens.get(BOT));
	});
});

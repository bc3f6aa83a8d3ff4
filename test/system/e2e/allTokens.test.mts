import { createHash } from 'node:crypto';

import { example, type Filling } from '../../../tools/examples/example.mts';
import { Simulators } from '../../../tools/examples/simulators.mts';
import { wiring } from '../../../tools/examples/wiring.mts';
import type { Execution, WorkflowData } from '../../../tools/n8n.mts';
import { World, tokenNode, workflow } from './world.mts';

const simulators = new Simulators();
const world = new World(simulators);
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const WRONG = 'wrong+Pä55/word&=';

/** The example, with every node asking for a new token. */
function generating(): WorkflowData {
	const filling = wiring(simulators, world.n8n)['all-tokens'];
	const generate = { parameters: { operation: 'generate' } };
	const nodes = Object.entries(filling).map(([name, filled]) => [name, { ...filled, ...generate }]);
	return { ...example('all-tokens', Object.fromEntries(nodes) as Filling), id: 'example' };
}

function wrongPassword(): WorkflowData {
	const credential = (type: string) => world.credential(type, `${type}-wrong`);
	const nodes = [
		tokenNode('GIRO', credential('giroApi'), { operation: 'generate' }),
		tokenNode('Personr', credential('personrApi'), { operation: 'generate' }),
		tokenNode('GenLogs', credential('genLogsApi'), { operation: 'generate' }),
		tokenNode('Rocket.Chat', credential('rocketChatTokenApi'), { tokenName: 'n8n-e2e' }),
		tokenNode('Custom', credential('customTokenApi'), { operation: 'generate' }),
	];
	const tolerant = nodes.map((node) => ({ ...node, onError: 'continueRegularOutput' }));
	return workflow('wrong', 2, tolerant);
}

beforeAll(async () => {
	world.providers.genLogs.password = '1234+';
	await world.start();
	await world.n8n.importCredentials([
		...world.providers.credentials,
		...['giroApi', 'personrApi', 'genLogsApi', 'customTokenApi'].map((type) =>
			world.credential(type, `${type}-wrong`, { password: WRONG }),
		),
		world.credential('rocketChatTokenApi', 'rocketChatTokenApi-wrong', {
			authToken: 'wrong+tOken/1',
		}),
	]);
	const stopping = workflow('stopping', 1, [
		tokenNode('Personr', world.credential('personrApi', 'personrApi-wrong'), {
			operation: 'generate',
		}),
	]);
	await world.n8n.importWorkflows([generating(), wrongPassword(), stopping]);
});

afterAll(() => world.stop());

describe('a workflow with the nodes of all providers', () => {
	let execution: Execution;
	let started: number;
	let ended: number;

	beforeAll(async () => {
		started = Date.now();
		execution = await world.n8n.execute('example');
		ended = Date.now();
	});

	const item = (index: number) => execution.items['All Tokens'][index].json;

	it('ends well, with one item of each provider in turn', () => {
		expect(execution.error).toBeUndefined();
		expect(execution.status).toBe(0);
		expect(execution.items['All Tokens'].map(({ json }) => json.provider)).toEqual([
			'giro',
			'rocketChat',
			'personr',
			'genLogs',
			'custom',
		]);
	});

	it('asks each provider once', () => {
		const { giro, rocketChat, personr, genLogs, custom } = world.providers;
		expect([giro.logins, giro.generates]).toEqual([1, 1]);
		expect([rocketChat.generates, personr.logins, genLogs.logins]).toEqual([1, 1, 1]);
		const all = [giro, rocketChat, personr, genLogs, custom].map(({ arrived }) => arrived.length);
		// After the login of one's own, the address that its user names is asked with the token and with a made-up one.
		expect(all).toEqual([2, 1, 1, 1, 3]);
		expect([custom.logins, custom.checks]).toEqual([1, 2]);
	});

	it('outputs the token that GIRO gave', () => {
		const { giro } = world.providers;
		const [token] = giro.tokens;
		expect(item(0)).toEqual({
			...common('giro', token),
			tokenType: 'Bearer',
			userId: giro.userId,
			accountId: giro.accountId,
			headers: { Authorization: `Bearer ${token}` },
		});
	});

	it('outputs the token that Rocket.Chat gave', () => {
		const { rocketChat } = world.providers;
		const [[name, token]] = rocketChat.tokens;
		expect(name).toMatch(/^n8n-example-\d{4}(-\d\d){5}$/);
		expect(item(1)).toEqual({
			...common('rocketChat', token),
			tokenType: 'X-Auth-Token',
			tokenName: name,
			userId: rocketChat.userId,
			headers: { 'X-Auth-Token': token, 'X-User-Id': rocketChat.userId },
		});
	});

	it('outputs the token that Personr gave, counted from before the request', () => {
		const { personr } = world.providers;
		const { token } = personr;
		expect(item(2)).toEqual({
			...common('personr', token),
			...times(item(2)),
			tokenType: 'Bearer',
			userId: personr.userId,
			headers: { Authorization: `Bearer ${token}` },
		});
		const lifetime = moment(item(2).expiresAt) - moment(item(2).issuedAt);
		expect(lifetime).toBe(personr.expires * 1000);
		expect(moment(item(2).expiresAt) - moment(item(2).renewAt)).toBe(7 * 86_400_000);
		expect(item(2).expiresIn).toBeLessThanOrEqual(personr.expires);
		expect(item(2).expiresIn).toBeGreaterThan(personr.expires - 60);
	});

	it('outputs the token that GenLogs gave, its time without a zone read as UTC', () => {
		const { genLogs } = world.providers;
		const [[token, expiry]] = genLogs.tokens;
		expect(item(3)).toEqual({
			...common('genLogs', token),
			...times(item(3)),
			tokenType: 'Access-Token',
			userId: genLogs.userId,
			refreshToken: expect.stringMatching(/^\S{32}$/),
			refreshTokenExpiresAt: new Date(expiry + 86_400_000).toISOString(),
			headers: { 'Access-Token': token },
		});
		expect(item(3).expiresAt).toBe(new Date(expiry).toISOString());
	});

	it("outputs the token that an API of one's own gave, with the values that are kept", () => {
		const { custom } = world.providers;
		const [token] = custom.tokens;
		expect(item(4)).toEqual({
			...common('custom', token),
			...times(item(4)),
			tokenType: 'Bearer',
			userId: custom.userId,
			headers: { Authorization: `Bearer ${token}` },
			query: {},
			values: { userId: custom.userId },
		});
		const lifetime = moment(item(4).expiresAt) - moment(item(4).issuedAt);
		expect(lifetime).toBe(Number(custom.expires) * 1000);
	});

	it('counts times from this run', () => {
		for (const index of [0, 1, 2, 3, 4]) {
			expect(item(index).issuedAt).toMatch(ISO);
			expect(moment(item(index).issuedAt)).toBeGreaterThanOrEqual(started);
			expect(moment(item(index).issuedAt)).toBeLessThanOrEqual(ended);
		}
	});

	it('sends the password 1234+ whole, percent-encoded in the query', () => {
		const [{ query }] = world.providers.genLogs.to('/auth/token');
		expect(query).toContain('password=1234%2B');
		expect(new URLSearchParams(query).get('password')).toBe('1234+');
	});
});

describe('wrong details', () => {
	let execution: Execution;
	let stopped: Execution;

	beforeAll(async () => {
		for (const simulator of world.providers.all) simulator.forget();
		execution = await world.n8n.execute('wrong');
	});

	it.each([
		['GIRO', "'Email'", "'Password'", 'GIRO API'],
		['Personr', "'Email'", "'Password'", 'Personr API'],
		['GenLogs', "'Email'", "'Password'", 'GenLogs API'],
		['Rocket.Chat', "'User ID'", "'Auth Token'", 'Rocket.Chat Token API'],
		['Custom', "'User Name'", "'Password'", 'Custom Token API'],
	])('of %s name the fields to check', (node, ...named) => {
		expect(execution.error).toBeUndefined();
		expect(execution.items[node]).toHaveLength(2);
		for (const { json, pairedItem } of execution.items[node]) {
			expect(Object.keys(json)).toEqual(['error']);
			for (const name of named) expect(json.error).toContain(name);
			expect(pairedItem).toBeDefined();
		}
	});

	it('repeat what the provider said', () => {
		const [{ json }] = execution.items.Personr;
		expect(json.error).toContain('We didn’t find an account with those login credentials');
	});

	it('lead to one attempt for all items', () => {
		const { giro, rocketChat, personr, genLogs, custom } = world.providers;
		const logins = [giro, personr, genLogs, custom].map((simulator) => simulator.logins);
		expect([...logins, rocketChat.generates]).toEqual([1, 1, 1, 1, 1]);
	});

	it('end a workflow that does not continue, with the reason', async () => {
		stopped = await world.n8n.execute('stopping');
		const { status, error } = stopped;
		expect(status).not.toBe(0);
		expect(error?.message).toContain('Personr');
		expect(JSON.stringify(error)).toContain("'Password' of the Personr API credential");
	});

	it('show up nowhere: not in the output, the log or the database', () => {
		const said = [execution, stopped].map(({ output, errors }) => output + errors).join('\n');
		const written = said + world.databaseText();
		expect(written).toContain('Personr');
		for (const form of formsOf(WRONG)) expect(written).not.toContain(form);
		for (const form of formsOf('wrong+tOken/1')) expect(written).not.toContain(form);
	});
});

/** What every token item holds, for providers that say nothing more. */
function common(provider: string, token: string): Record<string, unknown> {
	return {
		provider,
		accessToken: token,
		tokenName: null,
		userId: null,
		accountId: null,
		issuedAt: expect.stringMatching(ISO),
		expiresAt: null,
		expiresIn: null,
		renewAt: null,
		refreshToken: null,
		refreshTokenExpiresAt: null,
		renewed: true,
		fingerprint: createHash('sha256').update(token).digest('hex').slice(0, 12),
	};
}

/** The times of a token that expires; each is looked at on its own. */
function times({ expiresIn }: Record<string, unknown>): Record<string, unknown> {
	expect(Number.isInteger(expiresIn)).toBe(true);
	return {
		expiresAt: expect.stringMatching(ISO),
		expiresIn,
		renewAt: expect.stringMatching(ISO),
	};
}

function moment(time: unknown): number {
	return Date.parse(String(time));
}

/** The forms in which a secret must not appear. */
function formsOf(secret: string): string[] {
	const latin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
	return [
		secret,
		latin1(secret),
		encodeURIComponent(secret),
		Buffer.from(secret).toString('base64'),
		createHash('sha256').update(secret).digest('hex'),
	];
}

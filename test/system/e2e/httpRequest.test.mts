import type { CredentialData, Execution } from '../../../tools/n8n.mts';
import { Elsewhere, World, failed, httpRequest, reason, workflow, type Node } from './world.mts';

const ITEMS = 200;
const WRONG = 'wrong+Pä55/word&=';
const world = new World();
/** A field of a credential, as a user may fill it in. */
const EXPRESSION = `={{ '${world.providers.personr.email}' }}`;
const elsewhere = new Elsewhere();
const { giro, personr, genLogs, custom } = world.providers;

/** One provider, seen from outside: what it counted, and which secrets must not leave for elsewhere. */
interface Case {
	name: string;
	type: string;
	/** Where the simulated API answers anything at all. */
	api: () => string;
	/** Where that is in the path that arrives. */
	prefix: string;
	simulator: typeof giro | typeof personr | typeof genLogs | typeof custom;
	tokens: () => string[];
	applicationKey?: string;
}

const cases: Case[] = [
	{
		name: 'Personr',
		type: 'personrApi',
		api: () => personr.baseUrl,
		prefix: '/api/1.1/wf',
		simulator: personr,
		tokens: () => [personr.token],
	},
	{
		name: 'GenLogs',
		type: 'genLogsApi',
		api: () => genLogs.origin,
		prefix: '',
		simulator: genLogs,
		tokens: () => [...genLogs.tokens.keys()],
		applicationKey: genLogs.apiKey,
	},
	{
		name: 'GIRO',
		type: 'giroApi',
		api: () => giro.origin,
		prefix: '',
		simulator: giro,
		tokens: () => [...giro.tokens],
		applicationKey: giro.xTag,
	},
	{
		name: 'Custom',
		type: 'customTokenApi',
		api: () => custom.baseUrl,
		prefix: '/api/v1',
		simulator: custom,
		tokens: () => [...custom.tokens],
	},
];

/** When each simulator got its first and its last request of an execution. */
const busy = new Map<Case['simulator'], { first: number; last: number }>();

/** The checks that the contract allows: three, and one more for each further second. */
function allowedChecks(simulator: Case['simulator']): number {
	const { first, last } = busy.get(simulator) ?? { first: 0, last: 0 };
	return 3 + Math.floor((last - first) / 1000);
}

/** One workflow in which each provider's API is called at the path. */
function calls(id: string, path: string, credential: (type: string) => CredentialData) {
	const node = ({ name, type, api }: Case) => httpRequest(name, credential(type), api() + path);
	return workflow(id, ITEMS, cases.map(node));
}

/** Two calls that must not take a secret elsewhere: straight there, and by way of a redirect. */
function leaving(): Node[] {
	return cases.flatMap(({ name, type, api }) => [
		httpRequest(`${name} elsewhere`, world.credential(type), `${elsewhere.origin}/${name}`),
		httpRequest(`${name} redirect`, world.credential(type), `${api()}/moved`),
	]);
}

beforeAll(async () => {
	await elsewhere.start();
	giro.xTag = 'invented-tag-5b0c';
	cases[2].applicationKey = giro.xTag;
	await world.start();
	for (const { simulator } of cases) {
		simulator.behave(({ path }) => {
			const { first = Date.now() } = busy.get(simulator) ?? {};
			busy.set(simulator, { first, last: Date.now() });
			const Location = `${elsewhere.origin}/redirected`;
			return path.endsWith('/moved') ? { status: 302, headers: { Location } } : undefined;
		});
	}
	const right = (type: string) => world.credential(type);
	const wrong = (type: string) => world.credential(type, `${type}-wrong`, { password: WRONG });
	const types = cases.map(({ type }) => type);
	const changing = world.credential('personrApi', 'personrApi-expression', { email: EXPRESSION });
	await world.n8n.importCredentials([...types.map(right), ...types.map(wrong), changing]);
	await world.n8n.importWorkflows([
		calls('good', '/things', right),
		calls('missing', '/missing', right),
		calls('broken', '/broken', right),
		calls('wrong', '/things', wrong),
		workflow('leaving', 2, leaving()),
		workflow('expression', 1, [httpRequest('Personr', changing, `${personr.baseUrl}/things`)]),
	]);
});

afterAll(async () => {
	await world.stop();
	await elsewhere.stop();
});

/** Executes a workflow in a new process, with all counts at nothing. */
async function execute(id: string): Promise<Execution> {
	for (const simulator of world.providers.all) simulator.forget();
	busy.clear();
	const execution = await world.n8n.execute(id);
	expect(execution.error).toBeUndefined();
	return execution;
}

describe(`n8n's HTTP Request node, ${ITEMS} items at once`, () => {
	// The order matters: each execution is a process of its own, and finds what the one before has stored.
	describe('nothing stored', () => {
		let execution: Execution;
		beforeAll(async () => {
			execution = await execute('good');
		});

		it.each(cases)('$name: one login, no failed item', ({ name, simulator, prefix }) => {
			expect(simulator.logins).toBe(1);
			expect(execution.items[name]).toHaveLength(ITEMS);
			expect(failed(execution.items[name])).toEqual([]);
			expect(simulator.count(`${prefix}/things`)).toBe(ITEMS);
		});
	});

	describe('a second execution, in a new process', () => {
		let execution: Execution;
		beforeAll(async () => {
			execution = await execute('good');
		});

		it.each(cases)('$name: no login, the stored token serves', ({ name, simulator }) => {
			expect(simulator.logins).toBe(0);
			expect(execution.items[name]).toHaveLength(ITEMS);
			expect(failed(execution.items[name])).toEqual([]);
			expect(simulator.arrived).toHaveLength(ITEMS);
		});
	});

	describe.each([
		// n8n's versions word it differently.
		['missing', 404, /404|could not be found/],
		['broken', 500, /500|not able to process/],
	])('/%s, which answers %i', (path, _status, wording) => {
		let execution: Execution;
		beforeAll(async () => {
			execution = await execute(path);
		});

		it.each(cases)('$name: no login, a few checks, each sent once', (provider) => {
			const { name, simulator, prefix } = provider;
			expect(simulator.logins).toBe(0);
			expect(simulator.checks).toBeLessThanOrEqual(allowedChecks(simulator));
			expect(simulator.checks).toBeGreaterThan(0);
			expect(simulator.count(`${prefix}/${path}`)).toBe(ITEMS);
			expect(simulator.arrived).toHaveLength(ITEMS + simulator.checks);
			expect(failed(execution.items[name])).toHaveLength(ITEMS);
			for (const item of execution.items[name]) expect(reason(item)).toMatch(wording);
		});
	});

	describe('a wrong password', () => {
		const said: Record<string, string> = {
			Personr: 'We didn’t find an account with those login credentials',
			GenLogs: 'Incorrect email or password',
			GIRO: 'wrong email or password',
			Custom: 'No such user',
		};
		let execution: Execution;
		beforeAll(async () => {
			execution = await execute('wrong');
		});

		it.each(cases)("$name: one login, every item has the provider's reason", (provider) => {
			const { name, simulator } = provider;
			expect(simulator.logins).toBe(1);
			expect(simulator.arrived).toHaveLength(1);
			expect(failed(execution.items[name])).toHaveLength(ITEMS);
			for (const item of execution.items[name]) expect(reason(item)).toContain(said[name]);
			expect(execution.output + execution.errors).not.toContain(WRONG);
		});
	});
});

describe('a request to another host', () => {
	let execution: Execution;
	beforeAll(async () => {
		execution = await execute('leaving');
	});

	it.each(cases)('$name: fails, and names the host', ({ name, simulator }) => {
		const items = execution.items[`${name} elsewhere`];
		expect(failed(items)).toHaveLength(2);
		for (const item of items) expect(reason(item)).toContain(new URL(elsewhere.origin).host);
		expect(elsewhere.count(`/${name}`)).toBe(0);
		expect(simulator.logins).toBe(0);
	});

	it.each(cases)('$name: a redirect there takes no secret along', (provider) => {
		const { name, simulator, prefix, tokens, applicationKey } = provider;
		expect(simulator.count(`${prefix}/moved`)).toBeGreaterThan(0);
		expect(failed(execution.items[`${name} redirect`])).toHaveLength(2);
		const secrets = [...tokens(), applicationKey ?? simulator.password, simulator.password];
		for (const secret of secrets) expect(elsewhere.received).not.toContain(secret);
		expect(simulator.logins).toBe(0);
	});
});

describe('what is stored', () => {
	it.each(cases)('$name: is the session, encrypted', ({ type, tokens }) => {
		const [token, ...others] = tokens();
		expect(others).toEqual([]);
		const { data } = world.n8n.readCredential(type);
		expect(data.accessToken).toBe(token);
		expect(JSON.parse(String(data.tokenSession))).toMatchObject({ grant: { accessToken: token } });
		expect(world.databaseText()).not.toContain(token);
	});

	it("keeps a user's expression; n8n 1 replaces it by what it gave", async () => {
		const { error, items } = await world.n8n.execute('expression');
		expect(error).toBeUndefined();
		expect(failed(items.Personr)).toEqual([]);
		const { data } = world.n8n.readCredential('personrApi-expression');
		expect(data.accessToken).toBe(personr.token);
		// n8n 1 writes the whole credential back, as it was read for the request.
		expect(data.email).toBe(world.n8n.major === 1 ? personr.email : EXPRESSION);
	});

	it('is nothing where the login was refused', () => {
		const { data } = world.n8n.readCredential('personrApi-wrong');
		expect(data.accessToken ?? '').toBe('');
		expect(data.tokenSession ?? '').toBe('');
	});
});

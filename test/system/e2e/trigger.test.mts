import { N8n } from '../../../tools/n8n.mts';
import { World } from './world.mts';

const world = new World();
const { personr } = world.providers;
const WORKFLOW = 'renewed';
let cookie = '';

interface Listed {
	id: string;
	status: string;
	workflowId: string;
}

async function rest(path: string): Promise<unknown> {
	const response = await fetch(`${world.n8n.origin}/rest${path}`, { headers: { cookie } });
	if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
	return ((await response.json()) as { data: unknown }).data;
}

/** The workflow's executions, the newest first, as soon as there are so many and all have ended. */
async function executions(atLeast: number): Promise<Listed[]> {
	for (let waited = 0; waited < 60_000; waited += 250) {
		const { results } = (await rest('/executions')) as { results: Listed[] };
		const found = results.filter(({ workflowId }) => workflowId === WORKFLOW);
		const ended = found.every(({ status }) => status === 'success' || status === 'error');
		if (ended && found.length >= atLeast) return found;
		await new Promise((done) => setTimeout(done, 250));
	}
	throw new Error(`The executions did not come:\n${world.n8n.log.slice(-2000)}`);
}

/** Waits for n8n to have activated the workflow, which polls it once. */
async function activated(n8n: N8n): Promise<void> {
	for (let waited = 0; waited < 60_000; waited += 250) {
		// n8n's versions word it differently.
		if (/Activated (trigger node|workflow) "/.test(n8n.log)) return;
		await new Promise((done) => setTimeout(done, 250));
	}
	throw new Error(`The workflow was not activated:\n${n8n.log.slice(-2000)}`);
}

beforeAll(async () => {
	await world.start();
	const credential = world.credential('personrApi');
	const trigger = {
		id: 'trigger',
		name: 'Trigger',
		type: 'n8n-nodes-access-tokens.accessTokenTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {
			provider: 'personr',
			// Not within the time that this test takes.
			pollTimes: { item: [{ mode: 'everyMonth', dayOfMonth: 1, hour: 0, minute: 0 }] },
			options: { output: 'metadata' },
		},
		credentials: { personrApi: { id: credential.id, name: credential.name } },
	};
	const next = {
		id: 'next',
		name: 'Next',
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [200, 0],
		parameters: {},
	};
	await world.n8n.importCredentials([credential]);
	await world.n8n.importWorkflows([
		{
			id: WORKFLOW,
			name: WORKFLOW,
			nodes: [trigger, next],
			connections: { Trigger: { main: [[{ node: 'Next', type: 'main', index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		},
	]);
	await world.n8n.publish(WORKFLOW);
	await world.n8n.start();
	cookie = await world.n8n.makeOwner('owner@example.com', 'Invented-password-1');
});

afterAll(() => world.stop());

it('activation starts the workflow with the token item, and with one login', async () => {
	const [execution, ...others] = await executions(1);
	expect(others).toEqual([]);
	expect(execution.status).toBe('success');
	expect(personr.logins).toBe(1);
	const { data } = (await rest(`/executions/${execution.id}`)) as { data: string };
	expect(data).toContain('"personr"');
	expect(data).toMatch(/"[0-9a-f]{12}"/);
	expect(data).not.toContain(personr.token);
	expect(data).not.toContain(personr.password);
});

it('what n8n keeps for the trigger can be read by anyone, and holds no token', async () => {
	const { staticData } = (await rest(`/workflows/${WORKFLOW}`)) as { staticData: unknown };
	expect(JSON.stringify(staticData)).toMatch(/"emitted":\["[0-9a-f]{12}"\]/);
	expect(world.databaseText()).not.toContain(personr.token);
});

it('after a restart the same token starts nothing', async () => {
	await world.n8n.stop();
	world.n8n.log = '';
	personr.forget();
	await world.n8n.start();
	await activated(world.n8n);
	expect(await executions(1)).toHaveLength(1);
	expect(personr.logins).toBe(0);
	// The check of the stored token, and of a made-up one.
	expect(personr.arrived).toHaveLength(2);
});

it('after a restart a token that had to be got anew starts the workflow once more', async () => {
	await world.n8n.stop();
	const { data, ...credential } = world.n8n.readCredential('personrApi');
	await world.n8n.importCredentials([{ ...credential, data: { ...data, tokenSession: '' } }]);
	world.n8n.log = '';
	personr.forget();
	await world.n8n.start();
	expect(await executions(2)).toHaveLength(2);
	expect(personr.logins).toBe(1);
});

it('n8n that starts while the provider is down leaves the trigger at work', async () => {
	await world.n8n.stop();
	const { data, ...credential } = world.n8n.readCredential('personrApi');
	await world.n8n.importCredentials([{ ...credential, data: { ...data, tokenSession: '' } }]);
	world.n8n.log = '';
	personr.behave(() => ({ status: 500, body: {} }));
	await world.n8n.start();
	await activated(world.n8n);
	expect(world.n8n.log).toContain('It tries again at its next poll.');
	expect(await executions(2)).toHaveLength(2);
});

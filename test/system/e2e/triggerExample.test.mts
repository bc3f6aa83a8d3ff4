import { example } from '../../../tools/examples/example.mts';
import { Simulators } from '../../../tools/examples/simulators.mts';
import { wiring } from '../../../tools/examples/wiring.mts';
import { Editor } from './editor.mts';
import { World, tokenNode, workflow } from './world.mts';

const simulators = new Simulators();
const world = new World(simulators);
/** `store` is the program that uses the token. */
const { personr, store: consumer } = simulators;
const MANUAL = 'When clicking ‘Execute workflow’';
const credential = () => world.credential('personrApi', 'personrApi-simulated');
let editor: Editor;

/** What the consumer was told. */
const told = () => consumer.secrets.get('/personr-token')?.token;

/** Waits for what n8n does by itself. */
async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>) {
	for (let waited = 0; waited < 60_000; waited += 100) {
		const found = await look();
		if (found !== undefined) return found;
		await new Promise((done) => setTimeout(done, 100));
	}
	throw new Error(`Waited for: ${what}\n${world.n8n.log.slice(-2000)}`);
}

/** n8n polls a trigger whenever its workflow is published, and once more at the times it was given. */
async function publish(): Promise<void> {
	const { versionId } = await editor.rest<{ versionId: string }>('GET', '/workflows/trigger');
	await editor.rest('POST', '/workflows/trigger/activate', { versionId });
}

async function unpublish(): Promise<void> {
	await editor.rest('POST', '/workflows/trigger/deactivate', {});
}

/** The stored executions of the example: those that failed, and those by hand. */
async function executions(): Promise<Array<{ id: string; status: string }>> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId: 'trigger' }));
	const { results } = await editor.rest<{ results: Array<{ id: string; status: string }> }>(
		'GET',
		`/executions?filter=${filter}`,
	);
	return results;
}

/** Another workflow renews the token. */
async function renewElsewhere(): Promise<void> {
	expect(await editor.execute('other', 'Start')).toMatchObject({ status: 'success' });
}

beforeAll(async () => {
	await world.start();
	await world.n8n.importCredentials([credential(), consumer.credential]);
	await world.n8n.importWorkflows([
		example('trigger', wiring(simulators, world.n8n).trigger),
		workflow('other', 1, [tokenNode('Personr', credential(), { operation: 'generate' })]),
	]);
	editor = await Editor.open(world.n8n);
});

beforeEach(() => {
	personr.forget();
	consumer.forget();
});

afterAll(() => world.stop());

describe('trigger.json', () => {
	it('gets the first token, and tells the consumer', async () => {
		await publish();
		await until('the first token', told);
		expect(told()).toBe(personr.token);
		expect(personr.logins).toBe(1);
		expect(consumer.calls('PUT')).toBe(1);
	});

	it('tells the consumer of a token that another workflow renewed, and only once', async () => {
		await renewElsewhere();
		await unpublish();
		await publish();
		await until('the new token', () => told() === personr.token || undefined);
		await unpublish();
		await publish();
		// An execution that this poll had started would have told the consumer by the end of one by hand.
		await editor.execute('trigger', MANUAL);
		expect(personr.logins).toBe(1);
		expect(consumer.calls('PUT')).toBe(2);
	});

	it('fails with the reason, and with what to do, where the consumer refuses', async () => {
		consumer.behave(() => ({ status: 503, body: { error: 'Down' } }));
		await renewElsewhere();
		await unpublish();
		await publish();
		const failed = await until('the failed execution', async () =>
			(await executions()).find(({ status }) => status === 'error'),
		);
		const { data } = await editor.rest<{ data: string }>('GET', `/executions/${failed.id}`);
		expect(data).toContain('The program did not get the new token');
		// And why.
		expect(data).toContain('has expired: 503 - ');
		expect(consumer.calls('PUT')).toBe(3);
	});

	it('tells the consumer the current token when it is executed by hand', async () => {
		consumer.behave();
		expect(told()).not.toBe(personr.token);
		expect(await editor.execute('trigger', MANUAL)).toMatchObject({ status: 'success' });
		expect(told()).toBe(personr.token);
		expect(personr.arrived).toEqual([]);
	});
});

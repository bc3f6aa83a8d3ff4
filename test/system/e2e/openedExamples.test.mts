import { readdirSync } from 'node:fs';

import { example } from '../../../tools/examples/example.mts';
import { setUpExamples } from '../../../tools/examples/setUp.mts';
import { Simulators } from '../../../tools/examples/simulators.mts';
import { wiring } from '../../../tools/examples/wiring.mts';
import { HOST } from '../../../tools/n8n.mts';
import { Editor } from './editor.mts';
import { World } from './world.mts';

const FIRST = 'http-request';
/** The API of n8n 1 can't do what this one needs; it ends by saying so. */
const NOT_IN_N8N_1 = 'rocket-chat-rotation';
const FILES = readdirSync('examples')
	.filter((file) => file.endsWith('.json'))
	.map((file) => file.replace('.json', ''));
const SUCCEED = FILES.filter((file) => HOST === 'host' || file !== NOT_IN_N8N_1);

let simulators = new Simulators().usePlainPasswords();
const world = new World(simulators);
let editor: Editor;
let opened: string[];

/** The trigger that 'Execute workflow' starts from where nobody chooses another one: the first. */
async function triggerOf(file: string): Promise<string> {
	const { nodes } = await editor.rest<{ nodes: Array<{ name: string; type: string }> }>(
		'GET',
		`/workflows/${file}`,
	);
	return String(nodes.find(({ type }) => /Trigger$/.test(type))?.name);
}

const click = async (file: string) => await editor.execute(file, await triggerOf(file));

beforeAll(async () => {
	await world.start();
	// As the demo leaves it, which has run this one.
	const { [FIRST]: filling } = wiring(simulators, world.n8n);
	await world.n8n.importWorkflows([example(FIRST, filling)]);
	editor = await Editor.open(world.n8n);
	opened = await setUpExamples(world.n8n, editor, simulators);
});

afterAll(async () => {
	await world.stop();
	await simulators.stop();
});

it('are all imported, the one for most users first', async () => {
	expect([...opened].sort()).toEqual(FILES);
	expect(opened[0]).toBe(FIRST);
	const sorting = '/workflows?sortBy=updatedAt:desc';
	const listed = await editor.rest<Array<{ id: string }>>('GET', sorting);
	expect(listed.map(({ id }) => id)).toEqual(opened);
});

it.each(SUCCEED)('%s succeeds at the first click', async (file) => {
	expect((await click(file)).status).toBe('success');
});

it('every-hour renews a token that the API has revoked since the hour before', async () => {
	const { personr } = simulators;
	personr.forget();
	expect((await click('every-hour')).status).toBe('success');
	expect(personr.logins).toBe(0);
	personr.revoke();
	expect((await click('every-hour')).status).toBe('success');
	expect(personr.logins).toBe(1);
});

describe('after n8n and the simulators have been started anew', () => {
	beforeAll(async () => {
		const { ports, signingKey } = simulators;
		await world.n8n.stop();
		await simulators.stop();
		simulators = await new Simulators(signingKey).usePlainPasswords().start(ports);
		await world.n8n.start();
	});

	it.each(SUCCEED)('%s succeeds as before', async (file) => {
		expect((await click(file)).status).toBe('success');
	});
});

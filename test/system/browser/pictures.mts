// Takes the pictures of the examples, in the editor of a real n8n, after an execution against the simulated providers,
// and those of the documentation.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { withCredentials } from '../../../tools/providers.mts';
import type { Editor } from '../e2e/editor.mts';
import { example, type Filled } from '../e2e/examples.mts';
import { SecretStore } from '../e2e/secretStore.mts';
import { makeTokenTable } from '../e2e/tokenTable.mts';
import { DOCS_PICTURES } from './dialogs.mts';
import { BrowserWorld } from './world.mts';

const IMAGES = join('docs', 'images');

const world = new BrowserWorld();
const store = new SecretStore();

/** What is filled in besides the credentials of this package's own nodes. */
function filledIn(): Record<string, Record<string, Filled>> {
	const { personr, genLogs, custom } = world.providers;
	const personrApi = world.credential('personrApi');
	const status = { parameters: { url: `${personr.baseUrl}/api-applicant-status` } };
	const held = { credential: store.credential };
	return {
		'all-tokens': {},
		'http-request': { 'Applicant Status': { ...status, credential: personrApi } },
		'custom-api': {
			'Order Status': {
				credential: world.credential('customTokenApi'),
				parameters: { url: `=${custom.baseUrl}/orders/{{ $json.orders }}` },
			},
		},
		chain: {
			'Applicant Status': status,
			'GenLogs Alerts': {
				credential: world.credential('genLogsApi'),
				parameters: { url: `${genLogs.origin}/alerts` },
			},
		},
		'scheduled-renewal': {
			Settings: { fields: { secretUrl: `${store.origin}/personr` } },
			'Read Secret': held,
			'Write Secret': held,
		},
		trigger: {
			'Access Token Trigger': { credential: personrApi },
			'Update Consumer': { ...held, parameters: { url: `${store.origin}/personr-token` } },
		},
		'tokens-in-a-table': {},
		'rocket-chat-rotation': {
			Settings: { fields: { n8n: store.origin, credentialId: 'bot' } },
			'Update Credential': { credential: n8nApi },
		},
	};
}

const n8nApi = { id: 'n8n-api', name: 'n8n account', type: 'n8nApi', data: { apiKey: 'invented' } };

/** The calls that the examples make are answered; n8n's own API is played by the store. */
function answerCalls(): void {
	const ok = (body: object) => ({ status: 200, body });
	world.providers.personr.behave(({ path, headers }) =>
		path.endsWith('/api-applicant-status') && headers['content-type'] === 'application/json'
			? ok({ status: 'success', response: {} })
			: undefined,
	);
	world.providers.genLogs.behave(({ path }) =>
		path === '/alerts' ? ok({ alerts: [] }) : undefined,
	);
	store.behave(({ method }) => (method === 'PATCH' ? ok({ id: 'bot' }) : undefined));
}

/** Two rows without a token, and one whose token is not due. */
async function makeRows(editor: Editor): Promise<void> {
	const renewAt = new Date(Date.now() + 3_600_000).toISOString();
	const young = { usedBy: 'dispatch', accessToken: 'invented-young-token', renewAt };
	await makeTokenTable(editor, [{ usedBy: 'warehouse' }, { usedBy: 'reports' }, young]);
}

/** Opens the workflow, executes it with its button, and takes the picture once nothing lies over it. */
async function take(page: Page, file: string): Promise<void> {
	await page.goto(`${world.n8n.origin}/workflow/${file}`);
	await page.getByTestId('execute-workflow-button').click();
	const done = page.getByText('Workflow executed successfully');
	await done.waitFor();
	await done.waitFor({ state: 'detached' });
	await page.locator('body').press('1');
	// n8n fits the nodes into the canvas without what is written below them.
	await page.mouse.move(100, 120);
	await page.mouse.wheel(0, 50);
	await page.waitForTimeout(1_500);
	await page.screenshot({ path: join('examples', `${file}.png`) });
	console.log(`examples/${file}.png`);
}

/** Has the examples imported, with all that they need. Returns what they are called. */
async function prepare(wanted: (name: string) => boolean): Promise<string[]> {
	const own = world.providers.credentials.map(({ type }) => world.credential(type));
	await world.n8n.importCredentials([...own, store.credential, n8nApi]);
	answerCalls();
	const filled = Object.entries(filledIn()).filter(([file]) => wanted(file));
	const workflows = filled.map(([file, nodes]) => withCredentials(example(file, nodes), own));
	await world.n8n.importWorkflows(workflows);
	await makeRows(world.editor);
	return filled.map(([file]) => file);
}

async function main(names: string[]): Promise<void> {
	const wanted = (name: string) => names.length === 0 || names.includes(name);
	await store.start();
	await world.start();
	mkdirSync(IMAGES, { recursive: true });
	for (const [name, takePicture] of Object.entries(DOCS_PICTURES).filter(([name]) =>
		wanted(name),
	)) {
		const file = join(IMAGES, `${name}.png`);
		await takePicture(world, file);
		console.log(file);
	}
	const examples = await prepare(wanted);
	const { page } = await world.newPage({ width: 1440, height: 860 });
	for (const file of examples) await take(page, file);
}

main(process.argv.slice(2)).finally(async () => {
	await world.stop();
	await store.stop();
});

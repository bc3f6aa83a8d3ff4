// Takes the pictures of the examples, in the editor of a real n8n, after an execution against the simulated providers.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { chromium, selectors, type Page } from 'playwright-core';

import { withCredentials } from '../../tools/providers.mts';
import { Editor, OWNER } from '../e2e/editor.mts';
import { example, type Filled } from '../e2e/examples.mts';
import { SecretStore } from '../e2e/secretStore.mts';
import { makeTokenTable } from '../e2e/tokenTable.mts';
import { World } from '../e2e/world.mts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const QUIET = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
];

const world = new World();
const store = new SecretStore();

/** What is filled in besides the credentials of this package's own nodes. */
function filledIn(): Record<string, Record<string, Filled>> {
	const { personr, genLogs } = world.providers;
	const personrApi = world.credential('personrApi');
	const status = { parameters: { url: `${personr.baseUrl}/api-applicant-status` } };
	const held = { credential: store.credential };
	return {
		'four-providers': {},
		'http-request': { 'Applicant Status': { ...status, credential: personrApi } },
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

async function main(wanted: string[]): Promise<void> {
	if (!existsSync(CHROMIUM)) throw new Error(`No ${CHROMIUM}: set CHROMIUM to where Chromium is.`);
	await store.start();
	await world.start();
	const { credentials } = world.providers;
	await world.n8n.importCredentials([
		...credentials.map(({ type }) => world.credential(type)),
		...[store.credential, n8nApi],
	]);
	answerCalls();
	const filled = Object.entries(filledIn()).filter(
		([file]) => wanted.length === 0 || wanted.includes(file),
	);
	const own = credentials.map(({ type }) => world.credential(type));
	const workflows = filled.map(([file, nodes]) => withCredentials(example(file, nodes), own));
	await world.n8n.importWorkflows(workflows);
	const editor = await Editor.open(world.n8n);
	await makeRows(editor);
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
	const page = await browser.newPage({ viewport: { width: 1440, height: 860 } });
	const { email: emailOrLdapLoginId, password } = OWNER;
	await page.request.post(`${world.n8n.origin}/rest/login`, {
		data: { emailOrLdapLoginId, password },
	});
	for (const [file] of filled) await take(page, file);
	await browser.close();
}

main(process.argv.slice(2)).finally(async () => {
	await world.stop();
	await store.stop();
});

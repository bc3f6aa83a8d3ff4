import type { Locator } from 'playwright-core';

import { homepage, leadsToPage } from '../../support/docLinks.mts';
import { labels, type EditorPage } from './editorPage.mts';
import { BrowserWorld } from './world.mts';

const world = new BrowserWorld();
const { rocketChat } = world.providers;
const CREDENTIALS = ['giroApi', 'rocketChatTokenApi', 'personrApi', 'genLogsApi', 'customTokenApi'];
/** The groups of the menu 'Add Setting', and a field of each. */
const SETTINGS: Array<[string, string]> = [
	['Additional Allowed Domains', 'otherHosts'],
	['Token Output', 'allowTokenOutput'],
];
const RENEWED_SETTINGS: Array<[string, string]> = [
	['Renewal', 'maxAge'],
	['Check Before Use', 'every'],
	...SETTINGS,
];
const RENEWED = ['Settings', 'Token Status'];
/** What anything in a page must not look like: a value that is missing, an object, a template or a key. */
const NO_ENGLISH = /undefined|\bnull\b|NaN|\[object|\{\{|\b[a-z]+[A-Z]\w*|\w\.\w+\.\w/;
/** Expressions that take a value from the item. */
const OF_THE_ITEM = /\{\{ \$json\.\w+ \}\}/g;

/** The nodes that have operations: their type, what they are called, and what each operation asks for. */
const NODES = [
	...['custom', 'genLogs', 'giro', 'personr'].flatMap((provider) => [
		{ type: `${provider}Token`, operation: 'get', subtitle: 'get', labels: ['Options'] },
		{ type: `${provider}Token`, operation: 'generate', subtitle: 'generate', labels: ['Options'] },
		{
			type: `${provider}Token`,
			operation: 'renewIfDue',
			subtitle: 'renew if due',
			labels: ['Issued At', 'Expires At', 'Renew At', 'Options'],
		},
	]),
	...[
		{ operation: 'delete', labels: ['Token Name', 'Options'] },
		{ operation: 'generate', labels: ['Token Name', 'Options'] },
		{ operation: 'getMany', labels: ['Return All', 'Limit'] },
		{ operation: 'regenerate', labels: ['Token Name', 'Options'] },
		{ operation: 'rotate', labels: ['Token Name', 'Older Than (Days)', 'Options'] },
	].map(({ operation, labels }) => ({
		type: 'rocketChatToken',
		operation,
		subtitle: `${operation === 'getMany' ? 'get many' : operation}: personal access token`,
		labels,
	})),
	{
		type: 'rocketChatToken',
		resource: 'twoFactorCode',
		operation: 'send',
		subtitle: 'send: email code',
		labels: ['Email or Username'],
	},
];

/** What people type who look for this package's nodes. */
const WORDS = [
	...['refresh token', 'renew token', 'token expired', 'keep token valid'],
	...['authentication token', 'session', 'login', 'renew', 'refresh', 'token'],
];

let user: EditorPage;

/** Where the link to documentation leads that a part of the page shows. */
async function docsLink(part: Locator): Promise<string> {
	return String(await part.locator(`a[href^="${homepage}"]`).first().getAttribute('href'));
}

/** Makes a workflow with one node for each operation, and opens it. */
async function openAllNodes(): Promise<void> {
	const nodes = NODES.map(({ type, operation, ...more }, index) => ({
		id: `node-${index}`,
		name: `Node ${index}`,
		type: `n8n-nodes-access-tokens.${type}`,
		typeVersion: 1,
		position: [(index % 5) * 240, Math.floor(index / 5) * 200],
		parameters: { operation, ...('resource' in more ? { resource: more.resource } : {}) },
	}));
	const workflow = { name: 'All nodes', nodes, connections: {}, settings: {} };
	const { id } = await world.editor.rest<{ id: string }>('POST', '/workflows', workflow);
	await user.open(`/workflow/${id}`);
	await user.node('Node 0').waitFor();
}

beforeAll(async () => {
	await world.start();
	for (const type of CREDENTIALS) await world.makeCredential(type);
	rocketChat.tokens.set('n8n-reports', 'invented-token-of-reports');
	rocketChat.tokens.set('n8n-backups', 'invented-token-of-backups');
	user = await world.newPage();
});

afterAll(() => world.stop());

describe.each([
	{
		type: 'giroApi',
		fields: ['X-Tag', 'Sign In With', 'Email', 'Password', 'Base URL', ...RENEWED],
		settings: RENEWED_SETTINGS,
	},
	{
		type: 'rocketChatTokenApi',
		fields: ['Server URL', 'User ID', 'Auth Token', 'TOTP Secret', 'Password', 'Settings'],
		settings: [...SETTINGS, ['TLS', 'caCertificate']],
	},
	{
		type: 'personrApi',
		fields: ['Email', 'Password', 'Base URL', ...RENEWED],
		settings: RENEWED_SETTINGS,
	},
	{
		type: 'genLogsApi',
		fields: ['API Key', 'Email', 'Password', 'Base URL', 'Send Credentials In', ...RENEWED],
		settings: RENEWED_SETTINGS,
	},
])('the credential $type', ({ type, fields, settings }) => {
	beforeAll(async () => {
		await user.open('/home/credentials');
		await user.page.getByText(type, { exact: true }).click();
		await user.dialog.getByText('Connection tested successfully').waitFor();
	});

	it('has these fields, each with a label in English', async () => {
		expect(await labels(user.dialog)).toEqual(fields);
		const link = await docsLink(user.dialog);
		expect([link, leadsToPage(link)]).toEqual([link, true]);
	});

	it('shows a setting once it is picked', async () => {
		for (const [group, field] of settings) {
			expect(await user.form.setting(field).count()).toBe(0);
			await user.form.addSetting(group);
			await user.form.setting(field).waitFor();
		}
	});
});

describe('the nodes', () => {
	beforeAll(openAllNodes);
	afterEach(() => user.closeNode());

	it.each(NODES.map((node, index) => ({ ...node, index })))(
		'$type, $operation: has these fields, each with a label in English',
		async ({ index, type, subtitle, labels: expected }) => {
			const name = `Node ${index}`;
			expect(await user.node(name).innerText()).toContain(subtitle);
			expect(await user.node(name).innerText()).not.toMatch(NO_ENGLISH);
			await user.openNode(name);
			const first = type === 'rocketChatToken' ? ['Credential', 'Resource'] : ['Credential'];
			expect(await labels(user.parameters)).toEqual([...first, 'Operation', ...expected]);
			const link = await docsLink(user.panel);
			expect([link, leadsToPage(link)]).toEqual([link, true]);
			const text = await user.parameters.innerText();
			expect(text.replace(OF_THE_ITEM, '')).not.toMatch(NO_ENGLISH);
		},
	);
});

describe('Access Token Trigger', () => {
	beforeAll(() => user.openEmptyWorkflow());

	it.each(WORDS)("is found by typing '%s', beside the nodes", async (typed) => {
		const none = await user.searchNodes('nothing is called like this');
		await none.getByText('Access Token Trigger', { exact: true }).waitFor({ state: 'detached' });
		const found = await user.searchNodes(typed);
		await found.getByText('Access Token Trigger', { exact: true }).waitFor();
		const names = await found.getByTestId('node-creator-item-name').allInnerTexts();
		for (const name of ['Custom', 'GenLogs', 'GIRO', 'Personr', 'Rocket.Chat'])
			expect(names).toContain(`${name} Token`);
	});

	it('is picked, and leads to the steps that set it up', async () => {
		await user.pickNode('Access Token Trigger', 'Add to workflow');
		const link = await docsLink(user.panel);
		expect([link, leadsToPage(link)]).toEqual([link, true]);
	});

	it.each([
		['Custom', ['Options'], 'Each token starts the workflow once'],
		['GenLogs', ['Options'], 'Each token starts the workflow once'],
		['GIRO', ['Options'], 'GIRO does not say when a token expires'],
		['Personr', ['Options'], 'Each token starts the workflow once'],
		['Rocket.Chat', ['Token Name', 'Older Than (Days)'], 'A new Rocket.Chat token is shown once'],
	])('%s: its credential, fields and notice are shown', async (provider, expected, notice) => {
		await user.choose('provider', provider);
		await user.parameters.getByText(notice).waitFor();
		expect(await labels(user.parameters)).toEqual([
			...['Credential', 'Poll Times', 'Mode', 'Provider'],
			...expected,
		]);
	});

	it('offers the tokens of the Rocket.Chat account', async () => {
		await user.chooseCredential('rocketChatTokenApi');
		expect(await user.offeredTokens()).toEqual(['n8n-backups', 'n8n-reports']);
	});
});

describe('Rocket.Chat Token', () => {
	it('keeps a name that was typed when another operation is picked', async () => {
		await user.openEmptyWorkflow();
		await user.searchNodes('Rocket.Chat');
		await user.pickNode('Rocket.Chat Token', 'Generate a personal access token');
		const name = user.panel
			.locator('input[data-test-id=rlc-input], [data-test-id=rlc-input] input')
			.first();
		await name.fill('n8n-nightly');
		await user.choose('operation', 'Rotate');
		const mode = user.panel.getByTestId('rlc-mode-selector').locator('input').first();
		expect(await mode.inputValue()).toBe('By Name');
		expect(await name.inputValue()).toBe('n8n-nightly');
	});

	it('picks a token of the account from the list, and works on it', async () => {
		await user.openEmptyWorkflow();
		await user.searchNodes('Rocket.Chat');
		await user.pickNode('Rocket.Chat Token', 'Delete a personal access token');
		expect(await user.offeredTokens()).toEqual(['n8n-backups', 'n8n-reports']);
		await user.page.getByTestId('rlc-item').getByText('n8n-reports').click();
		await user.execute();
		expect([...rocketChat.tokens.keys()]).toEqual(['n8n-backups']);
	});
});

describe('in the dark', () => {
	it('every icon of ours is the dark one', async () => {
		const night = await world.newPage();
		await night.open('/settings/personal');
		await night.page.getByTestId('theme-select').click();
		await night.page.locator('.el-popper:visible').getByText('Dark theme').click();
		await night.page.getByTestId('save-settings-button').click();
		await night.page.locator('body[data-theme="dark"]').waitFor();
		await night.openEmptyWorkflow();
		await (await night.searchNodes('token')).getByText('GIRO Token').waitFor();
		expect(await night.ownIcons()).toEqual(
			['accessToken', 'customToken', 'genLogs', 'giro', 'personr', 'rocketChat'].map(
				(icon) => `${icon}.dark.svg`,
			),
		);
		await night.open('/home/credentials');
		await night.page.getByText('giroApi', { exact: true }).waitFor();
		expect(await night.ownIcons()).toEqual(
			['customToken', 'genLogs', 'giro', 'personr', 'rocketChat'].map((icon) => `${icon}.dark.svg`),
		);
	});
});

it('no page had an error', () => {
	expect(world.errors).toEqual([]);
});

import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { sleep } from 'n8n-workflow';

import type { ProviderName } from '../../../tools/providers.mts';
import type { CredentialData } from '../../../tools/n8n.mts';
import { World, type Node } from '../../system/e2e/world.mts';
import { echo } from '../faults/faults.mts';
import type { Arrived } from '../../support/simulators/simulator.mts';
import { FORMS, find, findParts, writtenIn, type Secrets } from './search.mts';
import { API, ECHOES, chained, workflowOf } from './workflows.mts';
import { SECRETS as ALL_SECRETS } from './world.mts';

const world = new World();
const { providers } = world;
const SESSION_TYPES = ['giroApi', 'personrApi', 'genLogsApi', 'customTokenApi'];
const ALL = [...SESSION_TYPES, 'rocketChatTokenApi'];
/** What the form masks. It shows extra fields and headers, whatever their names. */
const { password, secret } = ALL_SECRETS.custom;
const SECRETS = { ...ALL_SECRETS, custom: { password, secret } };
/** What the deliberate leak holds. */
const PLANTED = 'Pl4nted+w0rd/ö="77" & <yes>';
const PROVIDERS = ['giro', 'genLogs', 'personr', 'custom', 'rocketChat'] as const;
/** Tokens that Rocket.Chat has from before. */
const MADE_BY_HAND = ['uJ6-made-by-hand-V3m', 'cW2-made-by-h4nd-T8k'];
const FORM_NAMES = Object.keys(FORMS);

let cookie = '';
/** All that n8n sent to the browser, or to whoever called the workflow. */
const sent: string[] = [];
/** Tokens that were good at some time. */
const tokens: Record<ProviderName, Set<string>> = {
	giro: new Set(),
	genLogs: new Set(),
	personr: new Set(),
	custom: new Set(),
	rocketChat: new Set(),
};

async function rest(method: string, path: string, body?: object): Promise<string> {
	const response = await fetch(`${world.n8n.origin}${path}`, {
		method,
		headers: { cookie, 'Content-Type': 'application/json' },
		...(body ? { body: JSON.stringify(body) } : {}),
	});
	const text = await response.text();
	const headers: string[] = [];
	response.headers.forEach((value, name) => headers.push(`${name}: ${value}`));
	sent.push(`${response.status} ${headers.join('\n')} ${text}`);
	return text;
}

function allSecrets(): Secrets {
	const named = PROVIDERS.flatMap((name) => [
		...Object.entries(SECRETS[name]).map(([field, secret]) => [`${name} ${field}`, secret]),
		...[...tokens[name]].map((token, index) => [`${name} token ${index + 1}`, token]),
	]);
	return Object.fromEntries(named) as Secrets;
}

/** Notes what has been given out so far. */
function noteTokens(): void {
	const { giro, genLogs, personr, custom } = providers;
	const given = {
		giro: [...giro.tokens, ...giro.jwts.keys()],
		genLogs: [...genLogs.tokens.keys()],
		personr: [personr.token],
		custom: [...custom.tokens],
		// Those that are made anew stand in token items.
		rocketChat: MADE_BY_HAND,
	};
	for (const name of PROVIDERS)
		for (const token of given[name].filter((token) => token !== '')) tokens[name].add(token);
}

/** As a user edits the email address: then the details are others, and no failure of before answers for them. */
async function editEmails(email: string): Promise<void> {
	for (const id of SESSION_TYPES) {
		const text = await rest('GET', `/rest/credentials/${id}?includeData=true`);
		const { name, type, data } = (JSON.parse(text) as { data: CredentialData }).data;
		const edited = { ...data, [id === 'customTokenApi' ? 'username' : 'email']: email };
		await rest('PATCH', `/rest/credentials/${id}`, { id, name, type, data: edited });
	}
}

async function testCredentials(): Promise<void> {
	for (const id of ALL) {
		const text = await rest('GET', `/rest/credentials/${id}?includeData=true`);
		const { name, type, data } = (JSON.parse(text) as { data: CredentialData }).data;
		await rest('POST', '/rest/credentials/test', { credentials: { id, name, type, data } });
	}
}

/** Words with every secret of the credential, the token that it holds among them, in these forms, and the request. */
function wordsOf(request: Arrived, name: ProviderName, forms: string[]): string {
	const { giro, genLogs, personr, custom } = providers;
	const last = {
		giro: [...giro.tokens].at(-1),
		genLogs: [...genLogs.tokens.keys()].at(-1),
		personr: personr.token,
		custom: [...custom.tokens].at(-1),
		rocketChat: undefined,
	}[name];
	const known = [...Object.values(SECRETS[name]), ...(last === undefined ? [] : [last])];
	const hidden = forms.flatMap((form) => known.map((secret) => writtenIn(form, secret)));
	return `${hidden.join(' ')} ${echo(request)}`;
}

/** All that n8n has written to its folder, save packages and its own editor. */
function filesOf(folder: string): string[] {
	return readdirSync(folder).flatMap((name) => {
		const path = join(folder, name);
		if (name === 'node_modules' || name === '.cache') return [];
		return statSync(path).isDirectory() ? filesOf(path) : [path];
	});
}

const databaseFiles = () =>
	['', '-wal', '-journal'].map((end) => world.n8n.databaseFile + end).filter(existsSync);

/** Everything that n8n sends to a browser of what is stored. */
async function readAll(): Promise<void> {
	await rest('GET', '/rest/credentials?includeData=true');
	for (const id of ALL) await rest('GET', `/rest/credentials/${id}?includeData=true`);
	await rest('GET', '/rest/workflows');
	for (const id of ['all', 'leak']) await rest('GET', `/rest/workflows/${id}`);
	const list = JSON.parse(await rest('GET', '/rest/executions?limit=100')) as {
		data: { results: Array<{ id: string }> };
	};
	expect(list.data.results.length).toBeGreaterThanOrEqual(FORM_NAMES.length);
	for (const { id } of list.data.results) await rest('GET', `/rest/executions/${id}`);
}

beforeAll(async () => {
	const { giro, personr, genLogs, custom, rocketChat } = providers;
	Object.assign(giro, SECRETS.giro);
	Object.assign(personr, SECRETS.personr);
	Object.assign(genLogs, SECRETS.genLogs);
	Object.assign(custom, { password, more: { body: { secret }, headers: {} } });
	Object.assign(rocketChat, SECRETS.rocketChat);
	await world.start();
	const credentials = ALL.map((type) => world.credential(type));
	Object.assign(credentials[ALL.indexOf('customTokenApi')].data, {
		secretFields: { secret3: { name: 'secret', value: secret } },
	});
	Object.assign(credentials[ALL.indexOf('rocketChatTokenApi')].data, SECRETS.rocketChat);
	await world.n8n.importCredentials(credentials);
	const message = FORM_NAMES.map((form) => `${form}: ${writtenIn(form, PLANTED)}`).join('\n');
	const leak: Node = {
		name: 'Leak',
		type: 'n8n-nodes-base.stopAndError',
		typeVersion: 1,
		parameters: { errorType: 'errorMessage', errorMessage: message },
	};
	await world.n8n.importWorkflows([workflowOf(credentials), chained('leak', [leak])]);
	for (const id of ['all', 'leak']) await world.n8n.publish(id);
	await world.n8n.start();
	cookie = await world.n8n.makeOwner('owner@example.com', 'Invented-passw0rd');
	// n8n listens before it has activated its workflows; a call by another method starts none.
	for (const id of ['all', 'leak']) {
		for (let waited = 0; waited < 30_000; waited += 250) {
			if ((await rest('GET', `/webhook/${id}`)).includes('for GET requests')) break;
			await sleep(250);
		}
	}
	sent.length = 0;
});

afterAll(() => world.stop());

test('a run in which all goes well', async () => {
	['none', 'other'].forEach((name, index) =>
		providers.rocketChat.tokens.set(name, MADE_BY_HAND[index]),
	);
	noteTokens();
	await rest('POST', '/webhook/all');
	noteTokens();
	await testCredentials();
	for (const name of PROVIDERS) expect(tokens[name].size).toBeGreaterThan(0);
	// What is output here is a token item; it is the last one, and goes to the caller.
	expect(sent.splice(0).join('\n')).toContain('"tokenName":"none"');
});

const phases = FORM_NAMES.map((form, index) => {
	const names = Object.keys(ECHOES);
	return {
		form,
		next: FORM_NAMES[(index + 1) % FORM_NAMES.length],
		how: names[index % names.length],
	};
});

test.each(phases)('everything is echoed $form, $how', async ({ form, next, how }) => {
	const arrived = providers.all.map((provider) => provider.arrived.length);
	for (const name of PROVIDERS) {
		providers[name].behave((request) => {
			// What the API itself answers to the HTTP Request node is stored by n8n as it is.
			if (request.path.endsWith(API)) return { status: 401, body: { message: 'no' } };
			return ECHOES[how](wordsOf(request, name, [form, next]));
		});
	}
	await editEmails(`ops-${FORM_NAMES.indexOf(form)}@example.com`);
	await rest('POST', '/webhook/all');
	await testCredentials();
	noteTokens();
	providers.all.forEach((provider, index) =>
		expect(provider.arrived.length).toBeGreaterThan(arrived[index]),
	);
});

test('the deliberate leak', async () => {
	await rest('POST', '/webhook/leak');
	await readAll();
	await world.n8n.stop();
});

/** Where secrets are searched for. */
const PLACES: Record<string, () => string> = {
	"n8n's log at debug level": () => world.n8n.log,
	'what the REST API sends': () => sent.join('\n'),
	'the database and its journal': () =>
		databaseFiles()
			.map((file) => readFileSync(file, 'utf8'))
			.join('\n'),
	'all other files': () =>
		filesOf(world.folder)
			.filter((file) => !databaseFiles().includes(file))
			.map((file) => readFileSync(file, 'utf8'))
			.join('\n'),
};

describe.each(Object.keys(PLACES))('%s', (place) => {
	test('holds no secret and no token', () => {
		const text = PLACES[place]();
		expect(text.length).toBeGreaterThan(10);
		const found = [
			...find(allSecrets(), text, { pieces: true }),
			...findParts(allSecrets(), text, 12),
		];
		expect(found.slice(0, 10)).toEqual([]);
	});

	if (place === 'all other files') return;
	test.each(FORM_NAMES)('the leak in it is found %s', (form) => {
		const found = find({ planted: PLANTED }, PLACES[place](), { pieces: true });
		expect(found.some((leak) => leak.startsWith(`planted, ${form}:`))).toBe(true);
	});
});

import type { Execution } from '../../../tools/n8n.mts';
import { jsonBody } from '../../support/simulators/simulator.mts';
import { example } from './examples.mts';
import { SecretStore } from './secretStore.mts';
import { World, failed, tokenNode, workflow } from './world.mts';

const STATUS = '/api/1.1/wf/api-applicant-status';
const ITEMS = 200;
const world = new World();
const store = new SecretStore();
const { personr, genLogs, custom } = world.providers;

/** Applicants in place of the three that the example brings along. */
const applicants = Array.from({ length: ITEMS }, (_, index) => `applicant-${index + 1}`);

/** Orders in place of the three that the example brings along. */
const orders = applicants.map((_, index) => `order-${index + 1}`);

function callAnApi() {
	return example('http-request', {
		Applicants: { parameters: { jsonOutput: JSON.stringify({ applicantIds: applicants }) } },
		'Applicant Status': {
			credential: world.credential('personrApi', 'no-token-node'),
			parameters: { url: `${personr.baseUrl}/api-applicant-status` },
		},
	});
}

function apiOfOnesOwn() {
	return example('custom-api', {
		Orders: { parameters: { jsonOutput: JSON.stringify({ orders }) } },
		'Order Status': {
			credential: world.credential('customTokenApi'),
			parameters: { url: `=${custom.baseUrl}/orders/{{ $json.orders }}` },
		},
	});
}

function chain() {
	return example('chain', {
		'Personr Token': { credential: world.credential('personrApi', 'chain') },
		'Applicant Status': { parameters: { url: `${personr.baseUrl}/api-applicant-status` } },
		'GenLogs Alerts': {
			credential: world.credential('genLogsApi'),
			parameters: { url: `${genLogs.origin}/alerts` },
		},
	});
}

function scheduledRenewal() {
	return example('scheduled-renewal', {
		Settings: { fields: { secretUrl: `${store.origin}/personr` } },
		'Personr Token': { credential: world.credential('personrApi', 'scheduled') },
		'Read Secret': { credential: store.credential },
		'Write Secret': { credential: store.credential },
	});
}

/** Another workflow, which renews the token that the scheduled renewal looks after. */
function otherWorkflow() {
	const credential = world.credential('personrApi', 'scheduled');
	return workflow('other', 1, [tokenNode('Personr', credential, { operation: 'generate' })]);
}

beforeAll(async () => {
	await store.start();
	await world.start();
	// The APIs answer calls that are right; whatever else arrives is refused as always.
	personr.behave((request) => {
		const { path, headers } = request;
		const right = personr.token !== '' && headers.authorization === `Bearer ${personr.token}`;
		const { applicant_id } = jsonBody(request) ?? {};
		if (path !== STATUS || !right || typeof applicant_id !== 'string') return undefined;
		return { status: 200, body: { status: 'success', response: { applicant_id } } };
	});
	genLogs.behave(({ path, method, headers }) => {
		const right = headers['x-api-key'] === genLogs.apiKey;
		if (path !== '/alerts' || method !== 'GET' || !right) return undefined;
		return genLogs.tokens.has(headers['access-token'])
			? { status: 200, body: { alerts: [] } }
			: undefined;
	});
	await world.n8n.importCredentials([
		...['no-token-node', 'chain', 'scheduled'].map((id) => world.credential('personrApi', id)),
		world.credential('genLogsApi'),
		world.credential('customTokenApi'),
		store.credential,
	]);
	await world.n8n.importWorkflows([
		callAnApi(),
		apiOfOnesOwn(),
		chain(),
		scheduledRenewal(),
		otherWorkflow(),
	]);
});

afterAll(async () => {
	await world.stop();
	await store.stop();
});

/** Executes a workflow in a new process, with all counts at nothing. */
async function execute(id: string): Promise<Execution> {
	for (const simulator of [...world.providers.all, store]) simulator.forget();
	return await world.n8n.execute(id);
}

describe('http-request.json', () => {
	it(`calls the API for ${ITEMS} items with one login`, async () => {
		const { items, error } = await execute('http-request');
		expect(error).toBeUndefined();
		expect(personr.logins).toBe(1);
		expect(failed(items['Applicant Status'])).toEqual([]);
		const answered = items['Applicant Status'].map(({ json }) => json.response);
		expect(answered).toEqual(applicants.map((applicant_id) => ({ applicant_id })));
		expect(personr.checks).toBe(ITEMS);
	});
});

describe('custom-api.json', () => {
	it(`calls an API of one's own for ${ITEMS} items with one login`, async () => {
		const { items, error } = await execute('custom-api');
		expect(error).toBeUndefined();
		expect(custom.logins).toBe(1);
		expect(failed(items['Order Status'])).toEqual([]);
		const answered = items['Order Status'].map(({ json }) => json.path);
		expect(answered).toEqual(orders.map((order) => `/api/v1/orders/${order}`));
		expect(custom.checks).toBeLessThanOrEqual(2);
		expect(custom.arrived).toHaveLength(ITEMS + custom.logins + custom.checks);
	});
});

describe('chain.json', () => {
	let execution: Execution;

	beforeAll(async () => {
		execution = await execute('chain');
	});

	it("calls Personr with the headers of the token node's item", () => {
		expect(execution.error).toBeUndefined();
		const [{ json: token }] = execution.items['Personr Token'];
		expect(token).toMatchObject({ accessToken: personr.token, renewed: true });
		const [{ json }] = execution.items['Applicant Status'];
		expect(json).toMatchObject({ response: { applicant_id: 'applicant-1' } });
		expect(personr.to(STATUS).map(({ headers }) => headers.authorization)).toEqual([
			`Bearer ${personr.token}`,
		]);
		expect(personr.logins).toBe(1);
	});

	it('calls GenLogs by credential, with the application key that no token item holds', () => {
		const [{ json }] = execution.items['GenLogs Alerts'];
		expect(json).toEqual({ alerts: [] });
		const [{ headers }] = genLogs.to('/alerts').slice(-1);
		expect(headers['x-api-key']).toBe(genLogs.apiKey);
		expect(genLogs.tokens.has(headers['access-token'])).toBe(true);
		expect(genLogs.logins).toBe(1);
	});
});

describe('scheduled-renewal.json', () => {
	const held = () => store.secrets.get('/personr');

	it('writes the first token into the store', async () => {
		const { items, error } = await execute('scheduled-renewal');
		expect(error).toBeUndefined();
		const [{ json }] = items['Personr Token'];
		expect(json.renewed).toBe(true);
		expect(held()).toEqual({
			token: personr.token,
			expiresAt: json.expiresAt,
			fingerprint: json.fingerprint,
		});
		expect([store.calls('GET'), store.calls('PUT')]).toEqual([1, 1]);
	});

	it('writes nothing while the token is the same', async () => {
		const { items, error } = await execute('scheduled-renewal');
		expect(error).toBeUndefined();
		expect(items['Personr Token'][0].json.renewed).toBe(false);
		expect([store.calls('GET'), store.calls('PUT')]).toEqual([1, 0]);
		expect(personr.logins).toBe(0);
		// The check of the token, and of a made-up one.
		expect(personr.arrived).toHaveLength(2);
	});

	it('writes a token that another workflow has renewed', async () => {
		const before = held();
		expect((await execute('other')).error).toBeUndefined();
		expect(personr.logins).toBe(1);
		expect(held()).toBe(before);
		const { items, error } = await execute('scheduled-renewal');
		expect(error).toBeUndefined();
		expect(items['Personr Token'][0].json.renewed).toBe(false);
		expect(personr.logins).toBe(0);
		expect([store.calls('GET'), store.calls('PUT')]).toEqual([1, 1]);
		expect(held()?.token).toBe(personr.token);
		expect(held()?.token).not.toBe(before?.token);
	});

	it('makes up for a store that could not be written the next time', async () => {
		expect((await execute('other')).error).toBeUndefined();
		store.behave(() => ({ status: 503, body: { error: 'Sealed' } }));
		const sealed = await execute('scheduled-renewal');
		expect(sealed.error?.node?.name).toBe('Write Secret');
		store.behave();
		expect((await execute('scheduled-renewal')).error).toBeUndefined();
		expect(held()?.token).toBe(personr.token);
	});
});

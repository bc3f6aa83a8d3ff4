import type { CredentialData, Execution } from '../../../tools/n8n.mts';
import { example, type Filling } from '../../../tools/examples/example.mts';
import { Simulators } from '../../../tools/examples/simulators.mts';
import { wiring } from '../../../tools/examples/wiring.mts';
import { World, failed, tokenNode, workflow } from './world.mts';

const STATUS = '/api/1.1/wf/api-applicant-status';
const ITEMS = 200;
const simulators = new Simulators();
const world = new World(simulators);
const { personr, genLogs, custom, oauth, serviceAccounts, store } = simulators;

/** Applicants in place of the three that the example brings along. */
const applicants = Array.from({ length: ITEMS }, (_, index) => `applicant-${index + 1}`);

/** Orders in place of the three that the example brings along. */
const orders = applicants.map((_, index) => `order-${index + 1}`);

/** The example with a Personr credential that no other one uses, and with more in place of what it brings along. */
function alone(file: string, nodes: string[] = [], more: Filling = {}) {
	const filling = wiring(simulators, world.n8n)[file];
	const own = nodes.map((name) => [name, { ...filling[name], credential: personrOf(file) }]);
	return example(file, { ...filling, ...Object.fromEntries(own), ...more });
}

const personrOf = (file: string): CredentialData => world.credential('personrApi', file);

/** Another workflow, which renews the token that the scheduled renewal looks after. */
function otherWorkflow() {
	const node = tokenNode('Personr', personrOf('scheduled-renewal'), { operation: 'generate' });
	return workflow('other', 1, [node]);
}

beforeAll(async () => {
	await world.start();
	const ofPersonr = ['http-request', 'chain', 'scheduled-renewal'];
	await world.n8n.importCredentials([...simulators.credentials, ...ofPersonr.map(personrOf)]);
	await world.n8n.importWorkflows([
		alone('http-request', ['Applicant Status'], {
			Applicants: { parameters: { jsonOutput: JSON.stringify({ applicantIds: applicants }) } },
		}),
		alone('custom-api', [], { Orders: { parameters: { jsonOutput: JSON.stringify({ orders }) } } }),
		alone('client-credentials'),
		alone('service-account'),
		alone('chain', ['Personr Token']),
		alone('scheduled-renewal', ['Personr Token']),
		otherWorkflow(),
	]);
});

afterAll(() => world.stop());

/** Executes a workflow in a new process, with all counts at nothing. */
async function execute(id: string): Promise<Execution> {
	for (const simulator of [...simulators.all, oauth, serviceAccounts, store]) simulator.forget();
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

describe.each([
	['client-credentials.json', oauth],
	['service-account.json', serviceAccounts],
])('%s', (file, server) => {
	const name = file.replace('.json', '');

	it('calls the API with one request for a token', async () => {
		const { items, error } = await execute(name);
		expect(error).toBeUndefined();
		expect(items.Orders[0].json).toEqual({ path: '/api/orders' });
		expect(server.requests).toBe(1);
		expect(server.arrived).toHaveLength(2);
	});

	it('uses the stored token the next time', async () => {
		expect((await execute(name)).error).toBeUndefined();
		expect(server.requests).toBe(0);
		expect(server.arrived).toHaveLength(1);
	});
});

describe('client-credentials.json', () => {
	it('names the audience in the request for a token', async () => {
		oauth.revoke();
		await execute('client-credentials');
		const [{ body }] = oauth.to(new URL(oauth.tokenUrl).pathname);
		expect(new URLSearchParams(body.toString()).get('audience')).toBe('https://api.example.com');
	});
});

describe('service-account.json', () => {
	it('sends a JWT, and never the key that signs it', async () => {
		serviceAccounts.revoke();
		await execute('service-account');
		const [key] = simulators.signingKey.split('\n').slice(1);
		const sent = serviceAccounts.arrived.map(({ target, rawHeaders, body }) =>
			[target, ...rawHeaders, body].join(),
		);
		expect(sent.join()).toContain(serviceAccounts.assertions.at(-1));
		expect(sent.join()).not.toContain(key);
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

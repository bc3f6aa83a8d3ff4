import type { Execution } from '../../../tools/n8n.mts';
import { PortalSimulator, portalFields } from '../../support/simulators/portal.mts';
import { inARow, MANUAL } from './rows.mts';
import { World, failed, httpRequest, tokenNode, workflow, type Node } from './world.mts';

// The Custom Token API credential, whose login the user describes: what is particular to it. What it has in common with the
// others is tested beside them.
const ITEMS = 200;
const world = new World();
const portal = new PortalSimulator();
const { custom } = world.providers;

/** A request with the headers of the token item, and no credential. */
function byHeaders(url: string): Node {
	return {
		name: 'Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		onError: 'continueRegularOutput',
		parameters: {
			url,
			sendHeaders: true,
			specifyHeaders: 'json',
			jsonHeaders: '={{ JSON.stringify($json.headers) }}',
			options: {},
		},
	};
}

/** A storm of *Get*, and of requests with what it outputs. */
function getAndCall(id: string) {
	const get = tokenNode('Token', world.credential('customTokenApi'), { operation: 'get' });
	const call = byHeaders(`${custom.baseUrl}/things`);
	const made = workflow(id, ITEMS, [get, call]);
	const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
	return {
		...made,
		connections: { ...made.connections, Items: to('Token'), Token: to('Request') },
	};
}

beforeAll(async () => {
	await portal.start();
	await world.start();
	custom.behave(() => {
		busy.last = Date.now();
		busy.first ||= busy.last;
		return undefined;
	});
	const data = portalFields(portal);
	const described = { id: 'portal', name: 'portal', type: 'customTokenApi', data };
	const automatic = world.credential('customTokenApi', 'automatic', { settings: {} });
	const generate = { operation: 'generate', options: { output: 'metadata' } };
	await world.n8n.importCredentials([world.credential('customTokenApi'), described, automatic]);
	await world.n8n.importWorkflows([
		getAndCall('get-and-call'),
		inARow('generate', [MANUAL, tokenNode('Token', described, generate)]),
		...['things', 'missing'].flatMap((path) => [
			workflow(`portal-${path}`, ITEMS, [
				httpRequest('Request', described, `${portal.baseUrl}/tenants/{tenant}/${path}`),
			]),
			workflow(`automatic-${path}`, ITEMS, [
				httpRequest('Request', automatic, `${custom.baseUrl}/${path}`),
			]),
		]),
	]);
});

afterAll(async () => {
	await world.stop();
	await portal.stop();
});

/** When the API of which little is known got its first and its last request of an execution. */
const busy = { first: 0, last: 0 };

/** Executes a workflow in a new process, with all counts at nothing. */
async function execute(id: string): Promise<Execution> {
	portal.forget();
	custom.forget();
	busy.first = 0;
	const execution = await world.n8n.execute(id);
	expect(execution.error).toBeUndefined();
	return execution;
}

describe(`Get, and ${ITEMS} requests with the headers of its items`, () => {
	it('log in once, and none fails', async () => {
		const { items } = await execute('get-and-call');
		expect(custom.logins).toBe(1);
		expect(items.Request).toHaveLength(ITEMS);
		expect(failed(items.Request)).toEqual([]);
		const [token] = custom.tokens;
		expect(items.Token[0].json).toMatchObject({
			provider: 'custom',
			accessToken: token,
			tokenType: 'Bearer',
			userId: custom.userId,
			renewed: true,
			headers: { Authorization: `Bearer ${token}` },
			query: {},
			values: { userId: custom.userId },
		});
	});

	it('renew a token that was revoked', async () => {
		custom.revoke();
		const { items } = await execute('get-and-call');
		expect(custom.logins).toBe(1);
		expect(failed(items.Request)).toEqual([]);
	});
});

describe(`an API of which nothing is known but address, user name and password, ${ITEMS} items at once`, () => {
	it('nothing stored: one login, no failed item', async () => {
		const { items } = await execute('automatic-things');
		expect(custom.logins).toBe(1);
		expect(items.Request).toHaveLength(ITEMS);
		expect(failed(items.Request)).toEqual([]);
		expect(custom.arrived).toHaveLength(ITEMS + 1);
	});

	it('the stored token revoked: one login, no failed item', async () => {
		custom.revoke();
		const { items } = await execute('automatic-things');
		expect(custom.logins).toBe(1);
		expect(failed(items.Request)).toEqual([]);
	});

	it('/missing, which answers 404: no login, each sent once but for judges', async () => {
		const { items } = await execute('automatic-missing');
		expect(custom.logins).toBe(0);
		expect(failed(items.Request)).toHaveLength(ITEMS);
		const judged = custom.arrived.length - ITEMS;
		expect(judged).toBeGreaterThan(0);
		// Three at most, and one more for each further second.
		expect(judged).toBeLessThanOrEqual(3 + Math.floor((busy.last - busy.first) / 1000));
	});
});

describe(`a login with a form before it, a hash, a code, a key and two cookies, ${ITEMS} items at once`, () => {
	it('nothing stored: one login, no failed item', async () => {
		const { items } = await execute('portal-things');
		expect(portal.misfits).toEqual([]);
		expect([portal.count('/api/session/form'), portal.logins]).toEqual([1, 1]);
		expect(items.Request).toHaveLength(ITEMS);
		expect(failed(items.Request)).toEqual([]);
		expect(items.Request[0].json).toEqual({ things: ['one'] });
		expect(portal.arrived).toHaveLength(ITEMS + 2);
	});

	it('a second execution, in a new process: no login, all that was kept serves', async () => {
		const { items } = await execute('portal-things');
		expect(portal.logins).toBe(0);
		expect(failed(items.Request)).toEqual([]);
		expect(portal.arrived).toHaveLength(ITEMS);
	});

	it('/missing: no login', async () => {
		const { items } = await execute('portal-missing');
		expect(portal.logins).toBe(0);
		expect(failed(items.Request)).toHaveLength(ITEMS);
	});

	it('the session ended: one login, no failed item', async () => {
		portal.revoke();
		const { items } = await execute('portal-things');
		expect([portal.count('/api/session/form'), portal.logins]).toEqual([1, 1]);
		expect(failed(items.Request)).toEqual([]);
	});

	it('Generate logs in again, and shows no secret', async () => {
		const { items, output, errors } = await execute('generate');
		expect(portal.logins).toBe(1);
		expect(items.Token[0].json).toMatchObject({ accessToken: null, tokenType: 'Cookie' });
		expect(portal.misfits).toEqual([]);
		for (const secret of portal.secrets) expect(output + errors).not.toContain(secret);
	});

	it('is stored encrypted, and says where the token was found', () => {
		const { data } = world.n8n.readCredential('portal');
		expect(data.tokenStatus).toMatch(/cookies? .*PORTAL_SESSION/);
		expect(String(data.accessToken)).toContain('PORTAL_NODE=');
		const written = world.databaseText();
		expect(written).toContain('customTokenApi');
		for (const secret of portal.secrets) expect(written).not.toContain(secret);
	});
});

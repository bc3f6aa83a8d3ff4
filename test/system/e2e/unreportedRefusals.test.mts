import type { CredentialData } from '../../../tools/n8n.mts';
import { HOST } from '../../../tools/n8n.mts';
import { World, failed, httpRequest, workflow, type Node } from './world.mts';

// Requests whose refusals n8n passes on as data, so that no credential sees them: with the first token revoked, each is
// made in a process of its own, which knows nothing but what is stored.
const ITEMS = 200;
const PAGES = 3;
const world = new World();
const { personr } = world.providers;

function withOptions(node: Node, options: object): Node {
	return { ...node, parameters: { ...(node.parameters as object), options } };
}

function neverError(credential: CredentialData): Node {
	const response = { response: { neverError: true, fullResponse: true } };
	return withOptions(httpRequest('Request', credential, `${personr.baseUrl}/things`), { response });
}

function pagination(credential: CredentialData): Node {
	const pages = {
		paginationMode: 'updateAParameterInEachRequest',
		parameters: { parameters: [{ name: 'page', value: '={{ $pageCount + 1 }}' }] },
		paginationCompleteWhen: 'other',
		completeExpression: `={{ $pageCount + 1 >= ${PAGES} }}`,
	};
	const options = { pagination: { pagination: pages } };
	return withOptions(httpRequest('Request', credential, `${personr.baseUrl}/things`), options);
}

/** The GraphQL node, which takes a credential type such as ours from n8n 2 on. */
function graphQl(credential: CredentialData): Node {
	return {
		name: 'Request',
		type: 'n8n-nodes-base.graphql',
		typeVersion: 1.1,
		onError: 'continueRegularOutput',
		parameters: {
			authentication: 'predefinedCredentialType',
			nodeCredentialType: credential.type,
			endpoint: `${personr.baseUrl}/graphql`,
			requestFormat: 'json',
			query: 'query { things }',
		},
		credentials: { [credential.type]: { id: credential.id, name: credential.name } },
	};
}

const REQUESTS: Array<[string, number, (credential: CredentialData) => Node]> = [
	['never-error', ITEMS, neverError],
	['pagination', 1, pagination],
	...(HOST === 'host'
		? ([['graphql', ITEMS, graphQl]] as Array<[string, number, typeof graphQl]>)
		: []),
];

beforeAll(async () => {
	await world.start();
	const credential = world.credential('personrApi');
	await world.n8n.importCredentials([credential]);
	await world.n8n.importWorkflows([
		workflow('plain', 1, [httpRequest('Request', credential, `${personr.baseUrl}/things`)]),
		...REQUESTS.map(([id, items, node]) => workflow(id, items, [node(credential)])),
	]);
});

afterAll(async () => await world.stop());

/** Whether an item holds what the API answers to a token that it does not accept. */
const isRefusal = ({ json }: { json: Record<string, unknown> }) =>
	/Invalid or expired token|"statusCode":401/.test(JSON.stringify(json));

describe.each(REQUESTS)('%s', (id, items) => {
	async function execute() {
		personr.forget();
		const execution = await world.n8n.execute(id);
		expect(execution.error).toBeUndefined();
		const output = execution.items.Request;
		expect(failed(output)).toEqual([]);
		expect(output.filter(isRefusal)).toEqual([]);
		return output;
	}

	it(`${items} at once, the stored token revoked: one check, one login, none refused`, async () => {
		await world.n8n.execute('plain');
		personr.revoke();
		expect((await execute()).length).toBeGreaterThanOrEqual(items);
		expect(personr.logins).toBe(1);
		// The stored token, and the fresh one as the control.
		expect(personr.checks).toBeLessThanOrEqual(2);
	});

	it(`${items} at once, the stored token good: no login`, async () => {
		const before = world.n8n.readCredential('personrApi').data;
		await execute();
		expect(personr.logins).toBe(0);
		// The stored token, and a made-up one as the control.
		expect(personr.checks).toBeLessThanOrEqual(2);
		expect(world.n8n.readCredential('personrApi').data).toEqual(before);
	});
});

describe('what happens to the credential while its token is checked', () => {
	async function edited(id: string): Promise<unknown> {
		await world.n8n.execute('plain');
		const { data } = world.n8n.readCredential('personrApi');
		let isDone = false;
		personr.behave(async ({ path }) => {
			if (isDone || !path.endsWith('/api-applicant-status')) return undefined;
			isDone = true;
			const changed = { ...data, settings: { renewal: { maxAge: 12 } } };
			await world.n8n.importCredentials([world.credential('personrApi', 'personrApi', changed)]);
			return undefined;
		});
		await world.n8n.execute(id);
		personr.behave(undefined);
		expect(isDone).toBe(true);
		return world.n8n.readCredential('personrApi').data.settings;
	}

	it('n8n 2 keeps an edit; n8n 1 writes back all that it had read before the request', async () => {
		const settings = await edited('never-error');
		if (HOST === 'host') expect(settings).toEqual({ renewal: { maxAge: 12 } });
		else expect(settings).not.toEqual({ renewal: { maxAge: 12 } });
	});
});

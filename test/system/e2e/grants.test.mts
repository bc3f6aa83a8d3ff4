import type { CredentialData } from '../../../tools/n8n.mts';
import { SIGNING_KEY, grantFields, grantSimulator } from '../../support/grants.mts';
import { Editor } from './editor.mts';
import { Elsewhere, World, httpRequest, workflow } from './world.mts';

// OAuth2 and signed JWTs in the Custom Token API credential, through the real n8n: one token request for all items, and no
// refresh token that is sent twice.
const ITEMS = 200;
const world = new World();
const client = grantSimulator('clientCredentials');
const refresh = grantSimulator('refreshToken');
const api = new Elsewhere();
let editor: Editor;

/** A refresh token that turns up again ends all of its family, so each may be sent once. */
const sent = () =>
	refresh
		.to('/oauth/token')
		.map(({ body }) => new URLSearchParams(body.toString()).get('refresh_token'));

function stored(id: string): string {
	return String(world.n8n.readCredential(id).data.tokenSession);
}

/** Executes a workflow in which no item may fail. */
async function execute(id: string): Promise<void> {
	expect((await editor.execute(id, 'Start')).status).toBe('success');
}

beforeAll(async () => {
	await Promise.all([client.start(), refresh.start(), api.start()]);
	await world.start();
	const jwt = { grantType: 'signedJwt', algorithm: 'ES256', signingKey: SIGNING_KEY };
	const data = {
		client: grantFields('clientCredentials', client),
		refresh: grantFields('refreshToken', refresh),
		jwt: { baseUrl: api.origin, issuer: 'issuer-1', ...jwt },
	};
	const credentials = Object.entries(data).map(([id, fields]): CredentialData => {
		return { id, name: id, type: 'customTokenApi', data: fields };
	});
	await world.n8n.importCredentials(credentials);
	await world.n8n.importWorkflows(
		credentials.map((credential) => {
			const call = httpRequest('Request', credential, `${String(credential.data.baseUrl)}/things`);
			return workflow(credential.id, ITEMS, [{ ...call, onError: 'stopWorkflow' }]);
		}),
	);
	editor = await Editor.open(world.n8n);
});

afterAll(async () => {
	await world.stop();
	await Promise.all([client.stop(), refresh.stop(), api.stop()]);
});

it(`client credentials: ${ITEMS} items, one token request, then none`, async () => {
	await execute('client');
	await execute('client');
	expect(client.requests).toBe(1);
	expect(client.count('/api/things')).toBe(2 * ITEMS);
});

it(`a signed JWT: ${ITEMS} items share one, and nothing else is sent`, async () => {
	await execute('jwt');
	expect(api.arrived).toHaveLength(ITEMS);
	const tokens = new Set(api.arrived.map(({ headers }) => headers.authorization));
	expect(tokens.size).toBe(1);
	expect([...tokens][0]).toMatch(/^Bearer ey[\w-]+\.[\w-]+\.[\w-]+$/);
});

it(`a refresh token: ${ITEMS} items, one token request, and the new one is stored`, async () => {
	await execute('refresh');
	expect(sent()).toEqual([refresh.entered]);
	const [next] = refresh.refreshTokens;
	expect(stored('refresh')).toContain(next);
});

it('an edit of the credential keeps the new one, masked in the form', async () => {
	const path = '/credentials/refresh';
	const form = await editor.rest<CredentialData>('GET', `${path}?includeData=true`);
	const [second] = refresh.refreshTokens;
	for (const token of [refresh.entered, second]) expect(JSON.stringify(form)).not.toContain(token);
	const { name, type, data } = form;
	refresh.extra = { scope: 'read' };
	await editor.rest('PATCH', path, { name, type, data: { ...data, scope: 'read' } });
	await execute('refresh');
	expect(sent()).toEqual([refresh.entered, second]);
	expect(stored('refresh')).toContain([...refresh.refreshTokens][0]);
});

it('after a restart n8n goes on with the stored one, and none is ever sent twice', async () => {
	await world.n8n.stop();
	await world.n8n.start();
	const [third] = refresh.refreshTokens;
	refresh.revoke();
	await execute('refresh');
	expect(sent().at(-1)).toBe(third);
	expect(new Set(sent()).size).toBe(3);
	expect([refresh.requests, refresh.reuses]).toEqual([3, 0]);
	expect(stored('refresh')).toContain([...refresh.refreshTokens][0]);
});

it("leaves no secret in the server's log", async () => {
	await world.n8n.stop();
	const { log } = world.n8n;
	expect(log).toContain('Editor is now accessible');
	const tokens = [...refresh.tokens, ...refresh.refreshTokens, ...refresh.used, ...client.tokens];
	for (const secret of [...tokens, client.clientSecret, SIGNING_KEY.slice(40, 80)])
		expect(log).not.toContain(secret);
});

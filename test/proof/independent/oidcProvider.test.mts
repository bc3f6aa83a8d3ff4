import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { Engine } from '../../support/engine.mts';
import { problemOf } from '../../support/oauthWorld.mts';
import { keyPairFor, pemOf } from '../../support/signingKeys.mts';

const { privateKey, publicKey } = keyPairFor('PS256');
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'PS256', use: 'sig' };
const SECRET = 'c%2Bl+ient secret:&=';
const signingKey = pemOf(privateKey).replace(/\n/g, '');
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** A client for machines, as it is registered. */
const client = (id: string, method: string, grant = 'client_credentials') => ({
	client_id: id,
	...(method.startsWith('client_secret') && { client_secret: SECRET }),
	token_endpoint_auth_method: method,
	grant_types: grant === 'refresh_token' ? [grant, 'authorization_code'] : [grant],
	...(grant === 'refresh_token'
		? { redirect_uris: ['https://app.example.com/done'] }
		: { redirect_uris: [], response_types: [] }),
	...(method === 'private_key_jwt' && { jwks: { keys: [jwk] } }),
});

const CLIENTS = [
	client('app 1/basic', 'client_secret_basic'),
	client('app 1/post', 'client_secret_post'),
	client('signing', 'private_key_jwt'),
	client('bearer', 'none', JWT_BEARER),
	client('refreshing', 'client_secret_basic', 'refresh_token'),
];

let server: ChildProcessWithoutNullStreams;
/** What the server has done. */
let events: string[];
let started: { origin: string; refreshToken: string };
let engine: Engine;

beforeEach(async () => {
	const setup = JSON.stringify({ clients: CLIENTS, publicKey: jwk });
	server = spawn(process.execPath, [join(__dirname, 'oidcServer.mjs'), setup]);
	events = [];
	const lines = createInterface(server.stdout);
	started = await new Promise((resolve) => {
		lines.on('line', (line) => {
			if (line.startsWith('{')) resolve(JSON.parse(line) as typeof started);
			else if (/^(grant|error|broken)/.test(line)) events.push(line);
		});
	});
	engine = new Engine();
});

afterEach(async () => {
	const ended = new Promise((resolve) => server.on('close', resolve));
	server.stdin.end();
	await ended;
});

function save(fields: IDataObject): void {
	const { origin } = started;
	const before = engine.credentials.rows.get('c') ?? { baseUrl: origin, tokenUrl: '/token' };
	engine.save('c', { ...before, ...fields } as ICredentialDataDecryptedObject);
}

/** Runs the node. */
async function run(operation = 'get') {
	const parameters = { operation, options: { check: 'never' } };
	const type = 'n8n-nodes-access-tokens.customToken';
	return await engine.run({ type, parameters, credential: ['customTokenApi', 'c'] });
}

/** The token that the node gives, as the server sees it. */
async function tokenOf(operation?: string) {
	const out = await run(operation);
	expect(problemOf(out)).toBe('');
	const [item] = out.json;
	const body = new URLSearchParams({
		...{ token: String(item.accessToken), client_id: 'app 1/post', client_secret: SECRET },
	});
	const response = await fetch(`${started.origin}/token/introspection`, { method: 'POST', body });
	return { item, seen: (await response.json()) as IDataObject };
}

describe('oidc-provider', () => {
	const clientCredentials = { grantType: 'clientCredentials', scope: 'read' };
	const signed = { algorithm: 'PS256', signingKey, keyId: 'key-1' };

	test.each([
		['HTTP Basic', { clientId: 'app 1/basic', clientSecret: SECRET }],
		['the body', { clientId: 'app 1/post', clientSecret: SECRET, clientAuthentication: 'body' }],
		['a private key', { clientId: 'signing', clientAuthentication: 'privateKeyJwt', ...signed }],
	])('gives a token for client credentials by %s, at the first attempt', async (_way, client) => {
		save({ ...clientCredentials, ...client });
		const { item, seen } = await tokenOf();
		expect(seen).toMatchObject({ active: true, client_id: client.clientId, scope: 'read' });
		expect(Number(item.expiresIn)).toBeGreaterThan(595);
		expect(events).toEqual(['grant client_credentials']);
	});

	test('gives one for an assertion, and another one for the next', async () => {
		const assertion = { ...signed, issuer: 'service-1', subject: 'ops' };
		const bearer = { clientId: 'bearer', clientAuthentication: 'none', scope: 'read' };
		save({ grantType: 'jwtBearer', ...bearer, ...assertion });
		const first = await tokenOf();
		const second = await tokenOf('generate');
		expect(second.item.accessToken).not.toBe(first.item.accessToken);
		expect(second.seen).toMatchObject({ active: true, client_id: 'bearer' });
	});

	test('says in its own words why it refuses an assertion', async () => {
		save({ grantType: 'jwtBearer', clientId: 'bearer', clientAuthentication: 'none', ...signed });
		expect(problemOf(await run())).toContain('missing required "sub" claim');
	});

	test('replaces refresh tokens, and never sees one twice', async () => {
		const { refreshToken } = started;
		const refreshing = { clientId: 'refreshing', clientSecret: SECRET, refreshToken };
		save({ grantType: 'refreshToken', ...refreshing });
		const tokens = [];
		for (let hour = 0; hour < 4; hour += 1) {
			const { item, seen } = await tokenOf(hour === 0 ? 'get' : 'generate');
			expect(seen).toMatchObject({ active: true, sub: 'ops' });
			tokens.push(item.refreshToken);
		}
		expect(new Set([refreshToken, ...tokens]).size).toBe(5);
		expect(events).toEqual(Array(4).fill('grant refresh_token'));
	});

	test('ends all refresh tokens if a used one turns up, and the error says what to do', async () => {
		const { origin, refreshToken } = started;
		const refreshing = { clientId: 'refreshing', clientSecret: SECRET, refreshToken };
		save({ grantType: 'refreshToken', ...refreshing });
		await tokenOf();
		// Somebody else uses the token that the user has entered.
		const basic = ['refreshing', encodeURIComponent(SECRET)].join(':');
		const stolen = await fetch(`${origin}/token`, {
			method: 'POST',
			headers: { Authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
			body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
		});
		expect(stolen.status).toBe(400);
		const words = problemOf(await run('generate'));
		expect(words).toContain('the refresh token has expired, was revoked or has been used before');
		expect(words).toContain("paste it into 'Refresh Token'");
	});
});

import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { CROWD } from '../../support/bench.mts';
import { setClock } from '../../support/clock.mts';
import { OAuthWorld, problemOf } from '../../support/oauthWorld.mts';
import { keyPairFor, pemOf } from '../../support/signingKeys.mts';

const HOUR = 3_600_000;
const { privateKey, publicKey } = keyPairFor('RS256');
const signingKey = pemOf(privateKey).replace(/\n/g, '');

let world: OAuthWorld;

beforeEach(async () => {
	world = await OAuthWorld.start();
	world.server.publicKey = publicKey;
});

afterEach(async () => {
	jest.useRealTimers();
	await world.server.stop();
});

/** What a user fills in for each grant, with an API that wants that and nothing else. */
const GRANTS: Array<[string, (world: OAuthWorld) => IDataObject]> = [
	['client credentials, HTTP Basic', () => ({})],
	[
		'client credentials in the body',
		({ server }) => {
			server.authentication = 'body';
			return { clientAuthentication: 'body' };
		},
	],
	[
		'client credentials as JSON, with an audience',
		({ server }) => {
			Object.assign(server, { authentication: 'body', format: 'json' });
			server.extra = { audience: 'https://api.example.com' };
			return { clientAuthentication: 'body', bodyFormat: 'json', ...server.extra };
		},
	],
	[
		'client credentials with a key',
		({ server }) => {
			server.authentication = 'privateKeyJwt';
			return { clientAuthentication: 'privateKeyJwt', algorithm: 'RS256', signingKey };
		},
	],
	[
		'account credentials, as an extra field',
		({ server }) => {
			server.grant = 'account_credentials';
			server.extra = { account_id: 'a-1' };
			const fields = Object.entries({ grant_type: server.grant, ...server.extra });
			return { extraFields: { field: fields.map(([name, value]) => ({ name, value })) } };
		},
	],
	[
		'password',
		({ server }) => {
			server.grant = 'password';
			return { grantType: 'password', username: server.email, password: server.password };
		},
	],
	[
		'refresh token',
		({ server }) => {
			server.grant = 'refresh_token';
			return { grantType: 'refreshToken', refreshToken: server.newRefreshToken() };
		},
	],
	[
		'JWT bearer',
		({ server }) => {
			server.grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
			server.authentication = 'none';
			server.claims = { iss: server.clientId, sub: 'user-1', scope: 'signature' };
			const jwt = { subject: 'user-1', claims: '{"scope": "signature"}', signingKey };
			return { grantType: 'jwtBearer', clientAuthentication: 'none', algorithm: 'RS256', ...jwt };
		},
	],
];

describe.each(GRANTS)('%s', (_name, prepare) => {
	beforeEach(() => void world.save(prepare(world)));

	test('many items: one token request, no failed item', async () => {
		const out = await world.request(CROWD);
		expect(problemOf(out)).toBe('');
		expect(world.server.requests).toBe(1);
	});

	test('is renewed once it is due, and again after it was revoked', async () => {
		const { server } = world;
		server.now = () => Date.now();
		expect(problemOf(await world.request())).toBe('');
		setClock(Date.now() + HOUR - 60_000);
		expect(problemOf(await world.request(20))).toBe('');
		expect(server.requests).toBe(2);
		setClock(Date.now() + HOUR / 2);
		server.revoke();
		expect(problemOf(await world.request(20))).toBe('');
		expect(server.requests).toBe(3);
	});

	test('Get gives a token item with its times', async () => {
		const out = await world.run();
		expect(problemOf(out)).toBe('');
		const [item] = out.json;
		expect(world.server.tokens).toContain(item.accessToken);
		expect(item).toMatchObject({ provider: 'custom', tokenType: 'Bearer', renewed: true });
		expect(Number(item.expiresIn)).toBeGreaterThan(3_595);
		expect(JSON.stringify(world.row.tokenStatus)).toContain('access_token');
	});
});

test.each([
	['text', (seconds: number) => String(seconds)],
	['text with a fraction', (seconds: number) => `${seconds}.0`],
])('a lifetime as %s is read', async (_kind, write) => {
	world.server.writeExpiry = write;
	const [item] = (await world.run()).json;
	expect(Number(item.expiresIn)).toBeGreaterThan(3_595);
});

describe('a client that the API does not know', () => {
	test('makes one attempt for all items, in both encodings, and no secret is told', async () => {
		world.save({ clientSecret: 'another-secret' });
		const out = await world.request(CROWD);
		expect(world.server.requests).toBe(2);
		expect(out.json.filter(({ error }) => error !== undefined)).toHaveLength(CROWD);
		const text = JSON.stringify(out.json);
		expect(text).toContain("Check 'Client ID', 'Client Secret' and 'Client Authentication'");
		expect(text).not.toContain('another-secret');
	});

	test('is sent raw where the API reads it so, from then on at once', async () => {
		const { server } = world;
		server.readsBasic = 'raw';
		expect(problemOf(await world.request(20))).toBe('');
		expect(server.requests).toBe(2);
		world.restart();
		setClock(Date.now() + HOUR - 60_000);
		expect(problemOf(await world.request(20))).toBe('');
		expect(server.requests).toBe(3);
	});
});

test('a field that is missing is named before anything is sent', async () => {
	const cases: Array<[IDataObject, string]> = [
		[{ tokenUrl: '' }, "'Token URL'"],
		[{ clientId: '' }, "'Client ID'"],
		[{ clientSecret: '' }, "'Client Secret'"],
		[{ grantType: 'password' }, "'User Name'"],
		[{ grantType: 'password', username: 'a' }, "'Password'"],
		[{ grantType: 'refreshToken' }, "'Refresh Token'"],
		[{ grantType: 'jwtBearer' }, "'Signing Key'"],
		[{ grantType: 'signedJwt' }, "'Signing Key'"],
		[{ clientAuthentication: 'privateKeyJwt' }, "'Signing Key'"],
		[{ grantType: 'signedJwt', signingKey: 'no-key-at-all' }, "'Signing Key'"],
		[{ grantType: 'signedJwt', signingKey, claims: '[1]' }, "'Claims'"],
		[{ grantType: 'signedJwt', signingKey, algorithm: 'none' }, "'Algorithm'"],
	];
	for (const [fields, label] of cases) {
		world.engine.credentials.rows.delete('c');
		world.save(fields);
		const words = problemOf(await world.run());
		expect(words).toContain(`${label} of the Custom Token API credential`);
		expect(words).not.toContain('no-key-at-all');
	}
	expect(world.server.arrived).toEqual([]);
});

test('no secret of a refusal is told, in whatever form the API repeats it', async () => {
	const { server } = world;
	const { clientSecret } = server;
	const encoded = encodeURIComponent(clientSecret);
	const base64 = Buffer.from(`${server.clientId}:${clientSecret}`).toString('base64');
	const pair = [server.clientId, clientSecret].map(encodeURIComponent).join(':');
	const header = Buffer.from(pair).toString('base64');
	const hash = createHash('sha256').update(header).digest('hex');
	const forms = [clientSecret, encoded, base64, header, hash];
	server.behave(() => ({
		status: 400,
		body: { error: 'invalid_grant', error_description: forms.join(' ') },
	}));
	const words = problemOf(await world.run());
	expect(words).toContain('***');
	for (const form of forms) expect(words).not.toContain(form);
});

test('a password grant renews with its refresh token where an address says so, else it logs in', async () => {
	const { server } = world;
	Object.assign(server, { grant: 'password', givesRefreshTokens: true });
	const { email: username, password } = server;
	const refresh = { url: server.tokenUrl };
	world.save({ grantType: 'password', username, password, settings: { refresh } });
	await world.run();
	server.grant = 'refresh_token';
	expect(problemOf(await world.run('generate'))).toBe('');
	expect(server.requests).toBe(2);
	server.refreshTokens.clear();
	let isRefused = false;
	server.behave(() => {
		if (isRefused) server.grant = 'password';
		isRefused = true;
		return undefined;
	});
	expect(problemOf(await world.run('generate'))).toBe('');
	expect(server.requests).toBe(4);
});

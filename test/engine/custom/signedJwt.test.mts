import { createSecretKey, randomUUID } from 'node:crypto';

import { jwtVerify } from 'jose';
import type { IDataObject } from 'n8n-workflow';

import { setClock } from '../../support/clock.mts';
import { Engine } from '../../support/engine.mts';
import { OAuthWorld, problemOf } from '../../support/oauthWorld.mts';
import { keyPairFor, pemOf } from '../../support/signingKeys.mts';
import { Simulator, type Arrived, type Reply } from '../../support/simulators/simulator.mts';

const MINUTE = 60_000;
const { privateKey, publicKey } = keyPairFor('ES256');

/** An API that takes each JWT that comes, and has no address that gives one out. */
class JwtApi extends Simulator {
	get baseUrl(): string {
		return this.origin;
	}

	get tokens(): string[] {
		return this.arrived.map(({ headers }) => headers.authorization.replace('Bearer ', ''));
	}

	protected answer({ headers }: Arrived): Reply {
		return { status: headers.authorization?.startsWith('Bearer ey') ? 200 : 401, body: {} };
	}
}

let world: OAuthWorld;
let api: JwtApi;

/** Saves a credential; nobody else has its key ID. */
function save(fields: IDataObject = {}): void {
	const jwt = { algorithm: 'ES256', signingKey: pemOf(privateKey).replace(/\n/g, '\\n') };
	const claims = { keyId: randomUUID(), issuer: 'issuer-1', jwtAudience: 'appstoreconnect-v1' };
	const all = { baseUrl: api.origin, grantType: 'signedJwt', ...jwt, ...claims, ...fields };
	world.engine.save('c', all as never);
}

/** Calls the API with that many items, and returns the tokens that it got. */
async function tokensOf(count: number): Promise<string[]> {
	api.forget();
	const parameters = { url: `${api.origin}/v1/apps`, credential: 'customTokenApi' };
	const credential: [string, string] = ['customTokenApi', 'c'];
	const items = Array.from({ length: count }, () => ({}));
	const node = { type: 'test.apiRequest', parameters, credential };
	expect(problemOf(await world.engine.run(node, items))).toBe('');
	expect(api.tokens).toHaveLength(count);
	return [...new Set(api.tokens)];
}

beforeEach(async () => {
	api = await new JwtApi().start();
	world = new OAuthWorld();
	world.engine = new Engine();
});

afterEach(async () => {
	jest.useRealTimers();
	await api.stop();
});

test('200 items share a JWT that jose accepts, and nothing else is sent', async () => {
	save({ claims: { scope: ['GET /v1/apps'] } });
	const [token, ...others] = await tokensOf(200);
	expect(others).toEqual([]);
	const options = { issuer: 'issuer-1', audience: 'appstoreconnect-v1' };
	const { payload, protectedHeader } = await jwtVerify(token, publicKey, options);
	expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'JWT', kid: expect.any(String) });
	const { iat = 0, exp, scope } = payload;
	expect([exp, scope]).toEqual([iat + 900, ['GET /v1/apps']]);
});

test('there is a new one once it is due', async () => {
	save();
	const first = await tokensOf(1);
	setClock(Date.now() + 12 * MINUTE);
	expect(await tokensOf(20)).toEqual(first);
	setClock(Date.now() + 2.5 * MINUTE);
	const second = await tokensOf(20);
	expect(second).toHaveLength(1);
	expect(second).not.toEqual(first);
});

test('a restart keeps it', async () => {
	save();
	const first = await tokensOf(1);
	world.restart();
	expect(await tokensOf(20)).toEqual(first);
});

test('an edit of a claim or of the key gives a new one', async () => {
	save();
	const first = await tokensOf(1);
	world.engine.save('c', { ...world.row, subject: 'user-1' });
	const second = await tokensOf(1);
	const { privateKey: other, publicKey: otherPublic } = keyPairFor('ES256');
	world.engine.save('c', { ...world.row, signingKey: pemOf(other) });
	const [third] = await tokensOf(1);
	expect(new Set([...first, ...second, third]).size).toBe(3);
	await jwtVerify(third, otherPublic, { subject: 'user-1' });
});

test('its own lifetime and header', async () => {
	const send = { name: 'X-Token', value: 'JWT {token}' };
	save({ algorithm: 'HS256', signingKey: 'a shared secret', jwtLifetime: 5, settings: { send } });
	const [item] = (await world.run()).json;
	expect(item).toMatchObject({
		tokenType: 'X-Token',
		headers: { 'X-Token': `JWT ${item.accessToken}` },
	});
	expect([299, 300]).toContain(item.expiresIn);
	const key = createSecretKey(Buffer.from('a shared secret'));
	await jwtVerify(String(item.accessToken), key);
	expect(api.arrived).toEqual([]);
});

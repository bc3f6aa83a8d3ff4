import { generateKeyPairSync } from 'node:crypto';

import { ask } from '../asking.mts';
import { promises } from '../promises.mts';
import {
	basic,
	CLIENT,
	GlewlwydGrants,
	KEY_CLIENT,
	TOKEN,
} from '../programs/debian/glewlwydGrants.mts';
import { PASSWORD, pause, USER } from '../programs/program.mts';
import { failures, useProgram } from '../world.mts';

const LIFETIME = 30;
const key = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	publicKeyEncoding: { type: 'spki', format: 'pem' },
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const program = new GlewlwydGrants(LIFETIME, key.publicKey);

const world = useProgram(program);

const grant = async (form: Record<string, string>, authorization = basic) =>
	await ask(
		program,
		{ method: 'POST', path: TOKEN, body: new URLSearchParams(form) },
		{ authorization },
	);
const byPassword = async (password: string) =>
	await grant({ grant_type: 'password', scope: 'g_profile', username: USER, password });
const refresh = async (refresh_token: string) =>
	await grant({ grant_type: 'refresh_token', refresh_token });

/** The grant types that arrived since the last `forget`. */
const grants = () =>
	world.front.to(TOKEN).map(({ body }) => new URLSearchParams(body.toString()).get('grant_type'));

test('answers as docs/real-programs.md says', async () => {
	const good = await byPassword(PASSWORD);
	expect(good.status).toBe(200);
	const tokens = JSON.parse(good.text) as { access_token: string; refresh_token: string };
	expect(tokens).toEqual({
		...{ token_type: 'bearer', scope: 'g_profile', expires_in: LIFETIME },
		iat: expect.any(Number),
		access_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
		refresh_token: expect.stringMatching(/^[0-9A-Za-z]{128}$/),
	});
	const authorization = `Bearer ${tokens.access_token}`;
	expect((await ask(program, program.call, { authorization })).status).toBe(200);

	const refused = { status: 401, text: '' };
	expect(await ask(program, program.call)).toMatchObject(refused);
	const madeUp = authorization.replace(/[^.]+$/, (signature) => 'x'.repeat(signature.length));
	expect(await ask(program, program.call, { authorization: madeUp })).toMatchObject(refused);

	// A refresh token works once.
	expect((await refresh(tokens.refresh_token)).status).toBe(200);
	expect(await refresh(tokens.refresh_token)).toMatchObject({ status: 400, text: '' });
	await program.endSession(tokens.access_token);
	expect(await ask(program, program.call, { authorization })).toMatchObject(refused);

	expect(await byPassword('wrong')).toMatchObject({ status: 403, text: '' });
	const stranger = await grant({ grant_type: 'client_credentials' }, 'Basic eDp4');
	expect(stranger).toMatchObject({ status: 403, text: '' });
});

promises(world, { refusal: /403/, ends: LIFETIME, declares: true });

describe('with its refresh token', () => {
	beforeAll(() => world.save({ settings: { refresh: { url: TOKEN } } }));
	afterAll(() => world.save());

	test('a token that has expired: one renewal without the password, and no item fails', async () => {
		await world.token('generate');
		await pause(LIFETIME + 1);
		world.front.forget();
		expect(await failures(world, 200)).toEqual([]);
		expect(grants()).toEqual(['refresh_token']);
	});

	test('a refresh token that the program no longer takes: one login, and no item fails', async () => {
		const { refreshToken } = await world.token('generate');
		expect((await refresh(refreshToken as string)).status).toBe(200);
		await pause(LIFETIME + 1);
		world.front.forget();
		expect(await failures(world, 200)).toEqual([]);
		expect(grants()).toEqual(['refresh_token', 'password']);
	});
});

describe('a token for the application itself', () => {
	afterAll(() => world.save());

	/** A token that Glewlwyd made for that client. */
	async function expectToken(clientId: string): Promise<void> {
		const { accessToken, tokenType, expiresIn } = await world.token('get');
		expect(tokenType).toBe('Bearer');
		expect(expiresIn).toBeGreaterThan(LIFETIME - 5);
		expect(grants()).toEqual(['client_credentials']);
		const payload = Buffer.from((accessToken as string).split('.')[1], 'base64url');
		expect(JSON.parse(payload.toString())).toMatchObject({
			...{ iss: `${program.origin}/api/oidc`, client_id: clientId },
		});
	}

	test('with its secret', async () => {
		world.save({ grantType: 'clientCredentials', username: '', password: '' });
		await expectToken(CLIENT.id);
	});

	test('with a JWT that it has signed', async () => {
		world.save({
			...{ grantType: 'clientCredentials', username: '', password: '' },
			...{ clientId: KEY_CLIENT, clientSecret: '', clientAuthentication: 'privateKeyJwt' },
			...{ algorithm: 'RS256', signingKey: key.privateKey },
			// Glewlwyd wants its own address there, and the token URL of the credential is that of the server in front.
			jwtAudience: program.origin + TOKEN,
		});
		await expectToken(KEY_CLIENT);
	});
});

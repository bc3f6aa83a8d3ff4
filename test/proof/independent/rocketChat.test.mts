import { createHash } from 'node:crypto';

import { RestClient } from '@rocket.chat/api-client';
import { authenticator } from 'otplib';

import { RocketChatSimulator } from '../../support/simulators/rocketChat.mts';

const TOKENS = '/v1/users.getPersonalAccessTokens';
const GENERATE = '/v1/users.generatePersonalAccessToken';
const REGENERATE = '/v1/users.regeneratePersonalAccessToken';
const REMOVE = '/v1/users.removePersonalAccessToken';
const NIGHTLY = { tokenName: 'nightly', bypassTwoFactor: false };

let simulator: RocketChatSimulator;
let client: RestClient;

beforeEach(async () => {
	simulator = await new RocketChatSimulator().start();
	client = clientWith(simulator.authToken);
});

afterEach(async () => {
	await simulator.stop();
});

/** Rocket.Chat's own client, with a token. */
function clientWith(token: string): RestClient {
	return new RestClient({
		baseUrl: simulator.baseUrl,
		credentials: { 'X-User-Id': simulator.userId, 'X-Auth-Token': token },
	});
}

/** The answer that the client rejects a call with. */
async function refusal(call: Promise<unknown>): Promise<{ status: number; body: unknown }> {
	const response = (await call.then(
		(body) => {
			throw new Error(`Not refused: ${JSON.stringify(body)}`);
		},
		(reason: unknown) => reason,
	)) as Response;
	return { status: response.status, body: await response.json() };
}

async function listed(): Promise<Array<[string, string]>> {
	// The types of the answers are in packages that are not installed: nothing needs them at run time.
	const { tokens } = (await client.get(TOKENS)) as {
		tokens: Array<{ name: string; lastTokenPart: string }>;
	};
	return tokens.map(({ name, lastTokenPart }) => [name, lastTokenPart]);
}

describe.each(['newest', 'older'] as const)("Rocket.Chat's own client, %s server", (generation) => {
	beforeEach(() => {
		simulator.generation = generation;
	});

	test('makes, lists, replaces and removes a token', async () => {
		const { token: first } = await client.post(GENERATE, NIGHTLY);
		expect(await clientWith(first).get('/v1/me')).toMatchObject({ _id: simulator.userId });
		expect(await listed()).toEqual([['nightly', first.slice(-6)]]);

		const { token: second } = await client.post(REGENERATE, { tokenName: 'nightly' });
		expect(second).not.toBe(first);
		expect((await refusal(clientWith(first).get('/v1/me'))).status).toBe(401);
		expect(await clientWith(second).get('/v1/me')).toMatchObject({ _id: simulator.userId });
		expect(await listed()).toEqual([['nightly', second.slice(-6)]]);

		expect(await client.post(REMOVE, { tokenName: 'nightly' })).toEqual({ success: true });
		expect((await refusal(clientWith(second).get('/v1/me'))).status).toBe(401);
		expect(await listed()).toEqual([]);
	});

	test('is refused a name that exists, and names that do not', async () => {
		await client.post(GENERATE, NIGHTLY);
		expect(await refusal(client.post(GENERATE, NIGHTLY))).toMatchObject({
			status: 400,
			body: { success: false, errorType: 'error-token-already-exists' },
		});
		for (const route of [REGENERATE, REMOVE] as const) {
			expect(await refusal(client.post(route, { tokenName: 'unknown' }))).toMatchObject({
				status: 400,
				body: { success: false, errorType: 'error-token-does-not-exists' },
			});
		}
	});

	test.each([
		['totp', () => authenticator.generate(simulator.totpSecret)],
		['email', () => simulator.emails[0].code],
		['password', () => createHash('sha256').update(simulator.password).digest('hex')],
	] as const)('answers a challenge: %s', async (method, code) => {
		simulator.twoFactor = method;
		const handler = jest.fn(async () => code());
		client.handleTwoFactorChallenge(handler);

		const { token } = await client.post(GENERATE, NIGHTLY);
		expect(token).toBe(simulator.tokens.get('nightly'));
		const emailOrUsername = method === 'email' ? 'ops@example.com' : undefined;
		expect(handler.mock.calls).toEqual([[{ method, emailOrUsername, invalidAttempt: false }]]);
		expect(simulator.generates).toBe(2);
	});

	test('tries again after a wrong code, with an email that it asked for', async () => {
		simulator.twoFactor = 'email';
		const asked: boolean[] = [];
		client.handleTwoFactorChallenge(async ({ emailOrUsername = '', invalidAttempt = false }) => {
			asked.push(invalidAttempt);
			if (!invalidAttempt) return 'no code';
			await client.post('/v1/users.2fa.sendEmailCode', { emailOrUsername });
			return simulator.emails[1].code;
		});
		await client.post(GENERATE, NIGHTLY);
		expect(asked).toEqual([false, true]);
		expect(simulator.emails).toHaveLength(2);
	});
});

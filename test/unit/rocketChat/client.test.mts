import { Failure } from '../../../tokens/http/failure';
import type { ApiResponse, HttpClient } from '../../../tokens/provider/provider';
import { readRocketChatLogin } from '../../../tokens/rocketChat/provider';
import { RocketChatClient } from '../../../tokens/rocketChat/client/client';
import { AUTOMATIC } from '../../support/rocketChatAsking.mts';
import { apiResponse } from '../../support/response.mts';

const START = Date.UTC(2026, 0, 1);
const AUTH_TOKEN = 'invented-auth-token-ABCdef';
const NEW_TOKEN = 'invented-new-token-UVWxyz';

type Reply = Partial<ApiResponse> & { json?: unknown };

/** A server that answers each route with the next of its responses, and repeats the last one. Sleeping moves the clock. */
class Server {
	now = START;
	readonly requested: string[] = [];
	readonly delays: number[] = [];
	readonly client = new RocketChatClient(
		readRocketChatLogin({
			serverUrl: 'https://chat.example.com',
			userId: 'user-1',
			authToken: AUTH_TOKEN,
		}),
	);

	constructor(private readonly replies: Record<string, Array<Reply | Failure>>) {}

	readonly http: HttpClient = {
		send: async ({ url }) => {
			const route = url.replace(/^.*\/(users\.|)|PersonalAccessTokens?$/g, '');
			this.requested.push(route);
			const left = this.replies[route];
			const next = left.length > 1 ? left.shift() : left[0];
			if (next instanceof Failure) throw next;
			const { status = 200, json, text = JSON.stringify(json ?? {}), retryAfter } = next as Reply;
			return await Promise.resolve(apiResponse({ status, text, sentAt: this.now, retryAfter }));
		},
		now: () => this.now,
		sleep: async (duration) => {
			this.delays.push(duration);
			this.now += duration;
			await Promise.resolve();
		},
		keepSecret: () => {},
		unlessCanceled: async <T,>(awaited: Promise<T>) => await awaited,
	};

	async remove(): Promise<string> {
		return await messageOf(this.client.remove('nightly', AUTOMATIC, this.http));
	}

	async regenerate(): Promise<string[] | string> {
		return await this.client.regenerate('nightly', AUTOMATIC, this.http).then(
			({ hints }) => hints,
			(failure: Failure) => failure.message,
		);
	}
}

async function messageOf(work: Promise<unknown>): Promise<string> {
	return await work.then(
		() => '',
		(failure: Failure) => failure.message,
	);
}

const BUSY: Reply = { status: 503, json: { success: false } };
const listed = (more: object = {}, name = 'nightly'): Reply => ({
	json: {
		success: true,
		tokens: [{ name, createdAt: new Date(START - 1_000).toISOString(), ...more }],
	},
});
const EMPTY: Reply = { json: { success: true, tokens: [] } };
const MADE: Reply = { json: { success: true, token: NEW_TOKEN } };

describe('a deletion whose response is unclear', () => {
	test('is sent four times, 0.5, 1 and 2 seconds apart, while the token is still listed', async () => {
		const server = new Server({ remove: [BUSY], get: [listed()] });
		expect(await server.remove()).toMatch(/It is still there: run this again\.$/);
		expect(server.delays).toEqual([500, 1_000, 2_000]);
		expect(server.requested).toEqual(Array(4).fill(['remove', 'get']).flat());
	});

	test('waits as long as the server asks for', async () => {
		const server = new Server({
			remove: [{ ...BUSY, retryAfter: 5_000 }, { json: { success: true } }],
			get: [listed()],
		});
		expect(await server.remove()).toBe('');
		expect(server.delays).toEqual([5_000]);
	});

	test.each([
		[14_999, 2],
		[15_000, 1],
	])(
		'takes no longer than 30 seconds in all (%i ms for each delay)',
		async (retryAfter, delays) => {
			// A failure holds whole seconds.
			const server = new Server({ remove: [{ ...BUSY, retryAfter }], get: [listed()] });
			server.http.sleep = async (duration) => {
				server.delays.push(duration);
				server.now += retryAfter;
				await Promise.resolve();
			};
			expect(await server.remove()).toMatch(/It is still there/);
			expect(server.delays).toEqual(Array(delays).fill(15_000));
		},
	);

	test.each([502, 503, 504])(
		'is sent again where something in front of the server is busy: %i',
		async (status) => {
			const server = new Server({
				remove: [{ status }, { json: { success: true } }],
				get: [listed()],
			});
			expect(await server.remove()).toBe('');
		},
	);

	test.each([500, 501, 505])('is not sent again after %i', async (status) => {
		const server = new Server({ remove: [{ status }], get: [listed()] });
		expect(await server.remove()).toMatch(/It is still there/);
		expect(server.requested).toEqual(['remove', 'get']);
	});

	test('succeeds where the token is no longer listed', async () => {
		const server = new Server({ remove: [BUSY], get: [EMPTY] });
		expect(await server.remove()).toBe('');
	});

	test.each([
		['cannot be read', { status: 500 }],
		['is rejected', { status: 401, json: { status: 'error', message: 'You must be logged in' } }],
	])('fails where the list %s, and says that the outcome is unknown', async (_how, list) => {
		const server = new Server({ remove: [BUSY], get: [list] });
		expect(await server.remove()).toMatch(/It is not known whether it is gone: see 'Get Many'/);
	});
});

describe("the credential's own token", () => {
	test('is recognised by its last six characters', async () => {
		const server = new Server({ regenerate: [MADE], get: [listed({ lastTokenPart: 'ABCdef' })] });
		expect(await server.regenerate()).toEqual([
			expect.stringContaining("'nightly' is the token of this node's own credential"),
		]);
	});

	test.each(['BCdef', '', 'ABCdeF', undefined])(
		'is not recognised by %p',
		async (lastTokenPart) => {
			const server = new Server({ regenerate: [MADE], get: [listed({ lastTokenPart })] });
			expect(await server.regenerate()).toEqual([]);
		},
	);
});

describe('the list after a token was created', () => {
	test('has the new one in place of the old, and is not requested again', async () => {
		const tokens = [
			{ name: 'nightly', createdAt: '2020-01-01T00:00:00Z', bypassTwoFactor: true },
			{ name: 'other', createdAt: '2020-01-01T00:00:00Z', lastTokenPart: 'OTHERx' },
		];
		const server = new Server({ generate: [MADE], get: [{ json: { tokens } }] });
		const { client, http } = server;
		await client.list(http);
		await client.generate('nightly', false, AUTOMATIC, http);
		expect(await client.list(http)).toEqual([
			expect.objectContaining({ tokenName: 'other', lastTokenPart: 'OTHERx' }),
			{
				tokenName: 'nightly',
				createdAt: START,
				lastTokenPart: 'UVWxyz',
				bypassTwoFactor: false,
			},
		]);
		expect(server.requested).toEqual(['get', 'generate']);
	});

	test('is requested where it was not known', async () => {
		const server = new Server({ generate: [MADE], get: [listed()] });
		await server.client.generate('nightly', true, AUTOMATIC, server.http);
		expect(await server.client.list(server.http)).toHaveLength(1);
		expect(server.requested).toEqual(['generate', 'get']);
	});
});

describe('a creation whose response is unclear: the token', () => {
	test.each([
		[
			'is listed with another time',
			[listed(), listed({ createdAt: '2026-02-01T00:00:00Z' })],
			'Rocket.Chat replaced it at 2026-02-01T00:00:00.000Z, but the new token never arrived',
		],
		[
			'is listed with a time that cannot be read',
			[listed(), listed({ createdAt: 'soon' })],
			'Rocket.Chat replaced it at an unknown time',
		],
		['is listed with the same time', [listed()], 'The old token is unchanged: run this again'],
		['is no longer listed', [listed(), EMPTY], 'The old token is gone, and no new one is listed'],
		['was never listed', [EMPTY], "Rocket.Chat lists no token of this name: check 'Token Name'"],
		[
			'is unknown, since the list cannot be read',
			[listed(), { status: 500 }],
			'It is not known whether a token was created',
		],
		[
			'is unknown, since the credential is rejected',
			[listed({ lastTokenPart: 'OTHERx' }), { status: 401 }],
			'It is not known whether a token was created',
		],
		[
			'was the own token, which is rejected now',
			[listed({ lastTokenPart: 'ABCdef' }), { status: 401 }],
			"It was the token of this node's own credential",
		],
	])('%s', async (_title, get, expected) => {
		const server = new Server({ regenerate: [{ status: 500 }], get });
		expect(await server.regenerate()).toContain(expected);
		expect(server.requested.filter((route) => route === 'regenerate')).toHaveLength(1);
	});

	test('keeps its failure for the items that ask for it again', async () => {
		const server = new Server({ generate: [{ status: 500 }], get: [EMPTY] });
		const { client, http } = server;
		const first = await messageOf(client.generate('nightly', false, AUTOMATIC, http));
		expect(client.created.get('nightly')?.failure?.message).toBe(first);
	});
});

describe('the bypass of two-factor codes', () => {
	const before = listed({ bypassTwoFactor: true });

	test('gives no hint where the new token has it too', async () => {
		const server = new Server({ regenerate: [MADE], get: [before] });
		expect(await server.regenerate()).toEqual([]);
	});

	test.each([
		['lacks', listed(), /without the bypass of two-factor codes that the old one had/],
		['may lack', { status: 500 }, /could not be read back: see 'Get Many'/],
	])('gives a hint where the new token %s it', async (_how, after, expected) => {
		const server = new Server({ regenerate: [MADE], get: [before, after] });
		expect(await server.regenerate()).toEqual([expect.stringMatching(expected)]);
	});
});

describe('a rate limit of a route', () => {
	const limit = (retryAfter: number) =>
		new Failure('RATE_LIMITED', 'It allows no more', { status: 429, retryAfter });

	test.each([
		[65, 1],
		[66, 0],
	])(
		'of %i s, after a request of this run that succeeded: waits %i times',
		async (seconds, waits) => {
			const server = new Server({ sendEmailCode: [{ json: { success: true } }, limit(seconds)] });
			const send = async () => await messageOf(server.client.sendEmailCode('ops', server.http));
			server.http.send = ((send) => async (call) => {
				return await send({ ...call, url: call.url.replace('2fa.', '') });
			})(server.http.send.bind(server.http));
			expect(await send()).toBe('');
			expect(await send()).toBe('It allows no more.');
			expect(server.delays.slice(0, 1)).toEqual(Array(waits).fill(seconds * 1_000));
		},
	);
});

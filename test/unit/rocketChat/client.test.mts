import { Failure } from '../../../tokens/http/failure';
import type { ApiResponse, HttpClient } from '../../../tokens/provider/provider';
import { readRocketChatLogin } from '../../../tokens/rocketChat/provider';
import { RocketChatClient } from '../../../tokens/rocketChat/client/client';
import { AUTOMATIC } from '../../support/rocketChatAsking.mts';

const START = Date.UTC(2026, 0, 1);
const AUTH_TOKEN = 'invented-auth-token-ABCdef';
const NEW_TOKEN = 'invented-new-token-UVWxyz';

type Said = Partial<ApiResponse> & { json?: unknown };

/** A server that answers each route with what is next, and the last of it for ever; and a clock that pauses move. */
class Server {
	now = START;
	readonly asked: string[] = [];
	readonly pauses: number[] = [];
	readonly client = new RocketChatClient(
		readRocketChatLogin({
			serverUrl: 'https://chat.example.com',
			userId: 'user-1',
			authToken: AUTH_TOKEN,
		}),
	);

	constructor(private readonly answers: Record<string, Array<Said | Failure>>) {}

	readonly exchange: HttpClient = {
		send: async ({ url }) => {
			const route = url.replace(/^.*\/(users\.|)|PersonalAccessTokens?$/g, '');
			this.asked.push(route);
			const left = this.answers[route];
			const next = left.length > 1 ? left.shift() : left[0];
			if (next instanceof Failure) throw next;
			const { status = 200, json, text = JSON.stringify(json ?? {}), retryAfter } = next as Said;
			return await Promise.resolve({ status, text, sentAt: this.now, retryAfter });
		},
		now: () => this.now,
		sleep: async (duration) => {
			this.pauses.push(duration);
			this.now += duration;
			await Promise.resolve();
		},
		keepSecret: () => {},
		unlessCanceled: async <T,>(awaited: Promise<T>) => await awaited,
	};

	async remove(): Promise<string> {
		return await said(this.client.remove('nightly', AUTOMATIC, this.exchange));
	}

	async regenerate(): Promise<string[] | string> {
		return await this.client.regenerate('nightly', AUTOMATIC, this.exchange).then(
			({ hints }) => hints,
			(failure: Failure) => failure.message,
		);
	}
}

async function said(work: Promise<unknown>): Promise<string> {
	return await work.then(
		() => '',
		(failure: Failure) => failure.message,
	);
}

const BUSY: Said = { status: 503, json: { success: false } };
const listed = (more: object = {}, name = 'nightly'): Said => ({
	json: {
		success: true,
		tokens: [{ name, createdAt: new Date(START - 1_000).toISOString(), ...more }],
	},
});
const EMPTY: Said = { json: { success: true, tokens: [] } };
const MADE: Said = { json: { success: true, token: NEW_TOKEN } };

describe('a deletion that breaks', () => {
	test('is tried four times, half a second, one and two later, while the token is still listed', async () => {
		const server = new Server({ remove: [BUSY], get: [listed()] });
		expect(await server.remove()).toMatch(/It is still there: run this again\.$/);
		expect(server.pauses).toEqual([500, 1_000, 2_000]);
		expect(server.asked).toEqual(Array(4).fill(['remove', 'get']).flat());
	});

	test('waits as long as the server asks for', async () => {
		const server = new Server({
			remove: [{ ...BUSY, retryAfter: 5_000 }, { json: { success: true } }],
			get: [listed()],
		});
		expect(await server.remove()).toBe('');
		expect(server.pauses).toEqual([5_000]);
	});

	test.each([
		[14_999, 2],
		[15_000, 1],
	])('waits no longer than 30 seconds in all (%i ms each)', async (retryAfter, pauses) => {
		// Told in whole seconds.
		const server = new Server({ remove: [{ ...BUSY, retryAfter }], get: [listed()] });
		server.exchange.sleep = async (duration) => {
			server.pauses.push(duration);
			server.now += retryAfter;
			await Promise.resolve();
		};
		expect(await server.remove()).toMatch(/It is still there/);
		expect(server.pauses).toEqual(Array(pauses).fill(15_000));
	});

	test.each([502, 503, 504])(
		'is tried again where something before the server is busy: %i',
		async (status) => {
			const server = new Server({
				remove: [{ status }, { json: { success: true } }],
				get: [listed()],
			});
			expect(await server.remove()).toBe('');
		},
	);

	test.each([500, 501, 505])('is not tried again after %i', async (status) => {
		const server = new Server({ remove: [{ status }], get: [listed()] });
		expect(await server.remove()).toMatch(/It is still there/);
		expect(server.asked).toEqual(['remove', 'get']);
	});

	test('went well where the token is gone', async () => {
		const server = new Server({ remove: [BUSY], get: [EMPTY] });
		expect(await server.remove()).toBe('');
	});

	test.each([
		['cannot be read', { status: 500 }],
		['is refused', { status: 401, json: { status: 'error', message: 'You must be logged in' } }],
	])('leaves it open where the list %s', async (_how, list) => {
		const server = new Server({ remove: [BUSY], get: [list] });
		expect(await server.remove()).toMatch(/Whether it is gone is not known: see 'Get Many'/);
	});
});

describe("the credential's own token", () => {
	test('is told by its last six characters', async () => {
		const server = new Server({ regenerate: [MADE], get: [listed({ lastTokenPart: 'ABCdef' })] });
		expect(await server.regenerate()).toEqual([
			expect.stringContaining("'nightly' is the token of this node's own credential"),
		]);
	});

	test.each(['BCdef', '', 'ABCdeF', undefined])('and not by %p', async (lastTokenPart) => {
		const server = new Server({ regenerate: [MADE], get: [listed({ lastTokenPart })] });
		expect(await server.regenerate()).toEqual([]);
	});
});

describe('the list after a token was made', () => {
	test('has the new one in place of the old, and is not asked for again', async () => {
		const tokens = [
			{ name: 'nightly', createdAt: '2020-01-01T00:00:00Z', bypassTwoFactor: true },
			{ name: 'other', createdAt: '2020-01-01T00:00:00Z', lastTokenPart: 'OTHERx' },
		];
		const server = new Server({ generate: [MADE], get: [{ json: { tokens } }] });
		const { client, exchange } = server;
		await client.list(exchange);
		await client.generate('nightly', false, AUTOMATIC, exchange);
		expect(await client.list(exchange)).toEqual([
			expect.objectContaining({ tokenName: 'other', lastTokenPart: 'OTHERx' }),
			{
				tokenName: 'nightly',
				createdAt: START,
				lastTokenPart: 'UVWxyz',
				bypassTwoFactor: false,
			},
		]);
		expect(server.asked).toEqual(['get', 'generate']);
	});

	test('is asked for where it was not known', async () => {
		const server = new Server({ generate: [MADE], get: [listed()] });
		await server.client.generate('nightly', true, AUTOMATIC, server.exchange);
		expect(await server.client.list(server.exchange)).toHaveLength(1);
		expect(server.asked).toEqual(['generate', 'get']);
	});
});

describe('a token whose making broke', () => {
	test.each([
		[
			'at another time',
			[listed(), listed({ createdAt: '2026-02-01T00:00:00Z' })],
			'Rocket.Chat replaced it at 2026-02-01T00:00:00.000Z, but the new token never arrived',
		],
		[
			'at a time that cannot be read',
			[listed(), listed({ createdAt: 'soon' })],
			'Rocket.Chat replaced it at an unknown time',
		],
		['at the same time', [listed()], 'The old token is unchanged: run this again'],
		['no more', [listed(), EMPTY], 'The old token is gone, and no new one is listed'],
		['never', [EMPTY], "Rocket.Chat lists no token of this name: check 'Token Name'"],
		['nowhere', [listed(), { status: 500 }], 'Whether a token was made is not known'],
		[
			'to nobody who is signed out',
			[listed({ lastTokenPart: 'OTHERx' }), { status: 401 }],
			'Whether a token was made is not known',
		],
		[
			'to nobody, for the token that signs has ended',
			[listed({ lastTokenPart: 'ABCdef' }), { status: 401 }],
			"it was the one of this node's own credential",
		],
	])('is listed %s', async (_when, get, told) => {
		const server = new Server({ regenerate: [{ status: 500 }], get });
		expect(await server.regenerate()).toContain(told);
		expect(server.asked.filter((route) => route === 'regenerate')).toHaveLength(1);
	});

	test('fails as it did for who asks for it again', async () => {
		const server = new Server({ generate: [{ status: 500 }], get: [EMPTY] });
		const { client, exchange } = server;
		const first = await said(client.generate('nightly', false, AUTOMATIC, exchange));
		expect(client.created.get('nightly')?.failure?.message).toBe(first);
	});
});

describe('the bypass of two-factor codes', () => {
	const before = listed({ bypassTwoFactor: true });

	test('that the new token has, too, is not spoken of', async () => {
		const server = new Server({ regenerate: [MADE], get: [before] });
		expect(await server.regenerate()).toEqual([]);
	});

	test.each([
		['lacks', listed(), /without the bypass of two-factor codes that the old one had/],
		['may lack', { status: 500 }, /could not be read back: see 'Get Many'/],
	])('that the new one %s is told', async (_how, after, told) => {
		const server = new Server({ regenerate: [MADE], get: [before, after] });
		expect(await server.regenerate()).toEqual([expect.stringMatching(told)]);
	});
});

describe('a route that takes no calls for a while', () => {
	const limit = (retryAfter: number) =>
		new Failure('unavailable', 'It allows no more', { status: 429, retryAfter });

	test.each([
		[65, 1],
		[66, 0],
	])('is waited for where that is %i s, when this run used it up', async (seconds, waits) => {
		const server = new Server({ sendEmailCode: [{ json: { success: true } }, limit(seconds)] });
		const send = async () => await said(server.client.sendEmailCode('ops', server.exchange));
		server.exchange.send = ((send) => async (call) => {
			return await send({ ...call, url: call.url.replace('2fa.', '') });
		})(server.exchange.send.bind(server.exchange));
		expect(await send()).toBe('');
		expect(await send()).toBe('It allows no more.');
		expect(server.pauses.slice(0, 1)).toEqual(Array(waits).fill(seconds * 1_000));
	});
});

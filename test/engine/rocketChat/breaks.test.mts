import type { Arrived, Reply } from '../../support/simulators/simulator.mts';
import { setClock, setFastClock } from '../../support/clock.mts';
import type { Outcome } from '../../support/engine.mts';
import { failureOf } from '../../support/world.mts';
import {
	BY_NAME,
	GOES_ON,
	ROUTES,
	START,
	asked,
	itemOf,
	named,
	run,
	server,
	statusOf,
	useWorld,
	world,
} from '../../support/rocketChatNode.mts';

useWorld();

const ROUTE = { ...ROUTES, rotate: ROUTES.regenerate, delete: ROUTES.remove };
type Operation = 'generate' | 'regenerate' | 'rotate' | 'delete';
const CREATING: Operation[] = ['generate', 'regenerate', 'rotate'];
const PARAMETERS = { tokenName: 'nightly', olderThanDays: 0 };

/** Ways in which a response is lost; `text` is the body that the server would have sent. */
const BREAKS: Record<string, (text: string) => Reply | Promise<Reply>> = {
	'a reset connection': () => ({ status: 200, reset: true }),
	'a connection that closes within the response': (text) => ({
		status: 200,
		body: text.slice(0, -9),
		headers: { 'Content-Length': String(text.length), Connection: 'close' },
	}),
	'502': () => ({ status: 502, body: '<html><title>Bad Gateway</title></html>' }),
	'503': () => ({ status: 503, body: { success: false, error: 'Busy' } }),
	'504': () => ({ status: 504 }),
	'502 that repeats the response': (text) => ({ status: 502, body: text }),
	'500 with half of the response': (text) => ({ status: 500, body: text.slice(0, 40) }),
	'500 with the response as an error': (text) => ({ status: 500, body: { error: text } }),
	'a response cut short': (text) => ({ status: 200, body: text.slice(0, -9) }),
	'a response that is no JSON': (text) => ({ status: 200, body: `<p>${text}</p>` }),
	'an empty response': () => ({ status: 200, body: '' }),
	'no response in time': async () => await new Promise(() => {}),
};

/** These may pass, so that a harmless request is sent again. */
const PASSING = /^50[234]|connection|in time/;

let listed: 'yes' | 'no';

/** Breaks the response of an operation, whether the server carries the operation out (`did`) or not. */
function breaking(operation: Operation, how: string, did: boolean): void {
	if (how === 'no response in time') {
		const { timeout } = AbortSignal;
		jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout.call(AbortSignal, 300));
	}
	server.behave(async (request: Arrived) => {
		if (request.path === ROUTES.list && listed === 'no' && server.count(ROUTE[operation]) > 0)
			return { status: 200, body: 'broken' };
		if (request.path !== ROUTE[operation]) return undefined;
		const body = did ? server['answer'](request).body : { token: 'an-invented-token-of-no-use' };
		return await BREAKS[how](JSON.stringify(body));
	});
}

async function prepare(operation: Operation): Promise<string> {
	setClock(START);
	if (operation === 'generate') return '';
	const { accessToken } = itemOf(await run('generate', PARAMETERS));
	jest.setSystemTime(START + 1_000);
	server.forget();
	return String(accessToken);
}

/** No part of a token appears anywhere. */
function expectHidden(outcome: Outcome): void {
	const { message, description, stack, context } = outcome.error ?? {};
	const seen = JSON.stringify([
		outcome.run,
		outcome.json,
		outcome.hints,
		message,
		description,
		stack,
		context,
	]);
	for (const token of ['an-invented-token-of-no-use', ...server.tokens.values()]) {
		for (let at = 0; at + 8 <= token.length; at += 1)
			expect(seen).not.toContain(token.slice(at, at + 8));
	}
}

beforeEach(() => {
	listed = 'yes';
});

describe.each(Object.keys(BREAKS))('%s', (how) => {
	describe.each(CREATING)('%s', (operation) => {
		test.each([
			[
				true,
				'yes',
				operation === 'generate'
					? `Rocket.Chat lists a token of this name, created at ${new Date(START).toISOString()}: if that was just now, it never arrived, and 'Regenerate' creates another in its place`
					: `Rocket.Chat replaced it at ${new Date(START + 1_000).toISOString()}, but the new token never arrived: 'Regenerate' creates another in its place`,
			],
			[
				false,
				'yes',
				operation === 'generate'
					? 'Rocket.Chat lists no token of this name, so none was created: run this again'
					: 'The old token is unchanged: run this again',
			],
			[
				true,
				'no',
				"It is not known whether a token was created: see 'Get Many' before you run this again",
			],
			[false, 'no', 'It is not known whether a token was created'],
		] as const)('done: %p, listed afterwards: %s', async (did, list, message) => {
			const old = await prepare(operation);
			listed = list;
			breaking(operation, how, did);
			const outcome = await run(operation, PARAMETERS);
			expect(failureOf(outcome)).toContain(message);
			expectHidden(outcome);
			expect(server.count(ROUTE[operation])).toBe(1);
			expect(asked().at(-1)).toBe('getPersonalAccessTokens');
			if (old !== '') expect(await statusOf(old)).toBe(did ? 401 : 200);
		});
	});

	test.each([
		[true, 'yes', undefined],
		[false, 'yes', 'It is still there: run this again'],
		[true, 'no', "It is not known whether it is gone: see 'Get Many' before you go on"],
	] as const)('delete, done: %p, listed afterwards: %s', async (did, list, message) => {
		await prepare('delete');
		setFastClock(START + 1_000);
		listed = list;
		breaking('delete', how, did);
		const outcome = await run('delete', PARAMETERS);
		if (message === undefined)
			expect(itemOf(outcome)).toEqual({ deleted: true, tokenName: 'nightly' });
		else expect(failureOf(outcome)).toContain(message);
		expect(server.tokens.has('nightly')).toBe(!did);
		const again = !did && list === 'yes' && PASSING.test(how) ? 3 : 0;
		const once = ['removePersonalAccessToken', 'getPersonalAccessTokens'];
		expect(asked()).toEqual(Array.from({ length: 1 + again }, () => once).flat());
	});
});

describe('a regeneration that stops halfway', () => {
	test.each(['regenerate', 'rotate'] as const)('%s: the old token is gone', async (operation) => {
		await prepare(operation);
		server.behave(({ path }) => {
			if (path !== ROUTES.regenerate) return undefined;
			server.tokens.delete('nightly');
			return { status: 500, body: { success: false, error: 'Internal server error' } };
		});
		expect(failureOf(await run(operation, PARAMETERS))).toContain(
			"The old token is gone, and no new one is listed: create one with 'Generate'",
		);
	});

	test.each([true, false])(
		"of the credential's own token (done: %p) says whether that was revoked",
		async (did) => {
			world.save('rocketChat', { authToken: await prepare('regenerate') });
			breaking('regenerate', 'a reset connection', did);
			const said = failureOf(await run('regenerate', PARAMETERS));
			expect(said).toContain(
				did ? "It was the token of this node's own credential" : 'is unchanged',
			);
			expect(said.includes("put it into 'Auth Token'")).toBe(did);
		},
	);

	test('of a token that never existed says so', async () => {
		server.behave(({ path }) => (path === ROUTES.regenerate ? { status: 500 } : undefined));
		const said = failureOf(await run('regenerate', PARAMETERS));
		expect(said).not.toContain('The old token is gone');
		expect(said).toContain('Rocket.Chat lists no token of this name');
	});
});

test('a rotation whose generate request breaks reports the same', async () => {
	breaking('generate', 'a reset connection', false);
	const said = failureOf(await run('rotate', PARAMETERS));
	expect(said).toContain('lists no token of this name, so none was created');
	expect(server.count(ROUTES.generate)).toBe(1);
});

test('the other items go on, each with one request', async () => {
	server.behave(({ path, body }) =>
		path === ROUTES.generate && body.toString().includes('"b"') ? { status: 503 } : undefined,
	);
	const { json } = await run('generate', BY_NAME, named('a', 'b', 'c'), GOES_ON);
	expect(json.map(({ tokenName }) => tokenName)).toEqual(['a', undefined, 'c']);
	expect(json[1].error).toContain('none was created');
	expect(server.count(ROUTES.generate)).toBe(3);
});

test('without a connection nothing was created, so the list is not requested', async () => {
	setFastClock(START);
	const { baseUrl } = server;
	await server.stop();
	const said = failureOf(await run('generate', PARAMETERS));
	expect(said).toContain('could not be reached: it refused the connection');
	expect(said).not.toContain('It is not known');
	await server.start(Number(new URL(baseUrl).port));
});

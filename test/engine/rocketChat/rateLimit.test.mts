import { setFastClock } from '../../support/clock.mts';
import { failureOf } from '../../support/world.mts';
import {
	BY_NAME,
	GOES_ON,
	ROUTES,
	START,
	itemOf,
	named,
	numbered,
	run,
	server,
	useWorld,
	world,
} from '../../support/rocketChatNode.mts';

useWorld();

beforeEach(() => setFastClock(START));

/** The statuses of the server's responses, in order. */
function statuses(): number[] {
	const seen: number[] = [];
	const answer = server['answer'].bind(server);
	server['answer'] = (request) => {
		const reply = answer(request);
		seen.push(reply.status);
		return reply;
	};
	return seen;
}

const refused = (seen: number[]) => seen.filter((status) => status === 429).length;
const TOLD = ['headers', 'text', 'retry-after'] as const;
/** By how much n8n's clock is ahead of the server's. The headers tell a time to the millisecond, the others only seconds. */
const AHEAD = {
	headers: [-600_000, -1_900, -300, 300, 1_000, 1_900, 2_100, 600_000],
	text: [-600_000, 1_900],
	'retry-after': [-600_000, 1_900],
};

describe.each(TOLD)('told by %s', (told) => {
	test.each([5_000, 20_000, 29_000])(
		'a limit that ends within 30 s: the run waits for its end (%i ms)',
		async (window) => {
			server.rateLimit = { calls: 1, window, told };
			itemOf(await run('generate', { tokenName: 'first' }));
			const seen = statuses();
			itemOf(await run('generate', { tokenName: 'second' }));
			expect(seen).toEqual([429, 200]);
			expect(Date.now() - START).toBe(window);
		},
	);

	test('a longer limit fails at once and names the seconds, in an execution that sent nothing before', async () => {
		server.rateLimit = { calls: 1, window: 60_000, told };
		itemOf(await run('generate', { tokenName: 'first' }));
		const seen = statuses();
		const outcome = await run('generate', { tokenName: 'second' });
		expect(failureOf(outcome)).toBe(
			'Rocket.Chat is limiting requests right now (429). Wait 60 seconds before you run this again.',
		);
		expect(outcome.error).toMatchObject({ httpCode: '429', context: { itemIndex: 0 } });
		expect(seen).toEqual([429]);
		expect(Date.now()).toBe(START);
	});

	test('50 names pass ten at a time, and no token is created twice', async () => {
		server.rateLimit = { calls: 10, window: 60_000, told };
		const seen = statuses();
		const { json, error } = await run('generate', BY_NAME, numbered(50));
		expect(error).toBeUndefined();
		expect(json.map(({ tokenName }) => tokenName)).toEqual([...server.tokens.keys()]);
		expect(server.tokens.size).toBe(50);
		expect(seen.filter((status) => status === 200)).toHaveLength(50);
		expect(refused(seen)).toBeLessThanOrEqual(8);
		expect(Date.now() - START).toBeGreaterThanOrEqual(240_000);
		expect(Date.now() - START).toBeLessThan(260_000);
	});

	test.each(AHEAD[told])('clocks that are %i ms apart make no difference', async (ahead) => {
		server.now = () => Date.now() - ahead;
		server.rateLimit = { calls: 10, window: 60_000, told };
		const seen = statuses();
		const { json, error } = await run('generate', BY_NAME, numbered(25));
		expect(error).toBeUndefined();
		expect(json).toHaveLength(25);
		expect(server.tokens.size).toBe(25);
		expect(refused(seen)).toBeLessThanOrEqual(8);
		expect(Date.now() - START).toBeLessThan(130_000);

		// Within what a single request waits for.
		server.rateLimit = { calls: 1, window: 20_000, told };
		itemOf(await run('send', { emailOrUsername: 'a' }));
		itemOf(await run('send', { emailOrUsername: 'b' }));
	});
});

test.each([0, -600_000, 600_000])(
	'the time in the headers is enough, with clocks %i ms apart',
	async (ahead) => {
		server.now = () => Date.now() - ahead;
		server.rateLimit = { calls: 10, window: 60_000 };
		server.behave((request) => {
			const reply = server['answer'](request);
			return reply.status === 429 ? { ...reply, body: { success: false, error: 'No' } } : reply;
		});
		const { json, error } = await run('generate', BY_NAME, numbered(25));
		expect(error).toBeUndefined();
		expect(json).toHaveLength(25);
		expect(Date.now() - START).toBeGreaterThanOrEqual(120_000);
		expect(Date.now() - START).toBeLessThan(125_000);
		expect(server.generates).toBeLessThanOrEqual(25 + 8);
	},
);

describe('every route', () => {
	test.each(['regenerate', 'delete', 'rotate'])('%s: 30 tokens', async (operation) => {
		for (const { name } of numbered(30))
			server.tokens.set(String(name), `made by hand ${String(name)}`);
		server.rateLimit = { calls: 10, window: 60_000 };
		const seen = statuses();
		const { json, error } = await run(operation, BY_NAME, numbered(30));
		expect(error).toBeUndefined();
		expect(json).toHaveLength(30);
		expect(server.count(ROUTES.list)).toBeLessThanOrEqual(1);
		expect(refused(seen)).toBeLessThanOrEqual(8);
		expect(seen.filter((status) => status === 200)).toHaveLength(operation === 'delete' ? 30 : 31);
	});

	test('with a code for each call', async () => {
		server.twoFactor = 'password';
		world.save('rocketChat', { password: server.password });
		server.rateLimit = { calls: 10, window: 60_000 };
		const { json, error } = await run('generate', BY_NAME, numbered(30));
		expect(error).toBeUndefined();
		expect(json).toHaveLength(30);
		expect(server.tokens.size).toBe(30);
	});
});

describe('a limit that does not end', () => {
	test('is waited for three times, and is then an error for this item and, at once, for later ones', async () => {
		server.behave((request) =>
			server.tokens.size === 2 && request.path === ROUTES.generate
				? { status: 429, headers: { 'Retry-After': '60' }, body: { success: false } }
				: undefined,
		);
		const { json } = await run('generate', BY_NAME, named('a', 'b', 'c', 'd'), GOES_ON);
		expect(json.map(({ tokenName }) => tokenName)).toEqual(['a', 'b', undefined, undefined]);
		for (const { error } of json.slice(2)) expect(error).toContain('Wait 60 seconds');
		expect(server.count(ROUTES.generate)).toBe(2 + 4);
		expect(Date.now() - START).toBe(180_000);
	});

	test('that somebody else has used up is an error for the first item, and the next one waits', async () => {
		const until = START + 45_000;
		server.behave(({ path }) =>
			path === ROUTES.generate && Date.now() < until
				? {
						status: 429,
						headers: { 'Retry-After': String((until - Date.now()) / 1000) },
						body: { success: false },
					}
				: undefined,
		);
		const { json } = await run('generate', BY_NAME, named('a', 'b', 'c'), GOES_ON);
		expect(json[0].error).toContain('Wait 45 seconds');
		expect(json.map(({ tokenName }) => tokenName)).toEqual([undefined, 'b', 'c']);
		expect(server.count(ROUTES.generate)).toBe(3);
	});

	test('that would take minutes is not waited for', async () => {
		server.behave((request) =>
			server.tokens.size === 1 && request.path === ROUTES.generate
				? { status: 429, headers: { 'Retry-After': '300' } }
				: undefined,
		);
		const { json } = await run('generate', BY_NAME, named('a', 'b'), GOES_ON);
		expect(json[1].error).toContain('Wait 300 seconds');
		expect(server.count(ROUTES.generate)).toBe(2);
		expect(Date.now()).toBe(START);
	});

	test('without a time is an error after four requests', async () => {
		server.behave(() => ({ status: 429, body: { success: false, error: 'Slow down' } }));
		expect(failureOf(await run('generate'))).toContain(
			'(429). Slow down. It is limiting requests right now',
		);
		expect(server.arrived).toHaveLength(4);
	});
});

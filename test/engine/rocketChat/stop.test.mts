import { gate } from '../../support/simulators/simulator.mts';
import {
	BY_NAME,
	GOES_ON,
	ROUTES,
	named,
	numbered,
	run,
	server,
	useWorld,
	world,
} from '../../support/rocketChatNode.mts';

useWorld();

const SPECS = [{}, GOES_ON] as const;
let stop: AbortController;
/** Ends the waits that have begun. */
let waits: Array<() => void>;

beforeEach(() => {
	const begun: typeof waits = [];
	const controller = new AbortController();
	stop = controller;
	waits = begun;
	const real = globalThis.setTimeout;
	jest.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, wait = 0) => {
		if (wait === 30_000 || wait < 500) return real(work, wait);
		begun.push(work);
		// The execution is canceled while it waits.
		setImmediate(() => controller.abort());
		return real(() => {}, 0);
	}) as typeof setTimeout);
});

/** Leaves time for requests that should not be sent to arrive. */
async function settle(): Promise<void> {
	for (const end of waits) end();
	for (let turn = 0; turn < 20; turn += 1) {
		await (await fetch(`${server.baseUrl}/other`)).text();
		await new Promise((resolve) => setImmediate(resolve));
	}
}

describe.each(SPECS)('stopping the execution: %j', (spec) => {
	test.each([
		['60 s for the rate limit', { status: 429, headers: { 'Retry-After': '60' } }],
		['20 s for the rate limit', { status: 429, headers: { 'Retry-After': '20' } }],
		['before a retry', { status: 429 }],
	])('ends a wait of %s at once, and nothing is created afterwards', async (_what, reply) => {
		server.behave(() => (server.tokens.size === 2 && !stop.signal.aborted ? reply : undefined));
		const outcome = await run('generate', BY_NAME, numbered(5), { ...spec, stop: stop.signal });
		expect(waits).toHaveLength(1);
		expect(outcome.run.status).toBe('canceled');
		await settle();
		expect(server.count(ROUTES.generate)).toBe(3);
		expect(server.tokens.size).toBe(2);
	});

	test('ends the wait for the next TOTP code', async () => {
		const step = 1_935_817_680_000;
		jest.spyOn(Date, 'now').mockReturnValue(step + 28_900);
		server.twoFactor = 'totp';
		world.save('rocketChat', { totpSecret: server.totpSecret });
		const outcome = await run('generate', {}, [{}], { ...spec, stop: stop.signal });
		expect(outcome.run.status).toBe('canceled');
		await settle();
		expect(server.count(ROUTES.generate)).toBe(0);
	});

	test.each([
		['regenerate', ROUTES.list],
		['rotate', ROUTES.list],
		['delete', ROUTES.remove],
		['generate', ROUTES.generate],
	])('%s: nothing is sent after the response of %s', async (operation, path) => {
		server.twoFactor = 'password';
		world.save('rocketChat', { password: server.password });
		if (operation !== 'generate')
			for (const name of ['a', 'b']) server.tokens.set(name, 'made by hand');
		const before = [...server.tokens.values()];
		const { wait, open } = gate();
		server.behave(async (request) => {
			if (request.path !== path) return undefined;
			stop.abort();
			await wait;
			return undefined;
		});
		const outcome = await run(operation, BY_NAME, named('a', 'b'), { ...spec, stop: stop.signal });
		expect(outcome.run.status).toBe('canceled');
		open();
		await settle();
		expect(
			server.arrived.filter(({ path: at }) => at !== '/other').map(({ path: at }) => at),
		).toEqual([path]);
		expect([...server.tokens.values()]).toEqual(before);
	});

	test('leaves only an error that says so', async () => {
		const body = 'said by the server';
		server.behave(() => ({ status: 429, headers: { 'Retry-After': '5' }, body }));
		const { error, run: kept } = await run('generate', {}, [{}], { ...spec, stop: stop.signal });
		expect(error?.message).toBe('The execution was canceled');
		expect(JSON.stringify(kept)).not.toContain(body);
	});
});

test('an execution that is not canceled is not affected', async () => {
	server.tokens.set('a', 'made by hand');
	const parameters = { tokenName: 'a', olderThanDays: 1 };
	const { json } = await run('rotate', parameters, [{}], { stop: stop.signal });
	expect(json[0].renewed).toBe(true);
});

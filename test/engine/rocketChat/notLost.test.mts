import { TokenRecord } from '../../../tokens/rocketChat/client/tokenRecord';
import { gate } from '../../support/simulators/simulator.mts';
import { setClock } from '../../support/clock.mts';
import { failureOf } from '../../support/world.mts';
import { PolledWorkflow } from '../../support/triggers.mts';
import {
	BY_NAME,
	DAY,
	GOES_ON,
	ROUTES,
	START,
	itemOf,
	named,
	run,
	server,
	statusOf,
	useWorld,
	world,
} from '../../support/rocketChatNode.mts';
import { wordsOf } from '../../support/problem.mts';

useWorld();

const HOUR = DAY / 24;
const rotate = async () => await run('rotate', { tokenName: 'nightly' });

/** The next regeneration creates its token, and the response is lost. */
function loseOne(): void {
	server.behave((request) => {
		if (request.path !== ROUTES.regenerate) return undefined;
		server.behave();
		server.wouldAnswer(request);
		return { status: 502, body: 'x' };
	});
}

function polled(): PolledWorkflow {
	return new PolledWorkflow(world.engine, {
		parameters: {
			provider: 'rocketChat',
			tokenName: { __rl: true, mode: 'name', value: 'nightly' },
			pollTimes: { item: [{ mode: 'everyMinute' }] },
		},
		credential: 'rocketChatTokenApi',
		row: 'rocketChat',
	});
}

describe("'Retry On Fail'", () => {
	test.each(['generate', 'regenerate', 'rotate'])(
		'is an error for %s before any request: the next try could not read what this one creates',
		async (operation) => {
			const spec = { retryOnFail: true };
			const said = failureOf(await run(operation, BY_NAME, named('a', 'b'), spec));
			expect(said).toContain("'Retry On Fail' in the settings of this node is on. Switch it off");
			const kept = await run(operation, BY_NAME, named('a', 'b'), { ...spec, ...GOES_ON });
			expect(kept.json.map(({ error }) => error)).toEqual([said, said]);
			expect(world.arrived).toBe(0);
		},
	);

	test('works with a single item, whose next try creates what the first lost', async () => {
		setClock(START);
		server.made('nightly');
		setClock(START + 40 * DAY);
		loseOne();
		const outcome = await run('rotate', { tokenName: 'nightly' }, [{}], { retryOnFail: true });
		expect(await statusOf(itemOf(outcome).accessToken)).toBe(200);
	});

	test('works with operations that create no token', async () => {
		let broken = true;
		server.behave(() => {
			if (!broken) return undefined;
			broken = false;
			return { status: 500, body: {} };
		});
		const { error } = await run('getMany', {}, undefined, { retryOnFail: true });
		expect(error).toBeUndefined();
	});
});

describe('a token whose response was lost', () => {
	beforeEach(async () => {
		setClock(START);
		server.made('nightly');
		setClock(START + 40 * DAY);
		loseOne();
	});

	test('is replaced by the next Rotate, however new it is', async () => {
		expect(failureOf(await rotate())).toContain('never arrived');
		setClock(START + 41 * DAY);
		const item = itemOf(await rotate());
		expect(item.renewed).toBe(true);
		expect(await statusOf(item.accessToken)).toBe(200);
		setClock(START + 42 * DAY);
		expect(itemOf(await rotate()).renewed).toBe(false);
	});

	test('is not replaced where somebody else has done so since', async () => {
		const trigger = polled();
		expect(wordsOf(await trigger.failure())).toContain("'Regenerate' creates another in its place");
		setClock(START + 40 * DAY + HOUR);
		const { accessToken } = itemOf(await run('regenerate', { tokenName: 'nightly' }));
		setClock(START + 40 * DAY + 2 * HOUR);
		expect(await trigger.poll()).toBeNull();
		expect(itemOf(await rotate()).renewed).toBe(false);
		expect(await statusOf(accessToken)).toBe(200);
	});
});

describe('where the list cannot be read after a lost response', () => {
	/** A regeneration whose response is lost, and all later ones too. `did`: whether the token was created. */
	const lose = async (made: boolean) => {
		let broken = false;
		server.behave((request) => {
			if (request.path === ROUTES.regenerate) {
				broken = true;
				if (made) server.wouldAnswer(request);
			}
			return broken ? { status: 502, body: 'x' } : undefined;
		});
		const said = failureOf(await run('regenerate', { tokenName: 'nightly' }));
		expect(said).toContain('is not known');
		server.behave();
		setClock(START + 6 * DAY);
	};

	beforeEach(() => {
		setClock(START);
		server.made('nightly');
		setClock(START + 5 * DAY);
	});

	test('the next Rotate creates another if one was created then', async () => {
		await lose(true);
		expect(itemOf(await rotate()).renewed).toBe(true);
	});

	test('the next Rotate leaves the old one if none was created', async () => {
		await lose(false);
		expect(itemOf(await rotate()).renewed).toBe(false);
	});
});

test('after a Generate whose response was lost, an older token of that name does not count as lost', async () => {
	setClock(START);
	server.made('nightly');
	setClock(START + 5 * DAY);
	server.behave(({ path }) => (path === ROUTES.generate ? { status: 502, body: 'x' } : undefined));
	failureOf(await run('generate', { tokenName: 'nightly' }));
	server.behave();
	expect(itemOf(await rotate()).renewed).toBe(false);
});

test('of several executions that rotate a token at once, one replaces it', async () => {
	setClock(START);
	server.made('nightly');
	setClock(START + 31 * DAY);
	const items = (await Promise.all([rotate(), rotate(), rotate()])).map(itemOf);
	expect(items.filter(({ renewed }) => renewed)).toHaveLength(1);
	const made = items.find(({ renewed }) => renewed);
	expect(await statusOf(made?.accessToken)).toBe(200);
	expect(server.count(ROUTES.regenerate)).toBe(1);
});

test('an execution that waits for another one’s Rotate stops at once when canceled, and creates nothing', async () => {
	setClock(START);
	server.made('nightly');
	setClock(START + 31 * DAY);
	const answer = gate();
	const stop = new AbortController();
	server.behave(async ({ path }) => {
		if (path !== ROUTES.regenerate) return undefined;
		await answer.wait;
		return undefined;
	});
	const turns = jest.spyOn(TokenRecord.prototype, 'runExclusive');
	const first = rotate();
	const stopWhenItWaits = () => {
		if (turns.mock.calls.length < 2) setImmediate(stopWhenItWaits);
		else setImmediate(() => stop.abort());
	};
	stopWhenItWaits();
	const second = await run('rotate', { tokenName: 'nightly' }, [{}], { stop: stop.signal });
	expect(second.run.status).toBe('canceled');
	answer.open();
	expect(itemOf(await first).renewed).toBe(true);
	expect(server.count(ROUTES.regenerate)).toBe(1);
});

test('the error that ends a run names the tokens created with every credential', async () => {
	world.save('rocketChat', { authToken: '={{ $json.auth }}' });
	const said = failureOf(
		await run('generate', BY_NAME, [
			{ name: 'a', auth: server.authToken },
			{ name: 'b', auth: 'invented-wrong-token-of-b' },
		]),
	);
	expect(said).toContain("Tokens created before this error are lost with it: 'a'.");
});

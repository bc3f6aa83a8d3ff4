import type { IDataObject } from 'n8n-workflow';

import { sessionAccount } from '../support/accounts.mts';
import { setClock, setFastClock } from '../support/clock.mts';
import { HOUR, PolledWorkflow, TriggerBench } from '../support/triggers.mts';
import { World } from '../support/world.mts';

const DAY = 24 * HOUR;
const START = Date.UTC(2031, 4, 6, 7, 0, 0);
const LIST = '/api/v1/users.getPersonalAccessTokens';
const REGENERATE = '/api/v1/users.regeneratePersonalAccessToken';

describe('Rocket.Chat', () => {
	let world: World;
	let now = START;

	beforeEach(async () => {
		world = await new World().start();
		now = START;
		setClock(now);
	});

	afterEach(async () => {
		jest.restoreAllMocks();
		jest.useRealTimers();
		await world.stop();
	});

	const later = (duration: number) => {
		now = Date.now() + duration;
		setClock(now);
	};
	const polled = (parameters: IDataObject = {}) =>
		new PolledWorkflow(world.engine, {
			parameters: {
				provider: 'rocketChat',
				tokenName: { __rl: true, mode: 'name', value: 'n8n' },
				pollTimes: { item: [{ mode: 'everyHour', minute: 0 }] },
				...parameters,
			},
			credential: 'rocketChatTokenApi',
			row: 'rocketChat',
		});
	const regenerates = () => world.rocketChat.count(REGENERATE);

	test.each([
		['500', { status: 500 }],
		['503', { status: 503 }],
		['a broken connection', { status: 200, reset: true }],
		['no JSON', { status: 200, body: '<html>' }],
	])('a list that fails once (%s) revokes no token', async (_name, reply) => {
		const trigger = polled();
		expect(await trigger.poll()).toMatchObject({ renewed: true });
		later(HOUR);
		setFastClock(Date.now());
		world.rocketChat.behave(({ path }) => (path === LIST ? reply : undefined));
		await trigger.failure();
		world.rocketChat.behave();
		jest.restoreAllMocks();
		later(HOUR);
		expect(await trigger.poll()).toBeNull();
		expect(regenerates()).toBe(0);
	});

	test('a token created while this clock was a year ahead is replaced by the age that the server reports', async () => {
		const trigger = polled();
		world.rocketChat.now = () => START;
		setClock(START + 365 * DAY);
		expect(await trigger.poll()).toMatchObject({ renewed: true });
		world.rocketChat.now = () => Date.now();
		setClock(START + 29 * DAY);
		expect(await trigger.poll()).toBeNull();
		setClock(START + 31 * DAY);
		expect(await trigger.poll()).toMatchObject({ renewed: true });
	});

	test('a server whose clock is a hundred days ahead keeps no token beyond its age', async () => {
		const trigger = polled();
		world.rocketChat.now = () => Date.now() + 100 * DAY;
		expect(await trigger.poll()).toMatchObject({ renewed: true });
		later(29 * DAY);
		trigger.startAgain();
		expect(await trigger.poll()).toBeNull();
		later(2 * DAY);
		trigger.startAgain();
		expect(await trigger.poll()).toMatchObject({ renewed: true });
	});

	test('an age of 0 days is an error, since every poll would revoke the token', async () => {
		const { message } = await polled({ olderThanDays: 0 }).failure();
		expect(message).toContain("'Older Than (Days)' must be more than 0");
		expect(world.arrived).toBe(0);
	});
});

describe('a provider that is down while n8n starts', () => {
	let bench: TriggerBench;

	beforeEach(async () => {
		bench = new TriggerBench();
		bench.use(await sessionAccount('genLogs'), {});
	});
	afterEach(async () => await bench.stop());

	test('leaves the trigger active: the log says why, and later polls fail or output as usual', async () => {
		const trigger = bench.polled();
		await trigger.poll();
		bench.later(DAY);
		bench.failLogins();
		trigger.startAgain();
		bench.listen();
		expect(await trigger.poll()).toBeNull();
		expect(bench.warnings).toEqual([
			expect.stringMatching(/^Access Token Trigger: GenLogs.*\(500\).*at its next poll\.$/),
		]);
		bench.later(60_000);
		expect((await trigger.failure()).message).toContain('500');
		bench.account.simulator.behave(() => undefined);
		bench.later(60_000);
		expect(await trigger.poll()).toMatchObject({ renewed: true });
	});

	test('is an error in a test run and in a manual activation', async () => {
		bench.failLogins();
		const trigger = bench.polled();
		expect((await trigger.failure()).message).toContain('500');
		trigger.startAgain();
		bench.later(60_000);
		expect((await trigger.failure('manual')).message).toContain('500');
	});
});

describe('irregular polls', () => {
	let bench: TriggerBench;
	const minutely = { pollTimes: { item: [{ mode: 'everyMinute' }] } };
	const daily = { pollTimes: { item: [{ mode: 'everyDay', hour: 6, minute: 0 }] } };

	beforeEach(() => void (bench = new TriggerBench()));
	afterEach(async () => await bench.stop());

	test('two weeks without polls make no token due early after later restarts', async () => {
		bench.use(await sessionAccount('genLogs'), {});
		const trigger = bench.polled({}, minutely);
		await trigger.poll();
		bench.later(14 * DAY);
		await trigger.poll();
		const { logins } = bench.account.simulator;
		for (let restart = 0; restart < 3; restart += 1) {
			trigger.startAgain();
			bench.later(6 * HOUR);
			expect(await trigger.poll()).toBeNull();
		}
		expect(bench.account.simulator.logins).toBe(logins);
	});

	test('weeks with the workflow off do not replace a token that has a month left', async () => {
		bench.use(await sessionAccount('personr'), {});
		const trigger = bench.polled({}, minutely);
		await trigger.poll();
		bench.later(60_000);
		expect(await trigger.poll()).toBeNull();
		bench.later(335 * DAY);
		trigger.restart();
		expect(await trigger.poll()).toBeNull();
		expect(bench.account.simulator.logins).toBe(1);
	});

	test('a token that may be a day old is replaced by daily polls', async () => {
		bench.use(await sessionAccount('giro'), { settings: { renewal: { maxAge: 24 } } });
		const trigger = bench.polled({}, daily);
		await trigger.poll();
		for (let day = 1; day <= 3; day += 1) {
			// Tokens are created a little after the poll.
			bench.later(DAY - 5);
			expect(await trigger.poll()).toMatchObject({ renewed: true });
		}
	});
});

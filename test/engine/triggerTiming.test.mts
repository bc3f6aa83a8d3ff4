import { genLogsAccount, personrAccount } from '../support/accounts.mts';
import { HOUR, MINUTE, TriggerBench } from '../support/triggers.mts';
import { GenLogsSimulator } from '../support/simulators/genLogs.mts';
import { PersonrSimulator } from '../support/simulators/personr.mts';
import { wordsOf } from '../support/problem.mts';

let bench: TriggerBench;

beforeEach(() => void (bench = new TriggerBench()));
afterEach(async () => await bench.stop());

describe('a renewal that fails while the old token still works', () => {
	beforeEach(async () => {
		bench.use(genLogsAccount(await new GenLogsSimulator().start()));
	});

	test('outputs nothing, is logged, and is tried again a minute later', async () => {
		const trigger = bench.polled();
		await trigger.poll();
		bench.listen();
		bench.failLogins();
		bench.later(22 * HOUR);
		for (let poll = 0; poll < 3; poll += 1) {
			expect(await trigger.poll()).toBeNull();
			bench.later(MINUTE);
		}
		expect(bench.account.simulator.logins).toBe(4);
		expect(bench.warnings).toHaveLength(3);
		expect(bench.warnings[0]).toMatch(/due but could not be renewed.*down for maintenance/);
		bench.account.simulator.behave();
		expect(await trigger.poll()).toMatchObject({ renewed: true });
	});

	test('is output once for each token and reason if the option is on, even after a restart', async () => {
		const trigger = bench.polled({ emitFailedRenewals: true });
		const first = await trigger.poll();
		expect(first).not.toHaveProperty('renewalError');
		bench.failLogins();
		bench.later(22 * HOUR);
		const failed = await trigger.poll();
		expect(failed).toMatchObject({
			accessToken: first?.accessToken,
			renewed: false,
			renewalError: expect.stringMatching(/could not be renewed.*down for maintenance/),
		});
		trigger.restart();
		bench.later(MINUTE);
		expect(await trigger.poll()).toBeNull();
		bench.failLogins(500, 'still down');
		bench.later(MINUTE);
		expect(await trigger.poll()).toMatchObject({
			renewalError: expect.stringContaining('still down'),
		});
		bench.failLogins();
		bench.later(MINUTE);
		expect(await trigger.poll()).toBeNull();
		bench.account.simulator.behave();
		bench.later(MINUTE);
		expect(await trigger.poll()).not.toHaveProperty('renewalError');
		bench.failLogins();
		bench.later(22 * HOUR);
		expect(await trigger.poll()).toHaveProperty('renewalError');
	});

	test('comes after the output of a new token', async () => {
		const daily = { pollTimes: { item: [{ mode: 'everyDay', hour: 6, minute: 0 }] } };
		const trigger = bench.polled({ emitFailedRenewals: true }, daily);
		await trigger.poll();
		bench.later(20 * HOUR);
		const made = await bench.elsewhere('generate');
		bench.later(4 * HOUR);
		bench.failLogins();
		const item = await trigger.poll();
		expect(item?.accessToken).toBe(made.accessToken);
		expect(item).not.toHaveProperty('renewalError');
		bench.later(MINUTE);
		expect(await trigger.poll()).toMatchObject({
			accessToken: made.accessToken,
			renewalError: expect.stringContaining('down for maintenance'),
		});
	});

	test('counts as one reason whatever numbers it contains', async () => {
		const trigger = bench.polled({ emitFailedRenewals: true });
		await trigger.poll();
		bench.later(22 * HOUR);
		bench.failLogins(500, 'request 4711 broke');
		expect(await trigger.poll()).toHaveProperty('renewalError');
		bench.later(MINUTE);
		bench.failLogins(500, 'request 4712 broke');
		expect(await trigger.poll()).toBeNull();
		bench.later(MINUTE);
		bench.failLogins(501, 'request 4713 broke');
		expect(await trigger.poll()).toHaveProperty('renewalError');
	});

	test('is an error at every poll past the expiry, whatever the option', async () => {
		const trigger = bench.polled({ emitFailedRenewals: true });
		await trigger.poll();
		bench.failLogins();
		bench.later(25 * HOUR);
		expect(wordsOf(await trigger.failure())).toContain('down for maintenance');
		bench.later(MINUTE);
		expect((await trigger.failure()).name).toBe('NodeApiError');
	});
});

describe('a token that would expire before the next poll', () => {
	const lifetime = async (seconds: number) => {
		const simulator = await new GenLogsSimulator().start();
		simulator.lifetime = seconds;
		bench.use(genLogsAccount(simulator));
	};

	test('is renewed now, judged by the time since the last poll', async () => {
		await lifetime(3600);
		const trigger = bench.polled();
		await trigger.poll();
		for (const at of [25, 50, 75]) {
			bench.later(25 * MINUTE);
			const item = await trigger.poll();
			// At 50 it would last until 60, and the next poll comes at 75.
			expect([at, item !== null]).toEqual([at, at === 50]);
		}
		expect(bench.account.simulator.logins).toBe(2);
	});

	test('is renewed even if another workflow renewed it in between', async () => {
		await lifetime(3600);
		const trigger = bench.polled();
		await trigger.poll();
		bench.later(30 * MINUTE);
		await bench.elsewhere('generate');
		bench.later(20 * MINUTE);
		expect(await trigger.poll()).toMatchObject({ renewed: true });
		expect(bench.account.simulator.logins).toBe(3);
	});

	test('is left alone if it was just issued', async () => {
		await lifetime(3600);
		const [one, other] = [bench.polled(), bench.polled()];
		await one.poll();
		await other.poll();
		bench.later(2 * HOUR);
		expect(await one.poll()).toMatchObject({ renewed: true });
		bench.later(MINUTE);
		expect(await other.poll()).toMatchObject({ renewed: false });
		expect(bench.account.simulator.logins).toBe(2);
	});

	test('is judged by what n8n saved where the process has not polled before', async () => {
		await lifetime(3600);
		const custom = { pollTimes: { item: [{ mode: 'custom', cronExpression: '7 */25 * * * *' }] } };
		const before = bench.polled({}, custom);
		await before.poll();
		bench.later(50 * MINUTE);
		await before.poll();
		bench.later(15 * MINUTE);
		// What this process knows is about another workflow.
		const after = bench.polled({}, custom);
		after.saved = before.saved;
		after.restart();
		expect(await after.poll()).toMatchObject({ renewed: true });
		const unknown = bench.polled({}, custom);
		bench.later(15 * MINUTE);
		expect(await unknown.poll()).toMatchObject({ renewed: false });
	});

	test('is judged by the poll times where the last poll came out of turn, as after a start', async () => {
		await lifetime(3600);
		const hourly = bench.polled({}, { pollTimes: { item: [{ mode: 'everyHour', minute: 0 }] } });
		await hourly.poll();
		bench.later(10 * MINUTE);
		expect(await hourly.poll()).toMatchObject({ renewed: true });
	});
});

describe("a trigger's parameters and data", () => {
	beforeEach(async () => bench.use(personrAccount(await new PersonrSimulator().start())));

	test("the option 'Renew Before Expiry' overrides the credential's", async () => {
		const days = 300 * 24 * 60;
		const [usual, early] = [bench.polled(), bench.polled({ renewBefore: days })];
		const item = await usual.poll();
		expect(Date.parse(String(item?.expiresAt)) - Date.parse(String(item?.renewAt))).toBe(
			7 * 24 * HOUR,
		);
		bench.later(200 * 24 * HOUR);
		usual.restart();
		const renewed = await early.poll();
		expect(renewed).toMatchObject({ renewed: true });
		expect(bench.account.simulator.logins).toBe(2);
	});

	test.each([
		[{ provider: 'nobody' }, "'Provider'"],
		[{ options: { renewBefore: -1 } }, "'Renew Before Expiry (Minutes)'"],
		[{ options: { output: 'all' } }, "'Output'"],
	])('%j is an error before any request', async (parameters, named) => {
		const { message, name } = await bench.polled({}, parameters).failure();
		expect(name).toBe('NodeOperationError');
		expect(message).toContain(named);
		expect(bench.account.simulator.arrived).toHaveLength(0);
	});

	test('static data of any form is accepted', async () => {
		const trigger = bench.polled();
		const strange = { emitted: 'x', failures: [1, null], interval: '7', made: 3, madeAt: {} };
		trigger.saved = JSON.stringify({ 'node:Trigger': strange });
		trigger.restart();
		expect(await trigger.poll()).toMatchObject({ renewed: true });
		trigger.restart();
		expect(await trigger.poll()).toBeNull();
	});
});

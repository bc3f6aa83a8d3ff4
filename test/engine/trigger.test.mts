import { LoggerProxy, type IDataObject } from 'n8n-workflow';

import {
	SESSION_PROVIDERS,
	genLogsAccount,
	personrAccount,
	sessionAccount,
	type SessionAccount,
} from './accounts.mts';
import { setClock } from './clock.mts';
import { Engine } from './engine.mts';
import { PolledWorkflow } from './triggers.mts';
import { GenLogsSimulator } from '../simulators/genLogs.mts';
import { PersonrSimulator } from '../simulators/personr.mts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2031, 4, 6, 7, 0, 0);

let account: SessionAccount;
let engine: Engine;
let now = START;
const warnings: string[] = [];

beforeEach(() => {
	now = START;
	setClock(now);
	warnings.length = 0;
	const quiet = () => {};
	const warn = (message: string) => void warnings.push(message);
	LoggerProxy.init({ error: quiet, info: quiet, debug: quiet, warn });
});

afterEach(async () => {
	jest.useRealTimers();
	await account.simulator.stop();
});

/** Lets time pass. */
function later(duration: number): void {
	now += duration;
	setClock(now);
}

/** Lets time pass, with a poll of each every half an hour and at its end: none of them may put out anything. */
async function passed(duration: number, triggers: PolledWorkflow[]): Promise<void> {
	for (let left = duration; left > 0; left -= 30 * MINUTE) {
		later(Math.min(left, 30 * MINUTE));
		for (const trigger of triggers) expect(await trigger.poll()).toBeNull();
	}
}

function use(given: SessionAccount, fields: IDataObject = {}): void {
	account = given;
	engine = new Engine().save('c', { ...account.fields, ...fields } as never);
}

function polled(options: IDataObject = {}, parameters: IDataObject = {}): PolledWorkflow {
	const provider = account.credential.replace(/Api$/, '');
	return new PolledWorkflow(engine, {
		parameters: {
			provider,
			options,
			pollTimes: { item: [{ mode: 'everyMinute' }] },
			...parameters,
		},
		credential: account.credential,
		row: 'c',
	});
}

/** Another workflow with the same credential. */
async function elsewhere(operation: 'get' | 'generate'): Promise<IDataObject> {
	const { json } = await engine.run({
		type: account.node,
		parameters: { operation },
		credential: [account.credential, 'c'],
	});
	return json[0];
}

function failLogins(status = 500, message = 'down for maintenance'): void {
	account.simulator.behave(({ path }) =>
		path === account.loginPath ? { status, body: { message, detail: message } } : undefined,
	);
}

describe.each(SESSION_PROVIDERS)('%s', (provider) => {
	// GIRO's tokens declare no expiry, Personr's live a year: their age makes them due.
	const untilDue = provider === 'genLogs' ? 21.6 * HOUR : 48 * HOUR;

	beforeEach(async () => use(await sessionAccount(provider), { maxAge: 48 }));

	test('the first poll puts out the token, and the next ones nothing, without a call', async () => {
		const trigger = polled();
		const item = await trigger.poll();
		expect(item).toMatchObject({
			provider,
			accessToken: engine.credentials.row('c').accessToken,
			renewed: true,
			issuedAt: new Date(START).toISOString(),
		});
		expect(item?.headers).not.toEqual({});
		const { length } = account.simulator.arrived;
		for (let poll = 0; poll < 5; poll += 1) {
			later(MINUTE);
			expect(await trigger.poll()).toBeNull();
		}
		expect(account.simulator.arrived).toHaveLength(length);
		expect(account.simulator.logins).toBe(1);
	});

	test('the first poll puts out a token that is there already, without a call', async () => {
		const { accessToken } = await elsewhere('generate');
		account.simulator.forget();
		expect(await polled().poll()).toMatchObject({ accessToken, renewed: false });
		expect(account.simulator.arrived).toHaveLength(0);
	});

	test('one that is due is renewed with one login, and put out once', async () => {
		const trigger = polled();
		const first = await trigger.poll();
		await passed(untilDue - MINUTE, [trigger]);
		expect(account.simulator.logins).toBe(1);
		later(MINUTE);
		const second = await trigger.poll();
		expect(second).toMatchObject({ renewed: true });
		expect(second?.fingerprint).not.toBe(first?.fingerprint);
		later(MINUTE);
		expect(await trigger.poll()).toBeNull();
		expect(account.simulator.logins).toBe(2);
	});

	test('one that another workflow renewed is put out once, without a call', async () => {
		const trigger = polled();
		await trigger.poll();
		later(HOUR);
		const { fingerprint } = await elsewhere('generate');
		account.simulator.forget();
		later(MINUTE);
		expect(await trigger.poll()).toMatchObject({ fingerprint, renewed: false });
		later(MINUTE);
		expect(await trigger.poll()).toBeNull();
		expect(account.simulator.arrived).toHaveLength(0);
	});

	test('after a restart nothing is put out again; after a long one the token is renewed', async () => {
		const trigger = polled();
		await trigger.poll();
		trigger.restart();
		later(MINUTE);
		expect(await trigger.poll()).toBeNull();
		trigger.restart();
		later(30 * 24 * HOUR);
		expect(await trigger.poll()).toMatchObject({ renewed: true });
		trigger.restart();
		expect(await trigger.poll()).toBeNull();
		expect(account.simulator.logins).toBe(2);
	});

	test('a token that comes back was put out before', async () => {
		const trigger = polled();
		await trigger.poll();
		const old = { ...engine.credentials.row('c') };
		later(MINUTE);
		await elsewhere('generate');
		const now = { ...engine.credentials.row('c') };
		expect(await trigger.poll()).not.toBeNull();
		for (const row of [old, now]) {
			engine.save('c', row);
			expect(await trigger.poll()).toBeNull();
		}
	});

	test('a run by hand puts out what is there, logs in only if nothing is, and is not remembered', async () => {
		const trigger = polled();
		expect(await trigger.poll('manual')).toMatchObject({ renewed: true });
		later(untilDue + MINUTE);
		const item = await trigger.poll('manual');
		expect(item).toMatchObject({ renewed: false, issuedAt: new Date(START).toISOString() });
		expect(account.simulator.logins).toBe(1);
		expect(trigger.saved).toBe('{}');
		expect(await trigger.poll()).toMatchObject({ renewed: true });
		later(30 * 24 * HOUR);
		expect(await trigger.poll('manual')).not.toBeNull();
		expect(account.simulator.logins).toBe(provider === 'genLogs' ? 3 : 2);
	});

	test('everything but the token, and nothing of it in what n8n saves', async () => {
		engine.save('c', { ...account.fields, allowTokenOutput: false } as never);
		const said = await polled().failure();
		expect(said.message).toContain("'Allow Token Output'");
		expect(said.message).toContain("'Everything but the Token'");
		expect(account.simulator.arrived).toHaveLength(0);
		const trigger = polled({ output: 'metadata', emitFailedRenewals: true });
		const item = await trigger.poll();
		expect(item).toMatchObject({ accessToken: null, refreshToken: null, headers: {} });
		const token = engine.credentials.row('c').accessToken as string;
		expect(item?.fingerprint).toMatch(/^[0-9a-f]{12}$/);
		expect(JSON.stringify(item)).not.toContain(token);
	});

	test('what n8n saves holds no secret, in no form', async () => {
		const trigger = polled({ emitFailedRenewals: true });
		await trigger.poll();
		failLogins(500, `refused ${account.simulator.password}`);
		engine.save('c', { ...engine.credentials.row('c'), maxAge: 1 });
		later(61 * MINUTE);
		const failed = await trigger.poll();
		expect(failed).toHaveProperty('renewalError');
		const row = engine.credentials.row('c');
		const { grant } = JSON.parse(String(row.tokenSession)) as { grant: Record<string, unknown> };
		const secrets = [row.accessToken, row.password, grant.refreshToken, row.apiKey].filter(Boolean);
		const kept = trigger.saved + String(failed?.renewalError);
		expect(trigger.saved).toContain('"emitted"');
		for (const secret of secrets.map(String)) {
			const bytes = Buffer.from(secret);
			expect(kept).not.toContain(secret);
			expect(kept).not.toContain(bytes.toString('hex'));
			expect(kept).not.toContain(bytes.toString('base64').replace(/=+$/, ''));
			expect(kept).not.toContain(bytes.toString('base64url'));
			expect(kept).not.toContain(encodeURIComponent(secret));
		}
	});

	test('a wrong password is an error with the reason, and one login a minute', async () => {
		engine.save('c', { ...account.fields, password: 'not-the-password' } as never);
		const [one, other] = [polled(), polled()];
		for (const trigger of [one, other, one]) {
			const { message, name } = await trigger.failure();
			expect(name).toBe('NodeApiError');
			expect(message).toContain("'Password'");
			expect(message).not.toContain('not-the-password');
			later(10_000);
		}
		expect(account.simulator.logins).toBe(1);
		later(MINUTE);
		await one.failure();
		expect(account.simulator.logins).toBe(2);
	});

	test('two workflows with one credential: one login, and each puts out each token', async () => {
		const both = [polled(), polled()];
		const poll = async () => await Promise.all(both.map(async (trigger) => await trigger.poll()));
		const [a, b] = await poll();
		expect(a?.fingerprint).toBe(b?.fingerprint);
		await passed(untilDue - MINUTE, both);
		later(MINUTE);
		const atOnce = await poll();
		later(MINUTE);
		// Who finds the other's login under way goes on with a token that is still good.
		const afterwards = await poll();
		const put = [0, 1].map((one) => [atOnce[one], afterwards[one]].filter((item) => item !== null));
		expect(put.map(({ length }) => length)).toEqual([1, 1]);
		expect(put[0][0].fingerprint).toBe(put[1][0].fingerprint);
		expect(put[0][0].fingerprint).not.toBe(a?.fingerprint);
		expect(account.simulator.logins).toBe(2);
		later(MINUTE);
		expect(await poll()).toEqual([null, null]);
	});
});

describe('a renewal that fails while the old token is good', () => {
	beforeEach(async () => {
		use(genLogsAccount(await new GenLogsSimulator().start()));
	});

	test('starts nothing, is told in the log, and is tried again a minute later', async () => {
		const trigger = polled();
		await trigger.poll();
		failLogins();
		later(22 * HOUR);
		for (let poll = 0; poll < 3; poll += 1) {
			expect(await trigger.poll()).toBeNull();
			later(MINUTE);
		}
		expect(account.simulator.logins).toBe(4);
		expect(warnings).toHaveLength(3);
		expect(warnings[0]).toMatch(/due but could not be renewed.*down for maintenance/);
		account.simulator.behave();
		expect(await trigger.poll()).toMatchObject({ renewed: true });
	});

	test('is put out once for each token and reason where that is wanted, also after a restart', async () => {
		const trigger = polled({ emitFailedRenewals: true });
		const first = await trigger.poll();
		expect(first).not.toHaveProperty('renewalError');
		failLogins();
		later(22 * HOUR);
		const failed = await trigger.poll();
		expect(failed).toMatchObject({
			accessToken: first?.accessToken,
			renewed: false,
			renewalError: expect.stringMatching(/could not be renewed.*down for maintenance/),
		});
		trigger.restart();
		later(MINUTE);
		expect(await trigger.poll()).toBeNull();
		failLogins(500, 'still down');
		later(MINUTE);
		expect(await trigger.poll()).toMatchObject({
			renewalError: expect.stringContaining('still down'),
		});
		failLogins();
		later(MINUTE);
		expect(await trigger.poll()).toBeNull();
		account.simulator.behave();
		later(MINUTE);
		expect(await trigger.poll()).not.toHaveProperty('renewalError');
		failLogins();
		later(22 * HOUR);
		expect(await trigger.poll()).toHaveProperty('renewalError');
	});

	test('is one reason, however the numbers in it change', async () => {
		const trigger = polled({ emitFailedRenewals: true });
		await trigger.poll();
		later(22 * HOUR);
		failLogins(500, 'request 4711 broke');
		expect(await trigger.poll()).toHaveProperty('renewalError');
		later(MINUTE);
		failLogins(500, 'request 4712 broke');
		expect(await trigger.poll()).toBeNull();
		later(MINUTE);
		failLogins(503, 'request 4713 broke');
		account.simulator.behave(({ path }) =>
			path === account.loginPath
				? { status: 501, body: { detail: 'request 4713 broke' } }
				: undefined,
		);
		expect(await trigger.poll()).toHaveProperty('renewalError');
	});

	test('past the expiry it is an error at every poll, whatever was wanted', async () => {
		const trigger = polled({ emitFailedRenewals: true });
		await trigger.poll();
		failLogins();
		later(25 * HOUR);
		expect((await trigger.failure()).message).toContain('down for maintenance');
		later(MINUTE);
		expect((await trigger.failure()).name).toBe('NodeApiError');
	});
});

describe('a token that would expire before the next poll', () => {
	const lifetime = async (seconds: number) => {
		const simulator = await new GenLogsSimulator().start();
		simulator.lifetime = seconds;
		use(genLogsAccount(simulator));
	};

	test('is renewed now, by the time since the last poll', async () => {
		await lifetime(3600);
		const trigger = polled();
		await trigger.poll();
		for (const at of [25, 50, 75]) {
			later(25 * MINUTE);
			const item = await trigger.poll();
			// At 50 it would last until 60, and the next poll comes at 75.
			expect([at, item !== null]).toEqual([at, at === 50]);
		}
		expect(account.simulator.logins).toBe(2);
	});

	test('is renewed also when another workflow has made it in between', async () => {
		await lifetime(3600);
		const trigger = polled();
		await trigger.poll();
		later(30 * MINUTE);
		await elsewhere('generate');
		later(20 * MINUTE);
		expect(await trigger.poll()).toMatchObject({ renewed: true });
		expect(account.simulator.logins).toBe(3);
	});

	test('is left alone when it was made just now', async () => {
		await lifetime(3600);
		const [one, other] = [polled(), polled()];
		await one.poll();
		await other.poll();
		later(2 * HOUR);
		expect(await one.poll()).toMatchObject({ renewed: true });
		later(MINUTE);
		expect(await other.poll()).toMatchObject({ renewed: false });
		expect(account.simulator.logins).toBe(2);
	});

	test('by the poll times where the last poll came out of turn, as after a start', async () => {
		await lifetime(3600);
		const hourly = polled({}, { pollTimes: { item: [{ mode: 'everyHour', minute: 0 }] } });
		await hourly.poll();
		later(10 * MINUTE);
		expect(await hourly.poll()).toMatchObject({ renewed: true });
	});
});

describe('what a trigger is told', () => {
	beforeEach(async () => use(personrAccount(await new PersonrSimulator().start())));

	test("the option 'Renew Before Expiry' comes before the credential's", async () => {
		const days = 300 * 24 * 60;
		const [usual, early] = [polled(), polled({ renewBefore: days })];
		const item = await usual.poll();
		expect(Date.parse(String(item?.expiresAt)) - Date.parse(String(item?.renewAt))).toBe(
			7 * 24 * HOUR,
		);
		later(200 * 24 * HOUR);
		usual.restart();
		const renewed = await early.poll();
		expect(renewed).toMatchObject({ renewed: true });
		expect(account.simulator.logins).toBe(2);
	});

	test.each([
		[{ provider: 'nobody' }, "'Provider'"],
		[{ options: { renewBefore: -1 } }, "'Renew Before Expiry (Minutes)'"],
		[{ options: { output: 'all' } }, "'Output'"],
	])('%j is refused before anything is asked', async (parameters, named) => {
		const { message, name } = await polled({}, parameters).failure();
		expect(name).toBe('NodeOperationError');
		expect(message).toContain(named);
		expect(account.simulator.arrived).toHaveLength(0);
	});

	test('what n8n kept may be anything', async () => {
		const trigger = polled();
		const strange = { emitted: 'x', failures: [1, null], interval: '7', made: 3, madeAt: {} };
		trigger.saved = JSON.stringify({ 'node:Trigger': strange });
		trigger.restart();
		expect(await trigger.poll()).toMatchObject({ renewed: true });
		trigger.restart();
		expect(await trigger.poll()).toBeNull();
	});
});

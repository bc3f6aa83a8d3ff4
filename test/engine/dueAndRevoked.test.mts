import { LoggerProxy } from 'n8n-workflow';

import { sessionAccount, SESSION_PROVIDERS, type SessionAccount } from '../support/accounts.mts';
import { Bench, CROWD, times } from '../support/bench.mts';
import { setClock } from '../support/clock.mts';
import type { GenLogsSimulator } from '../support/simulators/genLogs.mts';
import type { GiroSimulator } from '../support/simulators/giro.mts';
import type { PersonrSimulator } from '../support/simulators/personr.mts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let bench: Bench;
let account: SessionAccount;
let now: number;

const simulator = () => account.simulator as GenLogsSimulator | GiroSimulator | PersonrSimulator;
const later = (duration: number) => setClock((now += duration));
const unreported = async () =>
	await bench.request(account, { items: times(CROWD), neverError: true });
/** The provider takes no login for now. */
const failLogins = () =>
	simulator().behave(({ path }) =>
		path === account.loginPath ? { status: 500, body: {} } : undefined,
	);

beforeEach(() => {
	bench = new Bench();
	now = Date.now();
	setClock(now);
});

afterEach(async () => {
	jest.useRealTimers();
	jest.restoreAllMocks();
	await bench.stop();
});

describe.each(SESSION_PROVIDERS)('%s: a token that is due', (provider) => {
	beforeEach(async () => {
		account = await sessionAccount(provider);
		bench.keep(account.simulator);
		const settings = { renewal: { maxAge: 1 } };
		bench.engine.save('c', { ...account.fields, settings } as never);
		await bench.request(account);
		// From here on it is known that the check accepts a fresh token and rejects others.
		simulator().revoke();
		later(MINUTE);
		await bench.request(account);
		account.simulator.forget();
		later(2 * HOUR);
	});

	test('and revoked: requests that cannot report it make one login, and none is refused', async () => {
		simulator().revoke();
		const { json, error } = await unreported();
		expect(error).toBeUndefined();
		expect(json.filter(({ statusCode }) => statusCode !== 200)).toHaveLength(0);
		expect(simulator().logins).toBe(1);
	});

	test('and revoked: where no login succeeds, nobody gets it', async () => {
		simulator().revoke();
		failLogins();
		for (const pause of [0, 10_000, MINUTE]) {
			later(pause);
			const got = await bench.token(account, 'get', times(3));
			expect(got.error?.message).toContain('could not process the login (500)');
			const { failed } = await unreported();
			expect(failed).toHaveLength(CROWD);
		}
	});

	test('and good: where no login succeeds it stays in use, and its check writes nothing', async () => {
		failLogins();
		const warn = jest.spyOn(LoggerProxy, 'warn').mockImplementation(() => {});
		const { accessToken } = bench.engine.credentials.row('c');
		const { json } = await unreported();
		expect(json.filter(({ statusCode }) => statusCode !== 200)).toHaveLength(0);
		expect(simulator().checks).toBeLessThanOrEqual(2);
		expect(warn).toHaveBeenCalledTimes(1);
		const logins = simulator().logins;
		const { writes } = bench.engine.credentials;
		later(30_000);
		const got = await bench.token(account, 'get', times(3), { check: 'always' });
		expect(got.json.map((item) => item.accessToken)).toEqual(times(3).map(() => accessToken));
		expect(got.hints).toEqual([expect.stringContaining('it stays in use')]);
		expect(simulator().logins).toBe(logins);
		expect(bench.engine.credentials.writes).toBe(writes);
	});
});

// A check that the user named is tried right after the first login, and has proved itself by then.
test.each(SESSION_PROVIDERS.filter((name) => name !== 'custom'))(
	'%s: a token refused by a check that has not proved itself is no reason for a login more than once a minute',
	async (provider) => {
		account = await sessionAccount(provider);
		bench.keep(account.simulator);
		bench.engine.save('c', account.fields as never);
		await bench.request(account);
		account.simulator.forget();
		simulator().revoke();
		failLogins();
		for (const pause of [2_000, 10_000, 10_000, 10_000]) {
			later(pause);
			await bench.token(account, 'get', times(3), { check: 'always' });
		}
		expect(simulator().logins).toBe(1);
	},
);

test.each(SESSION_PROVIDERS)(
	'%s: a renewal that has just failed is not tried again because a slow check refuses the token',
	async (provider) => {
		account = await sessionAccount(provider);
		bench.keep(account.simulator);
		const settings = { renewal: { maxAge: 1 } };
		bench.engine.save('c', { ...account.fields, settings } as never);
		await bench.request(account);
		account.simulator.forget();
		simulator().revoke();
		later(2 * HOUR);
		simulator().behave(({ path }) => {
			if (path === account.loginPath) return { status: 500, body: {} };
			later(3_000);
			return undefined;
		});
		const { json } = await bench.token(account, 'get');
		expect(json[0].renewed).toBe(false);
		expect(simulator().logins).toBe(1);
	},
);

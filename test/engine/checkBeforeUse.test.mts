import { sessionAccount, SESSION_PROVIDERS, type SessionAccount } from '../support/accounts.mts';
import { Bench, CROWD, times } from '../support/bench.mts';
import { setClock } from '../support/clock.mts';
import type { Writing } from '../support/credentials.mts';
import type { GenLogsSimulator } from '../support/simulators/genLogs.mts';
import type { GiroSimulator } from '../support/simulators/giro.mts';
import type { PersonrSimulator } from '../support/simulators/personr.mts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** More items than have their credential read at once. */
const MANY = 150;

type Provider = GiroSimulator | GenLogsSimulator | PersonrSimulator;

let bench: Bench;
let account: SessionAccount;
let now: number;

/** How often the first check is sent: a described one was tried with a made-up token after the login. */
const firstChecks = (provider: string) => (provider === 'custom' ? 1 : 2);

const simulator = () => account.simulator as Provider;
const later = (duration: number) => setClock((now += duration));
const tokens = ({ json }: { json: Array<Record<string, unknown>> }) => [
	...new Set(json.map(({ accessToken }) => accessToken)),
];
const get = async (count = 1, options = {}) =>
	await bench.token(account, 'get', times(count), options);
/** Requests whose refusals n8n passes on as data, and how many of them were refused. */
async function unreported(count = CROWD): Promise<number> {
	const { json, error } = await bench.request(account, { items: times(count), neverError: true });
	expect(error).toBeUndefined();
	expect(json).toHaveLength(count);
	return json.filter(({ statusCode }) => statusCode !== 200).length;
}

beforeEach(() => {
	bench = new Bench();
	now = Date.now();
	setClock(now);
});

afterEach(async () => {
	jest.useRealTimers();
	await bench.stop();
});

async function start(provider: (typeof SESSION_PROVIDERS)[number], fields = {}): Promise<void> {
	account = await sessionAccount(provider);
	bench.keep(account.simulator);
	bench.engine.save('c', { ...account.fields, ...fields } as never);
	await bench.request(account);
	account.simulator.forget();
	later(6 * MINUTE);
}

describe.each(SESSION_PROVIDERS)('%s: Get', (provider) => {
	beforeEach(async () => await start(provider));

	test('outputs a token that works after the API has revoked the stored one, for one login and one check', async () => {
		simulator().revoke();
		const out = await get(MANY);
		expect(simulator().logins).toBe(1);
		// The check of the stored token, and of the fresh one: nothing had shown before that the check accepts any.
		expect(simulator().checks).toBeLessThanOrEqual(3);
		expect(tokens(out)).toHaveLength(1);
		expect(out.json[0].renewed).toBe(true);
		expect((await bench.request(account)).failed).toEqual([]);
		expect(simulator().logins).toBe(1);
	});

	test('costs no login while the token is good, and one check in five minutes', async () => {
		const first = await get(MANY);
		expect(first.json[0].renewed).toBe(false);
		const checks = firstChecks(provider);
		expect(simulator().arrived).toHaveLength(checks);
		expect(simulator().checks).toBe(checks);
		later(5 * MINUTE - 1);
		await get();
		expect(simulator().arrived).toHaveLength(checks);
		later(1);
		await get();
		// A check that rejects made-up tokens is known by now.
		expect(simulator().checks).toBe(checks + 1);
		expect(simulator().logins).toBe(0);
		expect(bench.engine.credentials.writes).toBe(1);
	});

	test('never asks with the check switched off, and each time where it is always on', async () => {
		simulator().revoke();
		expect((await get(10, { check: 'never' })).json[0].renewed).toBe(false);
		expect(simulator().arrived).toHaveLength(0);
		expect((await get(10, { check: 'always' })).json[0].renewed).toBe(true);
		const { checks } = simulator();
		later(2 * SECOND);
		await get(10, { check: 'always' });
		later(2 * SECOND);
		await get(10, { check: 'always' });
		expect(simulator().logins).toBe(1);
		expect(simulator().checks - checks).toBeLessThanOrEqual(3);
		simulator().revoke();
		later(2 * SECOND);
		expect((await get(10, { check: 'always' })).json[0].renewed).toBe(true);
		expect(simulator().logins).toBe(2);
	});

	test.each([500, 429])('goes on with the token where the check breaks (%i)', async (status) => {
		const token = bench.engine.credentials.row('c').accessToken;
		simulator().behave(() => ({ status, body: {} }));
		for (let run = 0; run < 3; run += 1) expect(tokens(await get(10))).toEqual([token]);
		expect(simulator().arrived).toHaveLength(1);
		later(MINUTE);
		await get();
		expect(simulator().arrived).toHaveLength(2);
		simulator().behave(undefined);
		expect(simulator().logins).toBe(0);
	});

	test('goes on with the newest token where the check refuses every one, for one login', async () => {
		simulator().behave(({ path }) =>
			path === account.loginPath || path.includes('generateaccesstoken')
				? undefined
				: { status: 401, body: {} },
		);
		await get(10);
		expect(simulator().logins).toBe(1);
		for (let minutes = 0; minutes < 50; minutes += 10) {
			later(10 * MINUTE);
			expect((await get(10)).json[0].error).toBeUndefined();
		}
		expect(simulator().logins).toBe(1);
	});

	test('names a check option that does not exist', async () => {
		const { error } = await get(1, { check: 'sometimes' });
		expect(error?.message).toContain("'Check Token'");
		expect(simulator().arrived).toHaveLength(0);
	});

	test('Renew If Due hands out no revoked token of the credential', async () => {
		simulator().revoke();
		const due = { accessToken: 'an-old-token', expiresAt: new Date(now - MINUTE).toISOString() };
		const { json } = await bench.token(account, 'renewIfDue', [due, due]);
		expect(json.map(({ renewed }) => renewed)).toEqual([true, true]);
		expect(simulator().logins).toBe(1);
		later(6 * MINUTE);
		const again = await bench.token(account, 'renewIfDue', [due]);
		expect(again.json[0]).toMatchObject({ renewed: false, accessToken: json[0].accessToken });
		expect(simulator().logins).toBe(1);
	});
});

describe.each(SESSION_PROVIDERS)('%s: a request that cannot report a refusal', (provider) => {
	beforeEach(async () => await start(provider));

	test('many at once, token revoked: one login, none refused', async () => {
		simulator().revoke();
		expect(await unreported()).toBe(0);
		expect(simulator().logins).toBe(1);
		expect(simulator().checks).toBeLessThanOrEqual(2);
	});

	test('many at once, token good: no login, one check, and one in a minute', async () => {
		expect(await unreported()).toBe(0);
		const checks = firstChecks(provider);
		expect(simulator().checks).toBe(checks);
		later(MINUTE - 1);
		expect(await unreported()).toBe(0);
		expect(simulator().checks).toBe(checks);
		later(1);
		expect(await unreported()).toBe(0);
		expect(simulator().checks).toBe(checks + 1);
		expect(simulator().logins).toBe(0);
	});

	test('a token just obtained counts as found good', async () => {
		await bench.token(account, 'generate');
		account.simulator.forget();
		expect(await unreported()).toBe(0);
		expect(simulator().checks).toBe(0);
	});

	test('one to a host that is not allowed costs neither a check nor a login', async () => {
		simulator().revoke();
		const url = 'http://127.0.0.2:9/things';
		const { failed } = await bench.request(account, { url, neverError: true });
		expect(failed).toHaveLength(1);
		expect(simulator().arrived).toHaveLength(0);
	});

	test('wrong password, token revoked: one attempt', async () => {
		simulator().revoke();
		simulator().behave(({ path }) =>
			path === account.loginPath ? { status: 401, body: { message: 'No.' } } : undefined,
		);
		await bench.request(account, { items: times(CROWD), neverError: true });
		expect(simulator().logins).toBe(1);
	});
});

test('Personr: a token that Generate replaces while it is checked was refused for no other reason', async () => {
	await start('personr');
	// From here on the check is known to accept fresh tokens.
	simulator().revoke();
	await bench.request(account);
	for (let round = 0; round < 3; round += 1) {
		later(5 * MINUTE);
		let isMade = false;
		simulator().behave(async ({ path }) => {
			if (isMade || !path.endsWith('/api-applicant-status')) return undefined;
			isMade = true;
			await bench.token(account, 'generate');
			return undefined;
		});
		expect(await unreported(3)).toBe(0);
		expect(isMade).toBe(true);
	}
	simulator().behave(undefined);
	simulator().revoke();
	later(30 * SECOND);
	expect((await bench.request(account)).failed).toEqual([]);
});

describe('Check Every (Minutes)', () => {
	test('has each request checked, for an API that refuses with another status than 401', async () => {
		await start('personr', { settings: { check: { every: 2 } } });
		simulator().revoke();
		simulator().behave((request) => {
			const reply = simulator().wouldAnswer(request);
			return request.path.endsWith('/things') && reply.status === 401
				? { status: 200, body: { refused: true } }
				: reply;
		});
		const { json, failed } = await bench.request(account, { items: times(CROWD) });
		expect(failed).toEqual([]);
		expect(json.filter(({ refused }) => refused)).toEqual([]);
		expect(simulator().logins).toBe(1);
		const { checks } = simulator();
		later(2 * MINUTE - 1);
		await bench.request(account, { items: times(CROWD) });
		expect(simulator().checks).toBe(checks);
		later(1);
		await bench.request(account, { items: times(CROWD) });
		expect(simulator().checks).toBeGreaterThan(checks);
		expect(simulator().logins).toBe(1);
	});
});

describe.each(['merge', 'whole'] as Writing[])(
	'a check that finds the token good (%s)',
	(writing) => {
		/** Does something to the row while the token is checked. */
		function duringCheck(work: () => void): void {
			simulator().behave(({ path }) => {
				if (path.endsWith('/api-applicant-status')) work();
				return undefined;
			});
		}

		beforeEach(async () => {
			await start('personr');
			bench.engine.credentials.writing = writing;
		});

		test('for Get writes nothing', async () => {
			const before = bench.engine.credentials.writes;
			await get();
			expect(simulator().checks).toBe(2);
			expect(bench.engine.credentials.writes).toBe(before);
		});

		test('for a request undoes no edit where n8n merges; n8n 1 writes what it had read', async () => {
			duringCheck(() => (bench.engine.credentials.row('c').email = 'new@example.com'));
			await unreported(1);
			expect(bench.engine.credentials.row('c').email).toBe(
				writing === 'merge' ? 'new@example.com' : simulator().email,
			);
		});

		test('for requests is written once for all who come at once', async () => {
			const before = bench.engine.credentials.writes;
			await unreported();
			expect(bench.engine.credentials.writes - before).toBe(1);
		});
	},
);

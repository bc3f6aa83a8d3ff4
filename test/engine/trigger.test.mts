import { SESSION_PROVIDERS, sessionAccount } from '../support/accounts.mts';
import type { PersonrSimulator } from '../support/simulators/personr.mts';
import { HOUR, MINUTE, START, TriggerBench } from '../support/triggers.mts';
import { wordsOf } from '../support/problem.mts';

let bench: TriggerBench;

beforeEach(() => void (bench = new TriggerBench()));
afterEach(async () => await bench.stop());

describe.each(SESSION_PROVIDERS)('%s', (provider) => {
	// GIRO's tokens declare no expiry, and Personr's live for a year, so their age makes them due. Nothing else makes a
	// token due a minute before it would be too old at the next poll.
	const untilDue = {
		genLogs: 21.6 * HOUR,
		giro: 48 * HOUR - MINUTE,
		personr: 48 * HOUR,
		custom: 21.6 * HOUR,
	}[provider];

	beforeEach(async () =>
		bench.use(await sessionAccount(provider), { settings: { renewal: { maxAge: 48 } } }),
	);

	test('the first poll outputs the token, and later ones output nothing and check the token every five minutes', async () => {
		const trigger = bench.polled();
		const item = await trigger.poll();
		expect(item).toMatchObject({
			provider,
			accessToken: bench.engine.credentials.row('c').accessToken,
			renewed: true,
			issuedAt: new Date(START).toISOString(),
		});
		expect(item?.headers).not.toEqual({});
		const { length } = bench.account.simulator.arrived;
		for (let poll = 0; poll < 9; poll += 1) {
			bench.later(MINUTE);
			expect(await trigger.poll()).toBeNull();
		}
		// One check, and its control with a made-up token. A described one had that after the login.
		const checks = provider === 'custom' ? 1 : 2;
		expect(bench.account.simulator.arrived).toHaveLength(length + checks);
		expect(bench.account.simulator.logins).toBe(1);
	});

	test('a poll renews a token that the API has revoked, and outputs the new one', async () => {
		const trigger = bench.polled();
		const item = await trigger.poll();
		(bench.account.simulator as PersonrSimulator).revoke();
		bench.later(6 * MINUTE);
		const renewed = await trigger.poll();
		expect(renewed).toMatchObject({ renewed: true });
		expect(renewed?.accessToken).not.toBe(item?.accessToken);
		expect(bench.account.simulator.logins).toBe(2);
	});

	test('a poll checks nothing with the check switched off', async () => {
		const trigger = bench.polled({ check: 'never' });
		await trigger.poll();
		(bench.account.simulator as PersonrSimulator).revoke();
		bench.later(6 * MINUTE);
		expect(await trigger.poll()).toBeNull();
	});

	test('the first poll outputs a token that is already stored, without a request', async () => {
		const { accessToken } = await bench.elsewhere('generate');
		bench.account.simulator.forget();
		expect(await bench.polled().poll()).toMatchObject({ accessToken, renewed: false });
		expect(bench.account.simulator.arrived).toHaveLength(0);
	});

	test('a token that is due is renewed with one login, and output once', async () => {
		const trigger = bench.polled();
		const first = await trigger.poll();
		await bench.passed(untilDue - MINUTE, [trigger]);
		expect(bench.account.simulator.logins).toBe(1);
		bench.later(MINUTE);
		const second = await trigger.poll();
		expect(second).toMatchObject({ renewed: true });
		expect(second?.fingerprint).not.toBe(first?.fingerprint);
		bench.later(MINUTE);
		expect(await trigger.poll()).toBeNull();
		expect(bench.account.simulator.logins).toBe(2);
	});

	test('a token that another workflow renewed is output once, without a request', async () => {
		const trigger = bench.polled();
		await trigger.poll();
		bench.later(HOUR);
		const { fingerprint } = await bench.elsewhere('generate');
		bench.account.simulator.forget();
		bench.later(MINUTE);
		expect(await trigger.poll()).toMatchObject({ fingerprint, renewed: false });
		bench.later(MINUTE);
		expect(await trigger.poll()).toBeNull();
		expect(bench.account.simulator.arrived).toHaveLength(0);
	});

	test('after a restart nothing is output again; after a long pause the token is renewed', async () => {
		const trigger = bench.polled();
		await trigger.poll();
		trigger.restart();
		bench.later(MINUTE);
		expect(await trigger.poll()).toBeNull();
		trigger.restart();
		bench.later(30 * 24 * HOUR);
		expect(await trigger.poll()).toMatchObject({ renewed: true });
		trigger.restart();
		expect(await trigger.poll()).toBeNull();
		expect(bench.account.simulator.logins).toBe(2);
	});

	test('a token that comes back is not output again', async () => {
		const trigger = bench.polled();
		await trigger.poll();
		const old = { ...bench.engine.credentials.row('c') };
		bench.later(MINUTE);
		await bench.elsewhere('generate');
		const now = { ...bench.engine.credentials.row('c') };
		expect(await trigger.poll()).not.toBeNull();
		for (const row of [old, now]) {
			bench.engine.save('c', row);
			expect(await trigger.poll()).toBeNull();
		}
	});

	test('a test run outputs the stored token, logs in only if there is none, and is not remembered', async () => {
		const trigger = bench.polled();
		expect(await trigger.poll('manual')).toMatchObject({ renewed: true });
		bench.later(untilDue + MINUTE);
		const item = await trigger.poll('manual');
		expect(item).toMatchObject({ renewed: false, issuedAt: new Date(START).toISOString() });
		expect(bench.account.simulator.logins).toBe(1);
		expect(trigger.kept).toBe('{}');
		expect(await trigger.poll()).toMatchObject({ renewed: true });
		bench.later(30 * 24 * HOUR);
		expect(await trigger.poll('manual')).not.toBeNull();
		// The tokens of these two have expired by then.
		const isOver = provider === 'genLogs' || provider === 'custom';
		expect(bench.account.simulator.logins).toBe(isOver ? 3 : 2);
	});

	test('as metadata, neither the item nor what n8n saves contains the token', async () => {
		bench.engine.save('c', {
			...bench.account.fields,
			settings: { output: { allowTokenOutput: false } },
		} as never);
		const said = wordsOf(await bench.polled().failure());
		expect(said).toContain("'Allow Token Output'");
		expect(said).toContain("'Everything but the Token'");
		expect(bench.account.simulator.arrived).toHaveLength(0);
		const trigger = bench.polled({ output: 'metadata', emitFailedRenewals: true });
		const item = await trigger.poll();
		expect(item).toMatchObject({ accessToken: null, refreshToken: null, headers: {} });
		const token = bench.engine.credentials.row('c').accessToken as string;
		expect(item?.fingerprint).toMatch(/^[0-9a-f]{12}$/);
		expect(JSON.stringify(item)).not.toContain(token);
	});

	test('what n8n saves contains no secret in any form', async () => {
		const trigger = bench.polled({ emitFailedRenewals: true });
		await trigger.poll();
		bench.failLogins(500, `refused ${bench.account.simulator.password}`);
		bench.engine.save('c', {
			...bench.engine.credentials.row('c'),
			settings: { renewal: { maxAge: 1 } },
		});
		bench.later(61 * MINUTE);
		const failed = await trigger.poll();
		expect(failed).toHaveProperty('renewalError');
		const row = bench.engine.credentials.row('c');
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
		bench.engine.save('c', { ...bench.account.fields, password: 'not-the-password' } as never);
		const [one, other] = [bench.polled(), bench.polled()];
		for (const trigger of [one, other, one]) {
			const failure = await trigger.failure();
			expect(failure.name).toBe('NodeApiError');
			expect(wordsOf(failure)).toContain("'Password'");
			expect(wordsOf(failure)).not.toContain('not-the-password');
			bench.later(10_000);
		}
		expect(bench.account.simulator.logins).toBe(1);
		bench.later(MINUTE);
		await one.failure();
		expect(bench.account.simulator.logins).toBe(2);
	});

	test('two workflows with one credential: one login, and each outputs each token', async () => {
		const both = [bench.polled(), bench.polled()];
		const poll = async () => await Promise.all(both.map(async (trigger) => await trigger.poll()));
		const [a, b] = await poll();
		expect(a?.fingerprint).toBe(b?.fingerprint);
		await bench.passed(untilDue - MINUTE, both);
		bench.later(MINUTE);
		const atOnce = await poll();
		bench.later(MINUTE);
		// A poll that meets another login goes on with a token that still works.
		const afterwards = await poll();
		const put = [0, 1].map((one) => [atOnce[one], afterwards[one]].filter((item) => item !== null));
		expect(put.map(({ length }) => length)).toEqual([1, 1]);
		expect(put[0][0].fingerprint).toBe(put[1][0].fingerprint);
		expect(put[0][0].fingerprint).not.toBe(a?.fingerprint);
		expect(bench.account.simulator.logins).toBe(2);
		bench.later(MINUTE);
		expect(await poll()).toEqual([null, null]);
	});
});

import { giroAccount } from '../support/accounts.mts';
import { Bench, times, turn } from '../support/bench.mts';
import { setClock } from '../support/clock.mts';
import { GiroSimulator } from '../support/simulators/giro.mts';
import { gate } from '../support/simulators/simulator.mts';

const MINUTE = 60_000;

let bench: Bench;

beforeEach(() => (bench = new Bench()));

afterEach(async () => {
	jest.useRealTimers();
	await bench.stop();
});

describe('refusals', () => {
	test('one that arrives late, for an old token, leaves the new one alone', async () => {
		const account = await bench.personr();
		bench.engine.save('c', account.fields);
		await bench.request(account);
		const late = gate();
		const old = account.simulator.token;
		account.simulator.behave(async ({ path, headers }) => {
			if (!path.endsWith('/late') || headers.authorization !== `Bearer ${old}`) return undefined;
			await late.wait;
			return { status: 401, body: { translation: `Invalid or expired token: ${old}` } };
		});
		const waiting = bench.request(account, { url: `${account.simulator.baseUrl}/late` });
		while (account.simulator.count(/late$/) < 1) await turn();
		const minted = await bench.engine.run({
			type: account.node,
			parameters: { operation: 'generate' },
			credential: [account.credential, 'c'],
		});
		late.open();
		expect((await waiting).failed).toEqual([]);
		expect(account.simulator.logins).toBe(2);
		expect(account.simulator.checks).toBe(0);
		expect(bench.engine.credentials.row('c').accessToken).toBe(minted.json[0].accessToken);
	});

	test('a node’s request refused with 401 though the token is good is not sent again', async () => {
		const account = await bench.personr();
		bench.engine.save('c', account.fields);
		await bench.request(account);
		account.simulator.behave(({ path }) =>
			path.endsWith('/forbidden') ? { status: 401, body: {} } : undefined,
		);
		const out = await bench.request(account, {
			url: `${account.simulator.baseUrl}/forbidden`,
			helper: 'modern',
		});
		expect(out.json[0].error).toMatch(/refused this request, though it accepts the token/);
		expect(account.simulator.count(/forbidden$/)).toBe(1);
		expect(account.simulator.logins).toBe(1);
	});

	test('one that could not be replaced is told by Get, which renews the token a minute later', async () => {
		const account = await bench.personr();
		bench.engine.save('c', account.fields);
		const get = async () =>
			await bench.engine.run({
				type: account.node,
				parameters: { operation: 'get' },
				credential: [account.credential, 'c'],
			});
		await get();
		account.simulator.revoke();
		account.simulator.behave(({ path }) =>
			path.endsWith('/api-token-generate') ? { status: 500, body: {} } : undefined,
		);
		expect((await bench.request(account)).failed).not.toEqual([]);
		expect((await get()).hints).toEqual([expect.stringContaining('could not be renewed')]);
		expect(account.simulator.logins).toBe(2);
		account.simulator.behave(() => undefined);
		setClock(Date.now() + MINUTE);
		expect((await get()).json[0]).toMatchObject({
			accessToken: account.simulator.token,
			renewed: true,
		});
	});

	test('a cheap call that accepts anything keeps no dead token alive for ever', async () => {
		const account = await bench.personr();
		account.simulator.checkIgnoresTokens = true;
		bench.engine.save('c', account.fields);
		await bench.request(account);
		account.simulator.revoke();
		expect((await bench.request(account, { items: times(50) })).failed).toEqual([]);
		expect(account.simulator.logins).toBe(2);
		// A failure of another kind costs a login a minute at most.
		const now = Date.now();
		for (let second = 0; second < 120; second += 10) {
			setClock(now + second * 1000);
			await bench.request(account, {
				url: `${account.simulator.baseUrl}/missing`,
				items: times(20),
			});
		}
		expect(account.simulator.logins).toBeLessThanOrEqual(4);
	});

	test('nor does it cost a login more often while the login fails', async () => {
		const account = await bench.personr();
		account.simulator.checkIgnoresTokens = true;
		bench.engine.save('c', account.fields);
		await bench.request(account);
		account.simulator.forget();
		account.simulator.behave(({ path }) =>
			path === account.loginPath ? { status: 500, body: {} } : undefined,
		);
		const now = Date.now();
		const url = `${account.simulator.baseUrl}/missing`;
		const tried = async (second: number) => {
			setClock(now + second * 1000);
			await bench.request(account, { url, items: times(5) });
			const { logins } = account.simulator;
			account.simulator.forget();
			return logins;
		};
		expect(await tried(2)).toBe(1);
		for (const second of [12, 22, 32, 42, 52]) expect(await tried(second)).toBe(0);
		expect(await tried(62)).toBe(1);
	});

	test('a cheap call that refuses everything costs no login per 404', async () => {
		const account = await bench.personr();
		account.simulator.behave(({ path }) =>
			path.endsWith('applicant-status') ? { status: 401, body: {} } : undefined,
		);
		bench.engine.save('c', account.fields);
		await bench.request(account);
		const now = Date.now();
		for (let second = 0; second < 50; second += 5) {
			setClock(now + second * 1000);
			await bench.request(account, {
				url: `${account.simulator.baseUrl}/missing`,
				items: times(20),
			});
		}
		expect(account.simulator.logins).toBe(2);
	});

	test('a check that breaks proves nothing: the request’s own error stands', async () => {
		const account = await bench.genLogs();
		bench.engine.save('c', account.fields);
		await bench.request(account);
		account.simulator.behave(({ path }) =>
			path === '/alerts' ? { status: 200, reset: true } : undefined,
		);
		const out = await bench.request(account, {
			url: `${account.simulator.baseUrl}/missing`,
			items: times(50),
		});
		expect(out.json[0].error).toMatch(/could not be found/);
		expect([account.simulator.logins, account.simulator.checks]).toEqual([1, 1]);
	});

	test('a good verdict is believed for a second, and no longer', async () => {
		const account = await bench.genLogs();
		bench.engine.save('c', account.fields);
		await bench.request(account);
		const now = Date.now();
		const missing = { url: `${account.simulator.baseUrl}/missing`, items: times(10) };
		for (const millisecond of [0, 500, 999, 1_001, 1_900]) {
			setClock(now + millisecond);
			await bench.request(account, missing);
		}
		// The first verdict takes a made-up token as well.
		expect(account.simulator.checks).toBe(3);
	});

	test('three refusals of fresh tokens within an hour: somebody else logs in too', async () => {
		const account = await bench.personr();
		bench.engine.save('c', account.fields);
		await bench.request(account);
		const now = Date.now();
		for (const minute of [1, 2, 3]) {
			setClock(now + minute * MINUTE);
			account.simulator.revoke();
			const { failed } = await bench.request(account, { items: times(5) });
			expect(failed).toHaveLength(minute < 3 ? 0 : 5);
			if (minute === 3)
				expect(failed[0].error).toMatch(/Another system seems to log in.*service account/);
		}
		expect(account.simulator.logins).toBe(3);
		setClock(now + 5 * MINUTE);
		expect((await bench.request(account)).failed).toEqual([]);
	});

	test('what is said of it: the token is good only where the provider says so', async () => {
		const account = await bench.personr();
		bench.engine.save('c', account.fields);
		await bench.request(account);
		account.simulator.behave(({ path }) => {
			if (path.endsWith('/forbidden')) return { status: 401, body: {} };
			return path.endsWith('applicant-status') ? { status: 500, body: {} } : undefined;
		});
		const url = `${account.simulator.baseUrl}/forbidden`;
		const out = await bench.request(account, { url, helper: 'modern' });
		expect(out.json[0].error).toMatch(/it is not known whether it still accepts the token/);
	});

	test('revoked, and the login down for a moment: renewed as soon as it is back', async () => {
		const account = await bench.genLogs();
		bench.engine.save('c', account.fields);
		await bench.request(account);
		account.simulator.revoke();
		account.simulator.behave(({ path }) =>
			path === '/auth/token' ? { status: 500, body: { detail: 'down' } } : undefined,
		);
		const now = Date.now();
		expect((await bench.request(account, { items: times(20) })).json[19].error).toMatch(
			/could not process the login.*down/,
		);
		account.simulator.behave();
		setClock(now + 3_000);
		expect((await bench.request(account, { items: times(20) })).failed).toEqual([]);
		// The first, the one that failed, and the one that did not.
		expect(account.simulator.logins).toBe(3);
	});

	test('a token minted while the first items of an empty credential are on their way fails one of them at the most', async () => {
		const account = await bench.personr();
		bench.engine.save('c', account.fields);
		let minting: Promise<unknown> | undefined;
		account.simulator.behave(async ({ path }) => {
			if (path.endsWith('/things')) await (minting ??= bench.token(account, 'generate'));
			return undefined;
		});
		expect((await bench.request(account, { items: times(100) })).failed.length).toBeLessThanOrEqual(
			1,
		);
		await minting;
		expect(account.simulator.logins).toBe(2);
	});

	test('tokens that are short-lived are no sign of somebody else', async () => {
		const simulator = bench.keep(await new GiroSimulator().start());
		const account = giroAccount(simulator);
		bench.engine.save('c', account.fields);
		await bench.request(account);
		const now = Date.now();
		for (const minute of [19, 38, 57, 76]) {
			setClock(now + minute * MINUTE);
			simulator.revoke();
			expect((await bench.request(account, { items: times(5) })).failed).toEqual([]);
		}
		expect(simulator.logins).toBe(5);
	});
});

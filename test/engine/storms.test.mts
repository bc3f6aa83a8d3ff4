import type { IDataObject } from 'n8n-workflow';

import {
	SESSION_PROVIDERS,
	fieldsWith,
	sessionAccount,
	type SessionAccount,
} from '../support/accounts.mts';
import { setClock } from '../support/clock.mts';
import { Engine, type Outcome } from '../support/engine.mts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const many = (count: number): IDataObject[] => Array.from({ length: count }, (_, n) => ({ n }));
const failed = ({ json }: Outcome) => json.filter(({ error }) => error !== undefined);

describe.each(SESSION_PROVIDERS)('%s: 200 items at once', (provider) => {
	let account: SessionAccount;
	let engine: Engine;

	beforeEach(async () => {
		account = await sessionAccount(provider);
		engine = new Engine().save('c', account.fields);
	});

	afterEach(async () => {
		jest.useRealTimers();
		await account.simulator.stop();
	});

	const request = async (path = '/things', count = 200) =>
		await engine.run(
			{
				type: 'test.apiRequest',
				parameters: { url: `${account.simulator.baseUrl}${path}`, credential: account.credential },
				credential: [account.credential, 'c'],
			},
			many(count),
		);
	const token = async (operation: string, count = 1, options: IDataObject = {}) =>
		await engine.run(
			{
				type: account.node,
				parameters: { operation, options },
				credential: [account.credential, 'c'],
			},
			many(count),
		);

	test('nothing stored: one login, no failed item', async () => {
		const out = await request();
		expect(out.json).toHaveLength(200);
		expect(failed(out)).toEqual([]);
		expect(account.simulator.logins).toBe(1);
		expect(account.simulator.count(/\/things$/)).toBe(200);
	});

	test('stored and good: no login and no check', async () => {
		await request('/things', 1);
		account.simulator.forget();
		expect(failed(await request())).toEqual([]);
		expect(account.simulator.arrived).toHaveLength(200);
	});

	test('revoked by the provider: one login, no failed item', async () => {
		await request('/things', 1);
		account.simulator.forget();
		account.simulator.revoke();
		expect(failed(await request())).toEqual([]);
		expect(account.simulator.logins).toBe(1);
	});

	test('well past renewAt: one login, no failed item', async () => {
		engine.save('c', fieldsWith(account, { settings: { renewal: { maxAge: 24 } } }));
		await request('/things', 1);
		account.simulator.forget();
		// The tokens of these two live for a day: 10 % before that they are due, and still good.
		const isShort = provider === 'genLogs' || provider === 'custom';
		setClock(Date.now() + (isShort ? 23 * HOUR : 2 * DAY));
		expect(failed(await request())).toEqual([]);
		expect(account.simulator.logins).toBe(1);
		expect(account.simulator.checks).toBe(0);
	});

	test.each(['/missing', '/broken'])(
		'%s: no login, at most 3 cheap calls, each sent once',
		async (path) => {
			await request('/things', 1);
			account.simulator.forget();
			const out = await request(path);
			expect(failed(out)).toHaveLength(200);
			expect(JSON.stringify(out.json[7])).toMatch(
				path === '/missing' ? /could not be found/ : /not able to process/,
			);
			expect(account.simulator.logins).toBe(0);
			expect(account.simulator.checks).toBeLessThanOrEqual(3);
			expect(account.simulator.count(new RegExp(`${path}$`))).toBe(200);
		},
	);

	test('wrong password: one login, 200 failed items with the reason', async () => {
		engine.save('c', { ...account.fields, password: 'not the password' });
		const out = await request();
		expect(failed(out)).toHaveLength(200);
		for (const { error } of out.json)
			expect(error).toMatch(/'(Email|User Name)'( and|,) 'Password'/);
		expect(account.simulator.logins).toBe(1);
		expect(account.simulator.count(/\/things$/)).toBe(0);
	});

	test('password edited: tried at once, with the stored token of the old details unused', async () => {
		await request('/things', 1);
		const old = engine.credentials.row('c');
		engine.save('c', { ...old, password: 'not the password' });
		expect(failed(await request())).toHaveLength(200);
		engine.save('c', { ...engine.credentials.row('c'), password: account.simulator.password });
		account.simulator.forget();
		expect(failed(await request())).toEqual([]);
		expect(account.simulator.logins).toBeLessThanOrEqual(1);
	});

	test('get with 1,000 items: one login, then none; every item its output', async () => {
		const out = await token('get', 1_000);
		expect(out.json).toHaveLength(1_000);
		expect(new Set(out.json.map(({ accessToken }) => accessToken)).size).toBe(1);
		expect(out.items[999].pairedItem).toEqual({ item: 999 });
		expect(account.simulator.logins).toBe(1);
		account.simulator.forget();
		expect((await token('get', 1_000)).json[999].renewed).toBe(false);
		expect(account.simulator.arrived).toEqual([]);
	});

	test('generate always mints, and leaves the new token for the HTTP Request node', async () => {
		const first = await token('generate', 3);
		const second = await token('generate');
		expect(account.simulator.logins).toBe(2);
		expect(second.json[0].accessToken).not.toBe(first.json[0].accessToken);
		account.simulator.forget();
		expect(failed(await request('/things', 3))).toEqual([]);
		expect(account.simulator.arrived).toHaveLength(3);
		expect(JSON.stringify(account.simulator.arrived[0].headers)).toContain(
			JSON.stringify(second.json[0].accessToken).slice(1, -1),
		);
	});

	test('generate in parallel runs: one login serves all that asked before it ended', async () => {
		const runs = await Promise.all(Array.from({ length: 10 }, () => token('generate')));
		expect(account.simulator.logins).toBe(1);
		expect(new Set(runs.map(({ json }) => json[0].accessToken)).size).toBe(1);
		expect(failed(await request('/things', 1))).toEqual([]);
	});
});

import { LoggerProxy, type IDataObject } from 'n8n-workflow';

import {
	SESSION_PROVIDERS,
	fieldsWith,
	genLogsAccount,
	personrAccount,
	sessionAccount,
	type SessionAccount,
} from '../support/accounts.mts';
import { CROWD } from '../support/bench.mts';
import { setClock } from '../support/clock.mts';
import { Engine } from '../support/engine.mts';
import { GenLogsSimulator } from '../support/simulators/genLogs.mts';
import { PersonrSimulator } from '../support/simulators/personr.mts';
import { gate } from '../support/simulators/simulator.mts';
import { wordsOf } from '../support/problem.mts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let account: SessionAccount;
let engine: Engine;
const warnings: string[] = [];

/** n8n's engine sets the logger when it runs first, so this comes after that. */
function listen(): void {
	warnings.length = 0;
	const quiet = () => {};
	const warn = (message: string) => void warnings.push(message);
	LoggerProxy.init({ error: quiet, info: quiet, debug: quiet, warn });
}

afterEach(async () => {
	jest.useRealTimers();
	await account.simulator.stop();
});

function use(given: SessionAccount, fields: IDataObject = {}): void {
	account = given;
	engine = new Engine().save('c', fieldsWith(account, fields));
}

async function request(count = 1, path = '/things') {
	const parameters = { url: `${account.simulator.baseUrl}${path}`, credential: account.credential };
	const items = Array.from({ length: count }, () => ({}));
	const out = await engine.run(
		{ type: 'test.apiRequest', parameters, credential: [account.credential, 'c'] },
		items,
	);
	return { ...out, failed: out.json.filter(({ error }) => error !== undefined) };
}

async function token(operation = 'get', options: IDataObject = {}) {
	const parameters = { operation, options };
	return await engine.run({
		type: account.node,
		parameters,
		credential: [account.credential, 'c'],
	});
}

function failLogins(status = 500): void {
	account.simulator.behave(({ path }) =>
		path === account.loginPath
			? { status, body: { message: 'down for maintenance', detail: 'down for maintenance' } }
			: undefined,
	);
}

describe.each(SESSION_PROVIDERS)('%s: the provider is down inside the early window', (provider) => {
	beforeEach(async () => {
		use(await sessionAccount(provider), { settings: { renewal: { maxAge: 240 } } });
		await request();
		listen();
		account.simulator.forget();
		failLogins();
		// The tokens of these two live for a day.
		const isShort = provider === 'genLogs' || provider === 'custom';
		setClock(Date.now() + (isShort ? 23 * HOUR : 11 * DAY));
	});

	test('HTTP requests go on with the old token, told by one line in the log; one attempt a minute', async () => {
		const out = await request(CROWD);
		expect(out.failed).toEqual([]);
		expect(account.simulator.logins).toBe(1);
		expect(warnings).toHaveLength(1);
		expect(warnings[0]).toMatch(/due but could not be renewed.*down for maintenance/);
		setClock(Date.now() + 59_000);
		expect((await request(3)).failed).toEqual([]);
		expect(account.simulator.logins).toBe(1);
		setClock(Date.now() + 2_000);
		expect((await request(3)).failed).toEqual([]);
		expect(account.simulator.logins).toBe(2);
	});

	test('our node goes on with the old token, told by a hint', async () => {
		const out = await token();
		expect(out.error).toBeUndefined();
		expect(out.json[0].renewed).toBe(false);
		expect(out.hints.join()).toMatch(/due but could not be renewed.*down for maintenance/);
		const again = await token();
		expect(again.hints).toHaveLength(1);
		expect(account.simulator.logins).toBe(1);
		expect(warnings).toEqual([]);
	});

	test('once the provider is back, the token is renewed', async () => {
		await request();
		account.simulator.behave();
		setClock(Date.now() + 61_000);
		const out = await token();
		expect(out.json[0].renewed).toBe(true);
		expect(out.hints).toEqual([]);
	});
});

test('past its expiry a token is not used: a failed renewal is a clear error', async () => {
	use(genLogsAccount(await new GenLogsSimulator().start()));
	await request();
	failLogins();
	setClock(Date.now() + 25 * HOUR);
	account.simulator.forget();
	const out = await request(20);
	expect(out.failed).toHaveLength(20);
	expect(out.json[0].error).toMatch(
		/GenLogs could not process the login \(500\)\. down for maintenance/,
	);
	expect(account.simulator.arrived.map(({ path }) => path)).toEqual(['/auth/token']);
	expect(wordsOf((await token()).error)).toMatch(/GenLogs could not process the login/);
	expect(account.simulator.logins).toBe(1);
});

test('in the early window nobody waits for a renewal under way, but the one who asked for it', async () => {
	use(genLogsAccount(await new GenLogsSimulator().start()));
	await request();
	setClock(Date.now() + 23 * HOUR);
	const slow = gate();
	account.simulator.behave(async ({ path }) => {
		if (path === '/auth/token') await slow.wait;
		return undefined;
	});
	account.simulator.forget();
	const renewing = request(200);
	while (account.simulator.count('/things') < 199)
		await new Promise((resolve) => setImmediate(resolve));
	expect(account.simulator.logins).toBe(1);
	slow.open();
	expect((await renewing).failed).toEqual([]);
	expect(account.simulator.logins).toBe(1);
});

test('Personr kills the old token at once: there they wait', async () => {
	use(personrAccount(await new PersonrSimulator().start()));
	await request();
	setClock(Date.now() + 360 * DAY);
	const slow = gate();
	account.simulator.behave(async ({ path }) => {
		if (path.endsWith('api-token-generate')) await slow.wait;
		return undefined;
	});
	account.simulator.forget();
	const renewing = request(50);
	while (account.simulator.logins < 1) await new Promise((resolve) => setImmediate(resolve));
	expect(account.simulator.count(/things/)).toBe(0);
	slow.open();
	expect((await renewing).failed).toEqual([]);
	expect(account.simulator.arrived).toHaveLength(51);
});

describe('clock', () => {
	async function genLogs(lifetime: number, fields: IDataObject = {}): Promise<GenLogsSimulator> {
		const simulator = await new GenLogsSimulator().start();
		simulator.lifetime = lifetime;
		use(genLogsAccount(simulator), fields);
		return simulator;
	}

	test('a token that lives for 30 s is due after 15 s, and not before', async () => {
		const simulator = await genLogs(30);
		const start = Date.now();
		setClock(start);
		await token();
		setClock(start + 14_000);
		expect((await token()).json[0].renewed).toBe(false);
		setClock(start + 15_001);
		expect((await token()).json[0].renewed).toBe(true);
		expect(simulator.logins).toBe(2);
	});

	test('a renewBefore larger than the lifetime does not renew without end', async () => {
		const simulator = await genLogs(3600, {
			settings: { renewal: { renewBefore: 100_000 } },
		});
		for (let run = 0; run < 5; run += 1) expect((await request(10)).failed).toEqual([]);
		await token();
		expect(simulator.logins).toBe(1);
		const { renewAt, issuedAt } = (await token()).json[0] as Record<string, string>;
		expect(Date.parse(renewAt) - Date.parse(issuedAt)).toBeCloseTo(1_800_000, -3);
	});

	test('the node’s own renewBefore overrides the credential’s', async () => {
		const simulator = await genLogs(86_400);
		await token();
		setClock(Date.now() + 18 * HOUR);
		expect((await token()).json[0].renewed).toBe(false);
		expect((await token('get', { renewBefore: 420 })).json[0].renewed).toBe(true);
		expect(simulator.logins).toBe(2);
	});

	test('the clock is set back: the token goes on, and a failure is not remembered for ever', async () => {
		const simulator = await genLogs(86_400);
		await request();
		const now = Date.now();
		setClock(now - 5 * HOUR);
		expect((await request(20)).failed).toEqual([]);
		expect(simulator.logins).toBe(1);
		simulator.revoke();
		expect((await request(20)).failed).toEqual([]);
		expect(simulator.logins).toBe(2);
		const last = await token();
		expect(last.json[0].renewed).toBe(false);
	});

	test('a token expires while 200 items run: none is sent with it afterwards', async () => {
		const simulator = await genLogs(3600);
		await request();
		const start = Date.now();
		let seen = 0;
		simulator.behave(({ path }) => {
			if (path === '/things' && (seen += 1) === 50) setClock(start + 2 * HOUR);
			return undefined;
		});
		expect((await request(200)).failed).toEqual([]);
		expect(simulator.logins).toBe(2);
	});

	test('a year passes with one renewal at its end', async () => {
		use(personrAccount(await new PersonrSimulator().start()));
		const start = Date.now();
		for (let day = 0; day < 365; day += 7) {
			setClock(start + day * DAY);
			expect((await request(2)).failed).toEqual([]);
		}
		expect(account.simulator.logins).toBe(2);
	});
});

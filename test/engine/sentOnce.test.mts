import { gate } from '../support/simulators/simulator.mts';
import {
	SESSION_PROVIDERS,
	fieldsWith,
	sessionAccount,
	type SessionAccount,
} from '../support/accounts.mts';
import { Bench, CROWD, times, turn } from '../support/bench.mts';
import { setClock } from '../support/clock.mts';

const HOUR = 3_600_000;
const bench = new Bench();
let account: SessionAccount;

afterEach(async () => {
	jest.useRealTimers();
	await bench.stop();
});

async function start(provider: (typeof SESSION_PROVIDERS)[number]): Promise<void> {
	account = await sessionAccount(provider);
	bench.keep(account.simulator);
	bench.engine.save('c', fieldsWith(account, { settings: { renewal: { maxAge: 24 } } }));
	expect((await bench.request(account)).failed).toEqual([]);
	account.simulator.forget();
}

const broken = () => `${account.simulator.baseUrl}/broken`;
const sent = () => account.simulator.count(/\/broken$/);

describe.each(SESSION_PROVIDERS)('%s: requests that the API answers with 500', (provider) => {
	beforeEach(async () => await start(provider));

	test.each(['legacy', 'modern'])(
		'are sent once each, also while the token is renewed for being due (%s)',
		async (helper) => {
			// Custom's tokens live for a day.
			setClock(Date.now() + (provider === 'custom' ? 23 : 28) * HOUR);
			const { failed } = await bench.request(account, {
				helper,
				url: broken(),
				items: times(CROWD),
			});
			expect(failed).toHaveLength(CROWD);
			expect(sent()).toBe(CROWD);
			expect(account.simulator.logins).toBe(1);
			expect(account.simulator.checks).toBeLessThanOrEqual(3);
		},
	);
});

describe.each(['giro', 'genLogs'] as const)('%s, whose tokens live side by side', (provider) => {
	beforeEach(async () => await start(provider));

	/** Twenty requests that are answered as usual, but only after something else has happened. */
	async function underWay(path: string, meanwhile: () => Promise<void>) {
		const hold = gate();
		account.simulator.behave(async (request) => {
			if (request.path.endsWith(path)) await hold.wait;
			return undefined;
		});
		const url = `${account.simulator.baseUrl}${path}`;
		const running = bench.request(account, { url, items: times(20) });
		while (account.simulator.count(new RegExp(`${path}$`)) < 20) await turn();
		await meanwhile();
		hold.open();
		return await running;
	}

	const generate = async () => {
		expect((await bench.token(account, 'generate')).error).toBeUndefined();
	};

	test('a request that failed is not sent again because there is a newer token', async () => {
		const { failed } = await underWay('/broken', generate);
		expect(failed).toHaveLength(20);
		expect(sent()).toBe(20);
		expect(account.simulator.logins).toBe(1);
		expect(account.simulator.checks).toBeLessThanOrEqual(2);
	});

	test('a request whose token was refused goes on with the newer one, without a login', async () => {
		const { failed } = await underWay('/things', async () => {
			account.simulator.revoke();
			await generate();
		});
		expect(failed).toEqual([]);
		expect(account.simulator.logins).toBe(1);
	});
});

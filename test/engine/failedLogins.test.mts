import { giroAccount } from '../support/accounts.mts';
import { Bench, times } from '../support/bench.mts';
import { setClock } from '../support/clock.mts';
import { GiroSimulator } from '../support/simulators/giro.mts';

const MINUTE = 60_000;

let bench: Bench;

beforeEach(() => (bench = new Bench()));

afterEach(async () => {
	jest.useRealTimers();
	await bench.stop();
});

describe('failed logins', () => {
	test('answer everyone for 2 s, a refusal for 60 s; changed details try at once', async () => {
		const account = await bench.genLogs();
		bench.engine.save('c', account.fields);
		account.simulator.behave(() => ({ status: 500, body: { detail: 'down' } }));
		const now = Date.now();
		setClock(now);
		await bench.request(account, { items: times(200) });
		setClock(now + 1_999);
		await bench.request(account, { items: times(200) });
		expect(account.simulator.logins).toBe(1);
		account.simulator.behave(() => ({
			status: 401,
			body: { detail: 'Incorrect email or password' },
		}));
		setClock(now + 2_001);
		const refused = await bench.request(account, { items: times(200) });
		expect(refused.json[199].error).toMatch(
			/Incorrect email or password.*isn't sent again for 60 seconds unless you change the credential/,
		);
		setClock(now + 62_000);
		await bench.request(account);
		expect(account.simulator.logins).toBe(2);
		account.simulator.behave();
		bench.engine.save('c', {
			...account.fields,
			sendCredentialsIn: 'query',
			password: `${account.simulator.password} `,
		});
		expect((await bench.request(account)).json[0].error).toMatch(/refused the login/);
		expect(account.simulator.logins).toBe(3);
		setClock(now + 62_002);
		bench.engine.save('c', account.fields);
		expect((await bench.request(account)).failed).toEqual([]);
	});
});

test('GIRO: a bearer token that has expired is told by name and time, before anything is sent', async () => {
	const simulator = await new GiroSimulator().start();
	bench.keep(simulator);
	const account = giroAccount(simulator);
	const { userId, accountId, xTag, baseUrl } = simulator;
	const bearerToken = simulator.jwt(3600);
	bench.engine.save('c', {
		baseUrl,
		xTag,
		signIn: 'bearerToken',
		bearerToken,
		userId,
		accountId,
		settings: { renewal: { maxAge: 2 } },
	});
	expect((await bench.request(account)).failed).toEqual([]);
	simulator.forget();
	setClock(Date.now() + 90 * MINUTE);
	expect((await bench.request(account)).failed).toEqual([]);
	simulator.revoke();
	const out = await bench.request(account);
	expect(out.json[0].error).toMatch(
		/'Bearer Token' of the GIRO API credential expired at \d{4}-\d\d-\d\dT/,
	);
	expect(simulator.generates).toBe(0);
});

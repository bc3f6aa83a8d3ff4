import { Bench, times, turn } from '../support/bench.mts';
import { gate } from '../support/simulators/simulator.mts';

let bench: Bench;

beforeEach(() => (bench = new Bench()));

afterEach(async () => {
	jest.useRealTimers();
	await bench.stop();
});

describe('who shares what', () => {
	test('the same account with a wrong password never sees the other credential’s token', async () => {
		const account = await bench.personr();
		bench.engine
			.save('c', account.fields)
			.save('wrong', { ...account.fields, password: 'guessed' });
		await bench.request(account);
		const [right, wrong] = await Promise.all([
			bench.request(account, { items: times(20) }),
			bench.request(account, { row: 'wrong', items: times(20) }),
		]);
		expect(right.failed).toEqual([]);
		expect(wrong.failed).toHaveLength(20);
		expect(account.simulator.logins).toBe(2);
		expect(JSON.stringify(bench.engine.credentials.row('wrong'))).not.toContain(
			account.simulator.token,
		);
		expect(account.simulator.count(/things$/)).toBe(21);
	});

	test('identical login details in two credentials share one login, and both are written', async () => {
		const account = await bench.personr();
		bench.engine
			.save('c', account.fields)
			.save('d', { ...account.fields, settings: { renewal: { renewBefore: 5 } } });
		const outs = await Promise.all([bench.request(account), bench.request(account, { row: 'd' })]);
		expect(outs.flatMap(({ failed }) => failed)).toEqual([]);
		expect(account.simulator.logins).toBe(1);
		// Each is written at its next use at the latest.
		for (const row of ['c', 'd']) await bench.request(account, { row });
		expect(account.simulator.logins).toBe(1);
		expect(bench.engine.credentials.row('d').accessToken).toBe(account.simulator.token);
		expect(bench.engine.credentials.row('c').accessToken).toBe(account.simulator.token);
	});

	test('different accounts never wait for each other', async () => {
		const [slow, fast] = [await bench.personr(), await bench.personr()];
		bench.engine.save('slow', slow.fields).save('fast', fast.fields);
		const held = gate();
		slow.simulator.behave(async () => void (await held.wait));
		const waiting = bench.request(slow, { row: 'slow' });
		while (slow.simulator.logins < 1) await turn();
		expect((await bench.request(fast, { row: 'fast', items: times(20) })).failed).toEqual([]);
		held.open();
		expect((await waiting).failed).toEqual([]);
	});

	test.each(['merge', 'whole'] as const)(
		'fields that are expressions, two tenants, 20 items (%s)',
		async (writing) => {
			bench.engine.credentials.writing = writing;
			const tenants = [await bench.personr(), await bench.personr()];
			tenants[1].simulator.password = 'of the second tenant';
			// 1.123 writes what the expressions gave in place of them: a limit of that version, so one run is looked at.
			bench.engine.save('c', {
				baseUrl: '={{ $json.baseUrl }}',
				email: tenants[0].simulator.email,
				password: '={{ $json.password }}',
			});
			const items = times(20).map(({ n }) => {
				const { baseUrl, password } = tenants[Number(n) % 2].simulator;
				return { baseUrl, password };
			});
			const out = await bench.request(tenants[0], { url: '={{ $json.baseUrl }}/things', items });
			expect(out.failed).toEqual([]);
			const [one, two] = tenants.map(({ simulator }) => simulator);
			expect([one.logins, two.logins]).toEqual([1, 1]);
			expect(new Set(one.to(/things$/).map(({ headers }) => headers.authorization))).toEqual(
				new Set([`Bearer ${one.token}`]),
			);
			expect(new Set(two.to(/things$/).map(({ headers }) => headers.authorization))).toEqual(
				new Set([`Bearer ${two.token}`]),
			);
			if (writing === 'whole') return;
			const again = await bench.engine.run(
				{
					type: tenants[0].node,
					parameters: { operation: 'get' },
					credential: ['personrApi', 'c'],
				},
				items,
			);
			expect(again.json.map(({ accessToken }) => accessToken)).toEqual(
				items.map((_, n) => tenants[n % 2].simulator.token),
			);
			expect([one.logins, two.logins]).toEqual([1, 1]);
			expect(bench.engine.credentials.row('c').password).toBe('={{ $json.password }}');
		},
	);

	test('n8n 1.123 writes the whole credential: still one login for 200 items', async () => {
		bench.engine.credentials.writing = 'whole';
		const account = await bench.personr();
		bench.engine.save('c', account.fields);
		expect((await bench.request(account, { items: times(200) })).failed).toEqual([]);
		account.simulator.revoke();
		expect((await bench.request(account, { items: times(200) })).failed).toEqual([]);
		expect(account.simulator.logins).toBe(2);
	});

	test('details edited and edited back: the credential holds their own session again', async () => {
		const account = await bench.genLogs();
		bench.engine.save('c', account.fields);
		const first = await bench.token(account, 'get');
		bench.engine.save('c', { ...bench.engine.credentials.row('c'), sendCredentialsIn: 'body' });
		account.simulator.placement = 'body';
		const second = await bench.token(account, 'get');
		expect(bench.engine.credentials.row('c').accessToken).toBe(second.json[0].accessToken);
		bench.engine.save('c', { ...bench.engine.credentials.row('c'), sendCredentialsIn: 'query' });
		expect((await bench.request(account)).failed).toEqual([]);
		expect(bench.engine.credentials.row('c').accessToken).toBe(first.json[0].accessToken);
		expect(account.simulator.logins).toBe(2);
	});

	test.each(['get', 'generate'] as const)(
		'a credential whose watched field is empty: %s makes one login',
		async (operation) => {
			const account = await bench.personr();
			bench.engine.save('c', { ...account.fields, tokenState: '', tokenSession: 'no session' });
			const { error, json } = await bench.token(account, operation);
			expect(error).toBeUndefined();
			expect(json[0]).toMatchObject({ accessToken: account.simulator.token, renewed: true });
			expect(account.simulator.logins).toBe(1);
			bench.engine.save('c', { ...bench.engine.credentials.row('c'), tokenState: '' });
			const again = await bench.token(account, operation);
			expect(again.json[0].renewed).toBe(operation === 'generate');
			expect(account.simulator.logins).toBe(operation === 'generate' ? 2 : 1);
		},
	);

	test('with expressions, the tenants of a node do not wait for each other either', async () => {
		const [slow, fast] = [await bench.personr(), await bench.personr()];
		const { email, password } = slow.simulator;
		bench.engine.save('c', { baseUrl: '={{ $json.baseUrl }}', email, password });
		const held = gate();
		slow.simulator.behave(async () => void (await held.wait));
		const items = [slow, fast].map(({ simulator }) => ({ baseUrl: simulator.baseUrl }));
		const running = bench.token(slow, 'get', items);
		while (fast.simulator.token === '') await turn();
		held.open();
		expect((await running).json.map(({ accessToken }) => accessToken)).toEqual([
			slow.simulator.token,
			fast.simulator.token,
		]);
	});

	test('of 200 items that wait for a login, one has it written', async () => {
		const account = await bench.personr();
		bench.engine.save('c', account.fields);
		expect((await bench.request(account, { items: times(200) })).failed).toEqual([]);
		expect(bench.engine.credentials.writes).toBe(1);
		expect(bench.engine.credentials.row('c').accessToken).toBe(account.simulator.token);
	});
});

import { JudgedWorld, many } from '../../support/judgedWorld.mts';
import { guarded, open, UNAUTHORIZED } from '../../support/simulators/judged.mts';
import type { Reply } from '../../support/simulators/simulator.mts';

let world: JudgedWorld;

beforeEach(async () => {
	world = await JudgedWorld.start();
});
afterEach(async () => await world.stop());

const REFUSALS: Array<[string, Reply]> = [
	['401', UNAUTHORIZED],
	['403', { status: 403, body: { message: 'Forbidden' } }],
	['400', { status: 400, body: { message: 'Bad token' } }],
	['a redirect to a login page', { status: 302, headers: { Location: '/sign-in?next=%2Fthings' } }],
];

describe.each(REFUSALS)('an API that refuses tokens with %s', (_what, refusal) => {
	test('200 requests with a revoked token: one login, and no item fails', async () => {
		world.api.other = guarded(refusal);
		await world.logIn();
		world.api.revoke();
		const { failed } = await world.call(many('/things?page=1', 200));
		expect(failed).toBe(0);
		expect(world.api.logins).toBe(1);
		// The made-up token, the stored one, the fresh one: once each.
		expect(world.api.carried('madeUp')).toBe(1);
		expect(world.api.carried('revoked')).toBe(200 + 1);
		expect(world.api.carried('good')).toBe(200 + 1);
	});

	test('requests that fail for another reason: no login, and each is sent once', async () => {
		world.api.other = guarded(refusal);
		world.api.routes['/gone'] = guarded(refusal, { status: 410, body: {} });
		await world.logIn();
		const { failed } = await world.call(many('/gone', 200));
		expect(failed).toBe(200);
		expect(world.api.logins).toBe(0);
		expect(world.api.log).toHaveLength(200 + 2);
		expect(world.api.carried('madeUp')).toBe(1);
	});

	test('POSTs with a revoked token are sent again, once a GET to their address has proved it', async () => {
		world.api.other = guarded(refusal);
		await world.logIn();
		world.api.revoke();
		const { failed } = await world.call(many('/orders', 20), { method: 'POST', body: { n: 1 } });
		expect(failed).toBe(0);
		expect(world.api.logins).toBe(1);
		expect(world.api.log.filter((line) => line === 'POST /orders good')).toHaveLength(20);
		expect(world.api.log.filter((line) => line.startsWith('GET /orders'))).toEqual([
			'GET /orders madeUp',
			'GET /orders revoked',
			'GET /orders good',
		]);
	});
});

describe('an API that says 404 to whoever may not see something', () => {
	const NOT_FOUND: Reply = { status: 404, body: { message: 'Not found' } };

	test('one login on suspicion, and GETs are sent again', async () => {
		world.api.other = guarded(NOT_FOUND);
		await world.logIn();
		world.api.revoke();
		const { failed } = await world.call(many('/things/5', 20));
		expect(failed).toBe(0);
		expect(world.api.logins).toBe(1);
	});

	test('POSTs are not sent again, and the next ones have the fresh token', async () => {
		world.api.other = guarded(NOT_FOUND);
		await world.logIn();
		world.api.revoke();
		const post = { method: 'POST', body: { n: 1 } };
		expect((await world.call(many('/orders', 20), post)).failed).toBe(20);
		expect(world.api.logins).toBe(1);
		expect(world.api.log.filter((line) => line.startsWith('POST'))).toHaveLength(20);
		expect((await world.call(many('/orders', 20), post)).failed).toBe(0);
		expect(world.api.logins).toBe(1);
	});

	test('is judged by its base URL, where that looks at the token', async () => {
		world.api.other = guarded(NOT_FOUND);
		world.api.routes['/'] = guarded(UNAUTHORIZED);
		await world.logIn();
		world.api.revoke();
		const { failed } = await world.call(many('/orders', 20), { method: 'POST', body: { n: 1 } });
		expect(failed).toBe(0);
		expect(world.api.logins).toBe(1);
		expect(world.api.log.filter((line) => line.startsWith('GET / '))).toEqual([
			'GET / madeUp',
			'GET / revoked',
			'GET / good',
		]);
	});
});

describe('200 items that the API answers with', () => {
	test.each([404, 500])(
		'%i: no login, each sent once, and at most three judges',
		async (status) => {
			world.api.other = guarded(UNAUTHORIZED);
			world.api.routes['/missing'] = guarded(UNAUTHORIZED, { status, body: {} });
			await world.logIn();
			expect((await world.call(many('/missing', 200))).failed).toBe(200);
			expect(world.api.logins).toBe(0);
			expect(
				world.api.log.filter((line) => line === 'GET /missing good').length,
			).toBeLessThanOrEqual(201);
			expect(world.api.log.length - 200).toBeLessThanOrEqual(3);
		},
	);

	test.each([404, 500])('%i, whatever the token is: the base URL judges', async (status) => {
		world.api.other = open({ status, body: {} });
		world.api.routes['/'] = guarded(UNAUTHORIZED);
		await world.logIn();
		expect((await world.call(many('/missing', 200))).failed).toBe(200);
		expect(world.api.logins).toBe(0);
		expect(world.api.log.length - 200).toBeLessThanOrEqual(3);
	});

	test('a judge that tells is asked again, and no made-up token is sent for an hour', async () => {
		world.api.other = guarded(UNAUTHORIZED, { status: 404, body: {} });
		await world.logIn();
		for (let n = 0; n < 10; n += 1) {
			await world.call(`/missing/${n}`);
			world.later(2_000);
		}
		expect(world.api.carried('madeUp')).toBe(1);
		expect(world.api.log.filter((line) => line === 'GET /missing/0 good')).toHaveLength(11);
		expect(world.api.logins).toBe(0);
		world.later(60 * 60_000);
		await world.call('/missing/11');
		expect(world.api.carried('madeUp')).toBe(2);
	});

	test('failures of one second share a verdict', async () => {
		world.api.other = guarded(UNAUTHORIZED, { status: 404, body: {} });
		await world.logIn();
		await world.call('/missing/1');
		world.later(999);
		await world.call('/missing/2');
		expect(world.api.log).toHaveLength(4);
		world.later(1);
		await world.call('/missing/3');
		expect(world.api.log).toHaveLength(6);
	});
});

import { JudgedWorld, many, MINUTE, SECOND } from '../../support/judgedWorld.mts';
import { guarded, open, UNAUTHORIZED } from '../../support/simulators/judged.mts';

let world: JudgedWorld;

const NEVER_ERROR = { neverError: true };
const NOT_CHECKED = expect.stringContaining('The token was not checked') as string;
/** An API that reports nothing by its status. */
const SAYS_ERROR = guarded({ status: 200, body: { error: 'Not logged in' } });

async function start(settings = {}): Promise<void> {
	world = await JudgedWorld.start(settings);
}
afterEach(async () => await world.stop());

const refused = (json: Array<Record<string, unknown>>) =>
	json.filter(({ statusCode }) => statusCode !== 200).length;

describe('Get', () => {
	test('has the base URL judge, and outputs a token that works', async () => {
		await start();
		world.api.other = guarded(UNAUTHORIZED);
		await world.logIn();
		world.api.revoke();
		world.later(6 * MINUTE);
		const { json, hints } = await world.get();
		expect(json[0]).toMatchObject({ renewed: true });
		expect(world.api.good).toContain(json[0].accessToken);
		expect(world.api.log).toEqual(['GET / madeUp', 'GET / revoked', 'GET / good']);
		expect(hints).not.toContainEqual(NOT_CHECKED);
	});

	test('has an address judge that another node has called', async () => {
		await start();
		world.api.other = open({ status: 404, body: {} });
		world.api.routes['/things'] = guarded(UNAUTHORIZED, { status: 422, body: {} });
		await world.logIn();
		await world.call('/things', { headers: { Accept: 'application/json' } });
		world.api.revoke();
		world.later(6 * MINUTE);
		expect((await world.get()).json[0].renewed).toBe(true);
	});

	test.each([
		['the base URL answers anybody', {}],
		['that is not there', { status: 404 }],
	])('says that it was not checked, without a login: %s', async (_why, changes) => {
		await start();
		world.api.other = open({ status: 200, body: { hello: 'world' }, ...changes });
		await world.logIn();
		world.api.revoke();
		world.later(6 * MINUTE);
		for (let n = 0; n < 3; n += 1) {
			const { json, hints } = await world.get({ check: 'always' });
			expect(json[0].renewed).toBe(false);
			expect(hints).toContainEqual(NOT_CHECKED);
		}
		expect(world.api.logins).toBe(0);
		// The made-up token told that this is no judge; of one that answers, the stored one showed it.
		expect(world.api.log.length).toBeLessThanOrEqual(2);
		world.later(10 * MINUTE);
		await world.get({ check: 'always' });
		expect(world.api.log.length).toBeLessThanOrEqual(2);
	});

	test('says nothing of it where it was checked, or is not to be', async () => {
		await start();
		world.api.other = guarded(UNAUTHORIZED);
		await world.logIn();
		world.later(6 * MINUTE);
		expect((await world.get()).hints).not.toContainEqual(NOT_CHECKED);
		world.api.other = open({ status: 404, body: {} });
		world.later(61 * MINUTE);
		expect((await world.get({ check: 'never' })).hints).not.toContainEqual(NOT_CHECKED);
		expect((await world.get()).hints).toContainEqual(NOT_CHECKED);
	});

	test('asks at most once a minute, even where the check is always on', async () => {
		await start();
		world.api.other = guarded(UNAUTHORIZED);
		await world.logIn();
		world.later(MINUTE);
		for (let second = 0; second < 120; second += 10) {
			await world.get({ check: 'always' });
			world.later(10 * SECOND);
		}
		expect(world.api.log).toEqual(['GET / madeUp', 'GET / good', 'GET / good']);
	});

	test('asks nobody where none is wanted, and says nothing of it', async () => {
		await start({ check: { by: 'none' } });
		await world.logIn();
		world.later(6 * MINUTE);
		expect((await world.get({ check: 'always' })).hints).not.toContainEqual(NOT_CHECKED);
		expect(world.api.log).toEqual([]);
	});
});

describe('requests that cannot report a refusal', () => {
	test('are judged by their own address, once for all', async () => {
		await start();
		world.api.other = open({ status: 404, body: {} });
		world.api.routes['/things'] = guarded(UNAUTHORIZED);
		await world.logIn();
		world.later(2 * MINUTE);
		world.api.revoke();
		const { json } = await world.call(many('/things', 200), NEVER_ERROR);
		expect(refused(json as never)).toBe(0);
		expect(world.api.logins).toBe(1);
		expect(world.api.log).toHaveLength(200 + 3);
		world.later(30 * SECOND);
		await world.call(many('/things', 20), NEVER_ERROR);
		expect(world.api.log).toHaveLength(220 + 3);
	});

	test('go on with their token where nobody can tell', async () => {
		await start();
		world.api.other = open({ status: 404, body: {} });
		await world.logIn();
		world.later(2 * MINUTE);
		await world.call(many('/things', 20), NEVER_ERROR);
		expect(world.api.logins).toBe(0);
		expect(world.api.carried('madeUp')).toBeLessThanOrEqual(2);
	});
});

describe('an API that refuses tokens with 200 and an error', () => {
	const failed = (json: object[]) => json.filter((item) => 'error' in item).length;

	test('is told from its other answers, with a check every few minutes', async () => {
		await start({ check: { every: 5 } });
		world.api.other = SAYS_ERROR;
		await world.logIn();
		world.later(6 * MINUTE);
		expect(failed((await world.call('/things')).json)).toBe(0);
		world.api.revoke();
		world.later(6 * MINUTE);
		expect(failed((await world.call(many('/things', 20))).json)).toBe(0);
		expect(world.api.logins).toBe(1);
		// What was learned is stored.
		world.startAnew();
		world.api.revoke();
		world.later(6 * MINUTE);
		expect(failed((await world.call(many('/things', 20))).json)).toBe(0);
		expect(world.api.logins).toBe(2);
	});

	test('is told by an address that the user names, a POST', async () => {
		const body = '{"method":"auth.check","id":1}';
		await start({
			check: { by: 'url', url: '/json', method: 'POST', body, every: 1 },
		});
		world.api.routes['/json'] = (carried, { method, body: sent, headers }) =>
			method === 'POST' && String(sent) === body && headers['content-type'] === 'application/json'
				? { status: 200, body: carried === 'good' ? { result: {} } : { result: null, error: {} } }
				: { status: 405, body: {} };
		world.api.other = SAYS_ERROR;
		await world.logIn();
		world.later(2 * MINUTE);
		world.api.revoke();
		expect(failed((await world.call(many('/things', 20), { method: 'POST' })).json)).toBe(0);
		expect(world.api.logins).toBe(1);
	});
});

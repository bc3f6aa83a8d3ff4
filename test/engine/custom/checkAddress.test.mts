import { HOUR, JudgedWorld, many, MINUTE, SECOND } from '../../support/judgedWorld.mts';
import { guarded, open, UNAUTHORIZED, type Route } from '../../support/simulators/judged.mts';

let world: JudgedWorld;

const BLIND = 'This address does not look at the token';
const POST = { method: 'POST', body: { n: 1 } };

async function start(me: Route, check = {}): Promise<void> {
	world = await JudgedWorld.start({ check: { by: 'url', url: '/me', ...check } });
	world.api.routes['/me'] = me;
	world.api.other = guarded(UNAUTHORIZED);
}
afterEach(async () => await world.stop());

const asked = () => world.api.log.filter((line) => line.includes(' /me '));

test('after a login, a made-up token and the fresh one are each tried once', async () => {
	await start(guarded(UNAUTHORIZED));
	await world.call(many('/things', 20));
	expect(asked()).toEqual(['GET /me madeUp', 'GET /me good']);
	world.later(2 * HOUR);
	await world.call('/things');
	expect(asked()).toHaveLength(2);
});

test.each<[string, Route]>([
	['401', guarded(UNAUTHORIZED)],
	['404', guarded({ status: 404, body: {} })],
	[
		'200 with other keys',
		guarded({ status: 200, body: { user: null } }, { status: 200, body: { user: { id: 1 } } }),
	],
])(
	'an address that refuses with %s is proven, and needs no GET to prove a refusal',
	async (_how, me) => {
		await start(me);
		await world.logIn();
		world.api.revoke();
		expect((await world.call(many('/orders', 20), POST)).failed).toBe(0);
		expect(asked()).toEqual(['GET /me revoked', 'GET /me good']);
		expect(world.api.logins).toBe(1);
		world.later(2 * SECOND);
		world.api.routes['/missing'] = open({ status: 404, body: {} });
		expect((await world.call(many('/missing', 20))).failed).toBe(20);
		expect(world.api.logins).toBe(1);
		expect((await world.test()).status).toBe('OK');
	},
);

test('a new process goes by the stored proof', async () => {
	await start(guarded(UNAUTHORIZED));
	await world.logIn();
	world.startAnew();
	world.api.revoke();
	expect((await world.call(many('/orders', 20), POST)).failed).toBe(0);
	expect(world.api.logins).toBe(1);
	expect(asked()).toEqual(['GET /me madeUp', 'GET /me revoked', 'GET /me good']);
});

describe('an address that answers anybody alike', () => {
	const anybody = open({ status: 200, body: { version: 5 } });

	test('is named by the credential test, and the token is kept', async () => {
		await start(anybody);
		const { status, message } = await world.test();
		expect(status).toBe('Error');
		expect(message).toContain(BLIND);
		expect(world.engine.credentials.row('c').accessToken).toBe([...world.api.good][0]);
		expect((await world.test()).message).toContain(BLIND);
		world.startAnew();
		expect((await world.test()).message).toContain(BLIND);
		world.save({ settings: { check: { by: 'url', url: '/things' } } });
		expect((await world.test()).status).toBe('OK');
	});

	test('is not asked for an hour: logins on suspicion come further and further apart', async () => {
		await start(anybody);
		await world.logIn();
		world.api.other = open({ status: 403, body: {} });
		const logins: number[] = [];
		for (let minute = 0; minute < 10; minute += 1) {
			const before = world.api.logins;
			await world.call(many('/x', 3));
			if (world.api.logins > before) logins.push(minute);
			world.later(MINUTE);
		}
		expect(logins).toEqual([0, 1, 3, 7]);
		expect(asked()).toEqual([]);
	});
});

test('an address that is busy proves nothing, and is tried again', async () => {
	await start(open({ status: 503, body: {} }));
	await world.logIn();
	world.api.revoke();
	expect((await world.call(many('/things', 20))).failed).toBe(20);
	expect(world.api.logins).toBe(0);
	world.api.routes['/me'] = guarded(UNAUTHORIZED);
	world.later(2 * SECOND);
	expect((await world.call(many('/things', 20))).failed).toBe(0);
	expect(world.api.logins).toBe(1);
});

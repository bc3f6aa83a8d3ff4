import { HOUR, JudgedWorld, many, MINUTE, SECOND } from '../../support/judgedWorld.mts';
import { guarded, open, UNAUTHORIZED } from '../../support/simulators/judged.mts';

let world: JudgedWorld;

const FORBIDDEN = { status: 403, body: { message: 'Not yours' } };
const POST = { method: 'POST', body: { n: 1 } };

async function start(settings = {}): Promise<void> {
	world = await JudgedWorld.start(settings);
}
afterEach(async () => await world.stop());

/** The minutes after which a failing request led to a login. */
async function minutesOfLogins(
	minutes: number,
	request: () => Promise<unknown>,
): Promise<number[]> {
	const found: number[] = [];
	for (let minute = 0; minute < minutes; minute += 1) {
		const before = world.api.logins;
		await request();
		if (world.api.logins > before) found.push(minute);
		world.later(MINUTE);
	}
	return found;
}

const PAUSES = [0, 1, 3, 7, 15, 31, 63, 123];

describe('a judge that refuses any token', () => {
	beforeEach(async () => {
		await start();
		world.api.other = open(FORBIDDEN);
		await world.logIn();
	});

	test('is useless after one login for all: the original errors stand', async () => {
		const { failed, json } = await world.call(many('/theirs', 200));
		expect(failed).toBe(200);
		expect(json[0].error).toContain('Not yours');
		expect(world.api.logins).toBe(1);
		// Whoever made the login sends its request again, or n8n would not store the token.
		expect(world.api.log.filter((line) => line.startsWith('GET /theirs'))).toHaveLength(
			200 + 1 + 3,
		);
		expect(world.engine.credentials.row('c').accessToken).toBe([...world.api.good][1]);
	});

	test('leads to logins further and further apart', async () => {
		expect(await minutesOfLogins(130, async () => await world.call('/theirs'))).toEqual(PAUSES);
	});

	test('the pause is stored, for a new process', async () => {
		const all = await minutesOfLogins(5, async () => {
			await world.call('/theirs');
			world.startAnew();
		});
		expect(all).toEqual([0, 1, 3]);
	});

	test('POSTs are never sent again', async () => {
		expect((await world.call(many('/theirs', 20), POST)).failed).toBe(20);
		expect(world.api.logins).toBe(1);
		expect(world.api.log.filter((line) => line.startsWith('POST'))).toHaveLength(20);
	});

	test('is dropped: the next one in turn proves the next refusal, without a pause', async () => {
		await world.call('/theirs');
		world.later(HOUR);
		world.api.other = guarded(UNAUTHORIZED);
		world.api.routes['/theirs'] = open(FORBIDDEN);
		world.api.revoke();
		expect((await world.call(many('/things', 20))).failed).toBe(0);
		world.later(2 * SECOND);
		world.api.revoke();
		world.later(2 * SECOND);
		expect((await world.call(many('/things', 20))).failed).toBe(0);
	});
});

describe('without a judge', () => {
	test.each([
		['none is wanted', { check: { by: 'none' } }],
		['all of them are blind', {}],
	])('logins on suspicion come further and further apart: %s', async (_why, settings) => {
		await start(settings);
		world.api.other = open({ status: 404, body: {} });
		await world.logIn();
		expect(await minutesOfLogins(130, async () => await world.call('/x'))).toEqual(PAUSES);
	});

	test('no judge is asked where none is wanted', async () => {
		await start({ check: { by: 'none' } });
		world.api.other = guarded(UNAUTHORIZED);
		await world.logIn();
		world.api.revoke();
		expect((await world.call(many('/things', 20))).failed).toBe(0);
		expect(world.api.logins).toBe(1);
		expect(world.api.log).toHaveLength(40);
		expect(world.api.carried('madeUp')).toBe(0);
	});

	test('only GETs are sent again', async () => {
		await start({ check: { by: 'none' } });
		world.api.other = guarded(UNAUTHORIZED);
		await world.logIn();
		world.api.revoke();
		expect((await world.call(many('/things', 20), POST)).failed).toBe(20);
		expect(world.api.log).toHaveLength(20);
		// The token is stored by the next request.
		expect((await world.call('/things', POST)).failed).toBe(0);
		expect(world.api.logins).toBe(1);
	});

	test('a wrong password is tried once, and the original errors stand', async () => {
		await start({ check: { by: 'none' } });
		world.api.other = open(FORBIDDEN);
		await world.logIn();
		world.api.answerLogin = () => ({ status: 401, body: { message: 'Locked' } });
		const { json } = await world.call(many('/x', 200));
		expect(json.every(({ error }) => String(error).includes('Not yours'))).toBe(true);
		expect(world.api.logins).toBe(1);
	});
});

describe('a proven judge', () => {
	beforeEach(async () => {
		await start();
		world.api.other = guarded(UNAUTHORIZED);
		world.api.routes['/blind'] = open({ status: 404, body: {} });
		await world.logIn();
		world.api.revoke();
		await world.call('/things?page=1');
		world.later(2 * SECOND);
		world.api.forget();
	});

	test('is stored with the token, and tells a new process', async () => {
		world.startAnew();
		world.api.revoke();
		expect((await world.call(many('/orders', 20), POST)).failed).toBe(0);
		expect(world.api.log.filter((line) => line.startsWith('GET'))).toEqual([
			'GET /things?page=1 madeUp',
			'GET /things?page=1 revoked',
			'GET /things?page=1 good',
		]);
		expect(world.api.logins).toBe(1);
	});

	test('leaves failures of another reason alone, in a new process too', async () => {
		world.startAnew();
		expect((await world.call(many('/blind', 200))).failed).toBe(200);
		expect(world.api.logins).toBe(0);
		expect(world.api.log).toHaveLength(200 + 2);
	});

	test('that answers otherwise than ever is suspect; if a fresh token fares no better, it is proven no more', async () => {
		world.api.routes['/things'] = guarded(UNAUTHORIZED, { status: 404, body: {} });
		expect((await world.call(many('/blind', 20))).failed).toBe(20);
		expect(world.api.logins).toBe(1);
		const { tokenSession } = world.engine.credentials.row('c');
		expect(String(tokenSession)).not.toContain('proven');
		// Another judge says that the token is good.
		world.later(2 * SECOND);
		expect((await world.call('/blind')).failed).toBe(1);
		expect(world.api.logins).toBe(1);
	});

	test('that is busy says nothing', async () => {
		world.startAnew();
		world.api.routes['/things'] = (carried) =>
			carried === 'madeUp' ? UNAUTHORIZED : { status: 503, body: {} };
		expect((await world.call(many('/blind', 20))).failed).toBe(20);
		expect(world.api.logins).toBe(0);
	});
});

test('a proof ends the pauses', async () => {
	await start();
	world.api.other = guarded(UNAUTHORIZED);
	world.api.routes['/theirs'] = open(FORBIDDEN);
	world.api.routes['/'] = open({ status: 404, body: {} });
	await world.logIn();
	for (let n = 0; n < 4; n += 1) {
		await world.call('/theirs');
		world.later(HOUR);
	}
	expect(world.api.logins).toBe(4);
	world.api.revoke();
	expect((await world.call('/things')).failed).toBe(0);
	expect(world.api.logins).toBe(5);
	world.later(2 * SECOND);
	// It would be dropped, and no pause is on.
	world.api.routes['/things'] = open(FORBIDDEN);
	world.api.revoke();
	await world.call('/theirs');
	expect(world.api.logins).toBe(6);
});

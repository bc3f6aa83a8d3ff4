import { JudgedWorld, many, SECOND } from '../../support/judgedWorld.mts';
import { guarded, JudgedSimulator, open, UNAUTHORIZED } from '../../support/simulators/judged.mts';
import type { Arrived } from '../../support/simulators/simulator.mts';

let world: JudgedWorld;
let other: JudgedSimulator;

const POST = { method: 'POST', body: { n: 1 } };
const JWT_HEAD = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJvcHMiLCJuIjox';

async function start(settings = {}, fields = {}): Promise<void> {
	world = await JudgedWorld.start(settings, fields);
	world.api.other = guarded(UNAUTHORIZED);
}
afterEach(async () => {
	await world.stop();
	await other?.stop();
});

const requests = (carried: string) =>
	world.api.arrived.filter((_request, n) => logged()[n]?.endsWith(` ${carried}`));
/** The log, with a place for each login as well. */
function logged(): Array<string | undefined> {
	const lines = [...world.api.log];
	return world.api.arrived.map(({ path }) => (path === '/login' ? undefined : lines.shift()));
}

describe('an address that may do harm is no judge', () => {
	test.each(['/logout', '/session/Sign-Out', '/users/delete?id=5', '/api?do=reboot'])(
		'%s: the base URL judges',
		async (path) => {
			await start();
			await world.logIn();
			world.api.revoke();
			expect((await world.call(many(path, 5), POST)).failed).toBe(0);
			const [bare] = path.split('?');
			const judges = world.api.log.filter((line) => line.startsWith('GET'));
			expect(judges.filter((line) => /logout|sign-out|delete|reboot/i.test(line))).toEqual([]);
			expect(judges[0]).toBe(bare === '/api' ? 'GET /api madeUp' : 'GET / madeUp');
		},
	);

	test('nor is a base URL of this kind', async () => {
		await start();
		world.save({ baseUrl: `${world.api.origin}/reset`, loginUrl: `${world.api.origin}/login` });
		await world.logIn();
		world.api.revoke();
		await world.call('/reset/logout', POST);
		expect(world.api.log).toEqual(['POST /reset/logout revoked']);
		expect(world.api.logins).toBe(1);
	});
});

describe('another host', () => {
	beforeEach(async () => {
		await start();
		other = await new JudgedSimulator(world.api).start();
		other.other = guarded(UNAUTHORIZED);
		world.save({ settings: { hosts: { otherHosts: new URL(other.origin).host } } });
		await world.logIn();
	});

	const callOther = async () => await world.call([`${other.origin}/things`], POST);

	test('judges its own requests, and all of them once it is proven, while it is allowed', async () => {
		world.api.revoke();
		expect((await callOther()).failed).toBe(0);
		expect(other.log.at(-2)).toBe('GET /things good');
		world.startAnew();
		world.later(2 * SECOND);
		world.api.revoke();
		expect((await world.call('/orders', POST)).failed).toBe(0);
		expect(other.log.at(-1)).toBe('GET /things good');
		other.forget();
		world.save({ settings: {} });
		world.startAnew();
		world.later(2 * SECOND);
		world.api.revoke();
		expect((await world.call('/orders', POST)).failed).toBe(0);
		expect(other.log).toEqual([]);
	});

	test('is not asked about requests to the API, where it is not proven', async () => {
		other.other = guarded(UNAUTHORIZED, { status: 404, body: {} });
		expect((await callOther()).failed).toBe(1);
		expect(other.carried('madeUp')).toBe(1);
		other.forget();
		world.later(2 * SECOND);
		world.api.revoke();
		expect((await world.call('/things')).failed).toBe(0);
		expect(other.log).toEqual([]);
	});
});

describe('what is sent to a judge', () => {
	test('is the address and Accept of the request, and nothing else of it', async () => {
		await start();
		await world.logIn();
		world.api.revoke();
		const headers = {
			Accept: 'application/vnd.example+json',
			'If-None-Match': '"5"',
			Range: 'bytes=0-9',
			'X-Own': 'invented',
		};
		await world.call('/things?page=2', { headers });
		const [madeUp] = requests('madeUp');
		expect(madeUp).toMatchObject({ method: 'GET', target: '/things?page=2' });
		expect(madeUp.headers).toMatchObject({
			accept: 'application/vnd.example+json',
			'cache-control': 'no-cache',
		});
		for (const name of ['if-none-match', 'range', 'x-own'])
			expect(Object.keys(madeUp.headers)).not.toContain(name);
		expect(madeUp.body).toHaveLength(0);
	});

	test('of a JWT is another signature alone', async () => {
		await start();
		world.api.makeToken = () => `${JWT_HEAD}.${'c2lnbmF0dXJl'.repeat(3)}`;
		await world.logIn();
		await world.call('/things');
		world.api.revoke();
		await world.call('/things');
		const [sent] = requests('madeUp').map(({ headers }) => headers.authorization);
		expect(sent).toMatch(/^Bearer eyJhbGciOiJIUzI1NiJ9\.eyJzdWIiOiJvcHMiLCJuIjox\.\w{36}$/);
	});

	test('is no made-up token where it would be a wrong password of the user', async () => {
		await start({ send: { value: 'Basic {username:token|base64}' } });
		world.api.tokenIn = ({ headers }: Arrived) => {
			const [, text = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
			return Buffer.from(text, 'base64').toString().split(':')[1];
		};
		await world.logIn();
		world.api.revoke();
		expect((await world.call(many('/orders', 20), POST)).failed).toBe(0);
		expect(world.api.carried('madeUp')).toBe(0);
		expect(world.api.logins).toBe(1);
		world.api.routes['/missing'] = open({ status: 404, body: {} });
		world.later(2 * SECOND);
		expect((await world.call(many('/missing', 20))).failed).toBe(20);
		expect(world.api.logins).toBe(1);
	});

	test('has no cookie of the session beside a made-up token', async () => {
		await start(
			{},
			{
				keptValues: {
					value: [
						{ name: 'session', answer: 'login', from: 'cookie', path: 'SESSION' },
						{ name: 'tenant', answer: 'login', from: 'json', path: 'tenant' },
					],
				},
				requestHeaders: {
					header: [
						{ name: 'Cookie', value: 'SESSION={session}' },
						{ name: 'X-Tenant', value: '{tenant}' },
					],
				},
			},
		);
		world.api.answerLogin = (token) => ({
			status: 200,
			headers: { 'Set-Cookie': `SESSION=${'s'.repeat(20)}` },
			body: { token, tenant: 't-1' },
		});
		await world.logIn();
		world.api.revoke();
		expect((await world.call('/things')).failed).toBe(0);
		const [madeUp] = requests('madeUp');
		expect(Object.keys(madeUp.headers)).not.toContain('cookie');
		expect(madeUp.headers['x-tenant']).toBe('t-1');
		for (const { headers } of requests('good')) expect(headers.cookie).toContain('SESSION=sss');
	});

	test('replaces the token in the query, and fills in the path', async () => {
		await start(
			{ send: { in: 'query', name: 'key' } },
			{ keptValues: { value: [{ name: 'site', answer: 'login', from: 'json', path: 'site' }] } },
		);
		let sites = 0;
		world.api.answerLogin = (token) => ({
			status: 200,
			body: { token, site: `site ${(sites += 1)}` },
		});
		world.api.tokenIn = ({ query }) => new URLSearchParams(query).getAll('key').join();
		await world.logIn();
		world.api.revoke();
		expect((await world.call('/sites/{site}/things?key=own&page=2')).failed).toBe(0);
		expect(requests('madeUp')[0].target).toMatch(
			/^\/sites\/site%201\/things\?page=2&key=[\w-]{32}$/,
		);
		// The judge is a template: with the fresh token it is another address.
		expect(world.api.log.at(-1)).toMatch(/^GET \/sites\/site%202\/things\?.* good$/);
	});
});

test('a judge with an endless answer is left after 64 kB', async () => {
	await start();
	let written = 0;
	world.api.routes['/export'] = (carried) => ({
		status: 200,
		send(outgoing) {
			const status = carried === 'good' ? 500 : 401;
			outgoing.writeHead(status, { 'Content-Type': 'text/plain' });
			const write = () => {
				if (outgoing.destroyed || written > 20_000_000) return;
				const chunk = 'x'.repeat(16_384);
				written += chunk.length;
				outgoing.write(chunk, () => setImmediate(write));
			};
			if (carried === 'madeUp') write();
			else outgoing.end('broken');
		},
	});
	await world.logIn();
	expect((await world.call('/export')).failed).toBe(1);
	expect(world.api.carried('madeUp')).toBe(1);
	expect(written).toBeLessThan(10_000_000);
	expect(world.api.logins).toBe(0);
});

import { CustomTokenApi } from '../../../credentials/CustomTokenApi.credentials';
import { setClock } from '../../support/clock.mts';
import { testCredential } from '../../support/credentialTest.mts';
import { CustomWorld, wrong } from '../../support/customWorld.mts';
import { jsonBody, type Arrived, type Reply } from '../../support/simulators/simulator.mts';

const TOKEN = 'Tk.7Q2w-mJx4_Kp9zR1c';

let world: CustomWorld;
afterEach(async () => {
	jest.useRealTimers();
	await world.stop();
});

/** Directus, as far as its login goes. */
const directus = (password: () => string) => ({
	'POST /auth/login': (request: Arrived): Reply =>
		jsonBody(request)?.password === password()
			? { status: 200, body: { data: { access_token: TOKEN, expires: 900_000 } } }
			: { status: 401, body: { errors: [{ message: 'Invalid user credentials.' }] } },
	'GET /users/me': ({ headers }: Arrived): Reply =>
		headers.authorization === `Bearer ${TOKEN}`
			? { status: 200, body: { data: { id: 'u-4711' } } }
			: { status: 401, body: {} },
});

async function start(fields: object): Promise<void> {
	world = new CustomWorld(directus(() => world.password));
	await world.api.start();
	world.save({ api: 'directus', loginUrl: '', settings: {}, ...fields });
}

test('an address and an account are enough: one login for 200 items', async () => {
	await start({});
	const items = Array.from({ length: 200 }, () => ({}));
	const out = await world.call(`${world.api.origin}/users/me`, {}, items);
	expect(wrong(out)).toBe('');
	expect(out.json).toHaveLength(200);
	expect(world.count('/auth/login')).toBe(1);
	expect(jsonBody(world.api.arrived[0])).toEqual({
		email: world.username,
		password: world.password,
	});
});

test('what was described for another API before is neither sent nor asked', async () => {
	await start({
		loginUrl: '/elsewhere',
		extraFields: { field: [{ name: 'tenant', value: 'example' }] },
		requestHeaders: { header: [{ name: 'X-Key', value: 'left-over' }] },
		settings: { firstRequest: { url: '/form' }, token: { from: 'json', path: 'key' } },
	});
	const out = await world.run();
	expect(wrong(out)).toBe('');
	expect(out.json[0]).toMatchObject({ accessToken: TOKEN, provider: 'custom' });
	expect(world.api.arrived).toHaveLength(1);
	expect(jsonBody(world.api.arrived[0])).not.toHaveProperty('tenant');
	expect(world.api.arrived[0].headers).not.toHaveProperty('x-key');
});

test('another API at the same address logs in anew, and is never sent the token of the one before', async () => {
	await start({});
	expect(wrong(await world.call(`${world.api.origin}/users/me`))).toBe('');
	world.save({ api: 'homebridge' });
	const other = 'Hb.3M8v-nRq7_Zt2xW5y';
	world.api.add({
		'POST /api/auth/login': () => ({ status: 201, body: { access_token: other } }),
		'GET /api/users': () => ({ status: 200, body: [] }),
	});
	world.api.arrived.length = 0;
	expect(wrong(await world.call(`${world.api.origin}/api/users`))).toBe('');
	expect(world.count('/api/auth/login')).toBe(1);
	const sent = JSON.stringify(world.api.arrived.map(({ headers }) => headers));
	expect(sent).toContain(`Bearer ${other}`);
	expect(sent).not.toContain(TOKEN);
});

test.each([
	['custom', 'X-Own'],
	['directus', 'Bearer'],
])(
	"an expression that chooses '%s' leaves the other fields as they are",
	async (api, tokenType) => {
		const described = { loginUrl: '/auth/login', usernameField: 'email' };
		const send = { in: 'header', name: 'X-Own', value: '{token}' };
		await start({ api: `={{ '${api}' }}`, ...described, settings: { send } });
		const out = await world.run();
		expect(wrong(out)).toBe('');
		expect(out.json[0]).toMatchObject({ accessToken: TOKEN, tokenType });
	},
);

test('a switch that is off stays off', async () => {
	await start({ settings: { output: { allowTokenOutput: false } } });
	expect(wrong(await world.run())).toContain('Allow Token Output');
	expect(world.api.arrived).toHaveLength(0);
});

describe('an error', () => {
	test('names the product, what it said, and fields that the form shows', async () => {
		await start({ password: 'wrong' });
		const said = wrong(await world.run());
		expect(said).toContain(`Directus at ${new URL(world.api.origin).host} refused the login (401)`);
		expect(said).toContain("Invalid user credentials. Check 'User Name' and 'Password'.");
		expect(said).not.toMatch(/Login URL|Token in the Answer/);
	});

	test('says where an address leads to nothing', async () => {
		await start({ baseUrl: '' });
		world.save({ baseUrl: `${world.api.origin}/admin` });
		const said = wrong(await world.run());
		expect(said).toContain('has nothing at this address for the login (404)');
		expect(said).toContain("Check 'Base URL': it is the address of Directus itself");
	});

	test('of an answer without a token sends nobody to a field that is not there', async () => {
		await start({});
		world.api.add({ 'POST /auth/login': () => ({ status: 200, body: { key: 'no' } }) });
		const said = wrong(await world.run());
		expect(said).toContain('no token was found in its answer');
		expect(said).toContain("choose 'Custom' in 'API'");
		expect(said).not.toContain('Token in the Answer');
	});

	test('of trouble at the server stays as it is', async () => {
		await start({});
		world.api.add({ 'POST /auth/login': () => ({ status: 500, body: {} }) });
		const said = wrong(await world.run());
		expect(said).toContain('could not process the login (500)');
		expect(said).not.toContain('User Name');
	});

	test('of a redirect says where it leads', async () => {
		await start({});
		const location = 'https://directus.example.com/auth/login';
		world.api.add({
			'POST /auth/login': () => ({ status: 301, headers: { location }, body: {} }),
		});
		expect(wrong(await world.run())).toMatch(
			/refused the login with a redirect \(301\) to https:\/\/directus\.example\.com\W+If that is your Directus, enter this address as 'Base URL'\./,
		);
	});

	test.each([
		['nothing at all', 404, 'has nothing at this address for the first request (404)'],
		['another answer', 200, 'answered, but not as MediaWiki does'],
	])('of a first request that gets %s names the address', async (_what, status, words) => {
		await start({ api: 'mediaWiki' });
		world.api.add({ 'GET /api.php': () => ({ status, body: { not: 'it' } }) });
		const said = wrong(await world.run());
		expect(said).toContain(words);
		expect(said).toContain("Check 'Base URL': it is the address of MediaWiki itself");
		expect(said).not.toMatch(/Kept Values|First Request|'Path'/);
	});
});

describe('where nothing tells whether the token is good', () => {
	test('the hint names no field that the form lacks', async () => {
		await start({});
		await world.run('generate');
		setClock(Date.now() + 360_000);
		const { hints, json } = await world.run('get', { check: 'always' });
		expect(json[0]).toMatchObject({ accessToken: TOKEN, renewed: false });
		const [hint] = hints.filter((text) => text.includes('was not checked'));
		expect(hint).toContain("Use 'Generate' where the token has to be new.");
		expect(hint).not.toContain("'Check'");
	});

	test("nor does the credential's test", async () => {
		await start({ api: 'pouchDbServer' });
		world.api.add({
			'POST /_session': () => ({
				status: 200,
				headers: { 'set-cookie': `AuthSession=${TOKEN}` },
				body: { ok: true },
			}),
			'GET /_session': () => ({ status: 200, body: { ok: true } }),
		});
		const { message } = await testCredential(world.engine, new CustomTokenApi(), 'c');
		expect(message).toContain('This address does not look at the token');
		expect(message).toContain("choose 'Custom' in 'API'");
		expect(message).not.toContain("'Check'");
	});
});

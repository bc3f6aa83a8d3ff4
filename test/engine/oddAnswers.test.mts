import { setClock } from '../support/clock.mts';
import { renewIn, expired } from '../support/held.mts';
import { ALL, SESSIONS, World, expectNoSession, failureOf, type Name } from '../support/world.mts';

const MINUTE = 60_000;
const YEAR = 31_536_000;
const NOW = Date.UTC(2026, 11, 1, 9);

let world: World;

beforeEach(async () => {
	setClock(NOW);
	world = await new World().start();
});

afterEach(async () => {
	jest.useRealTimers();
	await world.stop();
});

/** The token that the provider gave out last. */
function lastToken(name: Name): string | undefined {
	if (name === 'personr') return world.personr.token;
	return [...world[name].tokens.entries()]
		.map((entry) => String(entry[name === 'rocketChat' ? 1 : 0]))
		.at(-1);
}

/** Gets a token, uses it, and expects it stored: one login in all. */
async function expectKept(name: (typeof SESSIONS)[number]) {
	const got = await world.run(name, { operation: 'get' });
	expect(got.error).toBeUndefined();
	expect(got.json[0]).toMatchObject({ accessToken: lastToken(name), renewed: true });
	expect(world.row(name).accessToken).toBe(lastToken(name));
	const used = await world.call(name, `${world[name].baseUrl}/things`);
	expect(used.error).toBeUndefined();
	const again = await world.run(name, { operation: 'get' });
	expect(again.json[0]).toMatchObject({ accessToken: lastToken(name), renewed: false });
	expect(world[name].logins).toBe(1);
	return again;
}

describe('an expiry as servers write it', () => {
	test.each([String(YEAR), ` ${YEAR}\n`, '3.1536e7', YEAR])(
		'Personr: %j is a year',
		async (expires) => {
			world.personr.writeExpiry = () => expires;
			const { json, hints } = await expectKept('personr');
			expect(json[0]).toMatchObject({
				expiresAt: '2027-12-01T09:00:00.000Z',
				expiresIn: YEAR,
				renewAt: '2027-11-24T09:00:00.000Z',
			});
			expect(hints).toEqual([]);
		},
	);

	test.each([
		1_800_007_200,
		'1800007200',
		' 1800007200 ',
		1_800_007_200_000,
		'1800007200000',
		'1.8000072e9',
		'Fri, 15 Jan 2027 10:00:00 GMT',
		'Friday, 15-Jan-27 10:00:00 GMT',
		'Fri Jan 15 10:00:00 2027',
		'2027-01-15T10:00:00',
		'2027-01-15T11:00:00+01:00',
	])('GenLogs: %j is the 15th of January', async (expires) => {
		world.genLogs.writeTime = () => expires;
		const { json, hints } = await expectKept('genLogs');
		expect(json[0]).toMatchObject({
			expiresAt: '2027-01-15T10:00:00.000Z',
			refreshTokenExpiresAt: '2027-01-15T10:00:00.000Z',
		});
		expect(hints).toEqual([]);
	});

	test.each([1_796_101_200, '1796101200000', 'Tue, 01 Dec 2026 05:00:00 GMT'])(
		"GIRO: 'createdAt' may be %j",
		async (createdAt) => {
			world.giro.data = { createdAt };
			const { json } = await expectKept('giro');
			expect(json[0].issuedAt).toBe('2026-12-01T05:00:00.000Z');
		},
	);
});

describe('an expiry that cannot be read', () => {
	const UNREADABLE: Array<['personr' | 'genLogs', unknown]> = [
		...[undefined, null, '', 'never', '1 year', {}, [YEAR], 1e300].map(
			(value): ['personr', unknown] => ['personr', value],
		),
		...[undefined, null, '', 'never', '2027-02-30T00:00:00', 3_600, 0, {}, 1e18].map(
			(value): ['genLogs', unknown] => ['genLogs', value],
		),
	];

	test.each(UNREADABLE)('%s: %j costs no token, and a hint says so', async (name, expires) => {
		world.personr.writeExpiry = () => expires;
		world.genLogs.writeTime = () => expires;
		const { json, hints } = await expectKept(name);
		expect(json[0]).toMatchObject({ expiresAt: null, expiresIn: null, renewAt: null });
		expect(hints).toEqual([expect.stringMatching(/holds no expiry .* that can be read/)]);
		expect(hints[0]).toContain(
			`'Maximum Token Age (Hours)' under 'Settings' in the ${name === 'personr' ? 'Personr' : 'GenLogs'} API credential`,
		);
	});

	test.each(['get', 'generate', 'renewIfDue'])('the hint comes once with %s', async (operation) => {
		world.personr.writeExpiry = () => 'never';
		const { hints, json } =
			operation === 'renewIfDue'
				? await renewIn(world, 'personr', [expired(), expired()])
				: await world.run('personr', { operation }, [{}, {}]);
		expect(json.map(({ expiresAt }) => expiresAt)).toEqual([null, null]);
		expect(hints).toEqual([expect.stringContaining("'Maximum Token Age (Hours)'")]);
	});

	test('is not told to those who have set what it advises', async () => {
		world.save('personr', { settings: { renewal: { maxAge: 6 } } });
		world.personr.writeExpiry = () => 'never';
		const { hints, json } = await world.run('personr', { operation: 'get' });
		expect(json[0]).toMatchObject({ expiresAt: null, renewAt: '2026-12-01T15:00:00.000Z' });
		expect(hints).toEqual([]);
	});
});

test.each(ALL)('%s: blanks and line breaks around a token are no part of it', async (name) => {
	world[name].writeToken = (token) => ` \t${token}\r\n`;
	const { json, error } = await world.run(name);
	expect(error).toBeUndefined();
	expect(json[0].accessToken).toBe(lastToken(name));
	if (name === 'rocketChat') return;
	expect(world.row(name).accessToken).toBe(lastToken(name));
	expect((await world.call(name, `${world[name].baseUrl}/things`)).error).toBeUndefined();
	expect(world[name].logins).toBe(1);
});

describe('clocks that differ', () => {
	const start = (ahead: number, lifetime = 300) => {
		world.genLogs.lifetime = lifetime;
		world.genLogs.now = () => Date.now() + ahead;
	};

	test.each([
		['ten minutes behind', -10 * MINUTE],
		['ten minutes ahead', 10 * MINUTE],
		['a year behind', -YEAR * 1_000],
		['a year ahead', YEAR * 1_000],
	])("GenLogs' clock is %s: a token for 300 s is one for 300 s", async (_name, ahead) => {
		start(ahead);
		const { json } = await expectKept('genLogs');
		expect(json[0].expiresIn).toBe(300);
		expect(json[0].issuedAt).toBe('2026-12-01T09:00:00.000Z');
		expect(json[0].renewAt).toBe('2026-12-01T09:04:00.000Z');
		setClock(NOW + 5 * MINUTE);
		expect((await world.run('genLogs', { operation: 'get' })).json[0].renewed).toBe(true);
	});

	test('GIRO: a token is as old as it is by its clock', async () => {
		world.giro.now = () => Date.now() + 10 * MINUTE;
		world.giro.data = { createdAt: new Date(NOW + 5 * MINUTE).toISOString() };
		expect((await expectKept('giro')).json[0].issuedAt).toBe('2026-12-01T08:55:00.000Z');
	});

	test.each([
		['no Date', null],
		['nonsense as its Date', 'today'],
		['a Date of years ago, as from a cache', 'Thu, 01 Jan 1970 00:00:00 GMT'],
		['a Date in years', 'Thu, 01 Jan 2099 00:00:00 GMT'],
	])('a response with %s is read by our clock', async (_name, date) => {
		start(0);
		world.genLogs.date = date;
		expect((await expectKept('genLogs')).json[0].expiresIn).toBe(300);
	});

	test('a token that has expired by its own clock is never stored', async () => {
		start(10 * MINUTE, -900);
		expect(failureOf(await world.run('genLogs'))).toContain('its token has already expired');
		expectNoSession(world, 'genLogs');
	});
});

describe('other answers that are odd and do no harm', () => {
	test.each(SESSIONS)('%s: a byte order mark, the status 201 and another type', async (name) => {
		world[name].behave((request) => {
			const reply = world[name].wouldAnswer(request);
			if (reply.status !== 200) return reply;
			const headers = { 'Content-Type': 'text/html; charset=iso-8859-1' };
			return { status: 201, headers, body: `\ufeff \n${JSON.stringify(reply.body)}\n` };
		});
		await expectKept(name);
	});

	test.each(SESSIONS)('%s: of a name that comes twice the last counts', async (name) => {
		world[name].behave((request) => {
			const { body, ...reply } = world[name].wouldAnswer(request);
			return {
				...reply,
				body: JSON.stringify(body).replace(/"token":/, '"token":"first","token":'),
			};
		});
		await expectKept(name);
	});

	test.each(SESSIONS)('%s: the user is a number', async (name) => {
		Object.assign(world[name], { userId: '4711' });
		world[name].behave((request) => {
			const { body, ...reply } = world[name].wouldAnswer(request);
			return { ...reply, body: JSON.stringify(body).replaceAll('"4711"', '4711') };
		});
		expect((await expectKept(name)).json[0].userId).toBe('4711');
	});

	test.each(SESSIONS)('%s: no content is told as such', async (name) => {
		world[name].behave(() => ({ status: 204, body: '' }));
		expect(failureOf(await world.run(name))).toMatch(
			/answered, but not with the documented JSON|answered the login, but no token was found/,
		);
		expectNoSession(world, name);
	});
});

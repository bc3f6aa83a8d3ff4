import { setClock } from '../../support/clock.mts';
import { failureOf } from '../../support/world.mts';
import {
	DAY,
	GOES_ON,
	ROUTES,
	START,
	asked,
	itemOf,
	named,
	run,
	server,
	statusOf,
	useWorld,
	world,
} from '../../support/rocketChatNode.mts';

useWorld();

const iso = (moment: number) => new Date(moment).toISOString();
const rotate = async (parameters: object = {}) =>
	await run('rotate', { tokenName: 'nightly', ...parameters });

/** A token that was created at a given time, next to the account's own one. */
async function make(at: number, bypassTwoFactor = false): Promise<string> {
	setClock(at);
	const parameters = { tokenName: 'nightly', options: { bypassTwoFactor } };
	const { accessToken } = itemOf(await run('generate', parameters));
	server.forget();
	return String(accessToken);
}

describe('a token that does not exist', () => {
	test.each([true, false])('is generated with the chosen bypass: %p', async (bypassTwoFactor) => {
		setClock(START);
		const item = itemOf(await rotate({ options: { bypassTwoFactor }, olderThanDays: 7 }));
		expect(item).toMatchObject({
			accessToken: server.tokens.get('nightly'),
			tokenName: 'nightly',
			renewed: true,
			issuedAt: iso(START),
			renewAt: iso(START + 7 * DAY),
		});
		expect(server.to(ROUTES.generate).map(({ body }) => body.toString())).toEqual([
			JSON.stringify({ tokenName: 'nightly', bypassTwoFactor }),
		]);
		expect(itemOf(await run('getMany')).bypassTwoFactor).toBe(bypassTwoFactor);
	});
});

describe('a token', () => {
	test.each([
		[30, 30 * DAY - 1],
		[30, 0],
		[0.5, DAY / 2 - 1],
		[1, -5 * 60_000],
		[36_500, 3_000 * DAY],
	])('less than %p days old is left alone: %p ms', async (olderThanDays, age) => {
		const token = await make(START);
		setClock(START + age);
		expect(itemOf(await rotate({ olderThanDays, options: { bypassTwoFactor: true } }))).toEqual({
			provider: 'rocketChat',
			accessToken: null,
			tokenType: 'X-Auth-Token',
			tokenName: 'nightly',
			userId: server.userId,
			accountId: null,
			issuedAt: iso(Math.min(START, START + age)),
			expiresAt: null,
			expiresIn: null,
			renewAt: iso(Math.min(START, START + age) + olderThanDays * DAY),
			refreshToken: null,
			refreshTokenExpiresAt: null,
			renewed: false,
			fingerprint: null,
			headers: {},
		});
		expect(asked()).toEqual(['getPersonalAccessTokens']);
		expect(await statusOf(token)).toBe(200);
	});

	test.each([
		[30, 30 * DAY],
		[30, 400 * DAY],
		[0.5, DAY / 2],
		[0, 0],
	])('%p days old is replaced: %p ms', async (olderThanDays, age) => {
		const old = await make(START);
		setClock(START + age);
		const item = itemOf(await rotate({ olderThanDays }));
		expect(item).toMatchObject({
			accessToken: server.tokens.get('nightly'),
			renewed: true,
			issuedAt: iso(START + age),
			renewAt: iso(START + age + olderThanDays * DAY),
			fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
		});
		expect(item.accessToken).not.toBe(old);
		expect([await statusOf(old), await statusOf(item.accessToken)]).toEqual([401, 200]);
		expect(server.to(ROUTES.regenerate).map(({ body }) => body.toString())).toEqual([
			'{"tokenName":"nightly"}',
		]);
	});

	test('is replaced at an age of 30 days by default', async () => {
		await make(START);
		setClock(START + 30 * DAY - 1);
		expect(itemOf(await rotate()).renewAt).toBe(iso(START + 30 * DAY));
		setClock(START + 30 * DAY);
		expect(itemOf(await rotate()).renewed).toBe(true);
	});

	test.each(['yesterday', '', null, 5, {}, '2031-02-30T00:00:00.000Z'])(
		'whose date %j cannot be read is left alone',
		async (createdAt) => {
			const old = await make(START);
			server.behave(({ path }) =>
				path === ROUTES.list
					? { status: 200, body: { success: true, tokens: [{ name: 'nightly', createdAt }] } }
					: undefined,
			);
			expect(failureOf(await rotate({ olderThanDays: 0 }))).toContain(
				'its list does not say when each token was created',
			);
			expect(asked()).toEqual(['getPersonalAccessTokens']);
			expect(server.tokens.get('nightly')).toBe(old);
		},
	);
});

test('a token is found by its name among others, older and younger', async () => {
	setClock(START - 50 * DAY);
	await run('generate', { tokenName: 'another' });
	await make(START);
	await run('generate', { tokenName: 'nightly-2' });
	setClock(START + DAY);
	expect(itemOf(await rotate({ olderThanDays: 30 }))).toMatchObject({
		tokenName: 'nightly',
		renewed: false,
		issuedAt: iso(START),
	});
	expect(itemOf(await rotate({ olderThanDays: 1 }))).toMatchObject({ renewed: true });
	expect([...server.tokens.keys()].sort()).toEqual(['another', 'nightly', 'nightly-2']);
});

test('a token with a date in the future counts as created now', async () => {
	await make(START + 40 * DAY);
	setClock(START);
	expect(itemOf(await rotate({ olderThanDays: 30 }))).toMatchObject({
		renewed: false,
		issuedAt: iso(START),
		renewAt: iso(START + 30 * DAY),
	});
	expect(itemOf(await rotate({ olderThanDays: 0 }))).toMatchObject({ renewed: true });
});

describe("'Older Than (Days)'", () => {
	test.each([-1, -0.001, 36_501, Infinity, Number.NaN, 'thirty', '30', '', true, null, [30]])(
		'of %p is an error that names the field',
		async (days) => {
			const parameters = { tokenName: 'nightly', olderThanDays: '={{ $json.days }}' };
			const said = failureOf(await run('rotate', parameters, [{ days }] as never));
			expect(said).toContain("'Older Than (Days)' must be a number from 0 to 36500");
			expect(world.arrived).toBe(0);
		},
	);
});

describe('the bypass of the old token', () => {
	const LOST = 'without the bypass of two-factor codes that the old one had';

	test.each(['rotate', 'regenerate'])('is kept by the newest server: %s', async (operation) => {
		await make(START, true);
		const outcome = await run(operation, { tokenName: 'nightly', olderThanDays: 0 });
		expect(itemOf(outcome).renewed).toBe(true);
		expect(outcome.hints.join()).not.toContain('bypass');
		expect(itemOf(await run('getMany')).bypassTwoFactor).toBe(true);
	});

	test.each(['rotate', 'regenerate'])(
		'is dropped by an older server, and a hint says so: %s',
		async (operation) => {
			server.generation = 'older';
			await make(START, true);
			const outcome = await run(operation, { tokenName: 'nightly', olderThanDays: 0 });
			expect(itemOf(outcome).accessToken).toBe(server.tokens.get('nightly'));
			expect(outcome.hints.join()).toContain(LOST);
			const without = await run(operation, { tokenName: 'nightly', olderThanDays: 0 });
			expect(without.hints.join()).not.toContain(LOST);
		},
	);

	test.each([500, 403, 200])(
		'cannot be read afterwards (%i): the token is output nevertheless',
		async (status) => {
			await make(START, true);
			server.behave(({ path }) =>
				path === ROUTES.list && server.count(ROUTES.regenerate) > 0
					? { status, body: 'broken' }
					: undefined,
			);
			const outcome = await rotate({ olderThanDays: 0 });
			expect(itemOf(outcome).accessToken).toBe(server.tokens.get('nightly'));
			expect(outcome.hints.join()).toContain('could not be read back');
			expect(server.count(ROUTES.regenerate)).toBe(1);
		},
	);
});

describe("the credential's own token", () => {
	test.each(['rotate', 'regenerate'])('%s: the run goes on with the new one', async (operation) => {
		const own = await make(START, true);
		server.tokens.set('other', 'made by hand');
		world.save('rocketChat', { authToken: own });
		const parameters = { tokenName: '={{ $json.name }}', olderThanDays: 0 };
		const outcome = await run(operation, parameters, named('nightly', 'other'));
		expect(outcome.error).toBeUndefined();
		const [first, second] = outcome.json;
		expect([await statusOf(own), await statusOf(first.accessToken)]).toEqual([401, 200]);
		expect(await statusOf(second.accessToken)).toBe(200);
		expect(server.to(ROUTES.regenerate)[1].headers['x-auth-token']).toBe(first.accessToken);
		expect(outcome.hints.filter((hint) => hint.includes("into its 'Auth Token'"))).toHaveLength(1);
	});

	test('is not confused with one that has another ending', async () => {
		await make(START);
		const outcome = await rotate({ olderThanDays: 0 });
		expect(outcome.hints.join()).not.toContain('Auth Token');
		expect(server.to(ROUTES.regenerate)[0].headers['x-auth-token']).toBe(server.authToken);
	});
});

describe('the same name with different ages in one run', () => {
	const parameters = { tokenName: 'nightly', olderThanDays: '={{ $json.days }}' };
	const days = (...ages: number[]) => ages.map((age) => ({ days: age }));

	test.each([[[30, 0]], [[0, 30]], [[90, 30, 0, 60, 0.1]]])(
		'%j: replaces the token once',
		async (ages) => {
			await make(START - 40 * DAY);
			setClock(START);
			const { json, error } = await run('rotate', parameters, days(...ages));
			expect(error).toBeUndefined();
			expect(server.count(ROUTES.regenerate)).toBe(1);
			const first = ages.findIndex((age) => age <= 40);
			for (const [item, age] of ages.entries()) {
				const isNew = item >= first;
				expect(json[item]).toMatchObject({
					renewed: isNew,
					accessToken: isNew ? server.tokens.get('nightly') : null,
					renewAt: iso((isNew ? START : START - 40 * DAY) + age * DAY),
				});
			}
		},
	);

	test('a token that was generated is not replaced', async () => {
		setClock(START);
		const { json } = await run('rotate', parameters, days(30, 0));
		expect(json.map(({ accessToken }) => accessToken)).toEqual([
			server.tokens.get('nightly'),
			server.tokens.get('nightly'),
		]);
		expect(asked()).toEqual(['getPersonalAccessTokens', 'generatePersonalAccessToken']);
	});

	test('a token that may have been replaced is not replaced again', async () => {
		await make(START - DAY);
		setClock(START);
		server.behave(({ path }) =>
			path === ROUTES.regenerate ? { status: 200, reset: true } : undefined,
		);
		const { json } = await run('rotate', parameters, days(0, 0.5), GOES_ON);
		for (const { error } of json) expect(error).toContain('The old token is unchanged');
		expect(server.count(ROUTES.regenerate)).toBe(1);
	});
});

test('an entry of the list that cannot be read does not affect other tokens', async () => {
	server.made('nightly');
	const tokens = [{ name: '' }, { name: 'other', createdAt: 'yesterday' }, 5, null];
	server.behave(({ path }) =>
		path === ROUTES.list ? { status: 200, body: { success: true, tokens } } : undefined,
	);
	expect(itemOf(await run('regenerate', { tokenName: 'nightly' }))).toMatchObject({
		renewed: true,
	});
	server.behave(({ path }) => (path === ROUTES.list ? { status: 404 } : undefined));
	expect(itemOf(await run('regenerate', { tokenName: 'nightly' }))).toMatchObject({
		renewed: true,
	});
});

import type { IDataObject } from 'n8n-workflow';

import { setClock } from '../support/clock.mts';
import { ALL, SESSIONS, World } from '../support/world.mts';
import { wordsOf } from '../support/problem.mts';

let world: World;

beforeEach(async () => void (world = await new World().start()));
afterEach(async () => {
	jest.useRealTimers();
	await world.stop();
});

const logins = (name: (typeof SESSIONS)[number]) => world[name].logins;
const numbered = (count: number) => Array.from({ length: count }, (_, n) => ({ n }));
const paired = (count: number) => Array.from({ length: count }, (_, item) => ({ item }));

describe.each(SESSIONS)('%s: get and generate', (name) => {
	test('get logs in once, stores the token, and gives it out again without a call', async () => {
		const first = await world.run(name, { operation: 'get' });
		expect(first.json[0]).toMatchObject({ renewed: true });
		expect(world.row(name)).toMatchObject({
			tokenState: 'managed',
			accessToken: first.json[0].accessToken,
		});
		world[name].forget();
		const second = await world.run(name, { operation: 'get' });
		expect(second.json[0]).toMatchObject({
			accessToken: first.json[0].accessToken,
			issuedAt: first.json[0].issuedAt,
			renewed: false,
		});
		expect(world.arrived).toBe(0);
	});

	test('generate asks whatever is stored, and the credential holds the new token afterwards', async () => {
		const first = await world.run(name, { operation: 'get' });
		const second = await world.run(name);
		expect(second.json[0].accessToken).not.toBe(first.json[0].accessToken);
		expect(second.json[0].renewed).toBe(true);
		expect(world.row(name).accessToken).toBe(second.json[0].accessToken);
		const third = await world.run(name, { operation: 'get' });
		expect(third.json[0]).toMatchObject({
			accessToken: second.json[0].accessToken,
			renewed: false,
		});
		expect(logins(name)).toBe(2);
	});

	test("options.output 'metadata' holds everything but the token", async () => {
		const { json } = await world.run(name);
		const { json: told, run } = await world.run(name, {
			operation: 'get',
			options: { output: 'metadata' },
		});
		const { expiresIn, ...rest } = told[0];
		const { expiresIn: before, ...full } = json[0];
		expect(rest).toEqual({
			...full,
			accessToken: null,
			refreshToken: null,
			refreshTokenExpiresAt: null,
			headers: {},
			renewed: false,
		});
		expect(typeof expiresIn).toBe(typeof before);
		const out = JSON.stringify(run);
		expect(out).not.toContain(json[0].accessToken);
		if (json[0].refreshToken) expect(out).not.toContain(json[0].refreshToken);
	});

	test('20 items are one call; every item gets its output, in order', async () => {
		const { items } = await world.run(name, {}, numbered(20));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(paired(20));
		expect(new Set(items.map(({ json }) => json.accessToken)).size).toBe(1);
		expect(items.every(({ json }) => json.renewed === true)).toBe(true);
		expect(logins(name)).toBe(1);
	});

	test('20 items that get it are one call too', async () => {
		const { items } = await world.run(name, { operation: 'get' }, numbered(20));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(paired(20));
		expect(items.every(({ json }) => json.accessToken === world.row(name).accessToken)).toBe(true);
		expect(logins(name)).toBe(1);
	});

	test('no items: nothing is sent', async () => {
		const { items, error } = await world.run(name, {}, []);
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
		expect(world.arrived).toBe(0);
	});

	test('a failed login is one call for 20 items, and each of them is told', async () => {
		world.save(name, { password: 'not the right one' });
		const { items, error } = await world.run(name, {}, numbered(20), {
			onError: 'continueRegularOutput',
		});
		expect(error).toBeUndefined();
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(paired(20));
		for (const { json } of items)
			expect(json).toEqual({ error: expect.stringMatching(/refused .*40[01]/) });
		expect(logins(name)).toBe(1);
	});
});

describe('options.renewBefore', () => {
	test('overrides the credential, in minutes, up to half the lifetime', async () => {
		const { json } = await world.run('genLogs', { options: { renewBefore: 90 } });
		const before = (item: IDataObject) =>
			Date.parse(item.expiresAt as string) - Date.parse(item.renewAt as string);
		expect(before(json[0])).toBe(90 * 60_000);
		world.save('genLogs', { settings: { renewal: { renewBefore: 30 } } });
		expect(before((await world.run('genLogs')).json[0])).toBe(30 * 60_000);
		const most = (await world.run('genLogs', { options: { renewBefore: 10_000_000 } })).json[0];
		expect(Math.abs(before(most) - 43_200_000)).toBeLessThan(1_000);
	});

	test('decides whether a get renews', async () => {
		world.personr.expires = 3_600;
		const first = await world.run('personr', { operation: 'get' });
		const session = JSON.parse(world.row('personr').tokenSession as string) as {
			order: number;
			grant: Record<string, number>;
		};
		// Forty of its sixty minutes have gone by; another process wrote it.
		for (const key of ['issuedAt', 'expiresAt', 'obtainedAt']) session.grant[key] -= 40 * 60_000;
		session.grant.accessToken = 'bus|aged|token' as never;
		world.personr.token = 'bus|aged|token';
		session.order += 1;
		world.row('personr').tokenSession = JSON.stringify(session);
		// So long ago that no other login of the same moment can have ended it.
		setClock(Date.now() + 2_000);
		const get = async (renewBefore: number) =>
			(await world.run('personr', { operation: 'get', options: { renewBefore } })).json[0];
		expect(await get(19)).toMatchObject({ accessToken: 'bus|aged|token', renewed: false });
		const renewed = await get(21);
		expect(renewed).toMatchObject({ accessToken: world.personr.token, renewed: true });
		expect(renewed.accessToken).not.toBe(first.json[0].accessToken);
		expect(world.personr.logins).toBe(2);
	});

	test('0 leaves the choice to the node', async () => {
		const { error, json } = await world.run('genLogs', { options: { renewBefore: 0 } });
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ provider: 'genLogs', renewed: true });
	});

	test.each([-1, Number.NaN, Infinity, '5', true, null])(
		'refuses %p by its name',
		async (renewBefore) => {
			const { error } = await world.run('giro', { options: { renewBefore } } as never);
			expect(wordsOf(error)).toContain("'Renew Before Expiry (Minutes)'");
			expect(world.arrived).toBe(0);
		},
	);

	test("refuses an unknown 'Output'", async () => {
		const { error } = await world.run('giro', { options: { output: 'everything' } });
		expect(wordsOf(error)).toContain("'Output'");
		expect(world.arrived).toBe(0);
	});
});

describe('several things asked for', () => {
	const abac = ['a', 'b', 'a', 'c'].map((name) => ({ name }));
	const byName = { tokenName: '={{ $json.name }}' };

	test('Rocket.Chat makes one token for each distinct name', async () => {
		const { items } = await world.run('rocketChat', byName, abac);
		expect(items.map(({ json }) => json.tokenName)).toEqual(['a', 'b', 'a', 'c']);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(paired(4));
		for (const { json } of items)
			expect(json.accessToken).toBe(world.rocketChat.tokens.get(json.tokenName as string));
		expect(items[2].json.accessToken).toBe(items[0].json.accessToken);
		expect(world.rocketChat.generates).toBe(3);
	});

	test('the same name with and without the bypass is not the same token', async () => {
		const { items } = await world.run(
			'rocketChat',
			{ ...byName, options: { bypassTwoFactor: '={{ $json.bypass }}' } },
			[
				{ name: 'a', bypass: true },
				{ name: 'a', bypass: false },
			],
			{ onError: 'continueRegularOutput' },
		);
		expect(items[0].json.tokenName).toBe('a');
		expect(items[1].json.error).toContain('already exists');
		expect(world.rocketChat.generates).toBe(2);
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'%s: a failed item is told in its place and the others succeed',
		async (onError) => {
			world.rocketChat.tokens.set('b', 'made by hand');
			const { items, error, run } = await world.run('rocketChat', byName, abac, { onError });
			expect(error).toBeUndefined();
			const told = { error: expect.stringContaining('already exists') };
			const main = run.data.resultData.runData.Node[0].data?.main ?? [];
			if (onError === 'continueRegularOutput') {
				expect(items.map(({ pairedItem }) => pairedItem)).toEqual(paired(4));
				expect(items[1].json).toEqual(told);
				expect([0, 2, 3].map((i) => items[i].json.tokenName)).toEqual(['a', 'a', 'c']);
			} else {
				expect(main[0]?.map(({ json }) => json.tokenName)).toEqual(['a', 'a', 'c']);
				expect(main[1]?.map(({ json }) => json.error)).toEqual([told.error]);
				expect(main[1]?.[0].pairedItem).toEqual({ item: 1 });
			}
			expect(world.rocketChat.generates).toBe(3);
		},
	);

	test('without it the first failure ends the node and names its item', async () => {
		world.rocketChat.tokens.set('c', 'made by hand');
		const { error, items } = await world.run('rocketChat', byName, abac);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			httpCode: '400',
			context: { itemIndex: 3 },
		});
		expect(items).toEqual([]);
		world.rocketChat.forget();
		const empty = await world.run('rocketChat', byName, [{ name: 'd' }, { name: '' }]);
		expect(empty.error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 1 } });
		// A token made for the first item would be lost: it can never be read again.
		expect(world.rocketChat.generates).toBe(0);
	});

	test('a credential whose fields are expressions is another account for each item', async () => {
		world.save('genLogs', { email: '={{ $json.email }}' });
		const { items } = await world.run(
			'genLogs',
			{},
			['ops@example.com', 'else@example.com', 'ops@example.com'].map((email) => ({ email })),
			{ onError: 'continueRegularOutput' },
		);
		expect(items[0].json.accessToken).toBe([...world.genLogs.tokens.keys()][0]);
		expect(items[1].json).toEqual({ error: expect.stringContaining('Incorrect email') });
		expect(items[2].json.accessToken).toBe(items[0].json.accessToken);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(paired(3));
		expect(world.genLogs.logins).toBe(2);
	});

	test.each(ALL)('%s: a failure to read the credential is told for each item', async (name) => {
		world.save(name, { settings: { output: { allowTokenOutput: 'maybe' } } });
		const { items } = await world.run(name, {}, numbered(2), { onError: 'continueRegularOutput' });
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(paired(2));
		expect(items[1].json).toEqual({ error: expect.stringContaining("'Allow Token Output'") });
		expect(world.arrived).toBe(0);
	});
});

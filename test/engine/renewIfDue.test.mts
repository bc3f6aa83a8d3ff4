import type { IDataObject } from 'n8n-workflow';

import type { NodeSpec } from '../support/engine.mts';
import { expired, iso, renewIn, row } from '../support/held.mts';
import { SESSIONS, World, failureOf } from '../support/world.mts';
import { wordsOf } from '../support/problem.mts';

let world: World;

beforeEach(async () => void (world = await new World().start()));
afterEach(async () => await world.stop());

type Spec = Partial<NodeSpec> & { tool?: boolean };

const renew = async (
	name: (typeof SESSIONS)[number],
	items: IDataObject[],
	parameters: IDataObject = {},
	spec: Spec = {},
) => await renewIn(world, name, items, parameters, spec);

describe.each(SESSIONS)('%s: an item', (name) => {
	test("that is not due passes through unchanged but for 'renewed' and 'changed'", async () => {
		const files = [{ scan: { data: 'aGk=', mimeType: 'text/plain' } }];
		const item = { z: { deep: [1, null] }, ...row(), headers: { a: 'b' }, a: 'ü' };
		const { items, error } = await renew(name, [item], {}, { files });
		expect(error).toBeUndefined();
		expect(items).toEqual([
			{
				json: { ...item, renewed: false, changed: false },
				binary: files[0],
				pairedItem: { item: 0 },
			},
		]);
		expect(Object.keys(items[0].json)).toEqual([...Object.keys(item), 'renewed', 'changed']);
		expect(world.arrived).toBe(0);
	});

	test('that is due has the token item laid over it', async () => {
		const files = [{ scan: { data: 'aGk=', mimeType: 'text/plain' } }];
		const { items } = await renew(name, [expired({ renewed: false })], {}, { files });
		const { json } = await world.run(name, { operation: 'get' });
		expect(items).toEqual(
			[
				{
					json: {
						row: 7,
						...json[0],
						renewed: true,
						changed: true,
						expiresIn: expect.anything() as unknown,
					},
					binary: files[0],
					pairedItem: { item: 0 },
				},
			].map((made) =>
				name === 'giro' ? { ...made, json: { ...made.json, expiresIn: null } } : made,
			),
		);
		expect(Object.keys(items[0].json).slice(0, 4)).toEqual(Object.keys(expired()));
		expect(world[name].logins).toBe(1);
		expect(world.row(name).accessToken).toBe(items[0].json.accessToken);
	});

	test('is one of 200, the odd ones due: one login', async () => {
		const all = Array.from({ length: 200 }, (_, n) =>
			n % 2 ? expired({ row: n }) : row({ row: n }),
		);
		const { items } = await renew(name, all);
		expect(items.map(({ json }) => json.row)).toEqual(all.map(({ row: n }) => n));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(all.map((_, item) => ({ item })));
		expect(items.map(({ json }) => json.renewed)).toEqual(all.map((_, n) => n % 2 === 1));
		expect(new Set(items.map(({ json }) => json.accessToken)).size).toBe(2);
		expect(world[name].logins).toBe(1);
	});

	test('is given the newer token that the credential holds, without a login', async () => {
		const { json: got } = await world.run(name, { operation: 'get' });
		world[name].forget();
		const { json } = await renew(name, [
			expired(),
			row({ issuedAt: null, expiresAt: null, renewAt: iso(Date.now() - 1) }),
			{ row: 7 },
		]);
		for (const item of json) {
			expect(item).toMatchObject({
				row: 7,
				accessToken: got[0].accessToken,
				renewed: false,
				changed: true,
			});
		}
		expect(world.arrived).toBe(0);
	});

	test("is the credential's own token, due by the item's times: it is renewed, once", async () => {
		const due = { renewAt: iso(Date.now() - 1) };
		const stored = async () => (await world.run(name, { operation: 'get' })).json[0];
		const { accessToken, issuedAt, fingerprint } = await stored();
		const seconds = Math.floor(Date.parse(issuedAt as string) / 1000);
		const ways: IDataObject[] = [
			{ accessToken, issuedAt },
			{ accessToken },
			{ fingerprint },
			{ issuedAt },
			{ issuedAt: seconds },
		];
		for (const way of ways) {
			// The token as it is now, told of in the same way.
			const now = await stored();
			const held = Object.fromEntries(
				Object.keys(way).map((key) => [
					key,
					way[key] === seconds ? Math.floor(Date.parse(now.issuedAt as string) / 1000) : now[key],
				]),
			) as IDataObject;
			world[name].forget();
			const { json } = await renew(name, [expired(), { ...held, ...due }]);
			expect([way, world[name].logins]).toEqual([way, 1]);
			expect(json[1].accessToken).not.toBe(now.accessToken);
			// Another row of the account must not be left with the token that the login may have killed.
			expect(json[0].accessToken).toBe(json[1].accessToken);
			expect(json.map(({ renewed }) => renewed)).toEqual([true, true]);
		}
	});

	test('of another provider is refused before anything is asked', async () => {
		for (const provider of ['rocketChat', 'somebody', 4]) {
			for (const item of [row({ provider }), expired({ provider })]) {
				const outcome = await renew(name, [item]);
				expect(failureOf(outcome)).toMatch(new RegExp(`'provider' of this item is not '${name}'`));
				expect(failureOf(outcome)).toContain(
					"Send only this provider's items here, or remove 'provider' from the item.",
				);
			}
		}
		expect(world.arrived).toBe(0);
		for (const provider of [name, '', null]) {
			expect((await renew(name, [row({ provider })])).error).toBeUndefined();
		}
	});

	test('of another user is refused, without a login where the user is known', async () => {
		const { userId } = world[name];
		const items = [expired({ userId: 'another' }), expired({ userId }), row({ userId: 'another' })];
		const first = await renew(name, items, {}, { onError: 'continueRegularOutput' });
		const told = {
			error: expect.stringMatching(/'userId' of this item is not the user/) as unknown,
		};
		expect(first.json[0]).toEqual(told);
		expect(first.json[1]).toMatchObject({ renewed: true, userId });
		// Nobody asked, so nobody knows.
		expect(first.json[2]).toMatchObject({ renewed: false, userId: 'another' });
		expect(world[name].logins).toBe(1);
		world[name].forget();
		for (const item of [items[0], items[2]]) {
			const { error } = await renew(name, [item]);
			expect(wordsOf(error)).toContain("'userId'");
			expect(wordsOf(error)).toContain(
				"Choose the credential of the item's user, or remove 'userId' from the item.",
			);
			expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 0 } });
		}
		expect(world.arrived).toBe(0);
	});
});

test('a user id can be a number, and an empty one is none', async () => {
	world.personr.userId = '42';
	await world.run('personr', { operation: 'get' });
	const { json } = await renew('personr', [row({ userId: 42 }), row({ userId: '' })]);
	expect(json.map(({ renewed }) => renewed)).toEqual([false, false]);
	const { error } = await renew('personr', [row({ userId: 43 })]);
	expect(wordsOf(error)).toContain("'userId' of this item is not the user");
});

test('a credential whose fields are expressions is another account for each item', async () => {
	world.save('genLogs', { email: '={{ $json.email }}' });
	const items = ['ops@example.com', 'else@example.com', 'ops@example.com'].map((email) =>
		expired({ email }),
	);
	const { json } = await renew('genLogs', items, {}, { onError: 'continueRegularOutput' });
	expect(json[0]).toMatchObject({ renewed: true, email: 'ops@example.com' });
	expect(json[1]).toEqual({ error: expect.stringContaining('Incorrect email') as unknown });
	expect(json[2].accessToken).toBe(json[0].accessToken);
	expect(world.genLogs.logins).toBe(2);
});

describe.each(SESSIONS)('%s: what may be output', (name) => {
	const held = (changes: IDataObject = {}) =>
		row({ refreshToken: 'invented-refresh', headers: { Authorization: 'Bearer x' }, ...changes });

	test("with 'Allow Token Output' off, an item is refused before anything is asked", async () => {
		world.save(name, { settings: { output: { allowTokenOutput: false } } });
		for (const item of [held(), expired()]) {
			expect(failureOf(await renew(name, [item]))).toContain("'Allow Token Output'");
		}
		expect(world.arrived).toBe(0);
	});

	test.each([
		['metadata', { options: { output: 'metadata' } }, {}],
		[
			"metadata with 'Allow Token Output' off",
			{ options: { output: 'metadata' } },
			{ settings: { output: { allowTokenOutput: false } } },
		],
		['a tool', {}, {}],
	])('as %s no token is output, be it new or old', async (way, parameters, fields) => {
		world.save(name, fields);
		const { json } = await renew(name, [held(), expired(), row()], parameters, {
			tool: way === 'a tool',
		});
		expect(json[0]).toEqual({
			...held({ issuedAt: json[0].issuedAt, expiresAt: json[0].expiresAt }),
			accessToken: null,
			refreshToken: null,
			headers: {},
			renewed: false,
			changed: false,
		});
		expect(json[1]).toMatchObject({
			row: 7,
			accessToken: null,
			refreshToken: null,
			headers: {},
			renewed: true,
			changed: true,
		});
		expect(Object.keys(json[2])).not.toContain('headers');
		const out = JSON.stringify(json);
		for (const secret of ['invented', 'Bearer x', world.row(name).accessToken as string])
			expect(out).not.toContain(secret);
	});

	test('a tool that a person allowed it outputs the token', async () => {
		const options = { returnTokenToAgent: true };
		const { json } = await renew(name, [held(), expired()], { options }, { tool: true });
		expect(json[0].accessToken).toBe('invented-token-of-before');
		expect(json[1].accessToken).toBe(world.row(name).accessToken);
	});
});

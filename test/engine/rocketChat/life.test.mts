import type { IDataObject } from 'n8n-workflow';

import { failureOf } from '../../support/world.mts';
import {
	BY_NAME,
	GOES_ON,
	ROUTES,
	itemOf,
	named,
	run,
	server,
	statusOf,
	useWorld,
	world,
} from '../../support/rocketChatNode.mts';
import { KEYS } from '../../support/keys.mts';

useWorld();

const NAME = { tokenName: 'nightly' };

test('a run without problems has no hints', async () => {
	const steps: Array<[string, IDataObject]> = [
		['rotate', NAME],
		['rotate', NAME],
		['generate', { tokenName: 'other' }],
		['regenerate', { tokenName: 'other' }],
		['getMany', {}],
		['delete', NAME],
		['send', { emailOrUsername: server.email }],
	];
	for (const [operation, parameters] of steps) {
		const { error, hints } = await run(operation, parameters);
		expect([operation, error, hints]).toEqual([operation, undefined, []]);
	}
});

describe.each(['newest', 'older'] as const)('on the %s server', (generation) => {
	beforeEach(() => {
		server.generation = generation;
	});

	test('tokens are created, listed, replaced and deleted as in the tests of Rocket.Chat itself', async () => {
		const names = async () => (await run('getMany')).json.map(({ tokenName }) => tokenName);
		const first = itemOf(await run('generate', NAME));
		expect(await statusOf(first.accessToken)).toBe(200);
		expect(await names()).toEqual(['nightly']);

		const other = itemOf(
			await run('generate', { tokenName: 'other', options: { bypassTwoFactor: true } }),
		);
		expect(await statusOf(other.accessToken)).toBe(200);
		const taken = failureOf(await run('generate', NAME));
		expect(taken).toContain('A token with this name already exists [error-token-already-exists]');
		expect(taken).toContain("Choose another 'Token Name'");

		const second = itemOf(await run('regenerate', NAME));
		expect(Object.keys(second)).toEqual(KEYS);
		expect(second).toMatchObject({ tokenName: 'nightly', renewed: true, renewAt: null });
		expect(await statusOf(first.accessToken)).toBe(401);
		expect(await statusOf(second.accessToken)).toBe(200);
		const unknown = { tokenName: 'Nightly' };
		const missing = failureOf(await run('regenerate', unknown));
		expect(missing).toContain('Token does not exist [error-token-does-not-exists]');
		expect(missing).toContain("Check 'Token Name', capital letters included");
		expect(await names()).toEqual(['other', 'nightly']);

		expect(itemOf(await run('delete', NAME))).toEqual({ deleted: true, tokenName: 'nightly' });
		expect(await statusOf(second.accessToken)).toBe(401);
		expect(await statusOf(other.accessToken)).toBe(200);
		expect(failureOf(await run('delete', NAME))).toContain("Check 'Token Name'");
		expect(await names()).toEqual(['other']);
	});

	test.each([
		['generate', 400, "the token 'nightly'"],
		['regenerate', 400, "the token 'nightly'"],
		['delete', 400, "the deletion of the token 'nightly'"],
		['getMany', generation === 'newest' ? 403 : 400, 'the list of tokens'],
		['rotate', generation === 'newest' ? 403 : 400, 'the list of tokens'],
	] as const)('without the permission, %s is refused with %i', async (operation, status, what) => {
		itemOf(await run('generate', NAME));
		server.mayCreate = false;
		for (const tokenName of ['nightly', ...(operation === 'delete' ? ['unknown'] : [])]) {
			const outcome = await run(operation, { tokenName });
			const said = failureOf(outcome);
			expect(outcome.error).toMatchObject({ name: 'NodeApiError', httpCode: String(status) });
			expect(said).toContain(`refused ${what.replace('nightly', tokenName)} (${status})`);
			expect(said).toMatch(
				status === 403 ? /\[error-unauthorized\]/ : /Not Authorized \[not-authorized\]/,
			);
			expect(said).toContain("needs Rocket.Chat's permission 'create-personal-access-tokens'");
		}
		expect([...server.tokens.keys()]).toEqual(['nightly']);
	});
});

describe('Get Many', () => {
	test('outputs an item for each token, with everything the list says', async () => {
		const made = itemOf(await run('generate', { ...NAME, options: { bypassTwoFactor: true } }));
		const [item, ...more] = (await run('getMany')).json;
		expect(more).toEqual([]);
		expect(Object.keys(item)).toEqual([
			...new Set(['tokenName', 'lastTokenPart', ...KEYS, 'bypassTwoFactor']),
		]);
		expect(item).toEqual({
			provider: 'rocketChat',
			accessToken: null,
			tokenType: 'X-Auth-Token',
			tokenName: 'nightly',
			userId: server.userId,
			accountId: null,
			issuedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
			expiresAt: null,
			expiresIn: null,
			renewAt: null,
			refreshToken: null,
			refreshTokenExpiresAt: null,
			renewed: false,
			fingerprint: null,
			headers: {},
			lastTokenPart: String(made.accessToken).slice(-6),
			bypassTwoFactor: true,
		});
	});

	test('reports no bypass where an older server leaves it out of its list', async () => {
		server.generation = 'older';
		itemOf(await run('generate', NAME));
		expect(itemOf(await run('getMany')).bypassTwoFactor).toBe(false);
	});

	test.each([
		[{}, 50],
		[{ limit: 3 }, 3],
		[{ limit: 60 }, 55],
		[{ returnAll: true, limit: 3 }, 55],
	])('outputs as many as the parameters ask for: %j', async (parameters, count) => {
		for (let n = 0; n < 55; n += 1) server.tokens.set(`n${n}`, `made by hand ${n}`);
		const { json } = await run('getMany', parameters);
		expect(json.map(({ tokenName }) => tokenName)).toEqual(
			Array.from({ length: count }, (_, n) => `n${n}`),
		);
		expect(server.arrived).toHaveLength(1);
	});

	test.each([0, -1, 1.5, 'many', Number.NaN, null])('refuses the limit %p', async (limit) => {
		const said = failureOf(await run('getMany', { limit } as never));
		expect(said).toContain("'Limit' must be a whole number, 1 or more");
		expect(world.arrived).toBe(0);
	});

	test('with several items requests the list once, and gives each item its part', async () => {
		for (const name of ['a', 'b', 'c']) server.tokens.set(name, `made by hand ${name}`);
		const limits = [{ limit: 1 }, { limit: 2 }, { limit: 1 }];
		const { items } = await run('getMany', { limit: '={{ $json.limit }}' }, limits);
		expect(items.map(({ json, pairedItem }) => [json.tokenName, pairedItem])).toEqual([
			['a', { item: 0 }],
			['a', { item: 1 }],
			['b', { item: 1 }],
			['a', { item: 2 }],
		]);
		expect(server.arrived).toHaveLength(1);
	});

	test('outputs no item where there are no tokens', async () => {
		expect(await run('getMany')).toMatchObject({ json: [], error: undefined });
	});
});

describe('Delete', () => {
	test('deletes several tokens once each, in order', async () => {
		for (const name of ['a', 'b']) server.tokens.set(name, `made by hand ${name}`);
		const { items } = await run('delete', BY_NAME, named('a', 'x', 'b', 'a'), GOES_ON);
		expect(items.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
			[{ deleted: true, tokenName: 'a' }, { item: 0 }],
			[{ error: expect.stringContaining('Token does not exist') }, { item: 1 }],
			[{ deleted: true, tokenName: 'b' }, { item: 2 }],
			[{ deleted: true, tokenName: 'a' }, { item: 3 }],
		]);
		expect(server.count(ROUTES.remove)).toBe(3);
	});
});

describe('Email Code: Send', () => {
	test.each(['ops', 'ops@example.com', 'somebody@example.com'])(
		'%s: reports success, since the server does not reveal which accounts exist',
		async (emailOrUsername) => {
			const item = itemOf(await run('send', { emailOrUsername }));
			expect(item).toEqual({ sent: true, emailOrUsername });
			expect(server.arrived.map(({ body }) => body.toString())).toEqual([
				JSON.stringify({ emailOrUsername }),
			]);
			expect(server.emails).toHaveLength(emailOrUsername.startsWith('ops') ? 1 : 0);
		},
	);

	test('sends one email for the same address in several items', async () => {
		const items = [{ to: 'ops' }, { to: 'ops' }, { to: 'ops@example.com' }];
		const outcome = await run('send', { emailOrUsername: '={{ $json.to }}' }, items);
		expect(outcome.json.map(({ emailOrUsername }) => emailOrUsername)).toEqual(
			items.map(({ to }) => to),
		);
		expect(server.emails).toHaveLength(2);
	});

	test.each(['', '   ', 5, null, {}])('refuses %j by its name', async (emailOrUsername) => {
		const item = { emailOrUsername } as IDataObject;
		const said = failureOf(
			await run('send', { emailOrUsername: '={{ $json.emailOrUsername }}' }, [item]),
		);
		expect(said).toContain("'Email or Username'");
		expect(world.arrived).toBe(0);
	});
});

test.each([
	['personalAccessToken', 'send'],
	['twoFactorCode', 'generate'],
	['twoFactorCode', '__proto__'],
])('%s has no operation %s', async (resource, operation) => {
	const said = failureOf(await world.run('rocketChat', { resource, operation }));
	expect(said).toContain("'Operation'");
	expect(world.arrived).toBe(0);
});

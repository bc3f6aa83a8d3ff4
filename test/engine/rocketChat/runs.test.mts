import type { IDataObject } from 'n8n-workflow';

import { failureOf } from '../../support/world.mts';
import {
	BY_NAME,
	GOES_ON,
	ROUTES,
	itemOf,
	named,
	numbered,
	run,
	server,
	useWorld,
	world,
} from '../../support/rocketChatNode.mts';

useWorld();

const MINTING = ['generate', 'regenerate', 'rotate'];
const OTHERS = ['getMany', 'delete', 'send'];
const AGE = { olderThanDays: 0 };
const ROUTE: Record<string, string> = {
	...ROUTES,
	rotate: ROUTES.regenerate,
	delete: ROUTES.remove,
};

/** Creates tokens for the operations that need some. */
function prepare(operation: string, ...names: string[]): void {
	if (operation === 'generate') return;
	for (const name of names) server.tokens.set(name, `made by hand ${name}`);
}

describe.each([...MINTING, 'delete'])('%s: several items', (operation) => {
	test('take one request for each distinct name, and every item gets its own output', async () => {
		prepare(operation, 'a', 'b');
		const { items, error } = await run(
			operation,
			{ ...BY_NAME, ...AGE },
			named('a', 'b', 'a', 'b', 'a'),
		);
		expect(error).toBeUndefined();
		expect(server.count(ROUTE[operation])).toBe(2);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3, 4].map((item) => ({ item })),
		);
		expect(items.map(({ json }) => json.tokenName)).toEqual(['a', 'b', 'a', 'b', 'a']);
		if (operation === 'delete') return;
		for (const { json } of items)
			expect(json.accessToken).toBe(server.tokens.get(String(json.tokenName)));
	});

	test('a failed item becomes an error in its place, and the others go on', async () => {
		prepare(operation, 'a', 'c');
		server.behave(({ path, body }) =>
			path === ROUTE[operation] && body.toString().includes('"b"')
				? { status: 400, body: { success: false, error: 'no b' } }
				: undefined,
		);
		if (operation === 'rotate') server.tokens.set('b', 'made by hand');
		const { items, error } = await run(
			operation,
			{ ...BY_NAME, ...AGE },
			named('a', 'b', 'c', 'b'),
			GOES_ON,
		);
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.tokenName)).toEqual(['a', undefined, 'c', undefined]);
		for (const item of [1, 3])
			expect(items[item]).toMatchObject({
				json: { error: expect.stringContaining('no b') },
				pairedItem: { item },
			});
		expect(server.count(ROUTE[operation])).toBe(3);
	});

	test('no items: no request', async () => {
		expect((await run(operation, BY_NAME, [])).items).toEqual([]);
		expect(world.arrived).toBe(0);
	});
});

describe.each(MINTING)('%s: a failure that ends the run', (operation) => {
	const fail = () =>
		server.behave(({ path, body }) =>
			path === ROUTE[operation] && body.toString().includes('"x"')
				? { status: 400, body: { error: 'no x' } }
				: undefined,
		);

	test('names the tokens that were created and are lost with it', async () => {
		prepare(operation, 'a', 'b', 'x', 'z');
		fail();
		const outcome = await run(operation, { ...BY_NAME, ...AGE }, named('a', 'b', 'a', 'x', 'z'));
		const said = failureOf(outcome);
		expect(said).toContain('no x');
		expect(said).toContain(
			"Tokens created before this error are lost with it: 'a', 'b'. Regenerate them, and set this node's 'On Error'",
		);
		expect(outcome.error?.context?.itemIndex).toBe(3);
		expect(outcome.json).toEqual([]);
		for (const token of server.tokens.values())
			expect(JSON.stringify(outcome.run)).not.toContain(token);
		expect(server.count(ROUTE[operation])).toBe(3);
	});

	test('names ten of them, and the number of the others', async () => {
		const names = Array.from({ length: 13 }, (_, n) => `n${n}`);
		prepare(operation, ...names, 'x');
		fail();
		const said = failureOf(await run(operation, { ...BY_NAME, ...AGE }, named(...names, 'x')));
		expect(said).toContain("'n8', 'n9' and 3 more. Regenerate");
		expect(said).not.toContain("'n10'");
	});

	test('names none where none was created, or where they are kept', async () => {
		prepare(operation, 'a', 'x');
		fail();
		expect(failureOf(await run(operation, { ...BY_NAME, ...AGE }, named('x', 'a')))).not.toContain(
			'lost',
		);
		const kept = await run(operation, { ...BY_NAME, ...AGE }, named('a', 'x'), GOES_ON);
		expect(kept.json[0].accessToken).toBe(server.tokens.get('a'));
		expect(kept.json[1].error).not.toContain('lost');
	});

	test('in the parameters of a later item comes before any request', async () => {
		prepare(operation, 'a');
		const outcome = await run(operation, { ...BY_NAME, ...AGE }, [...named('a'), { name: '' }]);
		expect(failureOf(outcome)).toContain("'Token Name' is empty");
		expect(outcome.error?.context?.itemIndex).toBe(1);
		expect(world.arrived).toBe(0);
	});
});

test('a failed deletion mentions no lost tokens', async () => {
	server.tokens.set('a', 'made by hand');
	expect(failureOf(await run('delete', BY_NAME, named('a', 'x')))).not.toContain('lost');
});

describe('where tokens may not be output', () => {
	const CASES: Array<[string, () => void, { tool?: boolean }, string]> = [
		[
			'off in the credential',
			() => void world.save('rocketChat', { settings: { output: { allowTokenOutput: false } } }),
			{},
			"'Allow Token Output'",
		],
		['as a tool', () => {}, { tool: true }, "'Return Token to Agent'"],
	];

	describe.each(CASES)('%s', (_name, setUp, spec, told) => {
		beforeEach(() => {
			setUp();
			prepare('delete', 'a');
		});

		test.each(MINTING)('%s is refused before anything is asked', async (operation) => {
			for (const options of [{}, { output: 'metadata' }, { returnTokenToAgent: false }]) {
				const outcome = await run(operation, { tokenName: 'a', ...AGE, options }, [{}], spec);
				expect(failureOf(outcome)).toContain(told);
			}
			expect(world.arrived).toBe(0);
		});

		test.each(OTHERS)('%s works', async (operation) => {
			const parameters = { tokenName: 'a', emailOrUsername: 'ops' };
			const item = itemOf(await run(operation, parameters, [{}], spec));
			expect(item).toMatchObject(
				{
					getMany: { tokenName: 'a', accessToken: null, headers: {} },
					delete: { deleted: true, tokenName: 'a' },
					send: { sent: true, emailOrUsername: 'ops' },
				}[operation] as IDataObject,
			);
		});
	});

	test.each(MINTING)('%s works as a tool where a person switched it on', async (operation) => {
		prepare(operation, 'a');
		const options = { returnTokenToAgent: true };
		const item = itemOf(
			await run(operation, { tokenName: 'a', ...AGE, options }, [{}], { tool: true }),
		);
		expect(item.accessToken).toBe(server.tokens.get('a'));
	});
});

describe('Token Name', () => {
	const OPERATIONS = ['regenerate', 'rotate', 'delete'];
	const list = (value: unknown, mode = 'list') => ({ __rl: true, mode, value });
	const SHAPES: Array<[string, unknown]> = [
		['a text', 'a'],
		['picked from the list', list('a')],
		['typed', list('a', 'name')],
		['an expression', '={{ $json.name }}'],
		['an expression in the list', list('={{ $json.name }}', 'name')],
		['an expression that gives a locator', '={{ $json.locator }}'],
		['with a mode of another version', list('a', 'id')],
	];

	describe.each(OPERATIONS)('%s', (operation) => {
		test.each(SHAPES)('is taken as %s', async (_name, tokenName) => {
			prepare(operation, 'a', 'b');
			const item = { name: 'a', locator: list('a') };
			const parameters = { tokenName, ...AGE } as IDataObject;
			expect(itemOf(await run(operation, parameters, [item])).tokenName).toBe('a');
			expect(server.to(ROUTE[operation]).map(({ body }) => body.toString())).toEqual([
				'{"tokenName":"a"}',
			]);
		});
	});

	const BAD = [
		'',
		'   ',
		7,
		0,
		true,
		null,
		{},
		[],
		['a'],
		{ value: 'a' },
		'a\ud800',
		list(''),
		list(7),
		list(null),
		list({ x: 1 }),
	];
	describe.each(['generate', ...OPERATIONS])('%s', (operation) => {
		test.each(BAD.map((bad) => [bad]))('refuses %j by its name', async (bad) => {
			const parameters = { tokenName: '={{ $json.bad }}' };
			const said = failureOf(await run(operation, parameters, [{ bad }] as never));
			expect(said).toContain("'Token Name'");
			expect(world.arrived).toBe(0);
		});
	});

	test('of 50 items: 50 requests', async () => {
		const { json } = await run('generate', BY_NAME, numbered(50));
		expect(new Set(json.map(({ accessToken }) => accessToken)).size).toBe(50);
		expect(server.generates).toBe(50);
	});
});

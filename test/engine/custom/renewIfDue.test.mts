import { CustomWorld, wrong } from '../../support/customWorld.mts';

const FUTURE = '2099-01-01T00:00:00Z';

let world: CustomWorld;

afterEach(async () => await world.stop());

test('as metadata, an item that is not due keeps nothing that carries its token', async () => {
	world = await CustomWorld.start();
	const held = {
		provider: 'custom',
		accessToken: 'invented-token',
		expiresAt: FUTURE,
		headers: { 'X-Csrf': 'invented-csrf' },
		query: { auth: 'invented-token' },
		values: { csrf: 'invented-csrf', userId: 'u-4711' },
		row: 7,
	};
	const parameters = { operation: 'renewIfDue', issuedAt: null, renewAt: null, expiresAt: FUTURE };
	const out = await world.engine.run(
		{
			type: 'n8n-nodes-access-tokens.customToken',
			parameters: { ...parameters, options: { output: 'metadata' } },
			credential: ['customTokenApi', 'c'],
		},
		[held, { expiresAt: FUTURE, query: 'mine' }],
	);
	expect(wrong(out)).toBe('');
	expect(out.json[0]).toEqual({
		...held,
		accessToken: null,
		headers: {},
		query: {},
		values: { userId: 'u-4711' },
		renewed: false,
		changed: false,
	});
	expect(JSON.stringify(out.json)).not.toContain('invented');
	expect(world.api.arrived).toEqual([]);
});

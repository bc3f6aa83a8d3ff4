import { NodeHelpers } from 'n8n-workflow';

import { OPERATIONS, expired } from '../support/held.mts';
import { SESSIONS, World } from '../support/world.mts';

let world: World;

beforeEach(async () => void (world = await new World().start()));
afterEach(async () => await world.stop());

/** The notices that the editor shows with an operation, after n8n's own rule. */
function notices(name: (typeof SESSIONS)[number], operation: string): string[] {
	const description = world.description(name);
	return description.properties
		.filter(({ type }) => type === 'notice')
		.filter((property) =>
			NodeHelpers.displayParameter({ operation }, property, { typeVersion: 1 }, description),
		)
		.map(({ displayName }) => displayName);
}

describe('in the editor', () => {
	test.each(SESSIONS)('%s: get says that the HTTP Request node needs no token', (name) => {
		expect(notices(name, 'get').join()).toMatch(
			/choose the credential .+ in the HTTP Request node/,
		);
	});

	test.each(OPERATIONS)(
		"%s says that GIRO's and GenLogs' headers alone are not enough",
		(operation) => {
			expect(notices('giro', operation)).toEqual([expect.stringContaining('X-Tag')]);
			expect(notices('genLogs', operation)).toEqual([expect.stringContaining('API key')]);
		},
	);

	test('only generate says that a new token of Personr ends the one before it', () => {
		const told = OPERATIONS.map((operation) => notices('personr', operation).join());
		expect(told.map((text) => /ends the one before it/.test(text))).toEqual([false, true, false]);
	});

	test.each(SESSIONS)('%s: one notice at a time', (name) => {
		for (const operation of OPERATIONS)
			expect(notices(name, operation).length).toBeLessThanOrEqual(1);
	});
});

describe('as a tool of an AI agent', () => {
	test.each([...SESSIONS, 'rocketChat' as const])(
		"%s: a notice says why 'accessToken' is null and how to change that, and only there",
		(name) => {
			const description = world.description(name);
			const [notice] = description.properties.filter(({ displayName }) =>
				/'accessToken' is null.*'Return Token to Agent'/.test(displayName),
			);
			const values = { resource: 'personalAccessToken', operation: 'get' };
			const shown = (type: string) =>
				NodeHelpers.displayParameter(
					values,
					notice,
					{ typeVersion: 1 },
					{ ...description, name: type },
				);
			expect([notice.type, shown(`${name}TokenTool`), shown(`${name}Token`)]).toEqual([
				'notice',
				true,
				false,
			]);
		},
	);
});

describe('after a run', () => {
	test('a token without an expiry says once that only a refusal renews it', async () => {
		for (const output of ['token', 'metadata']) {
			const { hints } = await world.run('giro', { operation: 'get', options: { output } }, [
				{},
				{},
			]);
			expect(hints).toEqual([expect.stringContaining("'Maximum Token Age (Hours)'")]);
			expect(hints[0]).toContain('GIRO API');
		}
	});

	test('not where a maximum age renews it, nor where there is an expiry, nor elsewhere than with get', async () => {
		for (const operation of ['generate', 'renewIfDue'])
			expect((await world.run('giro', { operation }, [expired()])).hints).toEqual([]);
		world.save('giro', { settings: { renewal: { maxAge: 6 } } });
		for (const name of SESSIONS) {
			const { hints, error } = await world.run(name, { operation: 'get' });
			expect([error, hints]).toEqual([undefined, []]);
		}
	});
});

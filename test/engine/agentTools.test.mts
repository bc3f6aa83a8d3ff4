import type { IDataObject } from 'n8n-workflow';

import { callTool, callToolAlone } from '../support/agents.mts';
import { expired, row } from '../support/held.mts';
import { SESSIONS, World } from '../support/world.mts';

let world: World;

beforeEach(async () => void (world = await new World().start()));
afterEach(async () => await world.stop());

const WHOSE = {
	giro: 'a GIRO access token',
	genLogs: 'a GenLogs access token',
	personr: 'a Personr access token',
	custom: 'an access token of any API with a login',
};

type Name = (typeof SESSIONS)[number];

/** The secrets that a session holds. */
function secretsOf(name: Name): string[] {
	const { grant } = JSON.parse(world.row(name).tokenSession as string) as {
		grant: { accessToken: string; refreshToken: string | null };
	};
	return [grant.accessToken, grant.refreshToken].filter((secret) => secret !== null);
}

/** In any form that would be of use: as it is, in JSON, percent-encoded, in Base64. */
function expectAbsent(text: string, secrets: string[]): void {
	expect(secrets.length).toBeGreaterThan(0);
	for (const secret of secrets) {
		for (const form of [
			secret,
			JSON.stringify(secret).slice(1, -1),
			encodeURIComponent(secret),
			Buffer.from(secret).toString('base64').replace(/=+$/, ''),
		])
			expect(text).not.toContain(form);
	}
}

const tool = (name: Name | 'rocketChat', parameters: IDataObject) =>
	world.spec(name, parameters, true);

describe.each(SESSIONS)('%s as a tool of an AI agent', (name) => {
	const ways = ['engine', 'wrapped'] as const;
	const cases = ways.flatMap((way) =>
		['get', 'generate', 'renewIfDue'].map((operation) => [way, operation] as const),
	);

	test.each(cases)(
		'(%s) %s: no token reaches the model or what n8n keeps',
		async (way, operation) => {
			for (const options of [{}, { output: 'token' }, { returnTokenToAgent: false }]) {
				const { told, kept } = await callTool(
					world.engine,
					way,
					tool(name, { operation, options }),
				);
				expect(JSON.parse(told)).toEqual([
					expect.objectContaining({ provider: name, accessToken: null, headers: {} }),
				]);
				expectAbsent(`${told}${kept}`, secretsOf(name));
			}
		},
	);

	test.each(cases)('(%s) %s: the token, where a person allowed it', async (way, operation) => {
		const parameters = { operation, options: { returnTokenToAgent: true } };
		const { told } = await callTool(world.engine, way, tool(name, parameters));
		const [accessToken] = secretsOf(name);
		expect(JSON.parse(told)).toEqual([expect.objectContaining({ accessToken })]);
	});

	test.each(cases)('(%s) %s: not where the credential forbids it', async (way, operation) => {
		world.save(name, { settings: { output: { allowTokenOutput: false } } });
		const parameters = { operation, options: { returnTokenToAgent: true } };
		const { told } = await callTool(world.engine, way, tool(name, parameters));
		expect(told).toContain("'Allow Token Output'");
		expect(world.arrived).toBe(0);
	});

	test.each(ways)('(%s) what the agent writes itself switches nothing on', async (way) => {
		const parameters = {
			options: { returnTokenToAgent: "={{ $fromAI('allow', '', 'boolean') }}" },
		};
		const input = { allow: true, returnTokenToAgent: true, options: { returnTokenToAgent: true } };
		const { told } = await callTool(world.engine, way, tool(name, parameters), {}, input);
		expect(told).toContain("'Return Token to Agent'");
		const again = await callTool(world.engine, way, tool(name, {}), input, input);
		expect(JSON.parse(again.told)).toEqual([expect.objectContaining({ accessToken: null })]);
		expectAbsent(`${again.told}${again.kept}`, secretsOf(name));
	});

	test("the token of the agent's own item is not told either", async () => {
		const headers = { Authorization: 'Bearer invented-token-of-before' };
		for (const item of [row({ headers, refreshToken: 'invented' }), expired({ headers })]) {
			const parameters = { operation: 'renewIfDue' };
			const { told } = await callTool(world.engine, 'engine', tool(name, parameters), item);
			expect(JSON.parse(told)).toEqual([
				expect.objectContaining({ row: 7, accessToken: null, headers: {} }),
			]);
			expect(told).not.toContain('invented');
		}
	});

	test('run without a workflow it outputs no token either', async () => {
		for (const operation of ['get', 'generate', 'renewIfDue']) {
			const items = await callToolAlone(world.engine, tool(name, { operation }));
			expect(items[0].json).toMatchObject({ provider: name, accessToken: null, headers: {} });
			expectAbsent(JSON.stringify(items), secretsOf(name));
		}
	});

	test("run by n8n's own assistant, which writes every parameter, it outputs no token either", async () => {
		for (const asTool of [false, true]) {
			const options = { returnTokenToAgent: true, output: 'token' };
			const spec = world.spec(name, { operation: 'get', options }, asTool);
			const workflowName = `Execute node ${spec.type}`;
			const items = await callToolAlone(world.engine, spec, {}, workflowName);
			expect(items[0].json).toMatchObject({ provider: name, accessToken: null, headers: {} });
			expectAbsent(JSON.stringify(items), secretsOf(name));
		}
	});

	test.each(ways)('(%s) the model is told what it gets', async (way) => {
		const { description } = await callTool(world.engine, way, tool(name, { operation: 'get' }));
		expect(description).toMatch(new RegExp(`^Get ${WHOSE[name]},? and keep it valid$`));
	});
});

describe.each(['engine', 'wrapped'] as const)(
	'Rocket.Chat as a tool of an AI agent (%s)',
	(way) => {
		const generate = { operation: 'generate', tokenName: 'n8n-reports' };

		test('makes no token, which could never be read again', async () => {
			for (const options of [{}, { output: 'metadata' }, { returnTokenToAgent: false }]) {
				const { told } = await callTool(
					world.engine,
					way,
					tool('rocketChat', { ...generate, options }),
				);
				expect(told).toContain("'Return Token to Agent'");
			}
			expect(world.arrived).toBe(0);
		});

		test('lists the tokens, unless another operation was picked', async () => {
			world.rocketChat.tokens.set('n8n-reports', 'invented-token-of-reports');
			const { told } = await callTool(
				world.engine,
				way,
				tool('rocketChat', { operation: undefined }),
			);
			expect(JSON.parse(told)).toEqual([
				expect.objectContaining({ tokenName: 'n8n-reports', accessToken: null }),
			]);
		});

		test('makes and tells one where a person allowed it', async () => {
			const parameters = { ...generate, options: { returnTokenToAgent: true } };
			const { told } = await callTool(world.engine, way, tool('rocketChat', parameters));
			const accessToken = world.rocketChat.tokens.get('n8n-reports');
			expect(JSON.parse(told)).toEqual([expect.objectContaining({ accessToken })]);
		});
	},
);

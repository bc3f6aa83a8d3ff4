import type { IDataObject } from 'n8n-workflow';

import { SESSIONS, World, failureOf } from '../support/world.mts';

let world: World;

beforeEach(async () => void (world = await new World().start()));
afterEach(async () => await world.stop());

const FALSE = { settings: { output: { allowTokenOutput: false } } };

describe.each(SESSIONS)("%s: 'Allow Token Output' off", (name) => {
	test('a token is refused before it is asked for', async () => {
		world.save(name, FALSE);
		for (const operation of ['get', 'generate']) {
			const said = failureOf(await world.run(name, { operation }));
			expect(said).toContain("'Allow Token Output'");
			expect(said).toContain("'Everything but the Token'");
		}
		expect(world.arrived).toBe(0);
	});

	test('and also where one is stored', async () => {
		await world.run(name);
		world.save(name, { ...(world.row(name) as object), ...FALSE });
		world[name].forget();
		const outcome = await world.run(name, { operation: 'get' });
		expect(failureOf(outcome)).toContain("'Allow Token Output'");
		expect(JSON.stringify(outcome.run)).not.toContain(world.row(name).accessToken);
		expect(world.arrived).toBe(0);
	});

	test('metadata and calls to the API work, and the token is seen nowhere', async () => {
		world.save(name, FALSE);
		const { json, run } = await world.run(name, { options: { output: 'metadata' } });
		expect(json[0]).toMatchObject({ accessToken: null, headers: {}, renewed: true });
		const token = world.row(name).accessToken as string;
		expect(token).not.toBe('');
		const session = JSON.parse(world.row(name).tokenSession as string) as {
			grant: { refreshToken: string | null };
		};
		for (const secret of [token, session.grant.refreshToken])
			if (secret) expect(JSON.stringify(run)).not.toContain(secret);
		const called = await world.call(name, `${world[name].baseUrl}/anything`);
		expect(called.json[0].error).toBeUndefined();
		expect(JSON.stringify(called.run)).not.toContain(token);
		expect(world[name].logins).toBe(1);
	});
});

describe('as a tool of an AI agent', () => {
	const tool = async (options: unknown, item: IDataObject = {}) =>
		await world.run('personr', { options: options as IDataObject }, [item], { tool: true });

	test.each([{}, { output: 'token' }, { returnTokenToAgent: false }, { output: 'metadata' }])(
		'Personr outputs metadata with the options %j',
		async (options) => {
			const { json, run } = await tool(options);
			expect(json[0]).toMatchObject({ accessToken: null, headers: {}, renewed: true });
			expect(JSON.stringify(run)).not.toContain(world.personr.token);
		},
	);

	test('Personr outputs the token where a person switched it on, unless metadata is asked for', async () => {
		const { json } = await tool({ returnTokenToAgent: true });
		expect(json[0].accessToken).toBe(world.personr.token);
		const told = await tool({ returnTokenToAgent: true, output: 'metadata' });
		expect(told.json[0].accessToken).toBeNull();
	});

	test('Personr refuses it where the credential forbids it', async () => {
		world.save('personr', FALSE);
		const outcome = await tool({ returnTokenToAgent: true });
		expect(failureOf(outcome)).toContain("'Allow Token Output'");
		expect(world.arrived).toBe(0);
		expect((await tool({})).json[0]).toMatchObject({ accessToken: null, renewed: true });
	});

	const EXPRESSIONS = [
		'={{ true }}',
		'={{ $json.yes }}',
		'={{ $json.no }}',
		'=true',
		"={{ $fromAI('x') }}",
	];
	test.each(EXPRESSIONS)('an expression, %s, is refused', async (returnTokenToAgent) => {
		const item = { yes: true, no: false };
		const personr = await tool({ returnTokenToAgent }, item);
		expect(failureOf(personr)).toMatch(/'Return Token to Agent'|fromAI/);
		const rocketChat = await world.run('rocketChat', { options: { returnTokenToAgent } }, [item], {
			tool: true,
		});
		expect(failureOf(rocketChat)).toMatch(/'Return Token to Agent'|fromAI/);
		expect(world.arrived).toBe(0);
	});

	test('and it is told why', async () => {
		const outcome = await tool({ returnTokenToAgent: '={{ $json.yes }}' }, { yes: true });
		expect(failureOf(outcome)).toContain(
			"'Return Token to Agent' is an expression. Switch it on or off by hand: an expression could be filled in by the agent.",
		);
	});

	test.each(['={{ $json.options }}', '={{ { returnTokenToAgent: true } }}'])(
		'nor do options that are an expression, %s, give the token away',
		async (options) => {
			const item = { options: { returnTokenToAgent: true, output: 'token' } };
			const { json, run, error } = await tool(options, item);
			expect(error !== undefined || json[0].accessToken === null).toBe(true);
			if (world.personr.token) expect(JSON.stringify(run)).not.toContain(world.personr.token);
		},
	);

	test.each(['true', 1, 'yes', null])('only a literal true counts, not %p', async (value) => {
		const { json, error } = await tool({ returnTokenToAgent: value });
		expect(error !== undefined || json[0].accessToken === null).toBe(true);
	});
});

describe('Rocket.Chat, whose tokens can never be read again', () => {
	test("refuses before asking where 'Allow Token Output' is off", async () => {
		world.save('rocketChat', FALSE);
		expect(failureOf(await world.run('rocketChat'))).toContain(
			"'Allow Token Output' under 'Settings' of the Rocket.Chat Token API credential is off, so nodes may not output a token. Switch it on.",
		);
		const options = { output: 'metadata' };
		expect(failureOf(await world.run('rocketChat', { options }))).toContain("'Allow Token Output'");
		expect(world.arrived).toBe(0);
	});

	test('refuses before asking as a tool, unless it is switched on', async () => {
		const run = async (options: IDataObject) =>
			await world.run('rocketChat', { options }, [{}], { tool: true });
		for (const options of [{}, { returnTokenToAgent: false }, { output: 'metadata' }]) {
			expect(failureOf(await run(options))).toContain(
				"An AI agent may not be given this token, and it can never be read again. Switch on 'Return Token to Agent'",
			);
			expect(world.arrived).toBe(0);
		}
		const { json } = await run({ returnTokenToAgent: true });
		expect(json[0].accessToken).toBe(world.rocketChat.tokens.get('n8n-reports'));
	});
});

describe('an expression that gives nothing is no default', () => {
	test.each(['={{ $json.missing }}', '={{ null }}'])("'Allow Token Output': %s", async (allow) => {
		for (const name of [...SESSIONS, 'rocketChat'] as const) {
			world.save(name, { settings: { output: { allowTokenOutput: allow } } });
			expect(failureOf(await world.run(name))).toContain("'Allow Token Output'");
		}
		expect(world.arrived).toBe(0);
	});

	test.each(['={{ $json.missing }}', '={{ null }}'])("'Output': %s", async (output) => {
		expect(failureOf(await world.run('genLogs', { options: { output } }))).toContain("'Output'");
		expect(world.arrived).toBe(0);
	});

	test("'Send Credentials In': the password does not go into the address", async () => {
		world.save('genLogs', { sendCredentialsIn: '={{ $json.missing }}' });
		expect(failureOf(await world.run('genLogs'))).toContain("'Send Credentials In'");
		expect(world.arrived).toBe(0);
	});
});

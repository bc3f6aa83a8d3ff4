import type { IHttpRequestHelper } from 'n8n-workflow';

import { genLogs } from '../../../tokens/providers/genLogs';
import { giro } from '../../../tokens/providers/giro';
import { personr } from '../../../tokens/providers/personr';
import { World } from '../../support/world.mts';

/** The call stack at each of the package's requests, outermost call first: the package's own functions alone. */
async function stacksOf(world: World, name: 'genLogs' | 'giro'): Promise<string[][]> {
	const stacks: string[][] = [];
	const { credentials } = world.engine;
	const preAuthentication = credentials.preAuthentication.bind(credentials);
	jest.spyOn(credentials, 'preAuthentication').mockImplementation(async (helpers, ...given) => {
		const httpRequest: IHttpRequestHelper['helpers']['httpRequest'] = async (options) => {
			stacks.push(ownFrames(String(new Error().stack)));
			return await helpers.helpers.httpRequest(options);
		};
		return await preAuthentication({ helpers: { ...helpers.helpers, httpRequest } }, ...given);
	});
	const { stackTraceLimit } = Error;
	Error.stackTraceLimit = Infinity;
	const { error } = await world.run(name, { operation: 'get' });
	Error.stackTraceLimit = stackTraceLimit;
	expect(error).toBeUndefined();
	return stacks;
}

function ownFrames(stack: string): string[] {
	const frames = stack.split('\n').flatMap((line) => {
		const [, where, file] =
			/at (?:async )?(.*?) ?\(?[^ (]*\/((?:tokens|nodes)\/[^:]+):\d+/.exec(line) ?? [];
		return file === undefined ? [] : [`${file} ${where}`];
	});
	// A function that is on the stack and awaited by its caller is listed twice.
	return [...new Set(frames.reverse())];
}

// Personr's way passes through a race of promises, which no stack shows whole.
test.each(['genLogs', 'giro'] as const)(
	'%s: from a node’s execute to n8n’s HTTP helper, nothing stored',
	async (name) => {
		const world = await new World().start();
		const [stack] = await stacksOf(world, name);
		await world.stop();
		const files = new Set(stack.map((frame) => frame.split(' ')[0]));
		process.stdout.write(
			`\n${name}: ${stack.length} hops in ${files.size} files\n${stack.join('\n')}\n`,
		);
		expect(stack[0]).toMatch(/^nodes\//);
	},
);

test.each([
	['genLogs', genLogs],
	['giro', giro],
	['personr', personr],
] as const)(
	'%s: how often one *Get* opens the credential and reads the stored token',
	async (name, provider) => {
		const world = await new World().start();
		const open = jest.spyOn(provider, 'open');
		const parse = jest.spyOn(JSON, 'parse');
		const count = async () => {
			open.mockClear();
			parse.mockClear();
			expect((await world.run(name, { operation: 'get' })).error).toBeUndefined();
			const read = parse.mock.calls.filter(([text]) => String(text).startsWith('{"digest"'));
			return [open.mock.calls.length, read.length];
		};
		const counts = { 'nothing stored': await count(), stored: await count() };
		jest.restoreAllMocks();
		await world.stop();
		process.stdout.write(`\n${name}: opened and read ${JSON.stringify(counts)}\n`);
		expect(counts.stored[0]).toBe(1);
	},
);

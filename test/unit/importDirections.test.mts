import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The rooms that each room may import. */
const MAY_IMPORT: Record<string, string[]> = {
	http: [],
	provider: ['http'],
	providers: ['http', 'provider'],
	custom: ['http', 'provider'],
	cache: ['http', 'provider'],
	n8n: ['http', 'provider', 'providers', 'custom', 'cache'],
	operations: ['http', 'provider', 'providers', 'custom', 'cache', 'n8n'],
	rocketChat: ['http', 'provider', 'providers', 'custom', 'cache', 'n8n', 'operations'],
	nodes: ['http', 'provider', 'providers', 'custom', 'cache', 'n8n', 'operations', 'rocketChat'],
	credentials: [
		'http',
		'provider',
		'providers',
		'custom',
		'cache',
		'n8n',
		'operations',
		'rocketChat',
	],
};
const ROOMS = Object.keys(MAY_IMPORT);

/** A file and one line of it. */
type Case = [allowed: boolean, file: string, line: string];

const isOutside = (room: string) => room === 'nodes' || room === 'credentials';
const folderOf = (room: string) => (isOutside(room) ? room : `tokens/${room}`);

/** A line in one room that imports a file of another. */
function between(from: string, to: string): Case {
	const up = isOutside(from) || !isOutside(to) ? '..' : '../..';
	const path = isOutside(from) ? `${up}/${folderOf(to)}` : `${up}/${to}`;
	const line = `import { any } from '${path}/any'; any();`;
	return [MAY_IMPORT[from].includes(to), `${folderOf(from)}/any.ts`, line];
}

const CASES: Case[] = [
	...ROOMS.flatMap((from) => ROOMS.filter((to) => to !== from).map((to) => between(from, to))),
	...ROOMS.map((room): Case => {
		const path = isOutside(room) ? '../tokens/tuning' : '../tuning';
		return [true, `${folderOf(room)}/any.ts`, `import { any } from '${path}'; any();`];
	}),
	[false, 'tokens/tuning.ts', "import { any } from './http/any'; any();"],
	// A file that is named like a room.
	[true, 'tokens/http/any.ts', "import { any } from './provider'; any();"],
	[true, 'tokens/rocketChat/client/any.ts', "import { any } from '../provider'; any();"],
	// From a folder within a room.
	[true, 'tokens/rocketChat/client/any.ts', "import { any } from '../../http/any'; any();"],
	[false, 'tokens/rocketChat/client/any.ts', "import { any } from '../../../nodes/any'; any();"],
	[false, 'nodes/Any/Any.node.ts', "import { any } from '../../credentials/any'; any();"],
	// Other ways to write it.
	[false, 'tokens/http/any.ts', "import { any } from '../../tokens/cache/any'; any();"],
	[false, 'tokens/http/any.ts', "import { any } from '../cache'; any();"],
	[false, 'tokens/http/any.ts', "import type { Any } from '../n8n/any'; export type B = Any;"],
	[false, 'tokens/http/any.ts', "export { any } from '../cache/any';"],
	[false, 'tokens/http/any.ts', "export const any = import('../cache/any');"],
	[false, 'tokens/http/any.ts', "export type Any = import('../cache/any').Any;"],
];

/**
 * How many errors ESLint finds in each case, with the configuration that `npm run lint` uses. It loads that with
 * `import()`, which does not work within jest.
 */
function lint(cases: Case[]): number[] {
	const script = `
		import { ESLint } from 'eslint';
		const eslint = new ESLint({ overrideConfigFile: 'eslint.more.config.mjs' });
		const counts = [];
		for (const [, filePath, line] of JSON.parse(process.argv[1]))
			counts.push((await eslint.lintText(line, { filePath }))[0].messages.length);
		console.log(JSON.stringify(counts));
	`;
	const args = ['--input-type=module', '-e', script, JSON.stringify(cases)];
	const cwd = join(__dirname, '../..');
	return JSON.parse(execFileSync(process.execPath, args, { cwd, encoding: 'utf8' })) as number[];
}

let errors: number[];

beforeAll(() => {
	errors = lint(CASES);
});

test.each(CASES.map(([allowed, file, line], n) => ({ allowed, file, line, n })))(
	'allowed: $allowed, in $file: $line',
	({ allowed, n }) => {
		expect(errors[n]).toBe(allowed ? 0 : 1);
	},
);

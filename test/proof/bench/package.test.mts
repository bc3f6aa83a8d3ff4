import { execFileSync } from 'node:child_process';

/** An odd number, for its median. */
const RUNS = 11;

interface Packed {
	size: number;
	unpackedSize: number;
	entryCount: number;
}

interface Loaded {
	/** The time to load all nodes and credentials as a multiple of that for n8n-workflow, in the same process. */
	ratio: number;
	/** Modules of this package. */
	own: number;
	/** Modules that were not there with n8n-workflow. */
	others: number;
}

function json<T>(command: string, args: string[]): T {
	const output = execFileSync(command, args, {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'inherit'],
		shell: process.platform === 'win32',
	});
	return JSON.parse(output) as T;
}

function median(numbers: number[]): number {
	return numbers.sort((a, b) => a - b)[(numbers.length - 1) / 2];
}

test('size and loading', () => {
	const [packed] = json<Packed[]>('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
	const runs = Array.from({ length: RUNS }, () =>
		json<Loaded>(process.execPath, ['test/proof/bench/load.mjs']),
	);
	const [{ own, others }] = runs;
	const ratio = median(runs.map((run) => run.ratio)).toFixed(2);
	const date = new Date().toISOString().slice(0, 10);
	const { size, unpackedSize, entryCount } = packed;
	process.stdout.write(
		`\n${date}, the package as it is published, \`npm run bench\`\n\n` +
			'| bytes packed | bytes unpacked | files | modules loaded | modules of others loaded | time to load as a multiple of n8n-workflow’s |\n' +
			'| ---: | ---: | ---: | ---: | ---: | ---: |\n' +
			`| ${size} | ${unpackedSize} | ${entryCount} | ${own} | ${others} | ${ratio} |\n\n`,
	);
	expect(others).toBe(0);
});

// `npm run lint`: everything that can be found out without running a test, as many checks at once as there are processors.
// What a check prints appears when it ends.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';

import './independent.mjs';
import { root } from './install.mjs';

const binaries = join(root, 'node_modules', '.bin');
const env = { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH}` };

/** Where a check keeps what it found, with the content of each file, so that it looks again only at what has changed. */
const cache = join('node_modules', '.cache', 'lint');
const cached = (name) => `--cache --cache-strategy content --cache-location ${join(cache, name)}`;

/** The checks, the longest ones first. `strict` lists what must not be printed either: n8n's lint passes with warnings. */
const CHECKS = [
	{ name: "n8n's lint", commands: ['n8n-node lint'], strict: /✖ \d+ problem/ },
	{
		name: 'types',
		commands: [`tsc --noEmit --incremental --tsBuildInfoFile ${join(cache, 'types.json')}`],
	},
	{ name: "build, n8n's scan", commands: ['npm run --silent build', 'node tools/scan.mjs'] },
	{
		name: 'further rules of n8n',
		commands: [`eslint -c eslint.more.config.mjs --max-warnings 0 ${cached('eslint.json')} .`],
	},
	{ name: 'format', commands: [`prettier --check ${cached('prettier.json')} .`] },
];

/** Runs a command. Returns whether it went well, and what it printed. */
async function run(command) {
	const child = spawn(command, { cwd: root, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
	const status = await new Promise((done) => child.on('close', done));
	return { isGood: status === 0, output };
}

/** Runs the commands of a check up to the first that fails, and prints how it went. Returns whether it went well. */
async function check({ name, commands, strict }) {
	const started = Date.now();
	let isGood = true;
	let output = '';
	for (const command of commands) {
		const ran = await run(command);
		output += ran.output;
		isGood = ran.isGood && !strict?.test(ran.output);
		if (!isGood) break;
	}
	const seconds = Math.round((Date.now() - started) / 1000);
	console.log(`${isGood ? '✔' : '✖'} ${name} (${seconds} s)`);
	if (!isGood) console.log(output);
	return isGood;
}

const left = [...CHECKS];
let failed = 0;
async function worker() {
	for (let next = left.shift(); next !== undefined; next = left.shift())
		if (!(await check(next))) failed += 1;
}
await Promise.all(Array.from({ length: availableParallelism() }, worker));
process.exitCode = failed === 0 ? 0 : 1;

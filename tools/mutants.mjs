// Changes tokens/ in thousands of places, one at a time, and counts how many changes no test notices (Stryker). Without
// arguments: the files that need neither a server nor n8n's engine, in a quarter of an hour; with `decisions`, those of them that
// decide what becomes of a token, in minutes. With the name of a room, such as `cache`: all of its files, with every unit test; a
// file, such as tokens/cache/nextStep.ts, is tried by itself with the same tests.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { ensureInstalled, root } from './install.mjs';

const folder = join('test', 'proof', 'mutants');
ensureInstalled(join(root, folder), 'what changes the code');

const [wanted] = process.argv.slice(2);
const isPure = wanted === undefined || wanted === 'decisions';
const isFile = wanted?.endsWith('.ts');
const room = isFile ? wanted.split('/')[1] : wanted;
const config = join(folder, isPure ? 'pure.config.mjs' : 'room.config.mjs');
const stryker = join(folder, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const args = [stryker, 'run', config, ...(isFile ? ['--mutate', wanted] : [])];
const { status } = spawnSync(process.execPath, args, {
	cwd: root,
	env: { ...process.env, ROOM: room },
	stdio: 'inherit',
});
process.exitCode = status ?? 1;

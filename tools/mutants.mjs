// Changes tokens/ in hundreds of places, one at a time, and counts how many changes no test notices (Stryker). Without
// arguments, or with `decisions`: the files that decide what becomes of a token, in minutes. With `pure`: all files whose unit
// tests need neither a server nor n8n's engine. With the name of a room, such as `cache`: all of its files, with every unit
// test; a file, such as tokens/cache/login.ts, is tried by itself with the same tests.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { ensureInstalled, root } from './install.mjs';

const folder = join('test', 'proof', 'mutants');
ensureInstalled(join(root, folder), 'what changes the code');

const [wanted = 'decisions'] = process.argv.slice(2);
const isFile = wanted.endsWith('.ts');
const room = isFile ? wanted.split('/')[1] : wanted;
const kind = ['decisions', 'pure'].includes(wanted) ? wanted : 'room';
const config = join(folder, `${kind}.config.mjs`);
const stryker = join(folder, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const args = [stryker, 'run', config, ...(isFile ? ['--mutate', wanted] : [])];
const { status } = spawnSync(process.execPath, args, {
	cwd: root,
	env: { ...process.env, ROOM: room },
	stdio: 'inherit',
});
process.exitCode = status ?? 1;

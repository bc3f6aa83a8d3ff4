// Changes tokens/ in thousands of places, one at a time, and counts how many changes no test notices (Stryker).
// Without arguments: the files that need no server, in minutes. `all`, or the files that are named: with every unit
// and engine test, which takes close to two hours for all of them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { ensureInstalled } from './install.mjs';

const folder = join('test', 'proof', 'mutants');
ensureInstalled(folder, 'what changes the code');

const files = process.argv.slice(2);
const config = join(folder, files.length === 0 ? 'pure.config.mjs' : 'all.config.mjs');
const some = files.length === 0 || files.includes('all') ? [] : ['--mutate', files.join(',')];
const stryker = join(folder, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const { status } = spawnSync(process.execPath, [stryker, 'run', config, ...some], {
	stdio: 'inherit',
});
process.exitCode = status ?? 1;

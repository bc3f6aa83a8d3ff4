// Stryker over every file whose own unit test starts neither n8n's engine nor a server, with all unit tests that don't: more
// than an hour, so a workflow on GitHub does it once a week.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';

import { stock } from './stock.mjs';

const HEAVY = ['test/support/engine.mts', 'test/support/server.mts'];

/** What Jest runs, as paths below test/, without their end. */
function listTests(...args) {
	const jest = join('node_modules', 'jest', 'bin', 'jest.js');
	// Here support is in a root of Jest's too, or it would not see who imports it.
	const config = JSON.stringify({
		roots: ['test'],
		testMatch: ['**/test/unit/*/**/*.test.mts'],
		moduleFileExtensions: ['js', 'ts', 'mts'],
	});
	const { stdout } = spawnSync(
		process.execPath,
		[jest, '--rootDir', '.', '--config', config, '--listTests', ...args],
		{ encoding: 'utf8' },
	);
	const files = stdout.split('\n').filter((line) => line.endsWith('.test.mts'));
	return files.map((file) => relative('test', file).replace(/\.test\.mts$/, ''));
}

const heavy = listTests('--findRelatedTests', ...HEAVY);
const tests = listTests().filter((test) => !heavy.includes(test));
/** Files that have no test of their name, but are tried as thoroughly by others. */
const OTHERS = ['cache/transitions', 'cache/check/notes'];
const files = [...tests.map((test) => relative('unit', test)), ...OTHERS];

export default stock(
	'pure',
	files
		.map((file) => `tokens/${file}.ts`)
		.filter((file) => existsSync(file) && !/fields/i.test(file)),
	tests,
	95,
);

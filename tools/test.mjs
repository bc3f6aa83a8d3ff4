// `npm run test:proof` and `npm run test:system`: prepares what the tests need, and runs all of them, or the kinds that are
// named, as in `npm run test:system -- e2e queue`. With `--results=<folder>`, Jest writes what it counted to that folder; any
// other argument is for Jest, or for Stryker.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { setUpHost } from './host.mjs';
import { npm, root } from './install.mjs';

const JEST = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

/** Tests that run one file after the other: each of these takes the whole machine. */
const ALONE = ['--runInBand'];
/** As many n8n servers as two processors can carry. */
const TWO_AT_ONCE = ['--maxWorkers=2'];

/** Each run of each suite: its kinds, which n8n they need, and how they run. A kind is a project of jest.config.js. */
const SUITES = {
	proof: [
		{ kinds: ['faults', 'secrets'], hosts: { secrets: 'host' }, args: [] },
		{ kinds: ['mutants'], hosts: {} },
	],
	system: [
		{ kinds: ['e2e', 'e2e-old'], hosts: { e2e: 'host', 'e2e-old': 'host-1' }, args: TWO_AT_ONCE },
		{ kinds: ['queue'], hosts: { queue: 'host' }, args: ALONE },
		{ kinds: ['browser'], hosts: { browser: 'host' }, args: ALONE },
	],
};

const [suite, ...rest] = process.argv.slice(2);
const known = SUITES[suite].flatMap(({ kinds }) => kinds);
const named = rest.filter((argument) => known.includes(argument));
const results = rest.find((argument) => argument.startsWith('--results='))?.split('=')[1];
const others = rest.filter(
	(argument) => !named.includes(argument) && !argument.startsWith('--results='),
);
const isWanted = (kind) => named.length === 0 || named.includes(kind);

/** Builds and packs the package once, for every n8n that is needed. */
async function prepare(runs) {
	if (isWanted('browser') && known.includes('browser')) await import('./browser.mjs');
	const hosts = new Set(runs.flatMap((run) => run.kinds.map((kind) => run.hosts[kind])));
	hosts.delete(undefined);
	if (hosts.size > 0) npm(['run', '--silent', 'build']);
	for (const host of hosts) setUpHost(host);
}

/** Runs what takes the kinds, and returns whether all went well. */
function runs({ kinds, args }) {
	const started = Date.now();
	const counted = results
		? ['--json', `--outputFile=${join(results, `${kinds.join('+')}.json`)}`]
		: [];
	const command = kinds.includes('mutants')
		? [join('tools', 'mutants.mjs'), ...others]
		: [JEST, '--selectProjects', ...kinds, ...args, ...counted, ...others];
	const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
	const seconds = Math.round((Date.now() - started) / 1000);
	console.log(`${status === 0 ? '✔' : '✖'} ${kinds.join(', ')} (${seconds} s)`);
	return status === 0;
}

const wanted = SUITES[suite]
	.map((run) => ({ ...run, kinds: run.kinds.filter(isWanted) }))
	.filter(({ kinds }) => kinds.length > 0);
await prepare(wanted);
const good = wanted.map(runs);
process.exitCode = good.includes(false) ? 1 : 0;

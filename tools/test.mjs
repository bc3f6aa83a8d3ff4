// `npm run test:proof`, `npm run test:system` and `npm run test:real`: prepares what the tests need, and runs all kinds of the suite,
// or those that are named, as in `npm run test:system -- e2e queue`. With `--results=<folder>`, Jest writes what it counted to that folder;
// any other argument is for Jest, or for Stryker.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { setUpHost } from './host.mjs';
import './independent.mjs';
import { npm, root } from './install.mjs';
import { setUpPrograms } from './programs.mjs';

const JEST = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
/** Files with a unit test for every line and branch; jest.config.js names them too. */
const COVERED = 'test/unit/(operations/tokenItem|cache/(renewal|storedToken|heldTokens))';

/** The command that runs projects of jest.config.js. */
const jest =
	(...args) =>
	(projects) => [
		...[JEST, '--selectProjects', ...projects, ...args],
		...(results ? ['--json', `--outputFile=${join(results, `${projects.join('+')}.json`)}`] : []),
	];

/** The runs of each suite: which kinds each takes, the n8n that each kind needs, and the command. */
const SUITES = {
	proof: [
		{ kinds: { faults: undefined, secrets: 'host' }, command: jest() },
		{
			kinds: { coverage: undefined },
			command: () => [JEST, '--selectProjects', 'unit', '--coverage', COVERED],
		},
		{ kinds: { mutants: undefined }, command: () => [join('tools', 'mutants.mjs')] },
	],
	system: [
		// As many n8n servers as two processors can carry, with a browser each or without.
		{ kinds: { e2e: 'host', 'e2e-old': 'host-1' }, command: jest('--maxWorkers=2') },
		{ kinds: { browser: 'host' }, command: jest('--maxWorkers=2') },
		// It takes the whole machine.
		{ kinds: { queue: 'host' }, command: jest('--runInBand') },
	],
	// Each file starts one program, and the largest two at once are as much as two processors can carry.
	real: [{ kinds: { real: 'host' }, command: jest('--maxWorkers=2') }],
};

const [suite, ...args] = process.argv.slice(2);
const known = SUITES[suite].flatMap(({ kinds }) => Object.keys(kinds));
const named = args.filter((argument) => known.includes(argument));
const results = args.find((argument) => argument.startsWith('--results='))?.split('=')[1];
const others = args.filter(
	(argument) => !named.includes(argument) && !argument.startsWith('--results='),
);
const wanted = named.length > 0 ? named : known;

/** Builds and packs the package once, for every n8n that is needed. */
async function prepare() {
	if (wanted.includes('browser')) await import('./browser.mjs');
	const hostOf = Object.assign({}, ...SUITES[suite].map(({ kinds }) => kinds));
	const hosts = new Set(wanted.map((kind) => hostOf[kind]).filter(Boolean));
	if (hosts.size > 0) npm(['run', '--silent', 'build']);
	for (const host of hosts) setUpHost(host);
	if (wanted.includes('real')) setUpPrograms();
}

/** Runs the kinds that are wanted, and returns whether all went well. */
function run({ kinds, command }) {
	const chosen = Object.keys(kinds).filter((kind) => wanted.includes(kind));
	if (chosen.length === 0) return true;
	const started = Date.now();
	const { status } = spawnSync(process.execPath, [...command(chosen), ...others], {
		cwd: root,
		stdio: 'inherit',
	});
	const seconds = Math.round((Date.now() - started) / 1000);
	console.log(`${status === 0 ? '✔' : '✖'} ${chosen.join(', ')} (${seconds} s)`);
	return status === 0;
}

await prepare();
const isGood = SUITES[suite].map(run);
process.exitCode = isGood.includes(false) ? 1 : 0;

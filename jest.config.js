// One project for each kind of test. `npx jest test/unit/http` runs what is named, `npx jest --selectProjects unit` one
// kind. The scripts in package.json prepare what a kind needs.
const SECOND = 1_000;

/**
 * @param displayName what `--selectProjects` calls it
 * @param folders where its tests are, below test/
 * @param timeout of one test, in milliseconds; Jest itself has one for all projects
 * @param settings anything else, in place of what they have in common
 */
function project(displayName, folders, timeout, settings = {}) {
	return {
		displayName,
		roots: folders.map((folder) => `<rootDir>/test/${folder}`),
		testMatch: ['**/*.test.mts'],
		moduleFileExtensions: ['js', 'ts', 'mts', 'json', 'node'],
		transform: {
			'^.+\\.m?ts$': [
				'@swc/jest',
				{
					jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
					// Loading it takes longer than most files of tests, and few of them get that far.
					module: { type: 'commonjs', lazy: ['n8n-workflow'] },
					sourceMaps: 'inline',
				},
			],
		},
		globals: { TIMEOUT: timeout },
		setupFilesAfterEnv: [TIMEOUT_SETUP],
		...settings,
	};
}

const TIMEOUT_SETUP = '<rootDir>/test/support/timeout.mts';

/** For tests on n8n's engine, which wants a folder of its own. */
const engine = {
	globalSetup: '<rootDir>/test/support/home.mjs',
	setupFiles: ['<rootDir>/test/support/setup.mts'],
};

/** The same, and no wait of the package takes any time. */
const noWaits = {
	...engine,
	setupFilesAfterEnv: [TIMEOUT_SETUP, '<rootDir>/test/support/noWaits.mts'],
};

/** What the renewal rule, the token item and the stored token promise: `--coverage` demands every line and branch of it. */
const COVERED = ['operations/tokenItem', 'cache/renewal', 'cache/storedToken'].map(
	(file) => `tokens/${file}.ts`,
);
const WHOLE = { branches: 100, functions: 100, lines: 100, statements: 100 };

/** @type {import('jest').Config} */
module.exports = {
	projects: [
		project('unit', ['unit', 'proof/independent'], 30 * SECOND, noWaits),
		project('engine', ['engine'], 30 * SECOND, noWaits),
		project('faults', ['proof/faults'], 120 * SECOND, noWaits),
		project('secrets', ['proof/secrets'], 600 * SECOND, noWaits),
		project('bench', ['proof/bench'], 600 * SECOND, engine),
		project('e2e', ['system/e2e'], 600 * SECOND),
		project('e2e-old', ['system/e2e'], 600 * SECOND, {
			setupFiles: ['<rootDir>/test/support/oldHost.mts'],
		}),
		project('queue', ['system/queue'], 900 * SECOND),
		project('real', ['system/real'], 120 * SECOND, engine),
		project('browser', ['system/browser'], 120 * SECOND, {
			globalSetup: '<rootDir>/tools/chromium.mjs',
		}),
	],
	collectCoverageFrom: COVERED,
	coverageReporters: ['text'],
	coverageThreshold: Object.fromEntries(COVERED.map((file) => [file, WHOLE])),
	// On two cores Jest would take one, and many tests wait for a server or a clock.
	maxWorkers: '100%',
	// The second one prints what the tests of faults proved, where they ran.
	reporters: ['default', '<rootDir>/test/proof/faults/reporter.mjs'],
};

// Stryker over the rooms of tokens/ that `npm run test:proof -- mutants <room>` names, with all unit tests and, for the rooms
// that translate n8n's calls, the engine tests: hours for all of them, so a workflow on GitHub does it once a week, one job
// for each room.
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

import jest from '../../../jest.config.js';

const unit = jest.projects.find(({ displayName }) => displayName === 'unit');

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	// Left out: what n8n's editor shows, literals that n8n's lint and the tests of the schemas look at.
	mutate: ['tokens/**/*.ts', '!tokens/**/*{f,F}ields.ts'],
	testRunner: 'jest',
	plugins: ['@stryker-mutator/jest-runner'],
	jest: {
		// Stryker knows nothing of projects: this one takes the place of all.
		config: { ...unit, projects: [] },
		enableFindRelatedTests: true,
	},
	coverageAnalysis: 'perTest',
	// What is evaluated while a file is loaded, such as a constant, would need every test for itself alone.
	ignoreStatic: true,
	thresholds: { high: 95, low: 85, break: 85 },
	concurrency: availableParallelism(),
	// A mutant that never ends is dead too, but a busy machine must not look like one.
	timeoutMS: 20_000,
	dryRunTimeoutMinutes: 30,
	// Not all of what a test file has loaded is given back.
	maxTestRunnerReuse: 40,
	reporters: ['progress-append-only', 'clear-text', 'json'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	jsonReporter: { fileName: '.mutants/report.json' },
	tempDirName: join(tmpdir(), 'access-tokens-mutants'),
	cleanTempDir: 'always',
	ignorePatterns: ['/.*', 'docs', 'tools', 'dist', 'test/system', 'test/proof'],
};

// Stryker over all of tokens/, with the unit and engine tests: close to two hours on two cores. What it finds stands in
// .mutants, and a second run tries only what has changed since.
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	// Left out: what n8n's editor shows, literals that n8n's lint and the tests of the schemas look at.
	mutate: ['tokens/**/*.ts', '!tokens/*Fields.ts'],
	testRunner: 'jest',
	plugins: ['@stryker-mutator/jest-runner'],
	jest: { configFile: 'jest.mutants.config.js', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	// What is evaluated while a file is loaded, such as a constant, would need every test for itself alone.
	ignoreStatic: true,
	thresholds: { high: 95, low: 85, break: 85 },
	// Tests of the engine wait as much as they compute.
	concurrency: 2 * availableParallelism() + 1,
	// A mutant that never ends is dead too, but a busy machine must not look like one.
	timeoutMS: 20_000,
	dryRunTimeoutMinutes: 30,
	// Not all of what a test file has loaded is given back.
	maxTestRunnerReuse: 100,
	incremental: true,
	incrementalFile: '.mutants/incremental.json',
	reporters: ['progress-append-only', 'clear-text', 'json'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	jsonReporter: { fileName: '.mutants/report.json' },
	tempDirName: join(tmpdir(), 'access-tokens-mutants'),
	cleanTempDir: 'always',
	ignorePatterns: ['/.*', 'docs', 'tools', 'dist', 'test/{bench,browser,e2e,faults,secrets}'],
};

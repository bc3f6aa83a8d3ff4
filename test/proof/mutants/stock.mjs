// What the runs of Stryker have in common: its own runner for Jest, with nothing of Jest replaced.
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

import jest from '../../../jest.config.js';

const unit = jest.projects.find(({ displayName }) => displayName === 'unit');

/**
 * @param name what the report in .mutants is called
 * @param mutate the files to change, as patterns
 * @param tests the tests that may notice, as patterns below test/
 * @param least the least percentage of changes that a test has to notice
 * @param isBare whether the tests need neither n8n's engine nor its folder, and wait for nothing: without that, a change
 *   takes a fraction of the time
 * @returns {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export function stock(name, mutate, tests, least, isBare = false) {
	return {
		mutate,
		testRunner: 'jest',
		plugins: ['@stryker-mutator/jest-runner'],
		jest: {
			config: {
				...unit,
				...(isBare && { globalSetup: undefined, setupFiles: [], setupFilesAfterEnv: [] }),
				// Stryker knows nothing of projects: this one takes the place of all.
				projects: [],
				roots: ['<rootDir>/test'],
				testMatch: tests.map((pattern) => `<rootDir>/test/${pattern}.test.mts`),
				// What never ends is noticed soon, such as a wait that nothing stops.
				globals: { TIMEOUT: 10_000 },
			},
		},
		coverageAnalysis: 'perTest',
		// What is evaluated while a file is loaded, such as a constant, would need every test for itself alone.
		ignoreStatic: true,
		thresholds: { high: 95, low: least, break: least },
		concurrency: availableParallelism(),
		// A mutant that never ends is dead too, but a busy machine must not look like one.
		timeoutMS: 20_000,
		dryRunTimeoutMinutes: 30,
		// Not all of what a test file has loaded of n8n is given back.
		maxTestRunnerReuse: isBare ? 0 : 40,
		reporters: ['progress-append-only', 'clear-text', 'json'],
		clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
		jsonReporter: { fileName: `.mutants/${name}.json` },
		tempDirName: join(tmpdir(), 'access-tokens-mutants'),
		cleanTempDir: 'always',
		ignorePatterns: ['/.*', 'docs', 'tools', 'dist', 'test/proof'],
	};
}

// Jest's own test runner, but once a test has failed the rest of the run is skipped: a mutant that one test noticed is
// dead, and Stryker's runner has no other way to stop there. (Stryker looks for "jest-circus" in the name.)
const runFile = require('jest-circus/runner').default;
const { createEmptyTestResult } = require('@jest/test-result');
const { wantedNames } = require('./wanted.cjs');

/** One object for each run of jest. */
const failedRuns = new WeakSet();

module.exports = async (globalConfig, config, environment, runtime, testPath, send) => {
	const isMutant = process.env.__STRYKER_ACTIVE_MUTANT__ !== undefined;
	if (!isMutant) return await runFile(globalConfig, config, environment, runtime, testPath, send);
	if (failedRuns.has(globalConfig)) return skippedFile(testPath);

	const { testNamePattern } = globalConfig;
	const wanted = testNamePattern && wantedNames(testNamePattern);
	const handle = environment.handleTestEvent?.bind(environment);
	environment.handleTestEvent = async (event, state) => {
		await handle?.(event, state);
		if (event.name === 'run_start' && wanted)
			state.testNamePattern = { test: (name) => wanted.has(name) };
		if (event.name === 'test_start' && failedRuns.has(globalConfig)) event.test.mode = 'skip';
		if (event.name === 'test_done' && event.test.errors.length > 0) failedRuns.add(globalConfig);
	};
	return await runFile(globalConfig, config, environment, runtime, testPath, send);
};

/** Jest takes a file without any test for a broken one. */
function skippedFile(testFilePath) {
	const skipped = {
		ancestorTitles: [],
		failureDetails: [],
		failureMessages: [],
		fullName: '',
		invocations: 0,
		numPassingAsserts: 0,
		status: 'pending',
		title: '',
	};
	return { ...createEmptyTestResult(), numPendingTests: 1, testFilePath, testResults: [skipped] };
}

// For Stryker (test/mutants): the unit and engine tests, of which it runs those that reach what it changed.
/** @type {import('jest').Config} */
module.exports = {
	...require('./jest.config.js'),
	testMatch: ['<rootDir>/test/{tokens,engine}/**/*.test.mts'],
	// n8n's engine is loaded once for each process, and not once for each file.
	testEnvironment: require.resolve('./test/proof/mutants/environment.cjs'),
	runtime: '<rootDir>/test/mutants/runtime.cjs',
	testRunner: '<rootDir>/test/mutants/jest-circus.cjs',
	testSequencer: '<rootDir>/test/mutants/sequencer.cjs',
};

/** @type {import('jest').Config} */
module.exports = {
	...require('./jest.config.js'),
	testPathIgnorePatterns: ['/node_modules/'],
	testMatch: ['<rootDir>/test/bench/**/*.test.mts'],
	testTimeout: 600_000,
	verbose: false,
	// Side by side they would take each other's time.
	maxWorkers: 1,
};

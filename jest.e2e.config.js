/** @type {import('jest').Config} */
module.exports = {
	...require('./jest.config.js'),
	testPathIgnorePatterns: ['/node_modules/'],
	testMatch: ['<rootDir>/test/e2e/**/*.test.mts'],
	setupFiles: [],
	testTimeout: 600_000,
	maxWorkers: 1,
};

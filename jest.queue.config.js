/** @type {import('jest').Config} */
module.exports = {
	...require('./jest.config.js'),
	testPathIgnorePatterns: ['/node_modules/'],
	testMatch: ['<rootDir>/test/queue/**/*.test.mts'],
	setupFiles: [],
	testTimeout: 900_000,
	maxWorkers: 1,
};

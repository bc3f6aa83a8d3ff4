/** @type {import('jest').Config} */
module.exports = {
	...require('./jest.config.js'),
	testPathIgnorePatterns: ['/node_modules/'],
	testMatch: ['<rootDir>/test/faults/**/*.test.mts'],
	testTimeout: 120_000,
	reporters: ['default', '<rootDir>/test/faults/reporter.mjs'],
};

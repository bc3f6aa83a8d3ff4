/** @type {import('jest').Config} */
module.exports = {
	...require('./jest.faults.config.js'),
	testMatch: ['<rootDir>/test/secrets/**/*.test.mts'],
	testTimeout: 600_000,
};

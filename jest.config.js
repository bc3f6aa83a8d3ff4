/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.mts'],
	moduleFileExtensions: ['js', 'ts', 'mts', 'json', 'node'],
	testPathIgnorePatterns: [
		'/node_modules/',
		...['bench', 'browser', 'e2e', 'faults', 'queue', 'secrets'].map(
			(folder) => `<rootDir>/test/${folder}/`,
		),
	],
	transform: { '^.+\\.m?ts$': ['@swc/jest', require('./swc.config.js')] },
	// On two cores jest would take one, and many tests wait for a server or a clock.
	maxWorkers: '100%',
	globalSetup: '<rootDir>/test/home.mjs',
	setupFiles: ['<rootDir>/test/setup.mts'],
	testTimeout: 30_000,
};

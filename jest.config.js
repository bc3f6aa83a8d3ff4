/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.mts'],
	moduleFileExtensions: ['js', 'ts', 'mts', 'json', 'node'],
	testPathIgnorePatterns: [
		'/node_modules/',
		'<rootDir>/test/system/',
		...['bench', 'faults', 'secrets'].map((folder) => `<rootDir>/test/proof/${folder}/`),
	],
	transform: { '^.+\\.m?ts$': ['@swc/jest', require('./swc.config.js')] },
	// On two cores jest would take one, and many tests wait for a server or a clock.
	maxWorkers: '100%',
	globalSetup: '<rootDir>/test/support/home.mjs',
	setupFiles: ['<rootDir>/test/support/setup.mts'],
	testTimeout: 30_000,
};

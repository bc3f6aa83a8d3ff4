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
	globalSetup: '<rootDir>/test/home.mjs',
	setupFiles: ['<rootDir>/test/setup.mts'],
	testTimeout: 30_000,
};

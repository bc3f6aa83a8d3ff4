/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', '<rootDir>/test/bench/'],
	transform: { '^.+\\.ts$': ['@swc/jest', require('./swc.config.js')] },
	setupFiles: ['<rootDir>/test/setup.ts'],
	testTimeout: 30_000,
};

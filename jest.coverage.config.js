// What the rule of renewal, the token item and the stored session promise: every line and branch of it is run by the
// tests of just these files.
const FILES = ['tokens/item.ts', 'tokens/renewal.ts', 'tokens/session.ts'];
const WHOLE = { branches: 100, functions: 100, lines: 100, statements: 100 };

/** @type {import('jest').Config} */
module.exports = {
	...require('./jest.config.js'),
	testMatch: ['heldTokens', 'item', 'renewal', 'session'].map(
		(name) => `<rootDir>/test/tokens/${name}.test.mts`,
	),
	collectCoverage: true,
	collectCoverageFrom: FILES,
	coverageReporters: ['text'],
	coverageThreshold: Object.fromEntries(FILES.map((file) => [`./${file}`, WHOLE])),
};

/** Tells the tests where the browser is. */
module.exports = async () => {
	const { needChromium } = await import('./tools/chromium.mjs');
	needChromium();
	return {
		...require('./jest.config.js'),
		testPathIgnorePatterns: ['/node_modules/'],
		testMatch: ['<rootDir>/test/browser/**/*.test.mts'],
		setupFiles: [],
		testTimeout: 120_000,
		maxWorkers: 1,
	};
};

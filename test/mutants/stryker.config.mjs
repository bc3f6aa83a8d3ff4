import all from './all.config.mjs';
export default {
	...all,
	mutate: process.env.MUTATE.split(','),
	jest: { configFile: 'jest.mutants.config.js', enableFindRelatedTests: false, config: { testMatch: process.env.TESTS.split(' ').map((t) => '<rootDir>/test/' + t + '.test.mts'), testTimeout: 15_000 } },
	concurrency: 2,
	incremental: false,
	thresholds: { high: 95, low: 85, break: null },
	jsonReporter: { fileName: process.env.REPORT },
	tempDirName: process.env.MUT_TMP,
};

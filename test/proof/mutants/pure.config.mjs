// Stryker over the files that need neither a server nor n8n's engine to be tried, with their unit tests: minutes.
import { availableParallelism } from 'node:os';

import all from './all.config.mjs';

const FILES = [
	'answer',
	'cancel',
	'failure',
	'fieldReader',
	'hosts',
	'item',
	'json',
	'moment',
	'pollTimes',
	'reason',
	'renewal',
	'session',
	'sign',
	'totp',
	'want',
];
const TESTS = [...FILES, 'heldTokens', 'settings'];

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	...all,
	mutate: FILES.map((name) => `tokens/${name}.ts`),
	jest: {
		...all.jest,
		// Of what never ends, such as a pause that nothing stops, each test notices soon.
		config: {
			testMatch: [`<rootDir>/test/tokens/{${TESTS.join(',')}}.test.mts`],
			testTimeout: 10_000,
		},
	},
	concurrency: availableParallelism(),
	maxTestRunnerReuse: 40,
	thresholds: { high: 100, low: 95, break: 95 },
	incremental: false,
	jsonReporter: { fileName: '.mutants/pure.json' },
};

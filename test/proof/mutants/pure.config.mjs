// Stryker over the files that need neither a server nor n8n's engine to be tried, with their unit tests: minutes.
import all from './all.config.mjs';

/** By room; the unit tests of a file have its name. */
const FILES = {
	http: ['failure', 'json', 'providerMessage', 'redact', 'retryAfter', 'url', 'waiting'],
	provider: ['fieldReader', 'jwt', 'response', 'timestamps', 'totp'],
	cache: ['renewal', 'storedToken'],
	n8n: ['allowedHosts', 'authHeaders', 'requestToken'],
	operations: ['outputPolicy', 'pollTimes', 'tokenItem', 'triggerState'],
};
/** Further tests of these files. */
const TESTS = ['provider/dateTime', 'provider/settings', 'cache/heldTokens', 'http/redactBodies'];

const files = Object.entries(FILES).flatMap(([room, names]) =>
	names.map((name) => `${room}/${name}`),
);

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	...all,
	mutate: files.map((file) => `tokens/${file}.ts`),
	jest: {
		...all.jest,
		config: {
			...all.jest.config,
			testMatch: [...files, ...TESTS].map((file) => `<rootDir>/test/unit/${file}.test.mts`),
			// Of what never ends, such as a pause that nothing stops, each test notices soon.
			globals: { TIMEOUT: 10_000 },
		},
	},
	thresholds: { high: 100, low: 95, break: 95 },
	jsonReporter: { fileName: '.mutants/pure.json' },
};

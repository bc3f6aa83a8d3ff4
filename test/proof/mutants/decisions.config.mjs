// Stryker over the files that decide what becomes of a token, with their unit tests: minutes, so .ci/run does it for each
// change.
import { stock } from './stock.mjs';

const FILES = ['cache/nextStep', 'cache/renewal', 'cache/tokenRequest', 'operations/tokenItem'];
/** Their tests that don't have the name of a file. */
const TESTS = [
	'afterFailure',
	'check/suspicion',
	'heldTokens',
	'state',
	'stateErrors',
	'stateHistory',
];

export default stock(
	'decisions',
	FILES.map((file) => `tokens/${file}.ts`),
	[...FILES, ...TESTS.map((name) => `cache/${name}`)].map((file) => `unit/${file}`),
	95,
	true,
);

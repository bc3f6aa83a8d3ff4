// Stryker over the files that need neither a server nor n8n's engine to be tried, with their unit tests. With ROOM=decisions,
// over the files alone that decide what becomes of a token: minutes, so that CI can do it for each change.
import { stock } from './stock.mjs';

/** By room; the unit tests of a file have its name. */
const FILES = {
	http: ['failure', 'headerTimes', 'json', 'providerMessage', 'redact', 'url', 'waiting'],
	provider: ['expiry', 'fieldReader', 'presentation', 'response', 'timestamps', 'totp'],
	cache: ['nextStep', 'renewal', 'state', 'storedToken', 'tokenRequest'],
	n8n: ['allowedHosts', 'authHeaders', 'requestToken'],
	operations: ['outputPolicy', 'pollTimes', 'tokenItem', 'triggerState'],
};
const DECISIONS = ['cache/nextStep', 'cache/renewal', 'cache/tokenRequest', 'operations/tokenItem'];
/** Further tests of these files. */
const TESTS = [
	...['http/redactBodies', 'provider/dateTime', 'provider/identityDigest', 'provider/settings'],
	...['cache/afterFailure', 'cache/heldTokens', 'cache/stateErrors', 'cache/stateHistory'],
];

const all = Object.entries(FILES).flatMap(([room, names]) =>
	names.map((name) => `${room}/${name}`),
);
const isQuick = process.env.ROOM === 'decisions';
const files = isQuick ? DECISIONS : all;

export default stock(
	isQuick ? 'decisions' : 'pure',
	files.map((file) => `tokens/${file}.ts`),
	[...files, ...TESTS].map((file) => `unit/${file}`),
	95,
	true,
);

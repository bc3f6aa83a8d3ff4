import type { TokenCache } from '../../../tokens/cache/tokenCache';
import { openCredential } from '../../../tokens/n8n/openCredential';
import { genLogs } from '../../../tokens/providers/genLogs';
import { personr } from '../../../tokens/providers/personr';
import { MOST_CACHES } from '../../../tokens/tuning';
import { USE, World } from '../../support/cacheWorld.mts';
import { gate } from '../../support/simulators/simulator.mts';

const FIELDS = {
	baseUrl: 'https://api.example.com',
	apiKey: 'invented-key',
	email: 'ops@example.com',
	password: 'invented-password',
	sendCredentialsIn: 'query',
};
const cacheOf = (name: string): TokenCache =>
	openCredential(genLogs, { ...FIELDS, email: `${name}@example.com` }).cache;

/** Opens so many credentials that nobody has opened before. */
let opened = 0;
function openOthers(count: number): void {
	for (let n = 0; n < count; n += 1) cacheOf(`other-${(opened += 1)}`);
}

/** A provider whose logins end when `login` is opened. */
function slowWorld() {
	const login = gate();
	const world = new World(false, async (value) => {
		await login.wait;
		return value;
	});
	return { login, access: world.access() };
}

test('an open credential holds its token source, its settings and its token cache', () => {
	const { source, settings, cache } = openCredential(genLogs, {
		...FIELDS,
		settings: { renewal: { renewBefore: 5 } },
	});
	expect(source.identity).toBe(genLogs.open(FIELDS).identity);
	expect(source.secrets).toEqual(['invented-password', 'invented-key']);
	expect(settings.policy.renewBefore).toBe(5 * 60_000);
	expect(cache.state.logins).toBe(0);
});

test('a field that is wrong is a failure that names it', () => {
	expect(() => openCredential(genLogs, { ...FIELDS, email: '' })).toThrow(/'Email'/);
	expect(() =>
		openCredential(genLogs, { ...FIELDS, settings: { renewal: { renewBefore: -1 } } }),
	).toThrow(/'Renew Before/);
});

test('equal login details share a token cache, and others have their own', () => {
	const { cache } = openCredential(genLogs, FIELDS);
	expect(
		openCredential(genLogs, { ...FIELDS, settings: { renewal: { renewBefore: 5 } } }).cache,
	).toBe(cache);
	for (const [key, value] of Object.entries({
		baseUrl: 'https://other.example.com',
		apiKey: 'other-key',
		email: 'dev@example.com',
		password: 'other-password',
		sendCredentialsIn: 'body',
	}))
		expect(openCredential(genLogs, { ...FIELDS, [key]: value }).cache).not.toBe(cache);
	expect(openCredential(personr, FIELDS).cache).not.toBe(cache);
});

test('with too many token caches, the one that nobody used for longest is forgotten', () => {
	const kept = cacheOf('kept');
	const lost = cacheOf('lost');
	openOthers(MOST_CACHES - 2);
	expect(cacheOf('kept')).toBe(kept);
	openOthers(1);
	expect(cacheOf('kept')).toBe(kept);
	expect(cacheOf('lost')).not.toBe(lost);
	openOthers(MOST_CACHES);
	expect(cacheOf('kept')).not.toBe(kept);
});

test('a token cache that is logging in is not forgotten, or two logins would run at once', async () => {
	const { login, access } = slowWorld();
	const busy = cacheOf('busy');
	const acquired = busy.acquire(USE, access);
	openOthers(MOST_CACHES + 1);
	expect(cacheOf('busy')).toBe(busy);
	login.open();
	await acquired;
	openOthers(MOST_CACHES + 1);
	expect(cacheOf('busy')).not.toBe(busy);
});

test('where every token cache is logging in, one more is kept beside them', async () => {
	const { login, access } = slowWorld();
	const logins = Array.from({ length: MOST_CACHES }, async (_, n) => {
		return await cacheOf(`all-${n}`).acquire(USE, access);
	});
	const oneMore = cacheOf('one more');
	expect(cacheOf('one more')).toBe(oneMore);
	login.open();
	await Promise.all(logins);
});

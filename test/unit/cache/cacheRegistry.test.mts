import { openCredential } from '../../../tokens/n8n/openCredential';
import type { TokenCache } from '../../../tokens/cache/tokenCache';
import { genLogs } from '../../../tokens/providers/genLogs';
import { gate } from '../../support/simulators/simulator.mts';
import { World, immediately } from '../../support/cacheWorld.mts';

const POLICY = { renewBefore: 0, maxAge: 0 };
const MOST = 1_000;

const accountOf = (name: string): TokenCache =>
	openCredential(genLogs, {
		baseUrl: 'https://api.example.com',
		apiKey: 'invented-key',
		email: `${name}@example.com`,
		password: 'invented-password',
	}).cache;

/** Reads so many credentials that nobody has read before. */
let others = 0;
function readOthers(count: number): void {
	for (let one = 0; one < count; one += 1) accountOf(`other-${(others += 1)}`);
}

test('equal login details are one account, and others are another', () => {
	expect(accountOf('a')).toBe(accountOf('a'));
	expect(accountOf('a')).not.toBe(accountOf('b'));
});

test('of more than a thousand accounts, those not used for longest are forgotten', () => {
	const kept = accountOf('kept');
	const lost = accountOf('lost');
	readOthers(MOST - 2);
	expect(accountOf('kept')).toBe(kept);
	readOthers(1);
	expect(accountOf('kept')).toBe(kept);
	expect(accountOf('lost')).not.toBe(lost);
	readOthers(MOST);
	expect(accountOf('kept')).not.toBe(kept);
});

test('an account that is logging in is not forgotten, or two logins would run at once', async () => {
	const login = gate();
	const world = new World(false, async (value) => {
		await login.wait;
		return value;
	});
	const busy = accountOf('busy');
	const obtaining = busy.obtain({ kind: 'use' }, POLICY, world.reach);
	readOthers(MOST + 1);
	expect(accountOf('busy')).toBe(busy);
	login.open();
	await obtaining;
	world.wait = immediately;
	readOthers(MOST + 1);
	expect(accountOf('busy')).not.toBe(busy);
});

test('where every account is logging in, one more is kept with them', async () => {
	const login = gate();
	const world = new World(false, async (value) => {
		await login.wait;
		return value;
	});
	const logins = Array.from({ length: MOST }, async (_, n) => {
		return await accountOf(`all-${n}`).obtain({ kind: 'use' }, POLICY, world.reach);
	});
	const oneMore = accountOf('one more');
	expect(accountOf('one more')).toBe(oneMore);
	login.open();
	await Promise.all(logins);
});

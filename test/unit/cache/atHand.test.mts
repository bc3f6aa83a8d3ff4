import type { TokenCache } from '../../../tokens/cache/tokenCache';
import type { CachedToken, StoredToken } from '../../../tokens/cache/storedToken';
import { LIFETIME, World, immediately } from '../../support/cacheWorld.mts';

const POLICY = { renewBefore: 0, maxAge: 0 };
const GET = { kind: 'get' } as const;
const NOTHING: StoredToken = { kind: 'none' };

/** Whether a Get waits for nobody: the token is stored, or was made certain of lately. */
let world: World;
let account: TokenCache;
let older: CachedToken;
let session: CachedToken;

const own = (stored: CachedToken): StoredToken => ({ kind: 'own', session: stored });
const isAtHand = (stored: StoredToken) => account.isAtHand(GET, POLICY, stored);

beforeEach(async () => {
	world = new World(true, immediately);
	account = world.account();
	const login = async () => {
		const want = { kind: 'mint', since: account.ended } as const;
		return (await account.obtain(want, POLICY, world.reach)).value?.token as CachedToken;
	};
	older = await login();
	session = await login();
});

test('the newest token is, where the credential holds it', () => {
	expect(isAtHand(own(session))).toBe(true);
});

test.each([
	[-1, true],
	[0, false],
	[1_199, false],
	[1_200, true],
])('where another process made it %d ms ago: %s', (age, yes) => {
	const theirs = { ...session, order: world.now - age };
	expect(world.account().isAtHand(GET, POLICY, own(theirs))).toBe(yes);
});

test.each([
	['nothing', () => NOTHING],
	['an older token', () => own(older)],
	['one of other login details', (): StoredToken => ({ kind: 'foreign' })],
])('it is not, where the credential holds %s', (_what, stored) => {
	expect(isAtHand(stored())).toBe(false);
});

test('it is, whatever the credential holds, once it was made certain of', () => {
	account.certainty.token = session.response.accessToken;
	for (const stored of [NOTHING, own(older)]) expect(isAtHand(stored)).toBe(true);
	account.certainty.token = older.response.accessToken;
	expect(isAtHand(NOTHING)).toBe(false);
});

test('it is not once it is due, or has expired', () => {
	world.now += LIFETIME - LIFETIME / 10 - 1;
	expect(isAtHand(own(session))).toBe(true);
	world.now += 1;
	expect(isAtHand(own(session))).toBe(false);
	world.now += LIFETIME;
	expect(isAtHand(own(session))).toBe(false);
});

test('nothing is, where nothing is known', () => {
	account = world.account();
	expect(isAtHand(NOTHING)).toBe(false);
});

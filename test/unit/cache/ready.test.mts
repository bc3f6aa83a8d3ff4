import { isInvalidated, knownTokens } from '../../../tokens/cache/state';
import { recover } from '../../../tokens/cache/recovery';
import type { StoredToken } from '../../../tokens/cache/storedToken';
import type { TokenCache } from '../../../tokens/cache/tokenCache';
import { Failure } from '../../../tokens/http/failure';
import { gate } from '../../support/simulators/simulator.mts';
import {
	GET,
	LIFETIME,
	NONE,
	SECOND,
	START,
	USE,
	World,
	cachedToken,
	forceRefresh,
	own,
	time,
	tokenOf,
	turn,
	useStillClock,
} from '../../support/cacheWorld.mts';

useStillClock();

/** A world whose logins end when `login` is opened. */
function slowWorld(revokesPrevious = false) {
	const login = gate();
	const world = new World(revokesPrevious, async (value) => {
		if (value === 'login') await login.wait;
		return value;
	});
	return { world, cache: world.cache(), access: world.access(), login };
}

/** Whether a promise is still pending after a few turns of the event loop. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
	let settled = false;
	void promise.finally(() => (settled = true));
	for (let n = 0; n < 5; n += 1) await turn();
	return !settled;
}

describe('a request that has no token', () => {
	test('sets out to log in, and others wait for its login', async () => {
		const { world, cache, access, login } = slowWorld();
		expect(await cache.ready(USE, NONE)).toBeUndefined();
		const others = Promise.all([cache.ready(USE, NONE), cache.ready(GET, NONE)]);
		const acquired = cache.acquire(USE, access);
		expect(await isPending(others)).toBe(true);
		login.open();
		const token = tokenOf(await acquired);
		// Whoever made the login has the token written, though the credential lacks it as far as the others know.
		expect(await others).toEqual([
			{ token, renewed: false },
			{ token, renewed: false },
		]);
		expect(world.logins).toBe(1);
	});

	test('is waited for however long its login takes', async () => {
		const { cache, access, login } = slowWorld();
		await cache.ready(USE, NONE);
		const acquired = cache.acquire(USE, access);
		time.now += 25 * SECOND;
		const other = cache.ready(USE, NONE);
		expect(await isPending(other)).toBe(true);
		login.open();
		expect((await other)?.token).toBe(tokenOf(await acquired));
	});

	test('is waited for during one turn of the event loop, if it never gets to its login', async () => {
		const { cache } = slowWorld();
		await cache.ready(USE, NONE);
		const next = cache.ready(USE, NONE);
		expect(await next).toBeUndefined();
	});

	test('learns why the login failed that it waited for', async () => {
		const { world, cache, access, login } = slowWorld();
		world.failure = new Failure('SERVER_ERROR', 'It is down');
		await cache.ready(USE, NONE);
		const acquired = cache.acquire(USE, access);
		const other = cache.ready(USE, NONE);
		login.open();
		await expect(other).rejects.toBe(world.failure);
		expect((await acquired).failure).toBe(world.failure);
		await expect(cache.ready(USE, NONE)).rejects.toBe(world.failure);
		expect(world.logins).toBe(1);
	});

	test('gets the result of the one login, with everyone who waits, or its failure', async () => {
		const world = new World(true);
		const cache = world.cache();
		const all = async () =>
			await Promise.all(
				Array.from({ length: 50 }, async () => await cache.acquire(USE, world.access())),
			);
		const tokens = (await all()).map((result) => tokenOf(result).response.accessToken);
		expect(new Set(tokens)).toEqual(new Set(['token-1']));
		world.failure = new Failure('SERVER_ERROR', 'It is down');
		time.now += 2 * LIFETIME;
		expect(new Set((await all()).map(({ failure }) => failure))).toEqual(new Set([world.failure]));
		expect(world.logins).toBe(2);
	});
});

describe('a token that is known', () => {
	let world: World;
	let cache: TokenCache;

	beforeEach(async () => {
		world = new World(false);
		cache = world.cache();
		await cache.acquire(USE, world.access());
	});

	const ready = async (stored: StoredToken) =>
		(await cache.ready(USE, stored))?.token.response.accessToken;

	test('is used where the credential holds it', async () => {
		const token = tokenOf(await cache.acquire(GET, world.access()));
		expect(await cache.ready(USE, own(token))).toEqual({ token, renewed: false });
		expect(await cache.ready(GET, own(token))).toEqual({ token, renewed: false });
		expect(world.logins).toBe(1);
	});

	test('is written by one request at a time where the credential holds none, an older one, or one for other details', async () => {
		const older = tokenOf(await cache.acquire(GET, world.access()));
		await cache.acquire(forceRefresh(1), world.access());
		const foreign: StoredToken = { kind: 'foreign', token: cachedToken('other', 1) };
		for (const stored of [NONE, own(older), foreign]) {
			expect(await ready(stored)).toBeUndefined();
			expect(await ready(stored)).toBe('token-2');
		}
		time.now += SECOND;
		expect(await ready(NONE)).toBeUndefined();
		expect(await ready(foreign)).toBe('token-2');
		expect(world.logins).toBe(2);
	});

	test('gives way to a newer one in the credential, unless that was rejected here', async () => {
		const theirs = own({ ...cachedToken('theirs', time.now + 1), digest: 'identity' });
		expect(await ready(theirs)).toBe('theirs');
		// The first rejection is only suspected: the login that follows shows that the check is right.
		await recover(cache, theirs.token as never, USE, world.access());
		expect(await ready(theirs)).not.toBe('theirs');
		expect(isInvalidated(cache.state, theirs.token as never)).toBe(true);
	});

	test('is renewed up to a tenth of the window later by an HTTP request, so that one worker does it for all', async () => {
		const due = LIFETIME - LIFETIME / 10;
		const renewedAfter = new Set<number>();
		for (let worker = 0; worker < 40; worker += 1) {
			time.now = START;
			cache = world.cache();
			const stored = own(tokenOf(await cache.acquire(USE, world.access())));
			time.now = START + due - 1;
			expect(await cache.ready(GET, stored)).toBeDefined();
			let late = 0;
			for (time.now = START + due; (await cache.ready(USE, stored)) !== undefined; late += SECOND)
				time.now += SECOND;
			renewedAfter.add(late);
			expect(late).toBeLessThanOrEqual(LIFETIME / 100);
		}
		expect(renewedAfter.size).toBeGreaterThan(5);
	});
});

test('the tokens that may be repeated in no error are those of its state', async () => {
	const world = new World(false);
	const cache = world.cache();
	expect(knownTokens(cache.state)).toEqual([]);
	await cache.acquire(USE, world.access());
	expect(knownTokens(cache.state)).toEqual(['token-1']);
});

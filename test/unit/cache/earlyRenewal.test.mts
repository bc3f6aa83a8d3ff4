import type { TokenCache } from '../../../tokens/cache/tokenCache';
import { Failure } from '../../../tokens/http/failure';
import type { Reach } from '../../../tokens/cache/logins';
import type { CachedToken, StoredToken } from '../../../tokens/cache/storedToken';
import { gate } from '../../support/simulators/simulator.mts';
import { LIFETIME, World, immediately } from '../../support/cacheWorld.mts';

const POLICY = { renewBefore: 0, maxAge: 0 };
const GET = { kind: 'get' } as const;
const MINUTE = 60_000;
/** A tenth of the lifetime before its end. */
const DUE = LIFETIME - LIFETIME / 10;

let world: World;
let account: TokenCache;
let session: CachedToken;
let own: StoredToken;

async function start(replacesToken: boolean): Promise<void> {
	world = new World(replacesToken, immediately);
	account = world.account();
	session = (await account.obtain(GET, POLICY, world.reach)).value?.token as CachedToken;
	own = { kind: 'own', session };
	world.logins = 0;
	world.now += DUE;
}

const get = async (reach = world.reach) => await account.obtain(GET, POLICY, reach);

/** A login that ends when it is let. */
function slow(): { reach: Reach; open: () => void } {
	const login = gate();
	const ask = async () => {
		await login.wait;
		return await world.reach.ask();
	};
	return { reach: { ...world.reach, ask }, open: login.open };
}

describe.each([true, false])('a renewal before expiry (new token kills old: %s)', (replaces) => {
	beforeEach(async () => await start(replaces));

	test('begins at the moment that it is due', async () => {
		world.now -= 1;
		expect((await get()).value).toEqual({ session, renewed: false });
		world.now += 1;
		expect((await get()).value).toMatchObject({ renewed: true });
		expect(world.logins).toBe(1);
	});

	test('that fails leaves the old token, and is tried again after a minute', async () => {
		world.down = true;
		const first = await get();
		expect(first.value).toMatchObject({ session, renewed: false, early: { first: true } });
		expect(first.value?.early?.failure.message).toBe(
			`Provider: the token is due but could not be renewed; it stays in use until ${new Date(
				session.response.expiresAt as number,
			).toISOString()}. The provider is down.`,
		);
		world.now += MINUTE - 1;
		const second = await get();
		expect(second.value).toMatchObject({ session, renewed: false, early: { first: false } });
		expect(second.value?.early?.failure.message).toBe(first.value?.early?.failure.message);
		expect(account.choose(GET, POLICY, own)).toBe(session);
		expect(account.earlyFailure(session, POLICY)?.message).toContain('The provider is down');
		expect(world.logins).toBe(1);
		world.now += 1;
		world.down = false;
		expect((await get()).value).toMatchObject({ renewed: true });
		expect(account.earlyFailure(session, POLICY)).toBeUndefined();
		expect(world.logins).toBe(2);
	});

	test('that fails past the expiry is a failure', async () => {
		world.down = true;
		world.now += LIFETIME / 10;
		const { failure } = await get();
		expect(failure?.message).toBe('The provider is down.');
		expect(account.earlyFailure(session, POLICY)).toBeUndefined();
	});

	test('is told only of a token that is due', async () => {
		world.down = true;
		await get();
		expect(account.earlyFailure(session, { ...POLICY, renewBefore: MINUTE })).toBeUndefined();
		expect(account.earlyFailure(session, POLICY)).toBeInstanceOf(Failure);
	});
});

test('who finds a renewal under way goes on with the old token, where that stays good', async () => {
	await start(false);
	const { reach, open } = slow();
	const renewing = get(reach);
	expect(await get()).toEqual({ value: { session, renewed: false } });
	expect(account.loginToWaitFor(GET, POLICY, own)).toBeUndefined();
	expect(account.choose(GET, POLICY, own)).toBe(session);
	open();
	expect((await renewing).value).toMatchObject({ renewed: true });
	expect(world.logins).toBe(1);
});

test('who finds a renewal under way waits for it, where it ends the old token', async () => {
	await start(true);
	const { reach, open } = slow();
	const renewing = get(reach);
	expect(account.loginToWaitFor(GET, POLICY, own)).toBeInstanceOf(Promise);
	const waiting = get();
	open();
	const renewed = (await renewing).value?.token;
	expect(renewed).not.toBe(session);
	expect((await waiting).value?.token).toBe(renewed);
	expect(world.logins).toBe(1);
});

test('of those who waited for a renewal that failed, one made the attempt', async () => {
	await start(true);
	world.down = true;
	const { reach, open } = slow();
	const results = Promise.all([get(reach), get(), get()]);
	open();
	const firsts = (await results).map(({ value }) => value?.early?.first);
	expect(firsts).toEqual([true, false, false]);
	expect(world.logins).toBe(1);
});

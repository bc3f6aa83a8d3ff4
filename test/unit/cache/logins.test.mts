import type { CachedToken, StoredToken } from '../../../tokens/cache/storedToken';
import { gate } from '../../support/simulators/simulator.mts';
import { World, immediately } from '../../support/cacheWorld.mts';

const POLICY = { renewBefore: 0, maxAge: 0 };
const NOTHING: StoredToken = { kind: 'none' };
const USE = { kind: 'use' } as const;
const SECOND = 1_000;

/** A provider whose logins end when `login` is opened, once `holding` is set. */
function slowWorld(replacesToken: boolean) {
	const login = gate();
	const held = { holding: false };
	const world = new World(replacesToken, async (value) => {
		if (held.holding && value === 'login') await login.wait;
		return value;
	});
	return { world, login, held };
}

/** What a promise is by now: the event loop has turned. */
async function stateOf(promise: Promise<unknown>): Promise<'pending' | 'settled'> {
	const turned = new Promise<'pending'>((resolve) => setImmediate(() => resolve('pending')));
	return await Promise.race([promise.then(() => 'settled' as const), turned]);
}

describe('a request that has set out to log in', () => {
	test.each([true, false])('has others wait for it (new token kills old: %s)', (replaces) => {
		const world = new World(replaces, immediately);
		const account = world.account();
		expect(account.loginToWaitFor(USE, POLICY, NOTHING)).toBeUndefined();
		expect(account.choose(USE, POLICY, NOTHING)).toBeUndefined();
		expect(account.loginToWaitFor(USE, POLICY, NOTHING)).toBe('claimed');
	});

	test('does so for ten seconds, should it never log in', () => {
		const world = new World(false, immediately);
		const account = world.account();
		account.choose(USE, POLICY, NOTHING);
		world.now += 10 * SECOND - 1;
		expect(account.loginToWaitFor(USE, POLICY, NOTHING)).toBe('claimed');
		world.now += 1;
		expect(account.loginToWaitFor(USE, POLICY, NOTHING)).toBeUndefined();
	});

	test('is waited for as long as its login takes', async () => {
		const { world, login, held } = slowWorld(false);
		const account = world.account();
		held.holding = true;
		account.choose(USE, POLICY, NOTHING);
		const obtaining = account.obtain(USE, POLICY, world.reach);
		world.now += 25 * SECOND;
		const waiting = account.loginToWaitFor(USE, POLICY, NOTHING);
		expect(waiting).toBeInstanceOf(Promise);
		login.open();
		await expect(waiting).resolves.toMatchObject({ value: { grant: { accessToken: 'token-1' } } });
		await obtaining;
		expect(account.loginToWaitFor(USE, POLICY, NOTHING)).toBeUndefined();
	});

	test('is not waited for by who wants a new token whatever there is', () => {
		const account = new World(false, immediately).account();
		account.choose(USE, POLICY, NOTHING);
		const mint = { kind: 'mint', since: 0 } as const;
		expect(account.loginToWaitFor(mint, POLICY, NOTHING)).toBeUndefined();
	});
});

describe('a request whose token was refused while a login is under way', () => {
	/** A token that the check has just found good, and a login under way that is about to end it. */
	async function underWay() {
		const { world, login, held } = slowWorld(true);
		const account = world.account();
		const first = await account.obtain(USE, POLICY, world.reach);
		const used = first.value?.token as CachedToken;
		expect(await account.refused(used, POLICY, world.reach)).toEqual({ value: { stands: 'good' } });
		held.holding = true;
		const minted = account.obtain({ kind: 'mint', since: account.ended }, POLICY, world.reach);
		return { world, account, used, login, minted };
	}

	test('waits for it, and goes on with its token', async () => {
		const { world, account, used, login, minted } = await underWay();
		const refused = account.refused(used, POLICY, world.reach);
		expect(await stateOf(refused)).toBe('pending');
		login.open();
		const { value } = await minted;
		expect(value?.token.response.accessToken).toBe('token-2');
		expect(await refused).toEqual({ value: { session: value?.token, renewed: false } });
		expect(world.logins).toBe(2);
	});

	test('waits also where the login began while the token was checked', async () => {
		const { world, login, held } = slowWorld(true);
		const account = world.account();
		const first = await account.obtain(USE, POLICY, world.reach);
		const used = first.value?.token as CachedToken;
		const check = gate();
		const slow = {
			...world.reach,
			probe: async (token: Parameters<typeof world.reach.probe>[0]) => {
				await check.wait;
				return await world.reach.probe(token);
			},
		};
		held.holding = true;
		const refused = account.refused(used, POLICY, slow);
		await stateOf(refused);
		const minted = account.obtain({ kind: 'mint', since: account.ended }, POLICY, world.reach);
		check.open();
		expect(await stateOf(refused)).toBe('pending');
		login.open();
		const { value } = await minted;
		expect(await refused).toEqual({ value: { session: value?.token, renewed: false } });
		expect(world.logins).toBe(2);
	});
});

test('who wanted a new token before the last login ended is given that one', async () => {
	const world = new World(false, immediately);
	const account = world.account();
	const since = account.ended;
	const mint = async (after: number) =>
		(await account.obtain({ kind: 'mint', since: after }, POLICY, world.reach)).value;
	const first = await mint(since);
	expect(await mint(since)).toEqual(first);
	expect(world.logins).toBe(1);
	expect((await mint(account.ended))?.token.response.accessToken).toBe('token-2');
});

import type { TokenCache } from '../../../tokens/cache/tokenCache';
import type { CheckResult } from '../../../tokens/cache/validation';
import { Failure } from '../../../tokens/http/failure';
import type { Reach } from '../../../tokens/cache/logins';
import type { CachedToken } from '../../../tokens/cache/storedToken';
import { gate } from '../../support/simulators/simulator.mts';
import { World, immediately } from '../../support/cacheWorld.mts';

const POLICY = { renewBefore: 0, maxAge: 0 };
const USE = { kind: 'use' } as const;
const GET = { kind: 'get' } as const;
const MINUTE = 60_000;

/** A session that is known and to be written: the request that does it has no second try. */
let world: World;
let account: TokenCache;
let session: CachedToken;
let probes: number;
let loginFailure: Failure | undefined;

beforeEach(async () => {
	world = new World(true, immediately);
	account = world.account();
	session = (await account.obtain(GET, POLICY, world.reach)).value?.token as CachedToken;
	world.now += MINUTE;
	world.logins = 0;
	probes = 0;
	loginFailure = undefined;
});

const reach = (probe: Reach['probe'] = world.reach.probe): Reach => ({
	...world.reach,
	ask: async () => {
		const answer = await world.reach.ask();
		return loginFailure ? { failure: loginFailure } : answer;
	},
	probe: async (token) => {
		probes += 1;
		return await probe(token);
	},
});

const write = async (how = reach()) => (await account.obtain(USE, POLICY, how)).value;

test('is written as it is, where the provider accepts its token', async () => {
	expect(await write()).toEqual({ session, renewed: false });
	expect(probes).toBe(2);
	expect(world.logins).toBe(0);
});

test('is output by our nodes without a call', async () => {
	expect((await account.obtain(GET, POLICY, reach())).value).toEqual({ session, renewed: false });
	expect(probes).toBe(0);
});

test('is taken as good for ten seconds after its login', async () => {
	await account.obtain({ kind: 'mint', since: account.ended }, POLICY, world.reach);
	world.now += 9_999;
	await write();
	expect(probes).toBe(0);
	world.now += 1;
	await write();
	expect(probes).toBe(2);
});

test('is replaced by a login, where its token was revoked', async () => {
	world.good.clear();
	expect(await write()).toMatchObject({ renewed: true });
	expect(world.logins).toBe(1);
	// From now on the check is known to accept fresh tokens, and its refusals are believed.
	world.now += MINUTE;
	world.good.clear();
	expect(await write()).toMatchObject({ renewed: true });
	expect(world.logins).toBe(2);
});

test('is not written where a newer one came while the provider was asked', async () => {
	const answer = gate();
	const slow = async (token: Parameters<Reach['probe']>[0]): Promise<CheckResult> => {
		const said = await world.reach.probe(token);
		await answer.wait;
		return said;
	};
	const writing = write(reach(slow));
	const mint = { kind: 'mint', since: account.ended } as const;
	const newer = (await account.obtain(mint, POLICY, world.reach)).value?.token;
	answer.open();
	expect(await writing).toEqual({ session: newer, renewed: false });
	expect(world.logins).toBe(1);
});

test('is used where a check that was never seen to accept a token refuses it, and the login fails', async () => {
	loginFailure = new Failure('refused', 'Wrong password');
	expect(await write(reach(async () => await Promise.resolve('refused')))).toEqual({
		session,
		renewed: false,
	});
});

test('costs one login at the most, where the check refuses everything', async () => {
	const refusing = reach(async () => await Promise.resolve('refused'));
	for (let minute = 0; minute < 10; minute += 1) {
		world.now += MINUTE;
		expect(await write(refusing)).toMatchObject({ session: { digest: 'digest' } });
	}
	expect(world.logins).toBe(1);
});

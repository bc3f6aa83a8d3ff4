import type { TokenCache } from '../../../tokens/cache/tokenCache';
import type { CheckResult } from '../../../tokens/cache/validation';
import { Failure } from '../../../tokens/http/failure';
import type { Reach } from '../../../tokens/cache/logins';
import type { CachedToken } from '../../../tokens/cache/storedToken';
import { gate } from '../../support/simulators/simulator.mts';
import { GET, POLICY, SECOND, own, sessionOf } from '../../support/cacheWorkers.mts';
import { LIFETIME, World, immediately } from '../../support/cacheWorld.mts';

const MINUTE = 60 * SECOND;

let world: World;
let account: TokenCache;
let session: CachedToken;
let probed: string[];
/** What the provider's cheap call says. */
let says: (token: string) => CheckResult;
let loginFailure: Failure | undefined;

const reach: Reach = {
	ask: async () => {
		const answer = await world.reach.ask();
		return loginFailure ? { failure: loginFailure } : answer;
	},
	probe: async ({ accessToken }) => {
		probed.push(accessToken);
		return await Promise.resolve(says(accessToken));
	},
	wait: async () => await Promise.resolve(),
};

async function start(replacesToken: boolean, answer: (token: string) => CheckResult): Promise<void> {
	world = new World(replacesToken, immediately);
	account = world.account();
	probed = [];
	says = answer;
	loginFailure = undefined;
	session = sessionOf(await account.obtain(GET, POLICY, reach));
	world.logins = 0;
	world.now += MINUTE;
}

const refused = async (used = session) => await account.refused(used, POLICY, reach);
const mint = async () =>
	sessionOf(await account.obtain({ kind: 'mint', since: account.ended }, POLICY, reach));

describe('where the check accepts anything', () => {
	const doubtful = { value: { stands: 'doubtful' } };

	beforeEach(async () => await start(true, () => 'accepted'));

	test('a failure leads to a login, and the next within a minute to none', async () => {
		expect((await refused()).value).toMatchObject({ renewed: true });
		const newest = sessionOf(await account.obtain(GET, POLICY, reach));
		world.now += MINUTE - 1;
		expect(await refused(newest)).toEqual(doubtful);
		expect(world.logins).toBe(1);
		world.now += 1;
		expect((await refused(newest)).value).toMatchObject({ renewed: true });
		expect(world.logins).toBe(2);
	});

	test('a login that fails says nothing of the request, nor does it while it is remembered', async () => {
		loginFailure = new Failure('refused', 'Wrong password');
		expect(await refused()).toEqual(doubtful);
		expect(await refused()).toEqual(doubtful);
		expect(world.logins).toBe(1);
		// Nor of the token.
		expect(await account.obtain(GET, POLICY, reach)).toEqual({
			value: { session, renewed: false },
		});
	});

	test('logins that went for nothing are not taken for another system’s', async () => {
		let used = session;
		for (let minute = 0; minute < 3; minute += 1) {
			world.now += MINUTE;
			const { value } = await refused(used);
			expect(value).toMatchObject({ renewed: true });
			used = sessionOf({ value });
		}
		expect((await mint()).response.accessToken).not.toBe(used.response.accessToken);
		expect(world.logins).toBe(4);
	});
});

describe('where the check refuses a token, and was never seen to accept one', () => {
	beforeEach(async () => await start(true, () => 'refused'));

	test('the reason why a login failed is told until it is tried again', async () => {
		loginFailure = new Failure('refused', 'Wrong password');
		const first = await refused();
		expect(first.failure?.message).toContain('Wrong password');
		expect(await refused()).toEqual(first);
		expect(world.logins).toBe(1);
		world.now += MINUTE;
		loginFailure = undefined;
		expect((await refused()).value).toMatchObject({ renewed: true });
	});

	test('the token is due from then on, until there is another one', async () => {
		loginFailure = new Failure('unavailable', 'Down for maintenance');
		await refused();
		const get = async () => await account.obtain(GET, POLICY, reach);
		expect((await get()).value).toMatchObject({
			session: { grant: { accessToken: session.response.accessToken } },
			early: { failure: { kind: 'unavailable' } },
		});
		expect(world.logins).toBe(1);
		world.now += MINUTE;
		loginFailure = undefined;
		const { value } = await get();
		expect(value).toMatchObject({ renewed: true });
		expect((await get()).value).toEqual({ session: value?.token, renewed: false });
		expect(world.logins).toBe(2);
	});

	test('and said nothing of the new one either, there is one login a minute', async () => {
		const first = session.response.accessToken;
		says = (token) => (token === first ? 'refused' : 'broken');
		const newer = sessionOf(await refused());
		expect(probed).toEqual([first, newer.response.accessToken]);
		says = () => 'refused';
		world.now += 2 * SECOND;
		expect(await refused(newer)).toEqual({ value: { stands: 'suspect' } });
		expect(world.logins).toBe(1);
	});

	test('another worker’s login is not counted as the one of the minute', async () => {
		const used = { digest: 'digest', order: world.now, grant: world.mint() };
		account.adopt(own(used));
		world.now += MINUTE;
		const theirs = { digest: 'digest', order: world.now, grant: world.mint() };
		const meeting: Reach = {
			...reach,
			wait: async () => await Promise.resolve(account.adopt(own(theirs))),
		};
		expect(await account.refused(used, POLICY, meeting)).toEqual({
			value: { session: theirs, renewed: false },
		});
		expect(world.logins).toBe(0);
		world.now += 11 * SECOND;
		expect((await refused(theirs)).value).toMatchObject({ renewed: true });
		expect(world.logins).toBe(1);
	});
});

test('a check that cannot be made leaves a token that is as good as a newer one', async () => {
	const answer = gate();
	await start(false, () => 'broken');
	const asking: Reach = {
		...reach,
		probe: async (token) => {
			await answer.wait;
			return await reach.probe(token);
		},
	};
	const refusing = account.refused(session, POLICY, asking);
	await mint();
	answer.open();
	expect(await refusing).toEqual({ value: { stands: 'unknown' } });
});

test('a token that has expired is renewed without asking the provider about it', async () => {
	await start(true, () => 'accepted');
	world.now += LIFETIME;
	expect((await refused()).value).toMatchObject({ renewed: true });
	expect(probed).toEqual([]);
	expect(world.logins).toBe(1);
});

test('a login in place of a refused token shows whether the check is still to be believed', async () => {
	await start(true, (token) => (world.good.has(token) ? 'accepted' : 'refused'));
	world.good.clear();
	// The first refusal is only suspected; by what follows, the check is known to accept fresh tokens.
	const second = sessionOf(await refused());
	world.now += MINUTE;
	world.good.clear();
	probed = [];
	says = () => 'refused';
	const third = sessionOf(await refused(second));
	expect(probed).toEqual([second.response.accessToken, third.response.accessToken]);
	world.now += MINUTE;
	expect((await refused(third)).value).toMatchObject({ renewed: true });
	world.now += SECOND;
	const newest = sessionOf(await account.obtain(GET, POLICY, reach));
	expect(await refused(newest)).toEqual({ value: { stands: 'suspect' } });
});

describe('a token that is newer than one that is held elsewhere', () => {
	const want = (): {
		kind: 'get';
		newerThan: { issuedAt: number; fingerprints: []; usable: true };
	} => ({
		kind: 'get',
		newerThan: { issuedAt: world.now - 1, fingerprints: [], usable: true },
	});

	test.each([true, false])(
		'is got once for all who want it at once (new token kills old: %s)',
		async (replaces) => {
			await start(replaces, () => 'accepted');
			const wanted = want();
			const results = await Promise.all(
				Array.from({ length: 10 }, async () => await account.obtain(wanted, POLICY, reach)),
			);
			expect(new Set(results.map((result) => sessionOf(result).response.accessToken)).size).toBe(1);
			expect(world.logins).toBe(1);
		},
	);

	test('is not asked for again within a minute of an attempt that failed', async () => {
		await start(true, () => 'accepted');
		loginFailure = new Failure('unavailable', 'The provider is down');
		expect((await account.obtain(want(), POLICY, reach)).failure).toBe(loginFailure);
		world.now += MINUTE - 1;
		expect((await account.obtain(want(), POLICY, reach)).failure).toBe(loginFailure);
		expect(world.logins).toBe(1);
		world.now += 1;
		loginFailure = undefined;
		expect((await account.obtain(want(), POLICY, reach)).value).toMatchObject({ renewed: true });
	});
});

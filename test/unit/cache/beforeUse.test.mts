import type { CachedToken } from '../../../tokens/cache/storedToken';
import type { TokenCache } from '../../../tokens/cache/tokenCache';
import type { AcquiredToken } from '../../../tokens/cache/tokenRequest';
import { sightings } from '../../../tokens/cache/workers/sightings';
import { REJECTED_IN_A_ROW, ROUNDS } from '../../../tokens/tuning';
import { Failure } from '../../../tokens/http/failure';
import { gate } from '../../support/simulators/simulator.mts';
import {
	GET,
	LIFETIME,
	MINUTE,
	SECOND,
	USE,
	World,
	cachedToken,
	forceRefresh,
	own,
	time,
	tokenOf,
	useStillClock,
} from '../../support/cacheWorld.mts';

useStillClock();

const DOWN = new Failure('SERVER_ERROR', 'It is down');
const WRONG_PASSWORD = new Failure('LOGIN_REJECTED', 'Wrong password');

let world: World;
let cache: TokenCache;
let token: CachedToken;

/** A token that was requested a minute ago. */
async function start(): Promise<void> {
	world = new World(true);
	cache = world.cache();
	token = tokenOf(await cache.acquire(GET, world.access()));
	world.logins = 0;
	time.now += MINUTE;
}

const acquire = async () => await cache.acquire(GET, world.access());
const logIn = async () =>
	tokenOf(await cache.acquire(forceRefresh(cache.state.logins), world.access()));

describe('a token that a request only writes to the credential', () => {
	const write = async () => await cache.acquire(USE, world.access());

	beforeEach(async () => await start());

	test('is used where the API accepts it', async () => {
		expect(await write()).toEqual({ value: { token, renewed: false } });
		expect(world.checked).toEqual(['token-1', expect.stringMatching(/^[0-9a-f]{64}$/)]);
		expect(world.logins).toBe(0);
	});

	test('is not checked for a node', async () => {
		expect(await acquire()).toEqual({ value: { token, renewed: false } });
		expect(world.checked).toEqual([]);
	});

	test('is not checked within ten seconds of its login', async () => {
		await logIn();
		time.now += 10 * SECOND - 1;
		await write();
		expect(world.checked).toEqual([]);
		time.now += 1;
		await write();
		expect(world.checked).toHaveLength(2);
	});

	test('is replaced by a login where the API rejects it', async () => {
		world.revoke();
		expect((await write()).value).toMatchObject({ renewed: true });
		// From here on the check is known to accept fresh tokens.
		time.now += MINUTE;
		world.revoke();
		expect((await write()).value).toMatchObject({ renewed: true });
		expect(world.logins).toBe(2);
		expect(world.checked).toEqual(['token-1', 'token-2', 'token-2', 'token-3']);
	});

	test('is a failure where a check that can be believed rejects it, and the login fails', async () => {
		world.revoke();
		await write();
		time.now += MINUTE;
		world.revoke();
		world.failure = DOWN;
		expect(await write()).toEqual({ failure: DOWN });
	});

	test('is used where a check that was not yet seen to accept one rejects it, and the login fails', async () => {
		world.check = () => 'rejected';
		world.failure = WRONG_PASSWORD;
		const { value } = await write();
		expect(value).toMatchObject({ token, renewed: false });
		expect(value?.refreshFailure?.failure.message).toContain('Wrong password');
		expect(world.logins).toBe(1);
	});

	test.each(['accepted', 'inconclusive'] as const)(
		'is used without a login where the check of every token is %s',
		async (result) => {
			world.check = () => result;
			expect(await write()).toEqual({ value: { token, renewed: false } });
			expect(world.logins).toBe(0);
		},
	);

	test('costs one login where the check rejects every token', async () => {
		world.check = () => 'rejected';
		for (let minute = 0; minute < 10; minute += 1) {
			time.now += MINUTE;
			tokenOf(await write());
		}
		expect(world.logins).toBe(1);
	});

	test('is not used where a newer one comes during the check', async () => {
		const answer = gate();
		world.wait = async (value) => {
			if (value === 'check') await answer.wait;
			return value;
		};
		world.check = () => 'accepted';
		const writing = write();
		const newer = await logIn();
		answer.open();
		expect(await writing).toEqual({ value: { token: newer, renewed: false } });
		expect(world.logins).toBe(1);
	});

	test('is not used where it expires during the check', async () => {
		world.check = () => {
			time.now += LIFETIME;
			return 'inconclusive';
		};
		expect((await write()).value).toMatchObject({ renewed: true });
	});
});

describe('a token for a request that n8n does not send again', () => {
	/** Another worker's token, which has just been found: more of its logins may follow. */
	let theirs: CachedToken;
	let order: number;
	const find = (): CachedToken => {
		order += 10;
		const found = { ...cachedToken('', order), response: world.issue() };
		cache.adopt(own(found));
		return found;
	};
	const beforeLastTry = async (acquired: AcquiredToken) =>
		await cache.beforeLastTry(acquired, USE, world.access());

	beforeEach(async () => {
		await start();
		order = time.now;
		theirs = find();
	});

	test('is used as it is where no other worker was ever found', async () => {
		sightings.othersKnown = false;
		time.now += 10 * SECOND;
		const acquired = { token: theirs, renewed: false };
		expect(await beforeLastTry(acquired)).toEqual({ value: acquired });
		expect(world.checked).toEqual([]);
	});

	test('is checked also where another worker was found long ago', async () => {
		time.now += MINUTE;
		const acquired = { token: theirs, renewed: false };
		expect(await beforeLastTry(acquired)).toEqual({ value: acquired });
		expect(world.checked[0]).toBe(theirs.response.accessToken);
	});

	test('is replaced a few times where the check of every token is rejected, and then the check is believed no more', async () => {
		world.check = () => 'rejected';
		const { value } = await beforeLastTry({ token: theirs, renewed: false });
		expect(world.good).toContain(value?.token.response.accessToken);
		expect(world.logins).toBe(REJECTED_IN_A_ROW);
		expect(await beforeLastTry({ ...value!, renewed: false })).toMatchObject({
			value: { token: value?.token },
		});
		expect(world.logins).toBe(REJECTED_IN_A_ROW);
	});

	test.each(['accepted', 'inconclusive'] as const)(
		'is used without a login where the check of every token is %s',
		async (result) => {
			world.check = () => result;
			const acquired = { token: theirs, renewed: false };
			expect(await beforeLastTry(acquired)).toEqual({ value: acquired });
			expect(world.checked[0]).toBe(theirs.response.accessToken);
			expect(world.logins).toBe(0);
		},
	);

	test('gives way to a newer one, which is checked in its place', async () => {
		const newer = find();
		const { value } = await beforeLastTry({ token: theirs, renewed: false });
		expect(value).toEqual({ token: newer, renewed: false });
		expect(new Set(world.checked)).not.toContain(theirs.response.accessToken);
	});

	test('is used as it is where it is due and could not be renewed', async () => {
		const acquired = {
			token: theirs,
			renewed: false,
			refreshFailure: { failure: DOWN, first: false },
		};
		expect(await beforeLastTry(acquired)).toEqual({ value: acquired });
		expect(world.checked).toEqual([]);
	});

	describe('that a check rejects which accepts fresh tokens', () => {
		let fresh: CachedToken;

		beforeEach(async () => {
			fresh = await logIn();
			order = time.now + 100;
			world.logins = 0;
			world.checked.length = 0;
		});

		test('is replaced by a login', async () => {
			world.revoke();
			const { value } = await beforeLastTry({ token: fresh, renewed: false });
			expect(value).toMatchObject({ renewed: true });
			expect(world.good).toContain(value?.token.response.accessToken);
			expect(world.logins).toBe(1);
		});

		test('is a failure where the login fails', async () => {
			world.revoke();
			world.failure = DOWN;
			expect(await beforeLastTry({ token: fresh, renewed: false })).toEqual({ failure: DOWN });
		});

		test.each([true, false])(
			'is replaced by another worker’s that is found meanwhile; the login it took the place of counts (%s)',
			async (renewed) => {
				let newer: CachedToken | undefined;
				world.check = (name) => {
					newer ??= find();
					return name === fresh.response.accessToken ? 'rejected' : 'accepted';
				};
				const { value } = await beforeLastTry({ token: fresh, renewed });
				expect(value).toEqual({ token: newer, renewed });
				expect(world.logins).toBe(0);
			},
		);

		test('is replaced a few times at most, if other workers go on revoking it', async () => {
			// The check after a login accepts its token; by the next one, it is revoked.
			let learned = 0;
			world.check = () => {
				const isFresh = world.logins > learned;
				learned = world.logins;
				return isFresh ? 'accepted' : 'rejected';
			};
			const { value } = await beforeLastTry({ token: fresh, renewed: false });
			expect(value?.renewed).toBe(true);
			expect(world.logins).toBe(ROUNDS);
		});

		test('is looked for a few times at most, if other workers go on logging in', async () => {
			let newest = fresh;
			world.check = () => {
				newest = find();
				return 'rejected';
			};
			const { value } = await beforeLastTry({ token: fresh, renewed: false });
			expect(value).toEqual({ token: newest, renewed: false });
			expect(world.checked).toHaveLength(ROUNDS);
			expect(world.logins).toBe(0);
		});
	});
});

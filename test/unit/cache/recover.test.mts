import { recover } from '../../../tokens/cache/recovery';
import { isInvalidated } from '../../../tokens/cache/state';
import type { CachedToken } from '../../../tokens/cache/storedToken';
import type { TokenCache } from '../../../tokens/cache/tokenCache';
import { Failure } from '../../../tokens/http/failure';
import { clock } from '../../../tokens/http/waiting';
import type { CheckResult } from '../../../tokens/provider/httpClient';
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
	turn,
	useStillClock,
} from '../../support/cacheWorld.mts';

useStillClock();

const DOWN = new Failure('SERVER_ERROR', 'It is down');
const WRONG_PASSWORD = new Failure('LOGIN_REJECTED', 'Wrong password');

let world: World;
let cache: TokenCache;
let used: CachedToken;

/** A token that was requested a minute ago, and a check that says this of every token. */
async function start(revokesPrevious: boolean, result?: CheckResult): Promise<void> {
	world = new World(revokesPrevious);
	cache = world.cache();
	used = tokenOf(await cache.acquire(GET, world.access()));
	world.logins = 0;
	time.now += MINUTE;
	if (result) world.check = () => result;
}

const recovered = async (token = used) => await recover(cache, token, USE, world.access());
const acquire = async () => await cache.acquire(GET, world.access());
const logIn = async () =>
	tokenOf(await cache.acquire(forceRefresh(cache.state.logins), world.access()));

describe('after a failure of a request whose token the API', () => {
	test('accepts: the failure stands', async () => {
		await start(true);
		expect(await recovered()).toEqual({ value: { verdict: 'accepted' } });
		expect(world.logins).toBe(0);
	});

	test('rejects: one login for all', async () => {
		await start(true);
		world.revoke();
		const results = await Promise.all(Array.from({ length: 20 }, async () => await recovered()));
		const tokens = results.map((result) => tokenOf(result).response.accessToken);
		expect(new Set(tokens)).toEqual(new Set(['token-2']));
		expect(results.every(({ value }) => value && 'token' in value && value.renewed)).toBe(true);
		expect(world.logins).toBe(1);
	});

	test('rejects: a newer token is used without a login', async () => {
		await start(true);
		const newer = await logIn();
		expect(await recovered()).toEqual({ value: { token: newer, renewed: false } });
		expect(world.logins).toBe(1);
		expect(world.checked).toEqual([]);
	});

	test('may still accept beside a newer one: it is asked', async () => {
		await start(false);
		await logIn();
		expect(await recovered()).toEqual({ value: { verdict: 'accepted' } });
		expect(world.checked[0]).toBe('token-1');
	});

	test('cannot be asked about: the failure stands, also beside a newer token', async () => {
		await start(false, 'inconclusive');
		const answer = gate();
		world.wait = async (value) => {
			if (value === 'check') await answer.wait;
			return value;
		};
		const recovering = recovered();
		await logIn();
		answer.open();
		expect(await recovering).toEqual({ value: { verdict: 'inconclusive' } });
	});

	test('was not asked about, since it has expired: one login', async () => {
		await start(true, 'accepted');
		time.now += LIFETIME;
		expect((await recovered()).value).toMatchObject({ renewed: true });
		expect(world.checked).toEqual([]);
		expect(world.logins).toBe(1);
	});

	test('rejected before: it is not used again, wherever it turns up', async () => {
		await start(true);
		world.revoke();
		await recovered();
		expect(isInvalidated(cache.state, used)).toBe(true);
		cache.adopt(own({ ...used, order: time.now + 5 }));
		expect(tokenOf(await acquire()).response.accessToken).toBe('token-2');
	});
});

describe('where the check accepts anything', () => {
	const stands = { value: { verdict: 'unproven' } };

	beforeEach(async () => await start(true, 'accepted'));

	test('a failure leads to a login, and the next one within a minute to none', async () => {
		expect((await recovered()).value).toMatchObject({ renewed: true });
		const newest = tokenOf(await acquire());
		time.now += MINUTE - 1;
		expect(await recovered(newest)).toEqual(stands);
		expect(world.logins).toBe(1);
		time.now += 1;
		expect((await recovered(newest)).value).toMatchObject({ renewed: true });
		expect(world.logins).toBe(2);
	});

	test('a login that fails says nothing of the request or of the token', async () => {
		world.failure = WRONG_PASSWORD;
		expect(await recovered()).toEqual(stands);
		expect(await recovered()).toEqual(stands);
		expect(world.logins).toBe(1);
		expect(await acquire()).toEqual({ value: { token: used, renewed: false } });
	});

	test('logins that were of no help are not taken for those of another system', async () => {
		let token = used;
		for (let minute = 0; minute < 3; minute += 1) {
			time.now += MINUTE;
			token = tokenOf(await recovered(token));
		}
		await logIn();
		expect(world.logins).toBe(4);
	});
});

test('where there is no check, a failure leads to a login, and the next one within a minute to none', async () => {
	await start(true);
	const access = { ...world.access(), checkToken: undefined };
	const newest = tokenOf(await recover(cache, used, USE, access));
	expect(world.logins).toBe(1);
	time.now += MINUTE - 1;
	expect(await recover(cache, newest, USE, access)).toEqual({ value: { verdict: 'unproven' } });
	time.now += 1;
	expect((await recover(cache, newest, USE, access)).value).toMatchObject({ renewed: true });
});

describe('where the check rejects a token, and was not yet seen to accept one', () => {
	beforeEach(async () => await start(true, 'rejected'));

	test('why the login failed is the failure, until it is tried again', async () => {
		world.failure = WRONG_PASSWORD;
		const first = await recovered();
		expect(first.failure?.message).toContain('Wrong password');
		expect(await recovered()).toEqual(first);
		expect(world.logins).toBe(1);
		time.now += MINUTE;
		world.failure = undefined;
		expect((await recovered()).value).toMatchObject({ renewed: true });
	});

	test('a login that says nothing of the login details is tried again as soon as its error is over', async () => {
		world.failure = DOWN;
		expect(await recovered()).toEqual({ failure: DOWN });
		time.now += 2 * SECOND;
		world.failure = undefined;
		expect((await recovered()).value).toMatchObject({ renewed: true });
	});

	test('any other failed login is tried again after a minute', async () => {
		world.failure = new Failure('BAD_RESPONSE', 'Not JSON');
		await recovered();
		time.now += 2 * SECOND;
		expect(await recovered()).toEqual({ value: { verdict: 'suspect' } });
		expect(world.logins).toBe(1);
	});

	test('the token is due from then on, until there is another one', async () => {
		world.failure = DOWN;
		await recovered();
		expect((await acquire()).value).toMatchObject({
			token: used,
			refreshFailure: { failure: { code: 'SERVER_ERROR' } },
		});
		expect(world.logins).toBe(1);
		time.now += MINUTE;
		world.failure = undefined;
		const { value } = await acquire();
		expect(value).toMatchObject({ renewed: true });
		expect((await acquire()).value).toEqual({ token: value?.token, renewed: false });
	});

	test('and says nothing of the new one, there is one login a minute', async () => {
		world.check = (token) => (token === 'token-1' ? 'rejected' : 'inconclusive');
		const newer = tokenOf(await recovered());
		expect(world.checked).toEqual(['token-1', 'token-2']);
		world.check = () => 'rejected';
		time.now += 2 * SECOND;
		expect(await recovered(newer)).toEqual({ value: { verdict: 'suspect' } });
		expect(world.logins).toBe(1);
	});

	test('and rejects the new one as well, it is believed no more, and there is one login a minute', async () => {
		const newer = tokenOf(await recovered());
		time.now += 2 * SECOND;
		expect(await recovered(newer)).toEqual({ value: { verdict: 'suspect' } });
		time.now += MINUTE;
		world.failure = DOWN;
		await recovered(newer);
		time.now += 2 * SECOND;
		expect(await recovered(newer)).toEqual({ value: { verdict: 'suspect' } });
		expect(world.logins).toBe(2);
	});

	test('another worker’s login does not count as the one of the minute', async () => {
		const first = cachedToken('first', time.now);
		cache.adopt(own(first));
		time.now += MINUTE;
		const theirs = own(cachedToken('theirs', time.now));
		// It is found while this worker backs off.
		const sleep = jest.spyOn(clock, 'sleep').mockImplementation(async () => {
			await Promise.resolve();
			cache.adopt(theirs);
		});
		expect(await recovered(first)).toEqual({ value: { token: theirs.token, renewed: false } });
		expect(world.logins).toBe(0);
		sleep.mockImplementation(turn);
		time.now += 11 * SECOND;
		expect((await recovered(theirs.token)).value).toMatchObject({ renewed: true });
		expect(world.logins).toBe(1);
	});
});

test('a login in place of a rejected token shows whether the check is still right', async () => {
	await start(true);
	world.revoke();
	// The first rejection is only suspected. The login shows that the check accepts fresh tokens.
	const second = tokenOf(await recovered());
	time.now += MINUTE;
	world.revoke();
	world.checked.length = 0;
	world.check = () => 'rejected';
	const third = tokenOf(await recovered(second));
	expect(world.checked).toEqual(['token-2', 'token-3']);
	time.now += MINUTE;
	expect((await recovered(third)).value).toMatchObject({ renewed: true });
	time.now += SECOND;
	expect(await recovered(tokenOf(await acquire()))).toEqual({ value: { verdict: 'suspect' } });
});

describe('a request that failed while a login is under way', () => {
	test.each(['before the failure', 'during the check'])(
		'waits for it, and goes on with its token: the login starts %s',
		async (when) => {
			await start(true);
			const [login, check] = [gate(), gate()];
			world.wait = async (value) => {
				await (value === 'login' ? login : check).wait;
				return value;
			};
			const early = when === 'before the failure' ? logIn() : undefined;
			const recovering = recovered();
			let isOver = false;
			void recovering.finally(() => (isOver = true));
			await turn();
			const late = early ?? logIn();
			check.open();
			for (let n = 0; n < 5; n += 1) await turn();
			expect(isOver).toBe(false);
			login.open();
			expect(await recovering).toEqual({ value: { token: await late, renewed: false } });
			expect(world.logins).toBe(1);
		},
	);
});

test('three fresh tokens rejected within an hour stop the logins: another system uses the account', async () => {
	await start(true);
	let token = used;
	for (let round = 0; round < 2; round += 1) {
		world.revoke();
		token = tokenOf(await recovered(token));
		time.now += 11 * SECOND;
	}
	world.revoke();
	const { failure } = await recovered(token);
	expect(failure?.code).toBe('ACCOUNT_CONTESTED');
	expect(world.logins).toBe(2);
});

import { recover } from '../../../tokens/cache/recovery';
import type { TokenCache } from '../../../tokens/cache/tokenCache';
import { Failure } from '../../../tokens/http/failure';
import { gate } from '../../support/simulators/simulator.mts';
import {
	GET,
	LIFETIME,
	MINUTE,
	NONE,
	SECOND,
	USE,
	World,
	forceRefresh,
	immediately,
	own,
	time,
	tokenOf,
	useStillClock,
} from '../../support/cacheWorld.mts';

useStillClock();

const DOWN = new Failure('SERVER_ERROR', 'It is down');

let world: World;
let cache: TokenCache;

function start(revokesPrevious: boolean): void {
	world = new World(revokesPrevious);
	cache = world.cache();
}

const acquire = async (request: Parameters<TokenCache['acquire']>[0]) =>
	await cache.acquire(request, world.access());

beforeEach(() => start(false));

describe('a login', () => {
	test('is given the current token, for a provider that trades it for a new one', async () => {
		await acquire(USE);
		await acquire(forceRefresh(1));
		time.now += LIFETIME;
		await acquire(USE);
		expect(world.currents).toEqual([undefined, 'token-1', 'token-2']);
	});

	test('that fails answers everyone for a while, without another one', async () => {
		world.failure = DOWN;
		expect(await acquire(USE)).toEqual({ failure: DOWN });
		time.now += 2 * SECOND - 1;
		for (const request of [USE, GET, forceRefresh(0)])
			expect(await acquire(request)).toEqual({ failure: DOWN });
		expect(world.logins).toBe(1);
		time.now += 1;
		world.failure = undefined;
		expect(tokenOf(await acquire(USE)).response.accessToken).toBe('token-1');
	});

	test('whose token has expired by the time of its check is a failure', async () => {
		start(true);
		const used = tokenOf(await acquire(USE));
		world.revoke();
		world.wait = async (value) => {
			if (value === 'check' && world.logins === 2) time.now += 2 * LIFETIME;
			return await immediately(value);
		};
		const { failure } = await recover(cache, used, USE, world.access());
		expect(failure?.code).toBe('BAD_RESPONSE');
		expect(failure?.message).toBe('Provider gave a token that expired before it could be used.');
		// It is not tried again at once.
		expect((await acquire(USE)).failure).toBe(failure);
		expect(world.logins).toBe(2);
	});
});

describe('a new token whatever there is', () => {
	test('is the token of the last login, if that ended after the request was made', async () => {
		const since = cache.state.logins;
		const first = await acquire(forceRefresh(since));
		expect(first.value).toMatchObject({ renewed: true });
		expect(await acquire(forceRefresh(since))).toEqual(first);
		expect(world.logins).toBe(1);
		const second = tokenOf(await acquire(forceRefresh(cache.state.logins)));
		expect(second.response.accessToken).toBe('token-2');
	});

	test('is written to each credential it is requested for', async () => {
		const { value } = await acquire(forceRefresh(0));
		const stored = own(tokenOf({ value: value as never }));
		for (const held of [NONE, stored, NONE])
			expect(await cache.ready(forceRefresh(0), held)).toBeUndefined();
		expect(world.logins).toBe(1);
	});

	test('is none where the login fails, though the old one still works', async () => {
		await acquire(USE);
		world.failure = DOWN;
		expect(await acquire(forceRefresh(1))).toEqual({ failure: DOWN });
		expect((await acquire(USE)).value).toMatchObject({ renewed: false });
	});

	test('comes from one login for all who request it at once', async () => {
		const results = await Promise.all([0, 1, 2].map(async () => await acquire(forceRefresh(0))));
		expect(results.map(({ value }) => value?.renewed)).toEqual([true, true, true]);
		expect(world.logins).toBe(1);
	});
});

describe('a token that is newer than those held elsewhere', () => {
	const newer = () =>
		({
			...GET,
			newerThan: { issuedAt: time.now - 1, fingerprints: [], usable: true },
		}) as const;

	test.each([true, false])(
		'comes from one login for all who request it at once (a new token revokes the previous one: %s)',
		async (revokesPrevious) => {
			start(revokesPrevious);
			await acquire(USE);
			time.now += MINUTE;
			const request = newer();
			const results = await Promise.all(
				Array.from({ length: 10 }, async () => await acquire(request)),
			);
			const tokens = results.map((result) => tokenOf(result).response.accessToken);
			expect(new Set(tokens)).toEqual(new Set(['token-2']));
			expect(world.logins).toBe(2);
		},
	);

	test('is the one that is known, if that is newer', async () => {
		const request = newer();
		await acquire(USE);
		time.now += SECOND;
		expect((await acquire(newer())).value).toMatchObject({ renewed: true });
		expect((await acquire(request)).value).toMatchObject({ renewed: false });
		expect(world.logins).toBe(2);
	});

	test('is not requested again within a minute of a failure, while those held still work', async () => {
		await acquire(USE);
		time.now += MINUTE;
		world.failure = DOWN;
		expect(await acquire(newer())).toEqual({ failure: DOWN });
		time.now += MINUTE - 1;
		expect(await acquire(newer())).toEqual({ failure: DOWN });
		expect(world.logins).toBe(2);
		time.now += 1;
		world.failure = undefined;
		expect((await acquire(newer())).value).toMatchObject({ renewed: true });
	});
});

describe.each([true, false])(
	'a token that is due (a new token revokes the previous one: %s)',
	(revokesPrevious) => {
		/** A tenth of the lifetime before its end. */
		const DUE = LIFETIME - LIFETIME / 10;
		let token: ReturnType<typeof tokenOf>;

		beforeEach(async () => {
			start(revokesPrevious);
			token = tokenOf(await acquire(GET));
			time.now += DUE;
		});

		test('is renewed as soon as it is due', async () => {
			time.now -= 1;
			expect((await acquire(GET)).value).toEqual({ token, renewed: false });
			time.now += 1;
			expect((await acquire(GET)).value).toMatchObject({ renewed: true });
			expect(world.logins).toBe(2);
		});

		test('stays in use where the renewal fails, which is tried again after a minute', async () => {
			world.failure = DOWN;
			const message = `Provider: the token is due but could not be renewed; it stays in use until ${new Date(
				token.response.expiresAt as number,
			).toISOString()}. It is down.`;
			const stays = (first: boolean) => ({
				token,
				renewed: false,
				refreshFailure: { failure: expect.objectContaining({ message }), first },
			});
			expect((await acquire(GET)).value).toEqual(stays(true));
			time.now += MINUTE - 1;
			expect((await acquire(GET)).value).toEqual(stays(false));
			expect(await cache.ready(GET, own(token))).toEqual(stays(false));
			expect(world.logins).toBe(2);
			time.now += 1;
			world.failure = undefined;
			const renewed = await acquire(GET);
			expect(renewed.value).toMatchObject({ renewed: true });
			expect(renewed.value?.refreshFailure).toBeUndefined();
		});

		test('is none once it has expired: then a failed renewal is a failure', async () => {
			world.failure = DOWN;
			time.now += LIFETIME / 10;
			expect(await acquire(GET)).toEqual({ failure: DOWN });
		});

		test('a failed renewal is reported only by requests for which the token is due', async () => {
			world.failure = DOWN;
			await acquire(GET);
			const policy = { ...GET.policy, renewBefore: MINUTE };
			expect((await acquire({ ...GET, policy })).value).toEqual({ token, renewed: false });
		});

		test('while another request renews it: is used if it stays good, else the new one is waited for', async () => {
			const login = gate();
			world.wait = async (value) => {
				if (value === 'login') await login.wait;
				return value;
			};
			const renewing = acquire(GET);
			const others = [acquire(GET), cache.ready(GET, own(token))];
			login.open();
			const renewed = tokenOf(await renewing);
			expect(renewed).not.toBe(token);
			const expected = revokesPrevious ? renewed : token;
			expect(tokenOf((await others[0]) as never)).toBe(expected);
			expect(await others[1]).toEqual({ token: expected, renewed: false });
			expect(world.logins).toBe(2);
		});

		test('of those who wait for a renewal that fails, one made the attempt', async () => {
			world.failure = DOWN;
			const results = await Promise.all([acquire(GET), acquire(GET), acquire(GET)]);
			const firsts = results.map(({ value }) => value?.refreshFailure?.first);
			expect(firsts).toEqual(revokesPrevious ? [true, false, false] : [true, undefined, undefined]);
			expect(world.logins).toBe(2);
		});
	},
);

test('a due token stays in use for ten seconds after a request set out to renew it, if that never does', async () => {
	const token = tokenOf(await acquire(GET));
	time.now += LIFETIME - LIFETIME / 10;
	expect(await cache.ready(GET, own(token))).toBeUndefined();
	time.now += 10 * SECOND - 1;
	expect(await cache.ready(GET, own(token))).toEqual({ token, renewed: false });
	time.now += 1;
	expect(await cache.ready(GET, own(token))).toBeUndefined();
});

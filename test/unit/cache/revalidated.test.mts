import type { CachedToken } from '../../../tokens/cache/storedToken';
import type { TokenCache } from '../../../tokens/cache/tokenCache';
import { Failure } from '../../../tokens/http/failure';
import {
	GET,
	LIFETIME,
	MINUTE,
	World,
	forceRefresh,
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

describe('a token that the API is to accept, for a credential test', () => {
	const revalidated = async () => await cache.revalidated(GET, world.access());

	beforeEach(async () => {
		world = new World(false);
		cache = world.cache();
		token = tokenOf(await cache.acquire(GET, world.access()));
		world.logins = 0;
		time.now += MINUTE;
	});

	test('is that of a login where there is none, without a check', async () => {
		cache = world.cache();
		world.check = () => 'inconclusive';
		expect((await revalidated()).value).toMatchObject({ renewed: true });
		expect(world.checked).toEqual([]);
	});

	test('is the one that is known, if the API accepts it', async () => {
		expect(await revalidated()).toEqual({ value: { token, renewed: false } });
		expect(world.logins).toBe(0);
	});

	test('is that of a login, if the API rejects it', async () => {
		world.revoke();
		expect((await revalidated()).value).toMatchObject({ renewed: true });
		expect(world.logins).toBe(1);
	});

	test('is none where the login fails as well', async () => {
		world.revoke();
		world.failure = WRONG_PASSWORD;
		expect((await revalidated()).failure?.message).toMatch(/^Wrong password\./);
	});

	test('is none without a verdict on an old token', async () => {
		world.check = () => 'inconclusive';
		const { failure } = await revalidated();
		expect(failure?.message).toBe(
			'Provider did not say whether the token is good. Try again in a minute.',
		);
		expect(failure?.code).toBe('SERVER_ERROR');
		expect(world.logins).toBe(0);
	});

	test('is the one of a login within the last minute, without a verdict', async () => {
		world.check = () => 'inconclusive';
		time.now -= 1;
		expect(await revalidated()).toEqual({ value: { token, renewed: false } });
	});

	test('is none without a verdict where the last login failed', async () => {
		world.check = () => 'inconclusive';
		world.failure = DOWN;
		time.now -= 1;
		await cache.acquire(forceRefresh(cache.state.logins), world.access());
		expect(await revalidated()).toEqual({ failure: DOWN });
	});

	test('is none where it is due and its renewal was rejected, though it is good', async () => {
		world.failure = WRONG_PASSWORD;
		time.now += LIFETIME - 2 * MINUTE;
		const { failure } = await revalidated();
		expect(failure?.code).toBe('LOGIN_REJECTED');
		expect(failure?.message).toContain('the token is due but could not be renewed');
		expect(failure?.message).toContain('Wrong password');
		expect(world.checked).toEqual([]);
	});

	test('is the one that is due where its renewal failed for another reason', async () => {
		world.failure = DOWN;
		time.now += LIFETIME - 2 * MINUTE;
		expect((await revalidated()).value).toMatchObject({
			token,
			renewed: false,
			refreshFailure: { failure: { code: 'SERVER_ERROR' } },
		});
	});
});

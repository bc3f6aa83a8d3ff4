import { TokenCache } from '../../../../tokens/cache/tokenCache';
import type { ProviderAccess } from '../../../../tokens/cache/login';
import { clock } from '../../../../tokens/http/waiting';
import { GET, cachedToken, responseWith, useStillClock } from '../../../support/cacheWorld.mts';
import { FIRST_SLOTS } from '../../../../tokens/tuning';

useStillClock();
/** How long was waited, in milliseconds. */
const waits = () => jest.mocked(clock.sleep).mock.calls.map(([wait]) => wait);

const access: ProviderAccess = { requestToken: async () => ({ value: responseWith('own') }) };

function cacheOf(refreshIdentity?: string): TokenCache {
	const source = { identity: 'digest', revokesPrevious: false, refreshIdentity };
	return new TokenCache(source, 'Example');
}

describe('a source whose refresh tokens end with their use', () => {
	test('backs off before its first renewal for a random time, as another worker may be at it', async () => {
		jest.spyOn(Math, 'random').mockReturnValue(0.5);
		await cacheOf('entered').acquire(GET, access);
		expect(waits()).toEqual([FIRST_SLOTS.period / 2]);
	});

	test('does not back off where it has no such tokens', async () => {
		await cacheOf().acquire(GET, access);
		expect(waits()).toEqual([]);
	});

	test('hands out tokens at once: they live side by side', async () => {
		const cache = cacheOf('entered');
		const acquired = { token: cachedToken('own', 2), renewed: true };
		const revalidate = async () => await Promise.reject(new Error('not to be asked'));
		expect(await cache.workers.beforeLastTry(acquired, revalidate)).toEqual({ value: acquired });
		expect(cache.workers.areOthersKnown).toBe(false);
	});
});

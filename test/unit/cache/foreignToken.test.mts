import type { ProviderAccess } from '../../../tokens/cache/login';
import type { CachedToken } from '../../../tokens/cache/storedToken';
import { TokenCache } from '../../../tokens/cache/tokenCache';
import type { TokenResponse } from '../../../tokens/provider/provider';
import { skipWaits } from '../../support/waits.mts';
import { GET, cachedToken, responseWith, useStillClock } from '../../support/cacheWorld.mts';

useStillClock();
skipWaits();

/** A token of other login details. */
function foreign(refreshToken: string | null, order: number, refreshDigest?: string): CachedToken {
	const token = cachedToken(`token-${order}`, order);
	const response = { ...token.response, refreshToken };
	return { ...token, digest: 'other', response, ...(refreshDigest && { refreshDigest }) };
}

/** What a login is given to renew with, after these tokens were found in the credential. */
async function renewedWith(
	source: { refreshIdentity?: string },
	found: CachedToken[],
): Promise<string | null | undefined> {
	const cache = new TokenCache({ identity: 'own', revokesPrevious: false, ...source }, 'Example');
	for (const token of found) cache.adopt({ kind: 'foreign', token });
	let last: TokenResponse | undefined;
	const access: ProviderAccess = {
		requestToken: async (current) => {
			last = current;
			return { value: responseWith('new') };
		},
	};
	expect((await cache.acquire(GET, access)).value?.token.response.accessToken).toBe('new');
	return last?.refreshToken;
}

describe('a token of other login details', () => {
	const source = { refreshIdentity: 'entered' };

	test('gives its refresh token where both came of the one that was entered', async () => {
		expect(await renewedWith(source, [foreign('second', 2, 'entered')])).toBe('second');
	});

	test('gives the newest one, in whatever order they are found', async () => {
		const [older, newer] = [foreign('second', 2, 'entered'), foreign('third', 3, 'entered')];
		expect(await renewedWith(source, [older, newer])).toBe('third');
		expect(await renewedWith(source, [newer, older])).toBe('third');
	});

	test.each([
		['came of another one', source, foreign('second', 2, 'another')],
		['came of none', source, foreign('second', 2)],
		['has none', source, foreign(null, 2, 'entered')],
		['is of a source without', {}, foreign('second', 2, 'entered')],
	])('gives none where it %s', async (_why, of, token) => {
		expect(await renewedWith(of, [token])).toBeUndefined();
	});

	test('is never used itself', async () => {
		const cache = new TokenCache({ identity: 'own', revokesPrevious: false, ...source }, 'Example');
		cache.adopt({ kind: 'foreign', token: foreign('second', 2, 'entered') });
		expect(cache.atHand(GET)).toBeUndefined();
	});
});

import { tokenStatus } from '../../../tokens/n8n/tokenStatus';
import type { TokenResponse } from '../../../tokens/provider/provider';

const NOW = Date.UTC(2026, 11, 1, 9);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AUTOMATIC = { renewBefore: 0, maxAge: 0 };

function token(lifetime: number | null): TokenResponse {
	return {
		accessToken: 'invented-access-token',
		issuedAt: NOW,
		obtainedAt: NOW,
		expiresAt: lifetime === null ? null : NOW + lifetime,
		userId: 'invented-user',
		accountId: 'invented-account',
		tokenName: null,
		refreshToken: 'invented-refresh-token',
		refreshTokenExpiresAt: null,
	};
}

test.each([
	[
		'valid until 2026-12-31 09:00 UTC, renewed from 2026-12-28 09:00 UTC on',
		token(30 * DAY),
		AUTOMATIC,
	],
	[
		'valid until 2026-12-31 09:00 UTC, renewed from 2026-12-31 08:30 UTC on',
		token(30 * DAY),
		{ renewBefore: HOUR / 2, maxAge: 0 },
	],
	[
		'no expiry is known, renewed from 2026-12-02 09:00 UTC on',
		token(null),
		{ renewBefore: 0, maxAge: DAY },
	],
	['no expiry is known, renewed once it is refused', token(null), AUTOMATIC],
])('%s', (expected, response, policy) => {
	expect(tokenStatus(response, policy, NOW)).toBe(`As of 2026-12-01 09:00 UTC: ${expected}`);
});

import {
	WriteTurns,
	isSameToken,
	readStoredToken,
	secretsIn,
	serializeToken,
	type CachedToken,
	type StoredToken,
} from '../../../tokens/cache/storedToken';
import type { Provider, TokenResponse } from '../../../tokens/provider/provider';
import { genLogs } from '../../../tokens/providers/genLogs';
import { giro } from '../../../tokens/providers/giro';
import { personr } from '../../../tokens/providers/personr';
import { MOST_REMEMBERED, REWRITE, REWRITE_FOREIGN } from '../../../tokens/tuning';
import { cachedToken, own, time, useStillClock } from '../../support/cacheWorld.mts';
import storedByEarlierVersion from '../../support/storedByEarlierVersion.json';

useStillClock();

const PROVIDERS: Record<string, Provider> = { giro, genLogs, personr };
const DIGEST = 'a'.repeat(64);
/** The last time that a `Date` can hold. */
const LAST = 8.64e15;

const response: TokenResponse = {
	accessToken: 'invented+token/with=signs',
	issuedAt: Date.UTC(2026, 0, 15),
	obtainedAt: Date.UTC(2026, 0, 15),
	expiresAt: Date.UTC(2026, 0, 16),
	userId: 'usr-1',
	accountId: 'acc-1',
	tokenName: 'reports',
	refreshToken: 'invented-refresh-token',
	refreshTokenExpiresAt: Date.UTC(2026, 0, 17),
};
const token: CachedToken = { digest: DIGEST, order: 7, response };
/** The JSON that is stored for it. */
const stored = { digest: DIGEST, order: 7, grant: response };

/** The stored text with one key of the response replaced; undefined leaves it out. */
function textWith(key: string, value: unknown): string {
	return JSON.stringify({ ...stored, grant: { ...response, [key]: value } });
}

test('two cached tokens are the same if the API would see one token, whatever else is known of them', () => {
	const again = { ...token, order: 8, response: { ...response, expiresAt: null } };
	const another = { ...token, response: { ...response, accessToken: 'invented-other-token' } };
	expect(isSameToken(token, again)).toBe(true);
	expect(isSameToken(token, another)).toBe(false);
});

describe('a stored token', () => {
	test('is read as it was written', () => {
		expect(readStoredToken(serializeToken(token), DIGEST)).toEqual({ kind: 'own', token });
	});

	describe('of a described login', () => {
		const found = {
			isCookie: true,
			values: { csrf: 'invented-csrf' },
			where: 'cookies',
			hint: 'h',
		};
		const cookies = { ...response, accessToken: 'a=1; b=2', found };

		test('is read as it was written', () => {
			const described = { ...token, refreshDigest: 'b'.repeat(64), response: cookies };
			const text = serializeToken(described);
			expect(readStoredToken(text, DIGEST)).toEqual({ kind: 'own', token: described });
			expect(secretsIn(described)).toEqual([
				...['a=1; b=2', 'invented-refresh-token', 'invented-csrf'],
			]);
			const bare = { ...cookies, refreshToken: null, found: undefined };
			expect(secretsIn({ ...described, response: bare })).toEqual(['a=1; b=2']);
		});

		test('needs nothing of what was found', () => {
			expect(readStoredToken(textWith('found', {}), DIGEST).kind).toBe('own');
		});

		test.each([
			['text', 'no object'],
			['a flag that is text', { isCookie: 'yes' }],
			['values that are no object', { values: 'x' }],
			['a value that is a number', { values: { csrf: 1 } }],
			['a place that is a number', { where: 1 }],
			['a hint that is a number', { hint: 1 }],
		])('does not count with %s', (_what, wrong) => {
			expect(readStoredToken(textWith('found', wrong), DIGEST).kind).toBe('none');
		});

		test('has blanks in no token that is no cookie', () => {
			const grant = { ...cookies, found: { ...found, isCookie: false } };
			const text = JSON.stringify({ ...stored, grant });
			expect(readStoredToken(text, DIGEST).kind).toBe('none');
		});
	});

	test('keeps the keys that stored credentials have', () => {
		expect(JSON.parse(serializeToken(token))).toEqual(stored);
	});

	test('is read with what was found out about the API, and without what cannot be read of that', () => {
		const notes = { suspicion: { at: 5, logins: 2 } };
		const noted = { ...token, notes };
		expect(readStoredToken(serializeToken(noted), DIGEST)).toEqual({ kind: 'own', token: noted });
		const broken = JSON.stringify({ ...stored, notes: { suspicion: 'often' } });
		expect(readStoredToken(broken, DIGEST)).toEqual({ kind: 'own', token });
	});

	test('keeps what its refresh token came of, and ignores anything that is no text', () => {
		const refreshable = { ...token, refreshDigest: 'b'.repeat(64) };
		const text = serializeToken(refreshable);
		expect(readStoredToken(text, DIGEST)).toEqual({ kind: 'own', token: refreshable });
		const broken = JSON.stringify({ ...stored, refreshDigest: 7 });
		expect(readStoredToken(broken, DIGEST)).toEqual({ kind: 'own', token });
	});

	test('is read where the provider returned nothing but the token', () => {
		const bare = {
			...response,
			expiresAt: null,
			userId: null,
			accountId: null,
			tokenName: null,
			refreshToken: null,
			refreshTokenExpiresAt: null,
		};
		const written = { ...token, response: bare };
		const read = readStoredToken(serializeToken(written), DIGEST);
		expect(read).toEqual({ kind: 'own', token: written });
	});

	test('is foreign for other login details', () => {
		const read = readStoredToken(serializeToken(token), 'b'.repeat(64));
		expect(read).toEqual({ kind: 'foreign', token });
	});

	test.each([
		['issuedAt', LAST],
		['expiresAt', LAST],
		['issuedAt', -LAST],
	])('holds in %s any time that a Date can hold: %s', (key, value) => {
		expect(readStoredToken(textWith(key, value), DIGEST).kind).toBe('own');
	});

	test.each(storedByEarlierVersion)('of an earlier version is read: $provider', (earlier) => {
		const { fields, tokenSession, accessToken } = earlier;
		const { identity } = PROVIDERS[earlier.provider].open(fields);
		expect(readStoredToken(tokenSession, identity)).toMatchObject({
			kind: 'own',
			token: { digest: identity, response: { accessToken } },
		});
	});
});

describe('as no token counts', () => {
	test.each([
		['nothing', undefined],
		['an empty text', ''],
		['another text', 'none yet'],
		['half of the text', JSON.stringify(stored).slice(0, -1)],
		['JSON without keys', 'null'],
		['a list', JSON.stringify([stored])],
		['an object that turns into the text', [JSON.stringify(stored)]],
		['JSON without a response', JSON.stringify({ digest: DIGEST, order: 7 })],
		['a response that is null', JSON.stringify({ ...stored, grant: null })],
		['no digest', JSON.stringify({ ...stored, digest: undefined })],
		['no order', JSON.stringify({ ...stored, order: undefined })],
		['an order in text', JSON.stringify({ ...stored, order: '7' })],
	])('%s', (_name, text) => {
		expect(readStoredToken(text, DIGEST)).toEqual({ kind: 'none' });
	});

	test.each([
		...[undefined, null, '', 12345, 'two words', 'tökén', '\ttoken', 'token\n'].map((value) => [
			'accessToken',
			value,
		]),
		...['issuedAt', 'obtainedAt'].flatMap((key) =>
			[undefined, null, '1768435200000', LAST + 2, -LAST - 2].map((value) => [key, value]),
		),
		...['expiresAt', 'refreshTokenExpiresAt'].flatMap((key) =>
			[undefined, '1768435200000', true, LAST + 2].map((value) => [key, value]),
		),
		...['userId', 'accountId', 'tokenName', 'refreshToken'].flatMap((key) =>
			[undefined, 7, {}].map((value) => [key, value]),
		),
	] as Array<[string, unknown]>)('a response whose %s is %j', (key, value) => {
		expect(readStoredToken(textWith(key, value), DIGEST)).toEqual({ kind: 'none' });
	});
});

describe('the tokens that may be repeated in no error', () => {
	test('are the access token and the refresh token', () => {
		expect(secretsIn(token)).toEqual([response.accessToken, response.refreshToken]);
	});

	test('are those that there are', () => {
		const withoutRefresh = { ...token, response: { ...response, refreshToken: null } };
		expect(secretsIn(withoutRefresh)).toEqual([response.accessToken]);
		expect(secretsIn(undefined)).toEqual([]);
	});
});

describe('a token that the credential lacks is written', () => {
	const CURRENT = cachedToken('current', 9);
	let turns: WriteTurns;
	/** Whether a request would write the token; it does. */
	const isNext = (over: StoredToken, current: CachedToken = CURRENT): boolean => {
		if (!turns.isNext(current, over)) return false;
		turns.take(over);
		return true;
	};
	const old = (name: string) => own(cachedToken(name, 1));
	const foreign: StoredToken = { kind: 'foreign', token: cachedToken('current', 9) };

	beforeEach(() => void (turns = new WriteTurns()));

	test('and one that it holds is not', () => {
		expect(isNext(own(CURRENT))).toBe(false);
		// A token may have any name.
		expect(isNext({ kind: 'none' }, cachedToken('none', 1))).toBe(true);
		expect(isNext(foreign)).toBe(true);
	});

	test.each<[string, StoredToken, number]>([
		['no token', { kind: 'none' }, REWRITE],
		['an older token', old('old'), REWRITE],
		['a token for other login details', foreign, REWRITE_FOREIGN],
	])('over %s by one request at a time', (_what, over, span) => {
		expect(isNext(over)).toBe(true);
		time.now += span - 1;
		expect(isNext(over)).toBe(false);
		time.now += 1;
		expect(isNext(over)).toBe(true);
	});

	test('by the next request as well, if this one did not write it', () => {
		expect(turns.isNext(CURRENT, { kind: 'none' })).toBe(true);
		expect(turns.isNext(CURRENT, { kind: 'none' })).toBe(true);
	});

	test('over each older token once, as far as those are remembered', () => {
		const names = Array.from({ length: MOST_REMEMBERED }, (_, n) => `old-${n}`);
		for (const name of names) expect(isNext(old(name))).toBe(true);
		for (const name of names) expect(isNext(old(name))).toBe(false);
		expect(isNext(old('one more'))).toBe(true);
		expect(isNext(old('one more'))).toBe(false);
		expect(isNext(old('old-0'))).toBe(true);
	});
});

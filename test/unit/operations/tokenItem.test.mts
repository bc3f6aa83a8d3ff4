import {
	acquiredItem,
	idsIn,
	tokenItem,
	type ItemOptions,
} from '../../../tokens/operations/tokenItem';
import { bearer, fingerprint } from '../../../tokens/provider/presentation';
import type { TokenResponse } from '../../../tokens/provider/provider';
import { isoTime } from '../../../tokens/provider/timestamps';
import { genLogs } from '../../../tokens/providers/genLogs';
import { KEYS } from '../../support/keys.mts';

const ISSUED = Date.UTC(2026, 0, 15, 12, 0, 0, 123);
const DAY = 86_400_000;

const response: TokenResponse = {
	accessToken: 'invented+token/with=signs',
	issuedAt: ISSUED,
	expiresAt: ISSUED + DAY,
	obtainedAt: ISSUED,
	userId: 'usr-1',
	accountId: 'acc-1',
	tokenName: null,
	refreshToken: 'invented-refresh-token',
	refreshTokenExpiresAt: ISSUED + 2 * DAY,
};

function itemOf(changes: Partial<TokenResponse> = {}, options: Partial<ItemOptions> = {}) {
	return tokenItem(
		{ ...response, ...changes },
		{
			provider: 'giro',
			presentation: bearer(response),
			renewAt: ISSUED + DAY / 2,
			renewed: true,
			now: ISSUED + 1_500,
			metadata: false,
			...options,
		},
	);
}

describe('the token item', () => {
	test('of a described login has what carries the token, and the kept values', () => {
		const shown = {
			headers: { 'X-Auth': 'invented+token/with=signs' },
			query: { sid: 'invented+token/with=signs' },
			values: { csrf: 'invented-csrf-value', userId: 'usr-1', accountId: null },
		};
		const presentation = { tokenType: 'X-Auth', headers: { 'X-Key': 'hidden' }, shown };
		expect(itemOf({}, { presentation })).toMatchObject(shown);
		expect(itemOf({}, { presentation, metadata: true })).toMatchObject({
			headers: {},
			query: {},
			values: { userId: 'usr-1', accountId: null },
		});
		expect(idsIn(shown.values)).toEqual({ userId: 'usr-1', accountId: null });
	});

	test('has exactly the promised keys, in that order', () => {
		expect(JSON.stringify(itemOf())).toBe(
			JSON.stringify({
				provider: 'giro',
				accessToken: 'invented+token/with=signs',
				expiresAt: '2026-01-16T12:00:00.123Z',
				renewAt: '2026-01-16T00:00:00.123Z',
				expiresIn: 86_398,
				tokenType: 'Bearer',
				tokenName: null,
				userId: 'usr-1',
				accountId: 'acc-1',
				issuedAt: '2026-01-15T12:00:00.123Z',
				refreshToken: 'invented-refresh-token',
				refreshTokenExpiresAt: '2026-01-17T12:00:00.123Z',
				renewed: true,
				fingerprint: '8763adfa99dd',
				headers: { Authorization: 'Bearer invented+token/with=signs' },
			}),
		);
	});

	test('has them all where the provider says nothing', () => {
		const item = itemOf(
			{
				expiresAt: null,
				userId: null,
				accountId: null,
				refreshToken: null,
				refreshTokenExpiresAt: null,
			},
			{ renewAt: null, renewed: false },
		);
		expect(Object.keys(item)).toEqual(KEYS);
		expect(item).toMatchObject({ expiresAt: null, expiresIn: null, renewAt: null, renewed: false });
		expect(Object.values(item)).not.toContain(undefined);
	});

	test.each([
		['whole seconds', 10_999, 10],
		['the last second', 999, 0],
		['the time of expiry', 0, 0],
		['a time after it', -50_000, 0],
	])("has in 'expiresIn' %s", (_name, left, expected) => {
		expect(itemOf({}, { now: ISSUED + DAY - left }).expiresIn).toBe(expected);
	});

	test('as metadata holds nothing secret', () => {
		const item = itemOf({}, { metadata: true });
		expect(Object.keys(item)).toEqual(KEYS);
		expect(item).toMatchObject({
			accessToken: null,
			refreshToken: null,
			refreshTokenExpiresAt: null,
			fingerprint: '8763adfa99dd',
			userId: 'usr-1',
			expiresAt: '2026-01-16T12:00:00.123Z',
		});
		expect(item.headers).toEqual({});
		expect(JSON.stringify(item)).not.toMatch(/invented/);
	});
});

describe('the item of a token that cannot be read again', () => {
	test('holds what is known, and no header without a token', () => {
		const item = tokenItem(
			{ ...response, accessToken: null, tokenName: 'reports' },
			{
				provider: 'rocketChat',
				presentation: { tokenType: 'X-Auth-Token', headers: { 'X-User-Id': 'usr-1' } },
				renewAt: null,
				renewed: false,
				now: ISSUED,
				metadata: false,
			},
		);
		expect(Object.keys(item)).toEqual(KEYS);
		expect(item).toMatchObject({
			accessToken: null,
			tokenName: 'reports',
			fingerprint: null,
			userId: 'usr-1',
		});
		expect(item.headers).toEqual({});
	});
});

describe('the item of an acquired token', () => {
	const fields = { baseUrl: 'https://api.example.com', apiKey: 'invented-key' };
	const login = { email: 'ops@example.com', password: 'invented-password' };
	const source = genLogs.open({ ...fields, ...login });
	const token = { digest: source.identity, order: ISSUED, response };
	const policy = { renewBefore: 3_600_000, maxAge: 0 };

	beforeEach(() => void jest.useFakeTimers({ now: ISSUED + 1_500 }));
	afterEach(() => void jest.useRealTimers());

	test('presents it as its provider does, without the application key, and is due by the policy', () => {
		const item = acquiredItem(genLogs, source, { token, renewed: true }, policy, 'token');
		expect(Object.keys(item)).toEqual(KEYS);
		expect(item).toMatchObject({
			provider: 'genLogs',
			tokenType: 'Access-Token',
			expiresIn: 86_398,
			renewAt: '2026-01-16T11:00:00.123Z',
			renewed: true,
		});
		expect(item.headers).toEqual({ 'Access-Token': response.accessToken });
	});

	test('as metadata does not present it', () => {
		const item = acquiredItem(genLogs, source, { token, renewed: false }, policy, 'metadata');
		expect(item).toMatchObject({ accessToken: null, headers: {}, renewed: false });
	});
});

describe('fingerprint', () => {
	// Made with: printf '%s' 'TEXT' | openssl dgst -sha256 | cut -c1-12
	test.each([
		['invented+token/with=signs', '8763adfa99dd'],
		['abc', 'ba7816bf8f01'],
		['tökén', 'c61a705e3291'],
		['', 'e3b0c44298fc'],
	])('of %s', (token, expected) => {
		expect(fingerprint(token)).toBe(expected);
	});
});

describe('isoTime', () => {
	test('is in UTC, or null', () => {
		expect(isoTime(0)).toBe('1970-01-01T00:00:00.000Z');
		expect(isoTime(null)).toBeNull();
	});
});

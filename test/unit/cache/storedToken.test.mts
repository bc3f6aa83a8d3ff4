import type { TokenResponse, LoginDetails } from '../../../tokens/provider/provider';
import { identityDigest, readStoredToken, tokensIn, serializeToken } from '../../../tokens/cache/storedToken';

const DIGEST = 'a'.repeat(64);
/** The last moment that a date can hold. */
const LAST = 8.64e15;

const grant: TokenResponse = {
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
const session = { digest: DIGEST, order: 7, grant };

/** The text of a session with one key of the grant replaced; undefined leaves it out. */
function textWith(key: string, value: unknown): string {
	return JSON.stringify({ ...session, grant: { ...grant, [key]: value } });
}

describe('the digest of login details', () => {
	const details = { email: 'ops@example.com', password: 'invented' };
	const signIn = { baseUrl: 'https://api.example.com', details, secrets: ['invented'] };
	const digestOf = (provider: string, changes: Partial<LoginDetails>) =>
		identityDigest(provider, { ...signIn, ...changes });

	// Made with: printf '%s' '["giro","https://api.example.com",[["email","ops@example.com"],["password","invented"]]]' |
	// openssl dgst -sha256. Another digest would void every session that is stored anywhere.
	test('stays the same from version to version', () => {
		expect(digestOf('giro', {})).toBe(
			'56a78eaf8cbd5f7c5f3d366d90ddfcfde42977baa80e8a47c51b3f04aa1cfa09',
		);
	});

	test('is the same in whatever order the fields stand', () => {
		const turned = { password: 'invented', email: 'ops@example.com' };
		expect(digestOf('giro', { details: turned })).toBe(digestOf('giro', {}));
	});

	test.each([
		['provider', 'personr', {}],
		['base URL', 'giro', { baseUrl: 'https://sandbox.example.com' }],
		['email', 'giro', { details: { ...details, email: 'dev@example.com' } }],
		['password', 'giro', { details: { ...details, password: 'Invented' } }],
		[
			'names of the fields',
			'giro',
			{ details: { email: 'invented', password: 'ops@example.com' } },
		],
		['number of fields', 'giro', { details: { ...details, xTag: '' } }],
	])('is another with another: %s', (_name, provider, changes) => {
		expect(digestOf(provider, changes)).not.toBe(digestOf('giro', {}));
	});
});

describe('a session that a credential holds', () => {
	test('is read as it was written', () => {
		expect(readStoredToken(serializeToken(session), DIGEST)).toEqual({ kind: 'own', session });
	});

	test('is read where the provider said nothing but the token', () => {
		const bare = {
			...grant,
			expiresAt: null,
			userId: null,
			accountId: null,
			tokenName: null,
			refreshToken: null,
			refreshTokenExpiresAt: null,
		};
		const written = { ...session, grant: bare };
		expect(readStoredToken(serializeToken(written), DIGEST)).toEqual({ kind: 'own', session: written });
	});

	test('is foreign with other login details', () => {
		expect(readStoredToken(serializeToken(session), 'b'.repeat(64))).toEqual({ kind: 'foreign' });
	});

	test.each([
		['issuedAt', LAST],
		['expiresAt', LAST],
		['issuedAt', -LAST],
	])('holds in %s any moment that can be told: %s', (key, value) => {
		expect(readStoredToken(textWith(key, value), DIGEST).kind).toBe('own');
	});
});

describe('as nothing counts', () => {
	test.each([
		['nothing', undefined],
		['an empty text', ''],
		['another text', 'none yet'],
		['half a text', JSON.stringify(session).slice(0, -1)],
		['JSON without keys', 'null'],
		['a list', JSON.stringify([session])],
		['no text, but what turns into one', [JSON.stringify(session)]],
		['a session without a grant', JSON.stringify({ digest: DIGEST, order: 7 })],
		['a grant that is null', JSON.stringify({ ...session, grant: null })],
		['no digest', JSON.stringify({ ...session, digest: undefined })],
		['no order', JSON.stringify({ ...session, order: undefined })],
		['an order in text', JSON.stringify({ ...session, order: '7' })],
	])('%s', (_name, text) => {
		expect(readStoredToken(text, DIGEST)).toEqual({ kind: 'none' });
		expect(tokensIn(text)).toEqual([]);
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
	] as Array<[string, unknown]>)('a grant whose %s is %j', (key, value) => {
		expect(readStoredToken(textWith(key, value), DIGEST)).toEqual({ kind: 'none' });
	});
});

describe('the tokens that may be repeated nowhere', () => {
	test('are the access token and the refresh token, whatever login details they were got with', () => {
		expect(tokensIn(serializeToken(session))).toEqual([grant.accessToken, grant.refreshToken]);
	});

	test('are one where there is no refresh token', () => {
		expect(tokensIn(textWith('refreshToken', null))).toEqual([grant.accessToken]);
	});
});

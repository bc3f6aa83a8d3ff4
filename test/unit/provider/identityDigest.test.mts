import { identityDigest } from '../../../tokens/provider/presentation';

const BASE_URL = 'https://api.example.com';
const DETAILS = { email: 'ops@example.com', password: 'invented' };
const DIGEST = identityDigest('giro', BASE_URL, DETAILS);

describe('the identity of login details', () => {
	// Made with: printf '%s' '["giro","https://api.example.com",[["email","ops@example.com"],["password","invented"]]]' |
	// openssl dgst -sha256. With another digest, every stored token would be lost.
	test('stays the same from version to version', () => {
		expect(DIGEST).toBe('56a78eaf8cbd5f7c5f3d366d90ddfcfde42977baa80e8a47c51b3f04aa1cfa09');
	});

	test('does not depend on the order of the fields', () => {
		const turned = { password: 'invented', email: 'ops@example.com' };
		expect(identityDigest('giro', BASE_URL, turned)).toBe(DIGEST);
	});

	test.each<[string, string, string, Record<string, string>]>([
		['provider', 'personr', BASE_URL, DETAILS],
		['base URL', 'giro', 'https://sandbox.example.com', DETAILS],
		['email', 'giro', BASE_URL, { ...DETAILS, email: 'dev@example.com' }],
		['password', 'giro', BASE_URL, { ...DETAILS, password: 'Invented' }],
		['names of fields', 'giro', BASE_URL, { email: 'invented', password: 'ops@example.com' }],
		['number of fields', 'giro', BASE_URL, { ...DETAILS, xTag: '' }],
	])('is another one with another %s', (_what, provider, baseUrl, details) => {
		expect(identityDigest(provider, baseUrl, details)).not.toBe(DIGEST);
	});
});

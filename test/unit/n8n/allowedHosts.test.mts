import { Failure } from '../../../tokens/http/failure';
import { readSettings } from '../../../tokens/provider/fieldReader';
import { assertAllowedHost, type Target } from '../../../tokens/n8n/allowedHosts';

const BASE = 'https://api.example.com/v1';

/** '' where the request may be signed. */
function problem(target: Target | string, base = BASE, otherHosts: string[] = []): string {
	try {
		assertAllowedHost(typeof target === 'string' ? { url: target } : target, [base], otherHosts);
		return '';
	} catch (error) {
		expect(error).toBeInstanceOf(Failure);
		return (error as Failure).message;
	}
}

describe('a request may go', () => {
	test.each([
		['to the base URL', 'https://api.example.com/v1/orders'],
		['to another path of its host', 'https://api.example.com/'],
		['to its port spelled out', 'https://api.example.com:443/v1'],
		['to its host in upper case', 'HTTPS://API.EXAMPLE.COM/v1'],
	])('%s', (_name, url) => {
		expect(problem(url)).toBe('');
		expect(problem({ uri: url })).toBe('');
	});

	test('to the base URL of any port', () => {
		expect(problem('https://a.example:8443/x', 'https://a.example:8443')).toBe('');
		expect(problem('http://127.0.0.1:5000/x', 'http://127.0.0.1:5000')).toBe('');
		expect(problem('http://chat.example/x', 'http://chat.example:80')).toBe('');
		expect(problem('https://[2001:db8:0::1]/x', 'https://[2001:db8::1]')).toBe('');
	});

	test.each([
		['files.example.com', 'https://files.example.com/a'],
		['files.example.com', 'https://files.example.com:443/a'],
		['files.example.com:443', 'https://files.example.com/a'],
		['files.example.com:8443', 'https://FILES.example.com:8443/a'],
		['127.0.0.1:5000', 'http://127.0.0.1:5000/a'],
	])('to the other host %s: %s', (host, url) => {
		expect(problem(url, BASE, ['first.example', host])).toBe('');
	});

	test('to a path relative to its base', () => {
		expect(problem({ url: 'orders', baseURL: 'https://api.example.com/v1/' })).toBe('');
		expect(problem({ url: '/orders', baseURL: 'https://api.example.com/v1/' })).toBe('');
	});
});

describe('a request may not go', () => {
	test.each([
		['to another host', 'https://evil.example/v1', 'evil.example'],
		['to another port', 'https://api.example.com:8443/v1', 'api.example.com:8443'],
		['over plain http', 'http://api.example.com/v1', 'api.example.com'],
		[
			'over plain http on the port of https',
			'http://api.example.com:443/v1',
			'api.example.com:443',
		],
		['to a subdomain', 'https://x.api.example.com/v1', 'x.api.example.com'],
		['to the domain above', 'https://example.com/v1', 'example.com'],
		['to a host that begins like it', 'https://api.example.com.evil.example/', 'evil.example'],
		['to a host that ends like it', 'https://evilapi.example.com/', 'evilapi.example.com'],
		['to its host with a dot behind it', 'https://api.example.com./v1', 'api.example.com.'],
		['with user info', 'https://user:pass@api.example.com/v1', 'api.example.com'],
		['with its host as user info', 'https://api.example.com@evil.example/', 'evil.example'],
		['past a backslash', 'https://evil.example\\@api.example.com/', 'evil.example'],
		['to the machine itself', 'https://127.0.0.1/v1', '127.0.0.1'],
		['to a file', 'file:///etc/passwd', 'file:'],
		['by another protocol', 'ftp://api.example.com/', 'api.example.com'],
		['to an address that is none', 'https://', 'an address that cannot be read'],
		['to a path alone', '/v1/orders', 'an address that cannot be read'],
		['to a host without a scheme', '//api.example.com/v1', 'an address that cannot be read'],
		['to nothing', '', 'an address that cannot be read'],
	])('%s', (_name, url, host) => {
		for (const target of [{ url }, { uri: url }]) {
			const message = problem(target);
			expect(message).toContain(host);
			expect(message).toMatch(/only sent to api\.example\.com(\.|, over https:\/\/)/);
			expect(message).toContain("'Additional Allowed Domains'");
			expect(message).not.toMatch(/pass|v1/);
		}
	});

	test.each([
		['with a user name alone', 'https://ops@api.example.com/v1'],
		['with a password alone', 'https://:pass@api.example.com/v1'],
	])('%s', (_name, url) => {
		expect(problem(url)).toContain('with a user name in its URL');
	});

	test('by a protocol that is none of the web, whatever the base URL says', () => {
		expect(problem('ftp://chat.example/x', 'http://chat.example')).toContain('over ftp://');
		expect(problem('ftp://127.0.0.1:5000/x', 'http://127.0.0.1:5000')).not.toBe('');
		expect(problem('ftp://127.0.0.1:5000/x', BASE, ['127.0.0.1:5000'])).not.toBe('');
	});

	test('to another port where the base URL names one', () => {
		expect(problem('https://a.example:9443/x', 'https://a.example:8443')).not.toBe('');
		expect(problem('https://a.example/x', 'https://a.example:8443')).not.toBe('');
	});

	test('by the other protocol on the base URL’s own port, even if that is an other host', () => {
		const url = 'http://127.0.0.1:443/x';
		expect(problem(url, 'https://127.0.0.1', ['127.0.0.1:443'])).not.toBe('');
		expect(problem('https://127.0.0.1:80/x', 'http://127.0.0.1', ['127.0.0.1:80'])).not.toBe('');
	});

	test('where it says nothing', () => {
		expect(problem({})).not.toBe('');
		expect(problem({ url: null, uri: 5 })).not.toBe('');
	});

	test.each([
		['over plain http', 'http://files.example.com/', ['files.example.com']],
		['to another port of it', 'https://files.example.com:8443/', ['files.example.com']],
		['to a subdomain of it', 'https://x.files.example.com/', ['files.example.com']],
		['to its usual port', 'https://files.example.com/', ['files.example.com:8443']],
	])('to another host, %s', (_name, url, hosts) => {
		expect(problem(url, BASE, hosts)).toContain(`api.example.com, ${hosts[0]}`);
	});

	test.each([
		[{ url: 'https://evil.example/x', baseURL: 'https://api.example.com' }],
		[{ url: '//evil.example/x', baseURL: 'https://api.example.com' }],
		[{ url: 'x', baseURL: 'https://evil.example' }],
		[{ url: 'https://evil.example', uri: 'https://api.example.com' }],
		[{ uri: 'https://evil.example', baseURL: 'https://api.example.com' }],
	])('past its base: %j', (target) => {
		expect(problem(target)).toContain('evil.example');
	});

	test('over plain http to another host that was given with the port of https', () => {
		const { otherHosts } = readSettings(
			{ settings: { hosts: { otherHosts: 'files.example.com:443' } } },
			{ credentialTitle: 'Example API' },
		);
		const base = 'http://chat.example';
		expect(problem('https://files.example.com/', base, otherHosts)).toBe('');
		expect(problem('http://files.example.com/', base, otherHosts)).not.toBe('');
	});

	test.each(['http://127.0.0.1:5678', 'http://localhost', 'http://[::1]:80'])(
		'over plain http from the machine itself (%s) into the net',
		(base) => {
			const said = problem('http://files.example.com/', base, ['files.example.com']);
			expect(said).toContain('files.example.com over http://');
			expect(said).toContain('files.example.com, over https:// and without a user name');
			expect(problem('https://files.example.com/', base, ['files.example.com'])).toBe('');
			expect(problem('http://127.0.0.1:99/', base, ['127.0.0.1:99'])).toBe('');
		},
	);

	test('by https where the base URL says http of the same port', () => {
		const said = problem('https://chat.example:3000/', 'http://chat.example:3000');
		expect(said).toContain('chat.example:3000 over https://');
		expect(said).toContain('chat.example:3000, over http:// and without a user name');
	});
});

describe('why a request may not go is told', () => {
	const files = ['files.example.com'];
	const only = 'It is only sent to api.example.com, files.example.com';
	const advice =
		"Check the URL, or add its host to 'Additional Allowed Domains' under 'Settings' of the credential.";

	test.each([
		['another host', 'https://evil.example/v1?x=1', `evil.example. ${only}. ${advice}`],
		[
			'its own host by http',
			'http://api.example.com/v1',
			`api.example.com over http://. ${only}, over https:// and without a user name. ${advice}`,
		],
		[
			'an other host by http',
			'http://files.example.com/',
			`files.example.com over http://. ${only}, over https:// and without a user name. ${advice}`,
		],
		[
			'a user name',
			'https://ops:pa55@api.example.com/',
			`api.example.com with a user name in its URL. ${only}, over https:// and without a user name. ${advice}`,
		],
		['no address', '/v1', `an address that cannot be read. ${only}. ${advice}`],
	])('of %s', (_name, url, expected) => {
		expect(problem(url, BASE, files)).toBe(
			`This credential's token may not be sent to ${expected}`,
		);
	});

	test('with a code that says so', () => {
		expect(() => assertAllowedHost({ url: 'https://evil.example' }, [BASE], [])).toThrow(
			expect.objectContaining({ code: 'HOST_NOT_ALLOWED' }),
		);
	});
});

describe('a provider with several base URLs', () => {
	const bases = ['https://api.example.com/v1', 'http://127.0.0.1:8080'];

	test.each(['https://api.example.com/orders', 'http://127.0.0.1:8080/orders'])('%s', (url) => {
		expect(() => assertAllowedHost({ url }, bases, [])).not.toThrow();
	});

	test('each keeps its own scheme', () => {
		expect(() => assertAllowedHost({ url: 'https://127.0.0.1:8080/' }, bases, [])).toThrow(
			/over https:\/\/\. It is only sent to api\.example\.com, 127\.0\.0\.1:8080, over http:\/\//,
		);
	});
});

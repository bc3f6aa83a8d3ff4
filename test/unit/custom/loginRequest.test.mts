import { extra, receivedLogin, requestOf } from '../../support/customLogin.mts';
import { problem } from '../../support/problem.mts';

describe('a body of its own', () => {
	test.each([
		['{"user":"{username}"}', '', 'application/json', '{"user":"ops@example.com"}'],
		['<u>{password}</u>', '', 'application/xml', '<u>invented-pass</u>'],
		['u={username}', '', 'application/x-www-form-urlencoded', 'u=ops%40example.com'],
		['{username}', 'text/x-user', 'text/x-user', 'ops@example.com'],
		[
			'<u>{username}</u>',
			'text/xml; charset=utf-8',
			'text/xml; charset=utf-8',
			'<u>ops@example.com</u>',
		],
	])('%s is sent with its content type', async (body, contentType, type, text) => {
		const one = await receivedLogin({ sendLoginIn: 'template', body, contentType });
		expect([one.headers['content-type'], one.text]).toEqual([type, text]);
	});

	test('reports what has no value', () => {
		const body = '{"query":"mutation { signIn(email: \\"{username}\\") {token} }"}';
		expect(requestOf({ sendLoginIn: 'template', body }).unfilled).toEqual(['{token}']);
	});

	test.each([
		[
			{ extraFields: [extra('a', 'b')] },
			/^'Extra Fields: a' of .* has no place in a body of your own\. Write it into 'Login Body'/,
		],
		[
			{ secretFields: { secret1: { name: 'k', value: 'v', sendIn: 'body' as const } } },
			/^'Secret Fields: k' of/,
		],
	])('has no place for further fields', (given, message) => {
		expect(problem(() => requestOf({ sendLoginIn: 'template', body: 'x', ...given }))).toMatch(
			message,
		);
	});
});

describe('the request', () => {
	test('carries the headers of every call, but for those that need the token or a later value', async () => {
		const { headers } = await receivedLogin(
			{
				requestHeaders: [
					{ name: 'X-Api-Key', value: '{secret1}' },
					{ name: 'X-First', value: '{first}' },
					{ name: 'X-Csrf', value: '{csrf}' },
					{ name: 'X-Token', value: '{token}' },
				],
				secretFields: { secret1: { name: '', value: 'invented-key', sendIn: 'body' } },
				keptNames: ['first', 'csrf'],
			},
			{ first: 'one' },
		);
		expect(headers).toMatchObject({ 'x-api-key': 'invented-key', 'x-first': 'one' });
		expect(Object.keys(headers).filter((name) => /csrf|x-token/.test(name))).toEqual([]);
	});

	test.each([
		['{nope}', /uses {nope}, which has no value here/],
		['{password}', /'Request Headers' of .* uses {password}, which is only for getting a token/],
		['a {totp|base64}', /uses {totp}/],
		['{csrf:refreshToken}', /uses {refreshToken}/],
	])('is an error with the header %s on every call', (value, message) => {
		const requestHeaders = [{ name: 'X-A', value }];
		expect(problem(() => requestOf({ requestHeaders, keptNames: ['csrf'] }))).toMatch(message);
	});

	test('carries the cookies of the first request, before and in place of those of the user', async () => {
		const cookies = ['a', 'b'].map((name) => ({ name, value: `${name}1`, expiresAt: null }));
		const { headers } = await receivedLogin(
			{ extraFields: [extra('cookie', 'b=own; c=3', { sendIn: 'header' })] },
			{},
			cookies,
		);
		expect(headers.cookie).toBe('a=a1; b=b1; c=3');
	});

	test('may have a content type of the user, but not with a multipart body', async () => {
		const type = 'application/json; charset=utf-8';
		const requestHeaders = [{ name: 'content-type', value: type }];
		const json = await receivedLogin({ requestHeaders });
		expect(json.headers['content-type']).toBe(type);
		const multipart = await receivedLogin({ requestHeaders, sendLoginIn: 'multipart' });
		expect(multipart.parts).toHaveLength(2);
	});

	test('has its address filled in', async () => {
		const { target } = await receivedLogin(
			{
				url: 'https://api.example.com/{id}/login?user={username}&h={password|md5}',
				sendLoginIn: 'none',
			},
			{ id: 'a/b c' },
		);
		expect(target).toBe(
			'/a%2Fb%20c/login?user=ops%40example.com&h=9563a2bf7d5aadb92eaa50e6f97539a4',
		);
	});

	test.each([
		'https://{username}.example.com/a',
		'https://example.com:{now}/a',
		'{username}://example.com/a',
	])('has no placeholder for scheme, host or port: %s', (url) => {
		expect(problem(() => requestOf({ url }))).toMatch(
			/^'Login URL' of .* has no fixed scheme and host/,
		);
	});

	test.each(['json', 'form', 'template', 'multipart'] as const)(
		'is no GET with a body: %s',
		(sendLoginIn) => {
			expect(problem(() => requestOf({ method: 'GET', sendLoginIn, body: '{"a":1}' }))).toMatch(
				/^'Send Login In' of .* asks for a body, which a GET request lacks\. Choose Query/,
			);
		},
	);

	test.each(['PUT', 'PATCH'] as const)('may be a %s', async (method) => {
		expect((await receivedLogin({ method })).method).toBe(method);
	});

	test('takes a redirect for an answer', () => {
		expect(requestOf({}).redirects).toBe('answer');
	});
});

test('fields beside HTTP Basic are JSON where the user says so in the content type', async () => {
	const login = { sendLoginIn: 'basic' as const, extraFields: [extra('ttl', '60')] };
	expect((await receivedLogin(login)).text).toBe('ttl=60');
	const requestHeaders = [{ name: 'content-type', value: 'application/vnd.api+json' }];
	const { text, headers } = await receivedLogin({ ...login, requestHeaders });
	expect(text).toBe('{"ttl":"60"}');
	expect(headers['content-type']).toBe('application/vnd.api+json');
});

import fc from 'fast-check';

import { receivedLogin, requestOf } from '../../support/customLogin.mts';
import { problem } from '../../support/problem.mts';
import { receivedOf } from '../../support/receivedRequest.mts';

describe('user name and password', () => {
	test('go as JSON', async () => {
		const { method, target, headers, text } = await receivedLogin({});
		expect([method, target, headers['content-type']]).toEqual([
			'POST',
			'/login',
			'application/json',
		]);
		expect(JSON.parse(text)).toEqual({ username: 'ops@example.com', password: 'invented-pass' });
	});

	test('go to nested fields of JSON', async () => {
		const { text } = await receivedLogin({
			usernameField: 'auth.user.name',
			passwordField: 'auth.user.__proto__',
		});
		expect(text).toBe('{"auth":{"user":{"name":"ops@example.com","__proto__":"invented-pass"}}}');
	});

	test('go as a form', async () => {
		const { headers, text } = await receivedLogin({ sendLoginIn: 'form', password: 'a&b=c d+é' });
		expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
		expect([...new URLSearchParams(text)]).toEqual([
			['username', 'ops@example.com'],
			['password', 'a&b=c d+é'],
		]);
	});

	test('go as parts of a multipart body', async () => {
		const { parts } = await receivedLogin({
			sendLoginIn: 'multipart',
			usernameField: 'user "name"',
			password: '--é"\r\nContent-Disposition: x',
		});
		expect(parts).toEqual([
			['user %22name%22', 'ops@example.com'],
			['password', '--é"\r\nContent-Disposition: x'],
		]);
	});

	test.each(['a\nb', 'a\rb', '\r\n\n'])(
		'can hold no %j in a multipart body, which would change it',
		(password) => {
			expect(problem(() => requestOf({ sendLoginIn: 'multipart', password }))).toMatch(
				/^'Password' of .* holds a line break/,
			);
		},
	);

	test('go into the query', async () => {
		const { method, target, query, headers, text } = await receivedLogin({
			method: 'GET',
			url: 'https://api.example.com/token?app=1',
			sendLoginIn: 'query',
			password: 'a&b=c d+é#',
		});
		expect([method, text, headers['content-type']]).toEqual(['GET', '', undefined]);
		expect(query).toEqual([
			['app', '1'],
			['username', 'ops@example.com'],
			['password', 'a&b=c d+é#'],
		]);
		expect(target).toContain('%2B');
	});

	test('go as headers', async () => {
		const { headers, text } = await receivedLogin({
			sendLoginIn: 'header',
			usernameField: 'X-Auth-User',
			passwordField: 'X-Auth-Key',
			password: 'two words',
		});
		expect(headers).toMatchObject({ 'x-auth-user': 'ops@example.com', 'x-auth-key': 'two words' });
		expect(text).toBe('');
	});

	test.each(['pässword', 'a\nb', ' a', 'a '])('can be no header with %j', (password) => {
		const fields = { usernameField: 'X-User', passwordField: 'X-Key', password };
		expect(problem(() => requestOf({ sendLoginIn: 'header', ...fields }))).toMatch(
			/^'Password' of .* no header holds/,
		);
	});

	test('go with HTTP Basic, in UTF-8 and without a body', async () => {
		const { headers, text } = await receivedLogin({ sendLoginIn: 'basic', password: 'p:é' });
		expect(headers.authorization).toBe(
			`Basic ${Buffer.from('ops@example.com:p:é').toString('base64')}`,
		);
		expect([text, headers['content-type']]).toEqual(['', undefined]);
	});

	test('cannot go with HTTP Basic where the user name holds a colon', () => {
		expect(problem(() => requestOf({ sendLoginIn: 'basic', username: 'a:b' }))).toMatch(
			/^'User Name' of .* holds a colon/,
		);
	});

	test('go nowhere where the login has no need of them', async () => {
		const { headers, text, query } = await receivedLogin({ sendLoginIn: 'none' });
		expect([text, query, headers.authorization]).toEqual(['', [], undefined]);
	});

	test.each(['json', 'form', 'query', 'header', 'multipart', 'basic'] as const)(
		'are not sent in %s where they are empty',
		async (sendLoginIn) => {
			const { text, query, headers } = await receivedLogin({
				sendLoginIn,
				username: '',
				password: '',
			});
			expect([text, query, headers.authorization, headers.username]).toEqual([
				'',
				[],
				undefined,
				undefined,
			]);
		},
	);

	test('are sent one without the other', async () => {
		expect((await receivedLogin({ username: '' })).text).toBe('{"password":"invented-pass"}');
		const { headers } = await receivedLogin({ sendLoginIn: 'basic', username: '' });
		expect(headers.authorization).toBe(`Basic ${Buffer.from(':invented-pass').toString('base64')}`);
	});

	test('are taken literally, braces and all, however they are sent', async () => {
		const literal = { username: '{password}', password: '{username|base64}{nope}' };
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom('json', 'form', 'multipart', 'query'),
				async (sendLoginIn) => {
					const request = requestOf({ ...literal, sendLoginIn });
					expect(request.unfilled).toEqual([]);
					const { text, query, parts } = await receivedOf(request);
					const all = [
						...query,
						...parts,
						...new URLSearchParams(sendLoginIn === 'form' ? text : ''),
					];
					const sent: unknown = sendLoginIn === 'json' ? JSON.parse(text) : Object.fromEntries(all);
					expect(sent).toEqual(literal);
				},
			),
			{ numRuns: 8 },
		);
	});
});

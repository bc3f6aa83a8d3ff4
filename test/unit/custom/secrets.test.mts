import { createHash } from 'node:crypto';

import { madeSecrets, secretsIn } from '../../../tokens/custom/secrets';
import { describedLogin, extra } from '../../support/customLogin.mts';

function secretsOf(name: string, value: string): string[] {
	const login = describedLogin({ extraFields: [extra(name, value, { type: 'json' })] });
	return secretsIn(login, { hasOwnUrl: false, signingKey: '' }).filter(
		(secret) => secret !== login.password,
	);
}

test.each([
	['auth', '{"id": "invented", "pin": 4711}', ['invented', '4711']],
	['params', '{"apiKey": "invented", "size": 4711, "name": "ops"}', ['invented']],
	['keys', '[["invented"], {"a": "other"}]', ['invented', 'other']],
	['pin', ' 123', ['123']],
	['auth', '{"version": 2, "user": "{username}"}', []],
])('in JSON, %s=%s: each by itself, since an API may repeat one alone', (name, value, secrets) => {
	expect(secretsOf(name, value)).toEqual(secrets);
});

test('what filters make of them for a header or the address: an API may take that for the password', () => {
	const login = describedLogin({
		url: 'https://api.example.com/login?sign={username:password|md5}',
		requestHeaders: [{ name: 'X-Sign', value: 'v1={secret1:username|sha1}' }],
	});
	const { username, password } = login;
	const hash = (algorithm: string, text: string) =>
		createHash(algorithm).update(text).digest('hex');
	const values = new Map(Object.entries({ username, password, secret1: 'invented-key' }));
	expect(madeSecrets(login, values).sort()).toEqual(
		[hash('md5', `${username}:${password}`), hash('sha1', `invented-key:${username}`)].sort(),
	);
});

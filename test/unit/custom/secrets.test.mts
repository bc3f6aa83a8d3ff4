import { secretsIn } from '../../../tokens/custom/secrets';
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

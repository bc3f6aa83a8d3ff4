import { asFailure, type Failure } from '../../../../tokens/http/failure';
import type { ApiResponse } from '../../../../tokens/provider/provider';
import { assertToken } from '../../../../tokens/custom/oauth/tokenError';

const OAUTH = {
	...({ grant: 'refreshToken', clientAuthentication: 'basic' } as const),
	...{ clientId: 'app', clientSecret: 'a secret', refreshToken: 'refresh-1' },
	...{ scope: '', audience: '', resource: '' },
};

describe('an answer without a token', () => {
	const answered = (status: number, body: unknown): Failure => {
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		const response: ApiResponse = { status, text, headers: {}, setCookies: [], sentAt: 0 };
		try {
			assertToken(response, OAUTH, 'Example');
		} catch (error) {
			return asFailure(error, 'no Failure').redacted([]);
		}
		throw new Error('Not refused');
	};

	test.each([
		['invalid_request', 'lacks something'],
		['unauthorized_client', 'may not get a token in this way'],
		['unsupported_grant_type', 'gives no tokens in this way'],
		['invalid_scope', 'does not give this scope'],
		['invalid_target', 'no tokens for this resource'],
		['invalid_grant', 'the refresh token has expired, was revoked or has been used before'],
	])('is told in plain words: %s', (error, words) => {
		const failure = answered(400, { error, error_description: 'As it says' });
		expect(failure.code).toBe('LOGIN_REJECTED');
		expect(failure.message).toContain(words);
		expect(failure.message).toContain(`${error}: As it says`);
	});

	test('with a code and the status 200 is a refusal too', () => {
		const failure = answered(200, { error: 'invalid_grant' });
		expect(failure.code).toBe('LOGIN_REJECTED');
	});

	test.each([
		[500, 'invalid_grant', 'SERVER_ERROR'],
		[429, 'invalid_grant', 'RATE_LIMITED'],
		[400, 'temporarily_unavailable', 'SERVER_ERROR'],
		[400, 'server_error', 'SERVER_ERROR'],
	])('passes where the API has trouble: %d %s', (status, error, code) => {
		const failure = answered(status, { error });
		expect(failure.code).toBe(code);
		expect(failure.isRejection).toBe(false);
	});

	test('and without a code says what to check', () => {
		const failure = answered(401, { message: 'Nope' });
		expect(failure.code).toBe('LOGIN_REJECTED');
		expect(failure.message).toContain('Nope. Get a new refresh token from the API and paste it');
		expect(answered(404, 'Not here')).toMatchObject({ code: 'NOT_FOUND' });
		expect(answered(302, '').message).toContain("Check 'Token URL'");
	});

	test('with a token is none, whatever else it says', () => {
		const body = { access_token: 'a-good-token', error: '' };
		expect(() => answered(200, body)).toThrow('Not refused');
		expect(() => answered(200, { ...body, error: 'none' })).toThrow('Not refused');
	});

	test('has codes of other names, such as those of every object, which say nothing', () => {
		expect(answered(400, { error: 'constructor' }).code).toBe('LOGIN_REJECTED');
	});
});

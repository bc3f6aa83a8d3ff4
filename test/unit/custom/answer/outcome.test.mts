import { assertLoggedIn } from '../../../../tokens/custom/answer/outcome';
import type { ApiResponse } from '../../../../tokens/http/client';
import { answer, CONTEXT, failureOf, TOKEN } from '../../../support/answers.mts';

const URL = 'https://example.com/api/login?realm=x';

function check(response: ApiResponse, isCookie?: boolean): void {
	const found = isCookie === undefined ? undefined : { isCookie };
	assertLoggedIn(response, URL, found, CONTEXT);
}

function redirect(location: string, status = 302): ApiResponse {
	return answer('', { status, headers: { location } });
}

test.each([200, 201, 204, 300, 304, 399])('the status %d is none of a failure', (status) => {
	expect(() => check(answer({}, { status }), true)).not.toThrow();
});

test.each([
	[400, 'LOGIN_REJECTED'],
	[401, 'LOGIN_REJECTED'],
	[403, 'LOGIN_REJECTED'],
	[404, 'NOT_FOUND'],
	[422, 'LOGIN_REJECTED'],
	[408, 'SERVER_ERROR'],
	[429, 'RATE_LIMITED'],
	[500, 'SERVER_ERROR'],
	[503, 'SERVER_ERROR'],
])('the status %d is %s', (status, expected) => {
	const { code, words } = failureOf(() =>
		check(answer({ message: `No user with correct-horse-battery` }, { status })),
	);
	expect(code).toBe(expected);
	expect(words).toContain(`(${status})`);
	expect(words).toContain('No user with ***');
});

test.each([
	'/api/login',
	'/api/login/',
	'https://example.com/api/login?failed',
	'/home?error=1',
	'/auth/Denied',
	'/login-failed',
	'/x?reason=INVALID_PASSWORD',
])('a redirect to %s is a failure', (location) => {
	const { code, words } = failureOf(() => check(redirect(location)));
	expect(code).toBe('LOGIN_REJECTED');
	expect(words).toContain('refused the login with a redirect (302)');
	expect(words).not.toContain('INVALID_PASSWORD');
});

test.each(['/', '/api', '/home?next=/api/login', '/api/login/done', 'https://other.example.com/x'])(
	'a redirect to %s is none',
	(location) => {
		expect(() => check(redirect(location))).not.toThrow();
	},
);

test('a redirect without a target, or with one that is no address, is none', () => {
	expect(() => check(answer('', { status: 302 }))).not.toThrow();
	expect(() => check(redirect('https://['))).not.toThrow();
});

test('a slash at the end that the server wants is told', () => {
	expect(failureOf(() => check(redirect('/api/login/', 301))).words).toContain(
		"Write the login's address with a '/' at its end",
	);
	const without = () =>
		assertLoggedIn(redirect('/api/login'), 'https://example.com/api/login/', undefined, CONTEXT);
	expect(failureOf(without).words).toContain(
		"Write the login's address without the '/' at its end",
	);
	expect(failureOf(() => check(redirect('/api/login'))).words).toContain(
		"'User Name' and 'Password'",
	);
});

test('a login that has moved to another origin is told with that origin', () => {
	const { words } = failureOf(() => check(redirect('http://example.com/api/login', 301)));
	expect(words).toContain('(301) to http://example.com');
	expect(words).toContain('enter this address in the credential');
	expect(failureOf(() => check(redirect('https://sso.example.com/error'))).words).toContain(
		"'User Name' and 'Password'",
	);
});

describe('where the token is a cookie, and only there,', () => {
	test.each([
		{ success: false },
		{ result: false },
		{ error: 'Wrong password' },
		{ error: { code: 1 } },
		{ error: [1] },
		{ error: 1 },
		{ error: true },
	])('%j is a failure', (json) => {
		const { code, words } = failureOf(() => check(answer(json), true));
		expect(code).toBe('LOGIN_REJECTED');
		expect(words).toContain('Example refused the login');
		expect(words).toContain(
			'error' in json && json.error === 'Wrong password' ? 'Wrong password' : '',
		);
		expect(() => check(answer(json), false)).not.toThrow();
		expect(() => check(answer(json))).not.toThrow();
	});

	test.each([
		{ success: true },
		{ result: 'false' },
		{ error: '' },
		{ error: null },
		{ error: {} },
		{ error: [] },
		{ error: 0 },
		{ error: false },
		{ data: { error: 'x' } },
		['error'],
		'error',
		TOKEN,
	])('%j is none', (json) => {
		expect(() => check(answer(json), true)).not.toThrow();
	});
});

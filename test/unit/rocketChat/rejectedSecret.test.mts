import type { ApiResponse } from '../../../tokens/provider/provider';
import { RejectedSecret } from '../../../tokens/rocketChat/client/rejectedSecret';
import type { RocketChatLogin } from '../../../tokens/rocketChat/provider';

const HOUR = 3_600_000;

let users = 0;
let login: RocketChatLogin;

/** Each test has its own user, since the process keeps what it knows. */
beforeEach(() => {
	users += 1;
	login = {
		baseUrl: 'https://chat.example.com',
		userId: `user-${users}`,
		authToken: 'invented-auth-token',
		totpSecret: 'ABC',
		password: 'invented',
		tls: {},
		secrets: [],
	};
});

describe('a secret whose codes are rejected', () => {
	const response = { status: 400, text: 'refused' } as ApiResponse;
	const secret = (method: 'totp' | 'password' = 'totp', changes: Partial<RocketChatLogin> = {}) =>
		new RejectedSecret({ ...login, ...changes }, method);

	test('makes no codes for an hour after the second rejection in a row', () => {
		secret().rejected(response, 0);
		expect(secret().lastRejection(1)).toBeUndefined();
		secret().rejected(response, 1_000);
		expect(secret().lastRejection(1_001)).toBe(response);
		expect(secret().lastRejection(1_000 + HOUR - 1)).toBe(response);
		expect(secret().lastRejection(1_000 + HOUR)).toBeUndefined();
		secret().rejected(response, 1_000 + HOUR);
		expect(secret().lastRejection(1_001 + HOUR)).toBeUndefined();
	});

	test('starts again at none after a code that was accepted', () => {
		secret().rejected(response, 0);
		secret().accepted();
		secret().rejected(response, 1);
		expect(secret().lastRejection(2)).toBeUndefined();
	});

	test('is one secret of one user for one method', () => {
		for (const at of [0, 1]) secret().rejected(response, at);
		expect(secret().lastRejection(2)).toBe(response);
		expect(secret('totp', { password: 'changed' }).lastRejection(2)).toBe(response);
		expect(secret('password').lastRejection(2)).toBeUndefined();
		expect(secret('totp', { totpSecret: 'DEF' }).lastRejection(2)).toBeUndefined();
		expect(secret('totp', { userId: 'somebody' }).lastRejection(2)).toBeUndefined();
		expect(secret('totp', { baseUrl: 'https://x' }).lastRejection(2)).toBeUndefined();
	});

	test('is forgotten after a thousand others', () => {
		for (const at of [0, 1]) secret().rejected(response, at);
		for (let n = 0; n < 1_000; n += 1)
			for (const at of [0, 1]) secret('totp', { userId: `n-${n}` }).rejected(response, at);
		expect(secret().lastRejection(2)).toBeUndefined();
		expect(secret('totp', { userId: 'n-999' }).lastRejection(2)).toBe(response);
		expect(secret('totp', { userId: 'n-998' }).lastRejection(2)).toBe(response);
	});
});

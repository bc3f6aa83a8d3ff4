import { createHash } from 'node:crypto';

import { Failure } from '../../../tokens/http/failure';
import type { ApiResponse } from '../../../tokens/provider/provider';
import { totp } from '../../../tokens/provider/totp';
import type { TwoFactor } from '../../../tokens/rocketChat/client/codes';
import { SecondFactor, type RejectedCodes } from '../../../tokens/rocketChat/client/secondFactor';
import { readRocketChatLogin } from '../../../tokens/rocketChat/provider';
import { apiResponse } from '../../support/response.mts';

const SECOND = 1_000;
/** The start of a half minute in which an app shows one code. */
const STEP = 1_935_817_680_000;
const SECRET = 'JBSWY3DPEHPK3PXP';
const DIGEST = createHash('sha256').update('pass wörd').digest('hex');

let now: number;
/** Method and code of each request. */
let sent: Array<[string | undefined, string | undefined]>;
let rejected: RejectedCodes;
/** The server's responses or failures in turn. The last one is repeated. */
let replies: Array<Partial<ApiResponse> | Failure>;
/** Called before a request is sent, and after it. */
let beforeSending: () => void;
let afterSending: () => void;

const OK = { status: 200, text: '{"success":true}' };
const challenge = (method: string, more: object = {}) => ({
	status: 400,
	text: JSON.stringify({
		success: false,
		errorType: 'totp-required',
		details: { method, ...more },
	}),
});
const rejection = (errorType: string, method = 'totp') => ({
	status: 400,
	text: JSON.stringify({ success: false, errorType, details: { method } }),
});

beforeEach(() => {
	now = STEP + 10 * SECOND;
	sent = [];
	rejected = new Map();
	replies = [OK];
	beforeSending = () => {};
	afterSending = () => {};
});

const factor = (details: { totpSecret?: string; password?: string } = {}) =>
	new SecondFactor(
		readRocketChatLogin({
			serverUrl: 'https://chat.example.com',
			userId: 'user-1',
			authToken: 'invented-auth-token',
			...details,
		}),
		rejected,
	);

async function send(secondFactor: SecondFactor, choice: Partial<TwoFactor> = {}): Promise<string> {
	const http = {
		send: async () => await Promise.reject(new Error('not sent this way')),
		now: () => now,
		sleep: async (duration: number) => {
			now += duration;
			await Promise.resolve();
		},
		keepSecret: () => {},
		unlessCanceled: async <T,>(awaited: Promise<T>) => await awaited,
	};
	const sendOnce = async (freshHeaders: () => Record<string, string>): Promise<ApiResponse> => {
		beforeSending();
		const headers = freshHeaders();
		sent.push([headers['x-2fa-method'], headers['x-2fa-code']]);
		afterSending();
		const next = replies.length > 1 ? replies.shift() : replies[0];
		if (next instanceof Failure) throw next;
		return await Promise.resolve(apiResponse({ sentAt: now, ...next }));
	};
	const full = { method: 'automatic', code: '', ...choice } as TwoFactor;
	const request = { what: 'the token', http, send: sendOnce };
	return await secondFactor.send(full, request).then(
		() => '',
		(failure: Failure) => failure.message,
	);
}

describe('a code that the user typed', () => {
	test.each([
		['email', '123456'],
		['totp', 'aB3dE5gH'],
		['totp', '1234567'],
		['totp', 'x123456'],
		['totp', '12345'],
	] as const)('is sent only once: %s %s', async (method, code) => {
		const one = factor();
		expect(await send(one, { method, code })).toBe('');
		replies = [challenge(method)];
		expect(await send(one, { method, code })).toContain(
			'The given code works only once and has been used',
		);
		expect(sent).toEqual([
			[method, code],
			[undefined, undefined],
		]);
	});

	test('is sent again if it is one that an app shows for a while', async () => {
		const one = factor();
		expect(await send(one, { method: 'totp', code: '123456' })).toBe('');
		expect(await send(one, { method: 'totp', code: '123456' })).toBe('');
		expect(sent).toEqual(Array(2).fill(['totp', '123456']));
	});

	test.each([
		[true, [undefined, undefined]],
		[false, ['email', '123456']],
	])('counts as used where it may have arrived: %p', async (unclear, next) => {
		const one = factor();
		replies = [new Failure('UNREACHABLE', 'It broke', { outcomeUnknown: unclear }), OK];
		expect(await send(one, { method: 'email', code: '123456' })).toBe('It broke.');
		await send(one, { method: 'email', code: '123456' });
		expect(sent[1]).toEqual(next);
	});

	test('is sent as the password where the server asks for one and the credential holds none', async () => {
		replies = [challenge('password'), OK];
		expect(await send(factor(), { code: 'pass wörd' })).toBe('');
		expect(sent.at(-1)).toEqual(['password', DIGEST]);
	});

	test('is not sent as the password where the credential holds one', async () => {
		replies = [challenge('password'), OK];
		expect(await send(factor({ password: 'pass wörd' }), { code: '123456' })).toBe('');
		expect(sent.at(-1)).toEqual(['password', DIGEST]);
	});
});

describe('the password as a code', () => {
	test.each([
		['pass wörd', DIGEST],
		[DIGEST, DIGEST],
		[DIGEST.toUpperCase(), DIGEST],
		[`${DIGEST}0`, createHash('sha256').update(`${DIGEST}0`).digest('hex')],
		[`x${DIGEST}`, createHash('sha256').update(`x${DIGEST}`).digest('hex')],
	])('%s is sent as its SHA-256', async (code, expected) => {
		expect(await send(factor(), { method: 'password', code })).toBe('');
		expect(sent).toEqual([['password', expected]]);
	});
});

describe("a code made from the credential's secret", () => {
	const codeAt = (time: number) => totp(SECRET, time);

	test('and rejected at the end of its half minute is followed by the next one', async () => {
		beforeSending = () => {
			now = STEP + 29 * SECOND;
			beforeSending = () => {};
		};
		replies = [rejection('totp-invalid'), OK];
		expect(await send(factor({ totpSecret: SECRET }))).toBe('');
		expect(sent).toEqual([
			['totp', codeAt(STEP)],
			['totp', codeAt(STEP + 30 * SECOND)],
		]);
	});

	test('and outdated when the response arrives is followed by the current one', async () => {
		afterSending = () => {
			now = STEP + 65 * SECOND;
			afterSending = () => {};
		};
		replies = [rejection('totp-invalid'), OK];
		expect(await send(factor({ totpSecret: SECRET }))).toBe('');
		expect(sent).toEqual([
			['totp', codeAt(STEP)],
			['totp', codeAt(STEP + 65 * SECOND)],
		]);
	});

	test.each(['totp-max-attempts', 'totp-canceled'])(
		'and rejected for another reason is not followed by another (%s)',
		async (errorType) => {
			beforeSending = () => (now = STEP + 29 * SECOND);
			replies = [rejection(errorType), OK];
			const message = await send(factor({ totpSecret: SECRET }), { method: 'totp' });
			expect(message).toMatch(/refused the token \(400\)/);
			expect(sent).toHaveLength(1);
		},
	);

	test('is wrong at most twice, over all credentials of the account', async () => {
		replies = [rejection('totp-invalid')];
		for (let turn = 0; turn < 4; turn += 1) {
			now = STEP + turn * 60 * SECOND + 10 * SECOND;
			const message = await send(factor({ totpSecret: SECRET }), { method: 'totp' });
			expect(message).toMatch(/totp-invalid|refused the token/);
		}
		expect(sent).toHaveLength(2);
	});
});

import { createHash } from 'node:crypto';

import { Failure } from '../../../tokens/http/failure';
import type { ApiResponse } from '../../../tokens/provider/provider';
import { readRocketChatLogin } from '../../../tokens/rocketChat/provider';
import {
	SecondFactor,
	type RejectedCodes,
	type TwoFactor,
} from '../../../tokens/rocketChat/client/secondFactor';
import { totp } from '../../../tokens/provider/totp';

const SECOND = 1_000;
/** The beginning of a half minute, in which an app shows one code. */
const STEP = 1_935_817_680_000;
const SECRET = 'JBSWY3DPEHPK3PXP';
const DIGEST = createHash('sha256').update('pass wörd').digest('hex');

let now: number;
/** Method and code of each request. */
let sent: Array<[string | undefined, string | undefined]>;
let refused: RejectedCodes;
/** What the server answers, one by one, and the last for ever; or what happens instead. */
let answers: Array<Partial<ApiResponse> | Failure>;
/** Happens before a request is sent, and while it is on its way. */
let before: () => void;
let onItsWay: () => void;

const OK = { status: 200, text: '{"success":true}' };
const challenge = (method: string, more: object = {}) => ({
	status: 400,
	text: JSON.stringify({
		success: false,
		errorType: 'totp-required',
		details: { method, ...more },
	}),
});
const refusal = (errorType: string, method = 'totp') => ({
	status: 400,
	text: JSON.stringify({ success: false, errorType, details: { method } }),
});

beforeEach(() => {
	now = STEP + 10 * SECOND;
	sent = [];
	refused = new Map();
	answers = [OK];
	before = () => {};
	onItsWay = () => {};
});

const factor = (details: { totpSecret?: string; password?: string } = {}) =>
	new SecondFactor(
		readRocketChatLogin({
			serverUrl: 'https://chat.example.com',
			userId: 'user-1',
			authToken: 'invented-auth-token',
			...details,
		}),
		refused,
	);

async function send(secondFactor: SecondFactor, choice: Partial<TwoFactor> = {}): Promise<string> {
	const exchange = {
		send: async () => await Promise.reject(new Error('not sent this way')),
		now: () => now,
		pause: async (duration: number) => {
			now += duration;
			await Promise.resolve();
		},
		keepSecret: () => {},
		unlessStopped: async <T,>(awaited: Promise<T>) => await awaited,
	};
	const post = async (freshHeaders: () => Record<string, string>): Promise<ApiResponse> => {
		before();
		const headers = freshHeaders();
		sent.push([headers['x-2fa-method'], headers['x-2fa-code']]);
		onItsWay();
		const next = answers.length > 1 ? answers.shift() : answers[0];
		if (next instanceof Failure) throw next;
		return await Promise.resolve({ status: 200, text: '', sentAt: now, ...next });
	};
	const wish = { method: 'automatic', code: '', ...choice } as TwoFactor;
	return await secondFactor.send(wish, { what: 'the token', exchange, post }).then(
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
	] as const)('is good once: %s %s', async (method, code) => {
		const one = factor();
		expect(await send(one, { method, code })).toBe('');
		answers = [challenge(method)];
		expect(await send(one, { method, code })).toContain(
			'The given code works only once and has been used',
		);
		expect(sent).toEqual([
			[method, code],
			[undefined, undefined],
		]);
	});

	test('is good for as long as an app shows it', async () => {
		const one = factor();
		expect(await send(one, { method: 'totp', code: '123456' })).toBe('');
		expect(await send(one, { method: 'totp', code: '123456' })).toBe('');
		expect(sent).toEqual(Array(2).fill(['totp', '123456']));
	});

	test.each([
		[true, [undefined, undefined]],
		[false, ['email', '123456']],
	])('is used up where it may have arrived: %p', async (unclear, next) => {
		const one = factor();
		answers = [new Failure('unavailable', 'It broke', { outcomeUnknown: unclear }), OK];
		expect(await send(one, { method: 'email', code: '123456' })).toBe('It broke.');
		await send(one, { method: 'email', code: '123456' });
		expect(sent[1]).toEqual(next);
	});

	test('is the password where the server asks for that and the credential holds none', async () => {
		answers = [challenge('password'), OK];
		expect(await send(factor(), { code: 'pass wörd' })).toBe('');
		expect(sent.at(-1)).toEqual(['password', DIGEST]);
	});

	test('is not, where the credential holds one', async () => {
		answers = [challenge('password'), OK];
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
	const codeAt = (moment: number) => totp(SECRET, moment);

	test('that was refused at the end of its half minute is followed by the next', async () => {
		before = () => {
			now = STEP + 29 * SECOND;
			before = () => {};
		};
		answers = [refusal('totp-invalid'), OK];
		expect(await send(factor({ totpSecret: SECRET }))).toBe('');
		expect(sent).toEqual([
			['totp', codeAt(STEP)],
			['totp', codeAt(STEP + 30 * SECOND)],
		]);
	});

	test('that is over when the answer comes is followed by the one of now', async () => {
		onItsWay = () => {
			now = STEP + 65 * SECOND;
			onItsWay = () => {};
		};
		answers = [refusal('totp-invalid'), OK];
		expect(await send(factor({ totpSecret: SECRET }))).toBe('');
		expect(sent).toEqual([
			['totp', codeAt(STEP)],
			['totp', codeAt(STEP + 65 * SECOND)],
		]);
	});

	test.each(['totp-max-attempts', 'totp-canceled'])(
		'that was refused for another reason is not (%s)',
		async (errorType) => {
			before = () => (now = STEP + 29 * SECOND);
			answers = [refusal(errorType), OK];
			const said = await send(factor({ totpSecret: SECRET }), { method: 'totp' });
			expect(said).toMatch(/refused the token \(400\)/);
			expect(sent).toHaveLength(1);
		},
	);

	test('no more than two wrong ones are sent, by whatever credential of the account', async () => {
		answers = [refusal('totp-invalid')];
		for (let turn = 0; turn < 4; turn += 1) {
			now = STEP + turn * 60 * SECOND + 10 * SECOND;
			const said = await send(factor({ totpSecret: SECRET }), { method: 'totp' });
			expect(said).toMatch(/totp-invalid|refused the token/);
		}
		expect(sent).toHaveLength(2);
	});
});

import { createHash } from 'node:crypto';

import { authenticator } from 'otplib';

import {
	GENERATE,
	LIST,
	NIGHTLY,
	REGENERATE,
	REMOVE,
	call,
	clock,
	simulator,
	told,
	useSimulator,
	withCode,
} from '../../support/simulators/rocketChatCalls.mts';

useSimulator();

describe('the second factor', () => {
	test.each([
		['totp', ['totp']],
		['password', []],
	] as const)('is asked for: %s', async (method, availableMethods) => {
		simulator.twoFactor = method;
		for (const [route, body] of [
			[GENERATE, NIGHTLY],
			[REGENERATE, { tokenName: 'nightly' }],
			[REMOVE, { tokenName: 'nightly' }],
		] as const) {
			expect((await call(route, body)).json).toEqual({
				success: false,
				error: 'TOTP Required [totp-required]',
				errorType: 'totp-required',
				details: { method, codeGenerated: false, availableMethods },
			});
		}
		expect((await call(LIST)).status).toBe(200);
	});

	test('an email code is sent once, good once, and lives an hour', async () => {
		simulator.twoFactor = 'email';
		const details = async () => (await call(GENERATE, NIGHTLY)).json.details;
		const email = { method: 'email', emailOrUsername: 'ops@example.com' };
		expect(await details()).toEqual({
			...email,
			codeGenerated: true,
			availableMethods: ['email'],
		});
		clock.at += 3_599_999;
		expect(await details()).toMatchObject({ ...email, codeGenerated: false });
		clock.at += 1;
		expect(await details()).toMatchObject({ ...email, codeGenerated: true });
		const [old, { to, code }] = simulator.emails;
		expect(to).toBe('ops@example.com');
		expect(code).toMatch(/^\d{6}$/);
		expect(told(await withCode('email', old.code))).toEqual([400, 'totp-invalid']);
		expect((await withCode('email', code)).status).toBe(200);
		expect(told(await withCode('email', code))).toEqual([400, 'totp-invalid']);
		expect(simulator.emails).toHaveLength(3);
	});

	test('an email code is locked after five wrong ones', async () => {
		simulator.twoFactor = 'email';
		for (let attempt = 1; attempt <= 4; attempt += 1) {
			expect(told(await withCode('email', 'wrong'))).toEqual([400, 'totp-invalid']);
		}
		const [{ code }] = simulator.emails;
		const { json } = await withCode('email', 'wrong');
		expect(json.error).toBe('TOTP Maximun Failed Attempts Reached [totp-max-attempts]');
		expect(told(await withCode('email', code))).toEqual([400, 'totp-invalid']);
		expect(simulator.emails).toHaveLength(2);
	});

	test('another email code is sent on demand, and ends the one before', async () => {
		simulator.twoFactor = 'email';
		const send = async (emailOrUsername: string) =>
			await call('users.2fa.sendEmailCode', { emailOrUsername }, { 'X-Auth-Token': 'none' });
		for (const name of ['ops@example.com', 'ops', 'somebody@example.com']) {
			expect((await send(name)).json).toEqual({ success: true });
		}
		const [first, second] = simulator.emails.map(({ code }) => code);
		expect(simulator.emails).toHaveLength(2);
		expect(told(await withCode('email', first))).toEqual([400, 'totp-invalid']);
		expect((await withCode('email', second)).status).toBe(200);
	});

	test('a code of an app may be a step off, by the clock that checks it', async () => {
		simulator.twoFactor = 'totp';
		const at = (ms: number) => authenticator.clone({ epoch: ms }).generate(simulator.totpSecret);
		const tried = async (ms: number) => {
			const { status } = await withCode('totp', at(ms));
			simulator.tokens.clear();
			return status;
		};
		expect([await tried(clock.at + 30_000), await tried(clock.at + 60_000)]).toEqual([200, 400]);
		simulator.totpWindow = 0;
		expect([await tried(clock.at), await tried(clock.at - 30_000)]).toEqual([200, 400]);
		simulator.totpClockOffset = 600_000;
		expect([await tried(clock.at + 600_000), await tried(clock.at)]).toEqual([200, 400]);
		simulator.backupCodes = ['aB3dE5gH'];
		expect((await withCode('totp', 'aB3dE5gH')).status).toBe(200);
		expect(told(await withCode('totp', 'aB3dE5gH'))).toEqual([400, 'totp-invalid']);
	});

	test('the password is taken as a digest alone', async () => {
		simulator.twoFactor = 'password';
		const digest = createHash('sha256').update(simulator.password).digest('hex');
		for (const wrong of ['password', digest.toUpperCase()]) {
			expect(told(await withCode('password', wrong))).toEqual([400, 'totp-invalid']);
		}
		expect((await withCode('password', digest)).status).toBe(200);
	});

	test('a method that the account does not have is refused as a wrong code', async () => {
		simulator.twoFactor = 'password';
		const { json } = await withCode('totp', authenticator.generate(simulator.totpSecret));
		expect(json).toMatchObject({
			errorType: 'totp-invalid',
			details: { method: 'totp', availableMethods: [] },
		});
	});

	test('is remembered for half an hour where that is on', async () => {
		simulator.twoFactor = 'totp';
		const code = authenticator.clone({ epoch: clock.at }).generate(simulator.totpSecret);
		await withCode('totp', code);
		expect(told(await call(GENERATE, NIGHTLY))).toEqual([400, 'totp-required']);
		simulator.remembersCodes = true;
		await withCode('totp', code);
		clock.at += 1_799_999;
		expect(told(await call(GENERATE, NIGHTLY))).toEqual([400, 'error-token-already-exists']);
		const other = { 'User-Agent': 'another' };
		expect(told(await call(GENERATE, NIGHTLY, other))).toEqual([400, 'totp-required']);
		clock.at += 1;
		expect(told(await call(GENERATE, NIGHTLY))).toEqual([400, 'totp-required']);
	});

	test('is not asked of a token that bypasses it, unless the server does so all the same', async () => {
		await call(GENERATE, { tokenName: 'bypass', bypassTwoFactor: true });
		await call(GENERATE, { tokenName: 'plain', bypassTwoFactor: false });
		simulator.twoFactor = 'totp';
		const remove = async (by: string) =>
			await call(REMOVE, { tokenName: 'x' }, { 'X-Auth-Token': simulator.tokens.get(by) });
		expect(told(await remove('plain'))).toEqual([400, 'totp-required']);
		expect(told(await remove('bypass'))).toEqual([400, 'error-token-does-not-exists']);
		simulator.asksDespiteBypass = true;
		expect(told(await remove('bypass'))).toEqual([400, 'totp-required']);
	});
});

import { createHash } from 'node:crypto';
import {
	answering,
	codes,
	generate,
	simulator,
	useSimulator,
} from '../../support/rocketChatAsking.mts';

useSimulator();

describe('two-factor authentication', () => {
	test('by an authenticator app takes one request where the secret is known', async () => {
		simulator.twoFactor = 'totp';
		const { message } = await generate({ totpSecret: simulator.totpSecret });
		expect(message).toBe('');
		expect(codes()).toEqual([['totp', expect.stringMatching(/^\d{6}$/)]]);
	});

	test('accepts the secret as Rocket.Chat shows it', async () => {
		simulator.twoFactor = 'totp';
		const totpSecret = ` ${simulator.totpSecret.toLowerCase().replace(/(.{4})/g, '$1 ')}`;
		expect((await generate({ totpSecret })).message).toBe('');
	});

	test('by password sends only its SHA-256, once the server asks for it', async () => {
		simulator.twoFactor = 'password';
		const { message } = await generate({ password: simulator.password });
		expect(message).toBe('');
		expect(codes()).toEqual([
			[undefined, undefined],
			['password', createHash('sha256').update(simulator.password, 'utf8').digest('hex')],
		]);
		const everything = simulator.arrived.map(
			({ rawHeaders, body }) => `${rawHeaders.join()}${body.toString()}`,
		);
		expect(everything.join()).not.toContain(simulator.password);
	});

	test('by password takes one request where the user chose it', async () => {
		simulator.twoFactor = 'password';
		await generate({ password: simulator.password }, { method: 'password', code: '' });
		expect(codes().map(([method]) => method)).toEqual(['password']);
	});

	test('by email fails with a request for the code, and accepts it in the next run', async () => {
		simulator.twoFactor = 'email';
		const { message, failure } = await generate();
		expect(failure?.code).toBe('LOGIN_REJECTED');
		expect(message).toBe(
			"Rocket.Chat asks for a two-factor code (email). Rocket.Chat sent it by email to 'ops@example.com': put it into 'Two-Factor Code' and run this again.",
		);
		expect(codes()).toEqual([[undefined, undefined]]);

		simulator.forget();
		const code = simulator.emailCode;
		expect((await generate({}, { method: 'email', code })).message).toBe('');
		expect(codes()).toEqual([['email', code]]);

		simulator.forget();
		const next = simulator.emailCode;
		const other = { tokenName: 'other', bypassTwoFactor: false };
		expect((await generate({}, { method: 'automatic', code: next }, other)).message).toBe('');
		expect(codes()).toEqual([
			[undefined, undefined],
			['email', next],
		]);
	});

	test('follows the method that the server asks for, not the guessed one', async () => {
		simulator.twoFactor = 'password';
		simulator.behave(({ headers }) =>
			headers['x-2fa-method'] === 'password'
				? undefined
				: {
						status: 400,
						body: {
							success: false,
							error: 'TOTP Required [totp-required]',
							errorType: 'totp-required',
							details: { method: 'password', codeGenerated: false, availableMethods: [] },
						},
					},
		);
		const { totpSecret, password } = simulator;
		const { message } = await generate({ totpSecret, password });
		expect(message).toBe('');
		expect(codes().map(([method]) => method)).toEqual(['totp', 'password']);
	});

	test.each([
		['totp', "Fill in 'TOTP Secret' of the Rocket.Chat Token API credential"],
		['password', "Fill in 'Password' of the Rocket.Chat Token API credential"],
		['email', "put it into 'Two-Factor Code'"],
	] as const)('says where to put the code for %s', async (method, advice) => {
		simulator.twoFactor = method;
		for (const chosen of ['automatic', method] as const) {
			simulator.forget();
			const { message } = await generate({}, { method: chosen, code: '' });
			expect(message).toContain(`Rocket.Chat asks for a two-factor code (${method})`);
			expect(message).toContain(advice);
			expect(simulator.generates).toBe(1);
		}
	});

	test('reports a wrong code without repeating it', async () => {
		simulator.twoFactor = 'email';
		simulator.behave(({ headers }) => ({
			status: 400,
			body: {
				success: false,
				errorType: 'totp-invalid',
				error: `TOTP Invalid [totp-invalid] ${headers['x-2fa-code']}`,
			},
		}));
		const { message } = await generate({}, { method: 'email', code: '271828' });
		expect(message).toBe(
			"Rocket.Chat refused the token 'nightly' (400): TOTP Invalid [totp-invalid] ***. " +
				"Check 'Two-Factor Code', or 'TOTP Secret' and 'Password' of the credential; if they are right, check the clock of this machine.",
		);
		expect(simulator.generates).toBe(1);
	});

	test('sends no second code where the server asks for the same one again', async () => {
		answering(
			{ success: false, errorType: 'totp-required', error: 'x', details: { method: 'totp' } },
			400,
		);
		const { message } = await generate({ totpSecret: simulator.totpSecret });
		expect(message).toContain("Check 'Two-Factor Code', or 'TOTP Secret'");
		expect(simulator.generates).toBe(1);
	});

	test('reports an unknown method in the words of the server', async () => {
		answering(
			{
				success: false,
				errorType: 'totp-required',
				error: 'TOTP Required [totp-required]',
				details: { method: 'palm reading' },
			},
			400,
		);
		const { message } = await generate();
		expect(message).toContain('TOTP Required [totp-required]');
		expect(simulator.generates).toBe(1);
	});
});

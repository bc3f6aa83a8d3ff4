import { jwtExpiry } from '../../../tokens/provider/expiry';
import { asked, simulator, useGiro, withBearer, withPassword } from '../../support/askingGiro.mts';

useGiro();

describe('a rejection', () => {
	test('of the password names the fields to check', async () => {
		const { message, failure } = await asked(withPassword({ password: 'wrong password' }));
		expect(failure?.code).toBe('LOGIN_REJECTED');
		expect(message).toBe(
			"GIRO refused the login (401): wrong email or password. Check 'Email', 'Password' and 'X-Tag' of the GIRO API credential.",
		);
	});

	test('of the bearer token names its fields', async () => {
		const { message } = await asked(withBearer({ bearerToken: 'invented-but-unknown' }));
		expect(message).toBe(
			"GIRO refused the access token (401): unauthorized. Check 'Bearer Token', 'User ID', 'Account ID' and 'X-Tag' of the GIRO API credential.",
		);
	});

	test("for two-factor login says 'is2FA' and what to do", async () => {
		simulator.twoFactor = true;
		const { message, failure } = await asked(withPassword());
		expect(failure?.code).toBe('LOGIN_REJECTED');
		expect(message).toContain('is2FA');
		expect(message).toContain("set 'Sign In With' of the GIRO API credential to 'Bearer Token'");
		expect(simulator.arrived).toHaveLength(1);
	});

	test('that echoes the JWT of the login does not show it', async () => {
		simulator.behave(({ path, headers }) =>
			path === '/v1/login' ? undefined : { status: 401, body: { message: headers.authorization } },
		);
		const { message } = await asked(withPassword());
		const [jwt] = simulator.jwts.keys();
		expect(message).toContain('***');
		for (const part of jwt.split('.')) expect(message).not.toContain(part.slice(0, 20));
	});
});

describe('a bearer token that has expired', () => {
	test('is an error with its time, and nothing is sent', async () => {
		const bearerToken = simulator.jwt(-60);
		const expiry = new Date(jwtExpiry(bearerToken) ?? 0).toISOString();
		const { message, failure } = await asked(withBearer({ bearerToken }));
		expect(failure?.code).toBe('INVALID_INPUT');
		expect(message).toContain(
			`The 'Bearer Token' of the GIRO API credential expired at ${expiry}. Paste a new one, or set 'Sign In With' to 'Email and Password', which renews itself.`,
		);
		expect(simulator.arrived).toEqual([]);
	});
});

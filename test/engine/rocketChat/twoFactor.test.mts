import { createHash } from 'node:crypto';

import { setClock } from '../../support/clock.mts';
import { failureOf } from '../../support/world.mts';
import {
	BY_NAME,
	GOES_ON,
	START,
	codes,
	itemOf,
	named,
	numbered,
	run,
	server,
	useWorld,
	world,
} from '../../support/rocketChatNode.mts';

useWorld();
// Ten seconds into the time of a code: nobody waits for the next one.
beforeEach(() => setClock(START));

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const PASSWORD = 'Pä55 w+rd';
const DIGEST = createHash('sha256').update(PASSWORD, 'utf8').digest('hex');
const WRONG_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const NONE = [undefined, undefined];
const SIX = expect.stringMatching(/^\d{6}$/);

/** The operations for which Rocket.Chat asks for a second factor. */
const GUARDED = ['generate', 'regenerate', 'rotate', 'delete'];

/** Creates a token for the operations that need one. */
function prepare(operation: string): void {
	if (operation !== 'generate') server.tokens.set('n8n-reports', 'made by hand');
}

describe.each([
	['email', 'totp', true],
	['password', 'email', true],
	['totp', 'totp', false],
	['email', 'email', false],
	['totp', 'password', false],
] as const)('an account with %s codes', (has, chosen, isTold) => {
	test(`${isTold ? 'is' : 'is not'} reported to have no codes for ${chosen} where such a code is rejected`, async () => {
		server.twoFactor = has;
		const code = { options: { twoFactorMethod: chosen, twoFactorCode: '000000' } };
		const said = failureOf(await run('generate', { tokenName: 'n8n-reports', ...code }));
		const advice =
			"The account seems to have no codes of this kind: choose 'Automatic' in 'Two-Factor Method'.";
		expect(said.includes(advice)).toBe(isTold);
		expect(said).toContain('TOTP Invalid');
	});
});

describe.each(GUARDED)('%s', (operation) => {
	beforeEach(() => prepare(operation));

	test.each([
		['totp', { totpSecret: SECRET }, {}, [['totp', SIX]]],
		['totp', { totpSecret: SECRET }, { options: { twoFactorMethod: 'totp' } }, [['totp', SIX]]],
		['password', { password: PASSWORD }, {}, [NONE, ['password', DIGEST]]],
		[
			'password',
			{ password: PASSWORD },
			{ options: { twoFactorMethod: 'password' } },
			[['password', DIGEST]],
		],
		[
			'password',
			{},
			{ options: { twoFactorMethod: 'password', twoFactorCode: PASSWORD } },
			[['password', DIGEST]],
		],
		['email', {}, { options: { twoFactorCode: '493817' } }, [NONE, ['email', '493817']]],
		[
			'email',
			{},
			{ options: { twoFactorMethod: 'email', twoFactorCode: '493817' } },
			[['email', '493817']],
		],
		[
			'password',
			{ totpSecret: SECRET, password: PASSWORD },
			{},
			[['totp', SIX], NONE, ['password', DIGEST]],
		],
		[
			'email',
			{ totpSecret: SECRET },
			{ options: { twoFactorCode: '493817' } },
			[NONE, ['email', '493817']],
		],
	] as const)('follows %s with %j and %j', async (method, fields, parameters, sent) => {
		server.twoFactor = method;
		const chosen = 'options' in parameters && 'twoFactorMethod' in parameters.options;
		if (chosen && method === 'email') server.mailCode();
		world.save('rocketChat', { ...fields });
		itemOf(await run(operation, { ...parameters }));
		expect(codes()).toEqual(sent);
		const wire = server.arrived.map(
			({ rawHeaders, body }) => `${rawHeaders.join()}${body.toString()}`,
		);
		expect(wire.join()).not.toContain(PASSWORD);
		expect(wire.join()).not.toContain(SECRET);
	});

	test('a challenge for an unknown method is an error that names both fields', async () => {
		for (const details of [
			{ method: 'palm reading' },
			{},
			undefined,
			'none',
			{ method: ['totp'] },
		]) {
			server.forget();
			server.behave(({ path }) =>
				path.includes('getPersonal')
					? undefined
					: {
							status: 400,
							body: {
								success: false,
								error: 'TOTP Required [totp-required]',
								errorType: 'totp-required',
								details,
							},
						},
			);
			const said = failureOf(await run(operation));
			expect(said).toContain('asks for a second factor and does not say which. TOTP Required');
			expect(said).toContain("'Two-Factor Method'");
			expect(said).toContain("'Two-Factor Code'");
			expect(codes()).toEqual([NONE]);
		}
	});
});

describe('the method that the user chose', () => {
	test.each([
		['totp', 'password', '123456'],
		['email', 'totp', '123456'],
		['password', 'totp', 'guess'],
	] as const)('goes out as such: %s where the account has %s', async (chosen, has, code) => {
		server.twoFactor = has;
		world.save('rocketChat', { password: PASSWORD, totpSecret: SECRET });
		const parameters = { options: { twoFactorMethod: chosen, twoFactorCode: code } };
		const said = failureOf(await run('generate', parameters));
		expect(said).toContain('TOTP Invalid [totp-invalid]');
		const value = chosen === 'password' ? createHash('sha256').update(code).digest('hex') : code;
		expect(codes()).toEqual([[chosen, value]]);
	});

	test.each(['sms', '', 'TOTP', null, 7])('refuses the method %j by its name', async (method) => {
		const item = { method } as never;
		const parameters = { options: { twoFactorMethod: '={{ $json.method }}' } };
		expect(failureOf(await run('generate', parameters, [item]))).toContain(
			"'Two-Factor Method' must be one of: automatic, email, totp, password",
		);
		expect(world.arrived).toBe(0);
	});

	test('must be given where the code is a password that cannot be any other code', async () => {
		const said = failureOf(await run('generate', { options: { twoFactorCode: PASSWORD } }));
		expect(said).toContain("'Two-Factor Code' holds a space");
		expect(said).toContain("set 'Two-Factor Method' to 'Password'");
		expect(said).not.toContain(PASSWORD);
		expect(world.arrived).toBe(0);
	});

	test('gives way where there is no code for it, with one challenge for all items', async () => {
		server.twoFactor = 'password';
		world.save('rocketChat', { password: PASSWORD });
		const { json } = await run(
			'generate',
			{ ...BY_NAME, options: { twoFactorMethod: 'totp' } },
			numbered(3),
		);
		expect(json.map(({ tokenName }) => tokenName)).toEqual(['n0', 'n1', 'n2']);
		const right = ['password', DIGEST];
		expect(codes()).toEqual([NONE, right, right, right]);
	});
});

describe('after the first challenge', () => {
	test.each([
		['password', { password: PASSWORD }, [NONE], ['password', DIGEST]],
		[
			'password',
			{ password: PASSWORD, totpSecret: SECRET },
			[['totp', SIX], NONE],
			['password', DIGEST],
		],
		['totp', { totpSecret: SECRET, password: PASSWORD }, [], ['totp', SIX]],
	] as const)('the code goes out at once: %s with %j', async (method, fields, before, each) => {
		server.twoFactor = method;
		world.save('rocketChat', { ...fields });
		const { json, error } = await run('generate', BY_NAME, numbered(5));
		expect(error).toBeUndefined();
		expect(json).toHaveLength(5);
		expect(codes()).toEqual([...before, each, each, each, each, each]);
	});

	test('a code that is missing is requested once, and one email is sent', async () => {
		for (const method of ['email', 'totp', 'password'] as const) {
			server.twoFactor = method;
			server.forget();
			const { json } = await run('generate', BY_NAME, numbered(50), GOES_ON);
			for (const { error } of json) expect(error).toContain(`two-factor code (${method})`);
			expect(codes()).toEqual([NONE]);
		}
		expect(server.emails).toHaveLength(1);
	});
});

describe('the email code', () => {
	test('is announced, with the field to put it into', async () => {
		server.twoFactor = 'email';
		world.save('rocketChat', { totpSecret: WRONG_SECRET });
		const said = failureOf(await run('generate'));
		expect(said).toBe(
			"Rocket.Chat asks for a two-factor code (email). Rocket.Chat sent it by email to 'ops@example.com': put it into 'Two-Factor Code' and run this again.",
		);
		const again = failureOf(await run('generate'));
		expect(again).toContain(
			"The code that was sent earlier by email to 'ops@example.com' is still valid",
		);
		expect(again).toContain("'Email Code: Send'");
		expect(server.emails).toHaveLength(1);
		itemOf(await run('generate', { options: { twoFactorCode: server.emails[0].code } }));
	});

	test('is valid once: the error of the second item says that it was used', async () => {
		server.twoFactor = 'email';
		const parameters = { ...BY_NAME, options: { twoFactorCode: '493817' } };
		const { json } = await run('generate', parameters, named('a', 'b', 'c'), GOES_ON);
		expect(json[0].tokenName).toBe('a');
		for (const { error } of json.slice(1))
			expect(error).toContain('The given code works only once and has been used');
		expect(codes()).toEqual([NONE, ['email', '493817'], NONE]);
	});
});

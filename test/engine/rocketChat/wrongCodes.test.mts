import { authenticator } from 'otplib';

import { setClock } from '../../support/clock.mts';
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
const WRONG_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const NONE = [undefined, undefined];
const SIX = expect.stringMatching(/^\d{6}$/);

describe('a backup code', () => {
	const parameters = {
		...BY_NAME,
		options: { twoFactorMethod: 'totp', twoFactorCode: 'aB3dE5gH' },
	};
	beforeEach(() => {
		server.twoFactor = 'totp';
		server.backupCodes = ['aB3dE5gH'];
	});

	test('is sent once', async () => {
		const { json } = await run('generate', parameters, named('a', 'b', 'c'), GOES_ON);
		expect(json[0].tokenName).toBe('a');
		for (const { error } of json.slice(1))
			expect(error).toContain('The given code works only once and has been used');
		expect(codes()).toEqual([['totp', 'aB3dE5gH'], NONE]);
	});

	test('is followed by codes from the secret, where there is one', async () => {
		world.save('rocketChat', { totpSecret: SECRET });
		const { error } = await run('generate', parameters, named('a', 'b'));
		expect(error).toBeUndefined();
		expect(codes()).toEqual([
			['totp', 'aB3dE5gH'],
			['totp', SIX],
		]);
	});

	test.each([true, false])('that may have arrived (%p) is not sent again', async (did) => {
		let broken = 0;
		server.behave((request) => {
			if (broken > 0 || request.headers['x-2fa-code'] === undefined) return undefined;
			broken += 1;
			if (did) server.backupCodes = [];
			return { status: 200, reset: true };
		});
		const { json } = await run('generate', parameters, named('a', 'b'), GOES_ON);
		expect(json[0].error).toContain('it broke the connection');
		expect(json[1].error).toContain('The given code works only once and has been used');
		expect(codes()).toEqual([['totp', 'aB3dE5gH'], NONE]);
	});
});

describe('wrong codes', () => {
	/** The codes that the server received. It rejects every one of them. */
	const sent = () => codes().filter(([, code]) => code !== undefined);

	test.each([
		['TOTP Secret', 'totp', { totpSecret: WRONG_SECRET }, {}],
		['Password', 'password', { password: 'not the right one' }, {}],
		[
			'password typed',
			'password',
			{ password: 'nor this' },
			{ options: { twoFactorMethod: 'password', twoFactorCode: 'not it' } },
		],
		['code typed', 'totp', {}, { options: { twoFactorCode: '000000' } }],
		[
			'email code',
			'email',
			{},
			{ options: { twoFactorMethod: 'email', twoFactorCode: '={{ $json.code }}' } },
		],
		[
			'app code',
			'totp',
			{ totpSecret: WRONG_SECRET },
			{ options: { twoFactorMethod: 'totp', twoFactorCode: '={{ $json.code }}' } },
		],
	] as const)(
		'%s: at most two reach the server for 50 items',
		async (_what, method, fields, parameters) => {
			server.twoFactor = method;
			world.save('rocketChat', { ...fields });
			const items = numbered(50).map((item, n) => ({ ...item, code: String(111111 + n) }));
			const { json } = await run('generate', { ...BY_NAME, ...parameters }, items, GOES_ON);
			expect(json).toHaveLength(50);
			for (const { error } of json) expect(error).toMatch(/totp-invalid|totp-max-attempts/);
			expect(json[49].error).toContain('No more codes are tried in this execution');
			expect(sent().length).toBeGreaterThan(0);
			expect(sent().length).toBeLessThanOrEqual(2);
			expect(server.tokens.size).toBe(0);
		},
	);

	test('a wrong TOTP secret sends two codes even over hours', async () => {
		setClock(START);
		server.twoFactor = 'totp';
		world.save('rocketChat', { totpSecret: WRONG_SECRET });
		server.behave(() => void setClock(Date.now() + 31_000));
		await run('generate', BY_NAME, numbered(50), GOES_ON);
		expect(new Set(sent().map(([, code]) => code)).size).toBe(2);
		expect(sent()).toHaveLength(2);
	});

	test('after a failed run, the right code in the next run is accepted', async () => {
		server.twoFactor = 'totp';
		await run(
			'generate',
			{ ...BY_NAME, options: { twoFactorCode: '000000' } },
			numbered(5),
			GOES_ON,
		);
		const twoFactorCode = authenticator.generate(SECRET);
		itemOf(await run('generate', { options: { twoFactorCode } }));
	});
});

import { createHash } from 'node:crypto';

import type { Arrived, Reply } from '../../support/simulators/simulator.mts';
import { setFastClock } from '../../support/clock.mts';
import { failureOf } from '../../support/world.mts';
import {
	GOES_ON,
	ROUTES,
	START,
	codes,
	itemOf,
	numbered,
	run,
	server,
	useWorld,
	world,
} from '../../support/rocketChatNode.mts';

useWorld();

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const methods = () => codes().map(([method]) => method);

/** Makes the server answer `generate` this way; undefined: as it usually does. */
function answering(reply: (request: Arrived) => Reply | undefined): void {
	server.behave((request) => (request.path === ROUTES.generate ? reply(request) : undefined));
}

function rejection(error: string, more: object = {}): Reply {
	return { status: 400, body: { success: false, error, ...more } };
}

beforeEach(() => setFastClock(START));

describe('a TOTP code sent before a challenge, and rejected without naming a method,', () => {
	test('is followed by the code that the server asks for', async () => {
		world.save('rocketChat', { totpSecret: SECRET, password: server.password });
		answering(({ headers }) => {
			if (headers['x-2fa-method'] === 'password') return undefined;
			if (headers['x-2fa-method'])
				return rejection('TOTP Invalid [totp-invalid]', { errorType: 'totp-invalid' });
			const details = { method: 'password', codeGenerated: false, availableMethods: [] };
			const errorType = 'totp-required';
			return rejection('TOTP Required [totp-required]', { errorType, details });
		});
		itemOf(await run('generate'));
		expect(methods()).toEqual(['totp', undefined, 'password']);
	});

	test.each([undefined, {}, { method: 'sms' }])(
		'is an error that names both fields where the challenge has the details %j',
		async (details) => {
			world.save('rocketChat', { totpSecret: SECRET });
			answering(() => rejection('TOTP Required', { errorType: 'totp-required', details }));
			const said = failureOf(await run('generate'));
			expect(said).toContain("'Two-Factor Method'");
			expect(said).toContain("'Two-Factor Code'");
		},
	);
});

test('a challenge is recognised by its text alone, as older servers send it', async () => {
	server.twoFactor = 'password';
	world.save('rocketChat', { password: server.password });
	server.behave(async (request) => {
		const isCode = request.path === ROUTES.generate && !request.headers['x-2fa-code'];
		const details = { method: 'password' };
		return isCode ? rejection('TOTP Required [totp-required]', { details }) : undefined;
	});
	itemOf(await run('generate'));
	expect(methods()).toEqual([undefined, 'password']);
});

describe('a code that the user typed', () => {
	test('as a password digest in upper case is sent in lower case', async () => {
		server.twoFactor = 'password';
		const twoFactorCode = sha256(server.password).toUpperCase();
		itemOf(await run('generate', { options: { twoFactorMethod: 'password', twoFactorCode } }));
		expect(codes()).toEqual([['password', sha256(server.password)]]);
	});

	test("is not sent as the password with 'Automatic' where the credential holds one", async () => {
		server.twoFactor = 'password';
		world.save('rocketChat', { password: server.password });
		itemOf(await run('generate', { options: { twoFactorCode: '123456' } }));
		expect(codes().at(-1)).toEqual(['password', sha256(server.password)]);
	});

	test.each([
		['as a number, without its leading zero', 12_345, '012345'],
		['in two groups', '123 456', '123456'],
		['in two groups, as emails show it', '123-456', '123456'],
	])('%s', async (_name, twoFactorCode, sent) => {
		server.twoFactor = 'totp';
		await run('generate', { options: { twoFactorMethod: 'totp', twoFactorCode } }, [{}], GOES_ON);
		expect(codes()).toEqual([['totp', sent]]);
	});
});

test('a challenge that does not say whether it sent an email counts as one that did', async () => {
	const details = { method: 'email', emailOrUsername: 'ops@example.com' };
	answering(() => rejection('TOTP Required', { errorType: 'totp-required', details }));
	expect(failureOf(await run('generate'))).toContain(
		"Rocket.Chat sent it by email to 'ops@example.com'",
	);
});

test('errors of later items name their own token, not the one whose code was rejected', async () => {
	server.twoFactor = 'totp';
	const options = { twoFactorMethod: 'totp', twoFactorCode: '000000' };
	const { json } = await run(
		'generate',
		{ tokenName: '={{ $json.name }}', options },
		numbered(3),
		GOES_ON,
	);
	for (const [index, { error }] of json.entries()) expect(error).toContain(`'n${index}'`);
	expect(codes()).toHaveLength(1);
});

test('two credentials of one account send two wrong codes together, not two each', async () => {
	server.twoFactor = 'totp';
	const wrong = 'MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK';
	world.save('rocketChat', { totpSecret: wrong, password: '={{ $json.name }}' });
	await run('generate', { tokenName: '={{ $json.name }}' }, numbered(4), GOES_ON);
	expect(codes().filter(([method]) => method === 'totp').length).toBeLessThanOrEqual(2);
});

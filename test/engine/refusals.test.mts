import type { IDataObject } from 'n8n-workflow';

import type { Reply } from '../support/simulators/simulator.mts';
import { ALL, World, expectNoSession, failureOf, type Name } from '../support/world.mts';

let world: World;

beforeEach(async () => void (world = await new World().start()));
afterEach(async () => await world.stop());

const USER: Record<Name, string> = {
	giro: "'Email', 'Password' and 'X-Tag' of the GIRO API credential",
	genLogs: "'Email' and 'Password' of the GenLogs API credential",
	personr: "'Email' and 'Password' of the Personr API credential",
	custom:
		"'Login URL', 'User Name' and 'Password' of the Custom Token API credential, and how they are sent: 'Send Login In' and what is below it, such as 'Name of the User Name Field'",
	rocketChat: "'User ID' and 'Auth Token' of the Rocket.Chat Token API credential",
};
const REASON: Record<Name, string> = {
	giro: 'wrong email or password',
	genLogs: 'Incorrect email or password',
	personr: 'We didn’t find an account with those login credentials',
	custom: 'No such user, or not ***',
	rocketChat: 'You must be logged in to do this.',
};

describe('wrong details', () => {
	test.each(ALL)('%s: the reason in its own words, and the fields to check', async (name) => {
		world.save(name, {
			[name === 'rocketChat' ? 'authToken' : 'password']: 'not the right one',
		});
		const outcome = await world.run(name);
		expect(failureOf(outcome)).toContain(REASON[name]);
		expect(failureOf(outcome)).toContain(USER[name]);
		expect(outcome.error).toMatchObject({
			name: 'NodeApiError',
			httpCode: name === 'personr' ? '400' : '401',
		});
		expectNoSession(world, name);
	});

	test('Personr: the documented bytes, with their trailing comma and curly apostrophe', async () => {
		world.personr.behave(() => ({
			status: 400,
			headers: { 'Content-Type': 'application/json' },
			body: Buffer.from(
				'{"statusCode": 400, "reason": "INVALID_LOGIN_CREDENTIALS", "message": "We didn\u2019t find an account with those login credentials", }',
			),
		}));
		const said = failureOf(await world.run('personr'));
		expect(said).toContain(
			'INVALID_LOGIN_CREDENTIALS: We didn\u2019t find an account with those login credentials',
		);
		expect(said).toContain(USER.personr);
		expect(said).not.toMatch(/[{}"]/);
	});

	const cases: Array<[string, Name, IDataObject, Reply, string[]]> = [
		[
			'GenLogs misses email and password in the query',
			'genLogs',
			{},
			missing('query'),
			["'Send Credentials In'", "'Body'"],
		],
		[
			'GenLogs misses email and password in the body',
			'genLogs',
			{ sendCredentialsIn: 'body' },
			missing('body'),
			["'Send Credentials In'", "'Query'"],
		],
		[
			'GenLogs misses the whole body',
			'genLogs',
			{},
			{
				status: 422,
				body: { detail: [{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }] },
			},
			["'Send Credentials In'", "'Body'"],
		],
		[
			'another 422 of GenLogs',
			'genLogs',
			{},
			{
				status: 422,
				body: {
					detail: [{ type: 'value_error', loc: ['query', 'email'], msg: 'not a valid email' }],
				},
			},
			['not a valid email', "'Email'"],
		],
		[
			"GenLogs' gateway",
			'genLogs',
			{},
			{ status: 403, body: { message: 'Forbidden', code: 'KEY' } },
			['Forbidden', "'API Key' of the GenLogs API credential"],
		],
		['GIRO says no', 'giro', {}, error(400, 'invalid tag'), ['invalid tag', "'X-Tag'"]],
		['GIRO says no in HTTP 200', 'giro', {}, error(200, 'not found'), ['not found', "'Email'"]],
		[
			'GIRO asks for a code',
			'giro',
			{},
			{ status: 200, body: { status: 'error', message: { is2FA: true } } },
			['two-factor', 'is2FA', "'Bearer Token'"],
		],
		[
			'Personr misses a parameter',
			'personr',
			{},
			{
				status: 400,
				body: { statusCode: 400, body: { status: 'MISSING_DATA', message: 'Missing email' } },
			},
			['Missing email', "'Email'"],
		],
		[
			'Personr says no in HTTP 200',
			'personr',
			{},
			{ status: 200, body: { status: 'error', response: 'account suspended' } },
			['account suspended', "'Password'"],
		],
		[
			'Rocket.Chat wants a name',
			'rocketChat',
			{},
			{ status: 400, body: { success: false, error: "The 'tokenName' param is required" } },
			["The 'tokenName' param is required"],
		],
		[
			'a newer Rocket.Chat does not know the user',
			'rocketChat',
			{},
			{
				status: 401,
				body: {
					status: 'error',
					message: 'You must be logged in to do this.',
					success: false,
					error: 'unauthorized',
				},
			},
			['You must be logged in', "'Auth Token'"],
		],
		[
			'Rocket.Chat says no in HTTP 200',
			'rocketChat',
			{},
			{ status: 200, body: { success: false, error: 'switched off here' } },
			['switched off here'],
		],
		[
			'a maintenance page',
			'personr',
			{},
			{ status: 500, body: '<!doctype html><title>Under repair</title><p>later</p>' },
			['500', 'Under repair', 'Try again later'],
		],
		[
			'a wrong address',
			'giro',
			{},
			{ status: 404, body: '' },
			['404', 'the address in the credential'],
		],
	];
	test.each(cases)('%s', async (_, name, fields, reply, words) => {
		world.save(name, fields);
		world[name].behave(() => reply);
		const outcome = await world.run(name);
		for (const word of words) expect(failureOf(outcome)).toContain(word);
		expect(failureOf(outcome)).not.toContain('\n');
		expect(outcome.json).toEqual([]);
		expectNoSession(world, name);
	});

	test('a reason is found in JSON that ends too early', async () => {
		world.personr.behave(() => ({
			status: 400,
			body: '{"statusCode": 400, "reason": "CLOSED", "message": "Account \\"ops\\" is closed", "more',
		}));
		const said = failureOf(await world.run('personr'));
		expect(said).toContain('CLOSED: Account "ops" is closed. Check');
		expect(said).not.toMatch(/[{}]/);
	});

	test('a long reason is cut to one line of 300 characters', async () => {
		world.personr.behave(() => ({
			status: 400,
			body: { message: `begin ${'long story\r\n'.repeat(500)} end` },
		}));
		const said = failureOf(await world.run('personr'));
		expect(said).toContain('begin long story long story');
		expect(said).not.toMatch(/[\r\n]| end/);
		expect(said.length).toBeLessThan(600);
	});
});

function missing(place: string): Reply {
	const detail = ['email', 'password'].map((name) => ({
		type: 'missing',
		loc: [place, name],
		msg: 'Field required',
	}));
	return { status: 422, body: { detail } };
}

function error(status: number, message: string): Reply {
	return { status, body: { status: 'error', message } };
}

describe('Rocket.Chat', () => {
	test('not authorized: the permission is named', async () => {
		world.rocketChat.mayCreate = false;
		const said = failureOf(await world.run('rocketChat'));
		expect(said).toContain('Not Authorized [not-authorized]');
		expect(said).toContain("'create-personal-access-tokens'");
	});

	test('a name that exists', async () => {
		world.rocketChat.tokens.set('n8n-reports', 'made by hand');
		const said = failureOf(await world.run('rocketChat'));
		expect(said).toContain('A token with this name already exists');
		expect(said).toContain("'Token Name'");
	});

	test.each([
		['email', "'Two-Factor Code'"],
		['totp', "'TOTP Secret'"],
		['password', "'Password' of the Rocket.Chat Token API credential"],
	] as const)('a challenge that nothing can answer: %s', async (method, field) => {
		world.rocketChat.twoFactor = method;
		const said = failureOf(await world.run('rocketChat'));
		expect(said).toContain('two-factor');
		expect(said).toContain(field);
		expect(world.rocketChat.generates).toBe(1);
	});

	test.each([
		['totp', { options: { twoFactorMethod: 'totp', twoFactorCode: '000000' } }],
		['password', { options: { twoFactorMethod: 'password', twoFactorCode: 'not the right one' } }],
		['email', { options: { twoFactorMethod: 'email', twoFactorCode: '111111' } }],
	] as const)('a wrong code: %s', async (method, parameters) => {
		world.rocketChat.twoFactor = method;
		const said = failureOf(await world.run('rocketChat', parameters));
		expect(said).toContain('TOTP Invalid [totp-invalid]');
		expect(said).toContain("'Two-Factor Code'");
		expect(world.rocketChat.tokens.size).toBe(0);
	});

	test('is asked with the code that the server wants, whatever the user chose', async () => {
		world.rocketChat.twoFactor = 'password';
		world.save('rocketChat', { password: world.rocketChat.password });
		const { json } = await world.run('rocketChat', { options: { twoFactorMethod: 'totp' } });
		expect(json[0].accessToken).toBe(world.rocketChat.tokens.get('n8n-reports'));
		expect(world.rocketChat.generates).toBe(2);
	});
});

describe('GIRO answers with something else than was asked for', () => {
	test.each([
		['type', 'reset', 'type'],
		['type', undefined, 'type'],
		['user', 'somebody-else', 'another user'],
		['user', null, 'another user'],
	])('%s: %p', async (key, value, word) => {
		world.giro.data = { [key]: value };
		expect(failureOf(await world.run('giro'))).toContain(word);
		expectNoSession(world, 'giro');
	});

	test('a bearer token that has expired is told before anything is sent', async () => {
		world.save('giro', { ...world.bearerFields(), bearerToken: world.giro.jwt(-60) });
		expect(failureOf(await world.run('giro'))).toContain("'Bearer Token' of the GIRO API");
		expect(world.arrived).toBe(0);
	});

	test('a bearer token that is refused names its fields', async () => {
		world.save('giro', { ...world.bearerFields(), bearerToken: 'invented.bearer.token' });
		const said = failureOf(await world.run('giro'));
		expect(said).toContain('unauthorized');
		for (const field of ["'Bearer Token'", "'User ID'", "'Account ID'", "'X-Tag'"])
			expect(said).toContain(field);
		expectNoSession(world, 'giro');
	});
});

import { answering, asked, simulator, success, useGenLogs } from '../../support/askingGenLogs.mts';

useGenLogs();

describe('a rejection', () => {
	test('of the password names the fields to check', async () => {
		const { message, failure } = await asked({ password: 'wrong+password' });
		expect(failure).toMatchObject({ code: 'LOGIN_REJECTED', details: { status: 401 } });
		expect(message).toBe(
			"GenLogs refused the login (401): Incorrect email or password. Check 'Email' and 'Password' of the GenLogs API credential.",
		);
	});

	test('by the gateway names the API key', async () => {
		const { message } = await asked({ apiKey: 'wrong-api-key' });
		expect(message).toBe(
			"GenLogs refused the login (403): Forbidden. Check 'API Key' of the GenLogs API credential.",
		);
	});

	test.each([
		['query', 'body', 'Body'],
		['body', 'query', 'Query'],
	] as const)(
		'of email and password in the %s names the setting to change',
		async (given, placement, other) => {
			simulator.placement = placement;
			const { message } = await asked({ sendCredentialsIn: given });
			expect(message).toMatch(/^GenLogs refused the login \(422\)/);
			expect(message).toContain('email: Field required');
			expect(message).toContain(
				`set 'Send Credentials In' of the GenLogs API credential to '${other}'`,
			);
			// Never by silent fallback.
			expect(simulator.arrived).toHaveLength(1);
		},
	);

	test('of an invalid email does not name that setting', async () => {
		answering(
			{ detail: [{ type: 'value_error', loc: ['query', 'email'], msg: 'not valid' }] },
			422,
		);
		const { message } = await asked();
		expect(message).toContain('query email: not valid');
		expect(message).toContain("Check 'Email' and 'Password'");
	});

	test.each([
		['the password', [{ type: 'missing', loc: ['body', 'password'], msg: 'Field required' }]],
		['the whole body', [{ type: 'missing', loc: ['body'], msg: 'Field required' }]],
		[
			'the email beside something else that is wrong',
			[
				{ type: 'value_error', loc: ['query', 'region'], msg: 'not valid' },
				{ type: 'missing', loc: ['query', 'email'], msg: 'Field required' },
			],
		],
	])('that misses %s names that setting', async (_name, detail) => {
		answering({ detail }, 422);
		expect((await asked()).message).toContain("set 'Send Credentials In'");
	});

	test.each([
		['misses another field', 422, [{ type: 'missing', loc: ['query', 'region'], msg: 'required' }]],
		['does not say what it misses', 422, [{ type: 'missing', msg: 'Field required' }]],
		['has another status', 400, [{ type: 'missing', loc: ['query', 'email'], msg: 'required' }]],
	])('that %s does not', async (_name, status, detail) => {
		answering({ detail }, status);
		const { message } = await asked();
		expect(message).not.toContain('Send Credentials In');
		expect(message).toContain("Check 'Email' and 'Password'");
	});

	test('with 422 that is not JSON does not', async () => {
		answering('Unprocessable', 422);
		expect((await asked()).message).toBe(
			"GenLogs refused the login (422): Unprocessable. Check 'Email' and 'Password' of the GenLogs API credential.",
		);
	});

	test('can come with HTTP 200, but a message beside a token does not count', async () => {
		answering({ detail: 'Locked' });
		expect((await asked()).message).toBe(
			"GenLogs refused the login (200): Locked. Check 'Email' and 'Password' of the GenLogs API credential.",
		);
		answering(success({}, { message: 'Welcome' }));
		expect((await asked()).response?.accessToken).toBe('invented');
	});

	test('that echoes the request shows none of it', async () => {
		simulator.behave(({ target, headers }) => ({
			status: 401,
			body: { detail: `${target} ${headers['x-api-key']}` },
		}));
		const { message } = await asked();
		expect(message).toContain('***');
		expect(message).not.toContain('1234');
		expect(message).not.toContain('7f31');
	});

	test('is not the same as a server error', async () => {
		answering({ detail: 'Internal Server Error' }, 500);
		const { message, failure } = await asked();
		expect(failure?.code).toBe('SERVER_ERROR');
		expect(message).toContain('GenLogs could not process the login (500): Internal Server Error');
	});
});

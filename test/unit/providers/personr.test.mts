import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import busboy from 'busboy';
import FormDataPackage from 'form-data';

import { sendCheck } from '../../../tokens/provider/httpClient';
import { personr } from '../../../tokens/providers/personr';
import type { Fields } from '../../../tokens/provider/provider';
import type { HttpRequestHelper } from '../../../tokens/http/client';
import { setClock } from '../../support/clock.mts';
import { n8nHttpRequest } from '../../support/helpers.mts';
import { PersonrSimulator } from '../../support/simulators/personr.mts';
import { BAD_TOKENS, ask } from '../../support/asking.mts';

const YEAR = 31_536_000;

let httpRequest: HttpRequestHelper;
let simulator: PersonrSimulator;

beforeAll(async () => {
	httpRequest = await n8nHttpRequest();
});

beforeEach(async () => {
	simulator = await new PersonrSimulator().start();
});

afterEach(async () => {
	jest.useRealTimers();
	await simulator.stop();
});

function fields(changes: Fields = {}): Fields {
	const { baseUrl, email, password } = simulator;
	return { baseUrl, email, password, ...changes };
}

function answering(body: unknown, status = 200): void {
	simulator.behave(() => ({ status, body }));
}

function success(response: Record<string, unknown>) {
	return {
		status: 'success',
		response: { token: 'bus|1|x', user_id: '1', expires: YEAR, ...response },
	};
}

describe('the request', () => {
	test('is one multipart POST without query and without other headers', async () => {
		expect((await ask(personr, fields(), httpRequest)).message).toBe('');
		const [request, ...more] = simulator.arrived;
		expect(more).toEqual([]);
		expect(request.method).toBe('POST');
		expect(request.target).toBe('/api/1.1/wf/api-token-generate');
		expect(request.headers['content-type']).toMatch(/^multipart\/form-data; ?boundary=/);
		expect(request.headers.authorization).toBeUndefined();
	});

	test.each([
		['as documented', 'ops@example.com', 'secret-password'],
		['with letters beyond ASCII', 'öps@example.com', 'Pä55 wörd 😀 漢字'],
		['with what means something in URLs and forms', 'ops+n8n@example.com', 'a&b=c%d?e#f/g+h "i"\\'],
		['with spaces around it', 'ops@example.com', '  spaced  '],
		['that looks like a boundary', 'ops@example.com', '----------------------------x--'],
	])(
		'decodes as what the form-data package makes: a password %s',
		async (_name, email, password) => {
			Object.assign(simulator, { email, password });
			expect((await ask(personr, fields(), httpRequest)).message).toBe('');
			expect(simulator.lastForm).toEqual(await decodedByBusboy({ email, password }));
			expect(simulator.lastForm).toEqual([
				{ name: 'email', value: email },
				{ name: 'password', value: password },
			]);
		},
	);

	test('goes to the base URL with or without a trailing slash', async () => {
		const { message } = await ask(
			personr,
			fields({ baseUrl: ` ${simulator.baseUrl}// ` }),
			httpRequest,
		);
		expect(message).toBe('');
		expect(simulator.arrived[0].target).toBe('/api/1.1/wf/api-token-generate');
	});
});

/** What busboy reads from a form that the form-data package made and sent. */
async function decodedByBusboy(values: Record<string, string>) {
	const parts: Array<{ name: string; value: string }> = [];
	const server = createServer((request, response) => {
		const reader = busboy({ headers: request.headers });
		reader.on('field', (name, value) => parts.push({ name, value }));
		reader.on('close', () => response.end());
		request.pipe(reader);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const form = new FormDataPackage();
	for (const [name, value] of Object.entries(values)) form.append(name, value);
	const { port } = server.address() as AddressInfo;
	await new Promise<void>((resolve, reject) => {
		form.submit({ host: '127.0.0.1', port, path: '/' }, (error, response) => {
			if (error) return reject(error);
			response.resume().on('end', resolve);
		});
	});
	await new Promise((resolve) => server.close(resolve));
	return parts;
}

describe('the response', () => {
	test('becomes a token with the declared lifetime, counted from before the request', async () => {
		const before = Date.now();
		const { response } = await ask(personr, fields(), httpRequest);
		expect(response).toEqual({
			accessToken: simulator.token,
			issuedAt: expect.any(Number),
			expiresAt: (response?.issuedAt ?? 0) + YEAR * 1000,
			obtainedAt: response?.issuedAt,
			userId: simulator.userId,
			accountId: null,
			tokenName: null,
			refreshToken: null,
			refreshTokenExpiresAt: null,
		});
		expect(response?.issuedAt).toBeGreaterThanOrEqual(before);
		expect(response?.issuedAt).toBeLessThanOrEqual(Date.now());
	});

	test('may have no status', async () => {
		answering({ ...success({}), status: undefined });
		expect((await ask(personr, fields(), httpRequest)).response?.accessToken).toBe('bus|1|x');
	});

	test('that comes late does not lengthen the lifetime of the token', async () => {
		const sentAt = Date.parse('2026-01-15T12:00:00Z');
		setClock(sentAt);
		simulator.behave(() => {
			jest.setSystemTime(sentAt + 20_000);
			return undefined;
		});
		const { response } = await ask(personr, fields(), httpRequest);
		expect(response?.expiresAt).toBe(sentAt + YEAR * 1000);
	});

	test.each(BAD_TOKENS)('with %s is an error', async (_name, token, problem) => {
		answering(success({ token }));
		const { response, message, failure } = await ask(personr, fields(), httpRequest);
		expect(response).toBeUndefined();
		expect(failure?.code).toBe('BAD_RESPONSE');
		expect(message).toContain(`Personr answered, but ${problem}. Nothing was stored.`);
	});

	test.each(['31536000', ' 31536000\n', '3.1536e7', '31536000.0'])(
		'may write its lifetime as text: %j',
		async (expires) => {
			answering(success({ expires }));
			const { response } = await ask(personr, fields(), httpRequest);
			expect(response?.expiresAt).toBe((response?.issuedAt ?? 0) + YEAR * 1000);
		},
	);

	test.each([undefined, null, '', 'never', true, {}, [YEAR], 1e300, '1e999', 1e-9])(
		'whose expiry is %j has a token nevertheless: the one before is dead by then',
		async (expires) => {
			answering(success({ expires }));
			const { response, message } = await ask(personr, fields(), httpRequest);
			expect(message).toBe('');
			expect(response).toMatchObject({ accessToken: 'bus|1|x', expiresAt: null });
		},
	);

	test.each([0, -5, '-1'])('whose lifetime of %j is over is refused', async (expires) => {
		answering(success({ expires }));
		const { response, message } = await ask(personr, fields(), httpRequest);
		expect(message).toContain('its token has already expired');
		expect(response).toBeUndefined();
	});

	test.each([
		[
			'an error inside HTTP 200',
			{ status: 'error', response: 'Account is locked' },
			'Account is locked',
		],
		['no JSON', '<html><title>Maintenance</title></html>', 'not with the documented JSON'],
		['a list', '[]', 'not with the documented JSON'],
		['nothing', '', 'not with the documented JSON'],
		['no response', { status: 'success' }, 'not with the documented JSON'],
		['a text as response', { status: 'success', response: 'x' }, 'not with the documented JSON'],
	])('that is %s is an error', async (_name, body, problem) => {
		answering(body);
		const { response, message } = await ask(personr, fields(), httpRequest);
		expect(response).toBeUndefined();
		expect(message).toContain(problem);
	});
});

describe('a rejection', () => {
	test('shows the message from the documented bytes and names the fields to check', async () => {
		const { message, failure } = await ask(
			personr,
			fields({ password: 'wrong-password' }),
			httpRequest,
		);
		expect(failure?.code).toBe('LOGIN_REJECTED');
		expect(message).toBe(
			'Personr refused the login (400): INVALID_LOGIN_CREDENTIALS: We didn’t find an account with those login credentials. ' +
				"Check 'Email' and 'Password' of the Personr API credential.",
		);
	});

	test('that echoes the password does not show it', async () => {
		simulator.behave(({ body }) => ({ status: 400, body: { message: body.toString('utf8') } }));
		const { message } = await ask(personr, fields({ password: 'Wr0ng+pass' }), httpRequest);
		expect(message).toContain('***');
		expect(message).not.toContain('Wr0ng');
	});

	test('of the address points to the base URL', async () => {
		answering({ message: 'Workflow not found' }, 404);
		const { message } = await ask(personr, fields(), httpRequest);
		expect(message).toContain('Workflow not found');
		expect(message).toContain('Check the address in the credential');
	});

	test('is not the same as a server error', async () => {
		answering({ message: 'Something went wrong' }, 500);
		const { message, failure } = await ask(personr, fields(), httpRequest);
		expect(failure?.code).toBe('SERVER_ERROR');
		expect(message).toBe(
			'Personr could not process the login (500): Something went wrong. Try again later.',
		);
	});
});

describe('opening the credential', () => {
	test.each([
		['baseUrl', 'Base URL'],
		['email', 'Email'],
		['password', 'Password'],
	])('requires %s', (name, label) => {
		for (const value of ['', '   ', undefined, null]) {
			expect(() => personr.open(fields({ [name]: value }))).toThrow(
				`'${label}' of the Personr API credential is empty`,
			);
		}
		expect(() => personr.open(fields({ [name]: 5 }))).toThrow(`'${label}'`);
	});

	test('keeps the password as it was typed', () => {
		expect(personr.open(fields({ password: ' a b ' })).secrets).toEqual([' a b ']);
	});
});

describe('the check', () => {
	test('tells an accepted token from a rejected one', async () => {
		await ask(personr, fields(), httpRequest);
		const check = async (accessToken: string) =>
			await sendCheck(
				personr.open(fields()),
				{ accessToken, userId: null, accountId: null },
				httpRequest,
			);
		expect(await check('made-up')).toBe('rejected');
		expect(await check(simulator.token)).toBe('accepted');
	});
});

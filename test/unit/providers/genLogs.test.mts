import { genLogs } from '../../../tokens/providers/genLogs';
import { BAD_TOKENS } from '../../support/asking.mts';
import {
	answering,
	asked,
	fields,
	simulator,
	success,
	useGenLogs,
} from '../../support/askingGenLogs.mts';

useGenLogs();

describe('the request', () => {
	test.each([
		['1234+', '1234%2B'],
		['a b', 'a%20b'],
		['&=%?#/\\', '%26%3D%25%3F%23%2F%5C'],
		['ü漢😀', '%C3%BC%E6%BC%A2%F0%9F%98%80'],
		["'()*!~-._", undefined],
	])('percent-encodes %s in the query', async (password, encoded) => {
		simulator.password = password;
		expect((await asked()).message).toBe('');
		const [{ method, path, query, headers, body }, ...more] = simulator.arrived;
		expect(more).toEqual([]);
		expect({ method, path, body: body.length }).toEqual({
			method: 'POST',
			path: '/auth/token',
			body: 0,
		});
		expect(headers).toMatchObject({ accept: 'application/json', 'x-api-key': simulator.apiKey });
		if (encoded) expect(query).toBe(`email=ops%40example.com&password=${encoded}`);
		// Both ways to read a query get the same: as a form (`+` is a space), and by percent-decoding alone.
		expect(new URLSearchParams(query).get('password')).toBe(password);
		expect(decodeURIComponent(query.split('&password=')[1])).toBe(password);
		expect(new URL(`https://api.example.com/?${query}`).search).toBe(
			`?${query.replace(/'/g, '%27')}`,
		);
	});

	test('puts email and password into the body where the credential says so, and nowhere else', async () => {
		simulator.placement = 'body';
		expect((await asked({ sendCredentialsIn: 'body' })).message).toBe('');
		const [{ target, headers, body }, ...more] = simulator.arrived;
		expect(more).toEqual([]);
		expect(target).toBe('/auth/token');
		expect(headers).toMatchObject({
			accept: 'application/json',
			'content-type': 'application/json',
			'x-api-key': simulator.apiKey,
		});
		expect(JSON.parse(body.toString())).toEqual({
			email: simulator.email,
			password: simulator.password,
		});
	});
});

describe('the response', () => {
	test('becomes a token with its declared expiry', async () => {
		const before = Date.now();
		const { response } = await asked();
		const [token, expiry] = [...simulator.tokens][0];
		expect(response).toEqual({
			accessToken: token,
			issuedAt: expect.any(Number),
			expiresAt: expiry,
			obtainedAt: response?.issuedAt,
			userId: simulator.userId,
			accountId: null,
			tokenName: null,
			refreshToken: expect.stringMatching(/^[\w-]{32}$/),
			refreshTokenExpiresAt: expiry + 86_400_000,
		});
		expect(response?.issuedAt).toBeGreaterThanOrEqual(before);
	});

	test.each([
		['without a zone', '2040-03-01T10:00:00', '2040-03-01T10:00:00.000Z'],
		['without a zone, with a space', '2040-03-01 10:00:00.250000', '2040-03-01T10:00:00.250Z'],
		['with an offset', '2040-03-01T10:00:00+02:00', '2040-03-01T08:00:00.000Z'],
		['in UTC', '2040-03-01T10:00:00Z', '2040-03-01T10:00:00.000Z'],
		['in seconds', 2_214_208_800, '2040-03-01T10:00:00.000Z'],
		['in seconds as text', ' 2214208800 ', '2040-03-01T10:00:00.000Z'],
		['in milliseconds', 2_214_208_800_250, '2040-03-01T10:00:00.250Z'],
		['in milliseconds as text', '2214208800250', '2040-03-01T10:00:00.250Z'],
		['as HTTP does', 'Thu, 01 Mar 2040 10:00:00 GMT', '2040-03-01T10:00:00.000Z'],
		['as HTTP once did', 'Thursday, 01-Mar-40 10:00:00 GMT', '2040-03-01T10:00:00.000Z'],
		['as C does', 'Thu Mar  1 10:00:00 2040', '2040-03-01T10:00:00.000Z'],
	])('may write the expiry %s', async (_name, expires, expected) => {
		answering(success({ expires }));
		const { response } = await asked();
		expect(new Date(response?.expiresAt ?? 0).toISOString()).toBe(expected);
	});

	test.each(BAD_TOKENS)('with %s is an error', async (_name, token, problem) => {
		answering(success({ token }));
		const { response, message, failure } = await asked();
		expect(response).toBeUndefined();
		expect(failure?.code).toBe('BAD_RESPONSE');
		expect(message).toContain(`GenLogs answered, but ${problem}`);
	});

	test.each([undefined, null, '', 'tomorrow', '2040-02-31T00:00:00Z', 3600, 0, -1, {}, [], 1e18])(
		'whose expiry is %j has a token nevertheless',
		async (expires) => {
			answering(success({ expires }));
			const { response, message } = await asked();
			expect(message).toBe('');
			expect(response).toMatchObject({ accessToken: 'invented', expiresAt: null });
		},
	);

	test.each(['2020-01-01T00:00:00Z', 1_577_836_800, 'Wed, 01 Jan 2020 00:00:00 GMT'])(
		'whose token expired at %j is an error',
		async (expires) => {
			answering(success({ expires }));
			const { response, message } = await asked();
			expect(response).toBeUndefined();
			expect(message).toContain('GenLogs answered, but its token has already expired.');
		},
	);

	test.each([
		['is missing', undefined],
		['is a text', 'x'],
		['is empty', {}],
		['holds no texts', { token: 5, expires: 'never' }],
	])('may do without a refresh token: it %s', async (_name, refresh) => {
		answering(success({}, { refresh_token_data: refresh, user_id: undefined }));
		const { response } = await asked();
		expect(response).toMatchObject({
			accessToken: 'invented',
			refreshToken: null,
			refreshTokenExpiresAt: null,
			userId: null,
		});
	});

	test.each([
		['an error inside HTTP 200', { detail: 'Account is locked' }, 'Account is locked'],
		['a message inside HTTP 200', { message: 'Account is locked' }, 'Account is locked'],
		['no JSON', '<html></html>', 'not with the documented JSON'],
		['nothing', '', 'not with the documented JSON'],
		['something else', { access_token: 'x' }, 'not with the documented JSON'],
		[
			'a text for the token',
			success({}, { access_token_data: 'x' }),
			'not with the documented JSON',
		],
	])('that is %s is an error', async (_name, body, problem) => {
		answering(body);
		const { response, message } = await asked();
		expect(response).toBeUndefined();
		expect(message).toContain(problem);
	});
});

describe('opening the credential', () => {
	test.each([
		['apiKey', 'API Key', 'two\r\nlines'],
		['apiKey', 'API Key', 'outer space '],
		['apiKey', 'API Key', ''],
		['email', 'Email', ''],
		['password', 'Password', undefined],
		['sendCredentialsIn', 'Send Credentials In', 'header'],
		['baseUrl', 'Base URL', 'https://api.genlogs.io@evil.example'],
	])('rejects %s by the name %s: %j', (name, label, value) => {
		expect(() => genLogs.open(fields({ [name]: value }))).toThrow(
			`'${label}' of the GenLogs API credential`,
		);
	});

	test('sends email and password in the query by default', async () => {
		expect((await asked()).message).toBe('');
		expect(simulator.arrived[0].query).toContain('password=');
	});
});

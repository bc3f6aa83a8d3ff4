import { authenticator } from 'otplib';

import type { LoginDescription } from '../../../tokens/custom/description';
import { extra, LOGIN_TIME, receivedLogin, requestOf } from '../../support/customLogin.mts';
import { problem } from '../../support/problem.mts';
import { receivedOf } from '../../support/receivedRequest.mts';

const SECRET = 'JBSWY3DPEHPK3PXP';

describe('extra fields', () => {
	test('go along in the body, as text or as JSON', async () => {
		const { text } = await receivedLogin({
			extraFields: [
				extra('tenant', '7'),
				extra('options', '{"remember":true,"until":{now},"to":"{today+5}"}', { type: 'json' }),
				extra('ids', '[1]', { type: 'json' }),
				extra('empty', ''),
			],
		});
		expect(JSON.parse(text)).toEqual({
			username: 'ops@example.com',
			password: 'invented-pass',
			tenant: '7',
			options: { remember: true, until: LOGIN_TIME / 1000, to: '2026-12-06' },
			ids: [1],
			empty: '',
		});
	});

	test('are merged with nested ones', async () => {
		const { text } = await receivedLogin({
			usernameField: 'auth.user',
			passwordField: 'auth.password',
			extraFields: [
				extra('auth', '{"scope":{"a":1}}', { type: 'json' }),
				extra('auth.scope.b', '2'),
			],
		});
		expect(JSON.parse(text)).toEqual({
			auth: { user: 'ops@example.com', password: 'invented-pass', scope: { a: 1, b: '2' } },
		});
	});

	test('replace a standard one of their name', async () => {
		const extraFields = [
			extra('username', 'other'),
			extra('Authorization', 'Digest x', { sendIn: 'header' }),
		];
		expect(JSON.parse((await receivedLogin({ extraFields })).text)).toMatchObject({
			username: 'other',
		});
		const { headers } = await receivedLogin({
			sendLoginIn: 'basic',
			extraFields: [extraFields[1]],
		});
		expect(headers.authorization).toBe('Digest x');
	});

	test('go into the query and into headers', async () => {
		const { query, headers, text } = await receivedLogin({
			sendLoginIn: 'basic',
			extraFields: [
				extra('grant_type', 'account_credentials', { sendIn: 'query' }),
				extra('params', '{"token":"{password}"}', { sendIn: 'query', type: 'json' }),
				extra('X-App', 'n8n {username}', { sendIn: 'header' }),
			],
			password: 'a"b',
		});
		expect(query).toEqual([
			['grant_type', 'account_credentials'],
			['params', '{"token":"a\\"b"}'],
		]);
		expect(headers['x-app']).toBe('n8n ops@example.com');
		expect(text).toBe('');
	});

	test('make a body where the login goes elsewhere: a form, or JSON where one is JSON', async () => {
		const grant = extra('grant_type', 'client_credentials');
		const form = await receivedLogin({ sendLoginIn: 'basic', extraFields: [grant] });
		expect([form.headers['content-type'], form.text]).toEqual([
			'application/x-www-form-urlencoded',
			'grant_type=client_credentials',
		]);
		const json = await receivedLogin({
			sendLoginIn: 'basic',
			extraFields: [grant, extra('ttl', '60', { type: 'json' })],
		});
		expect([json.headers['content-type'], json.text]).toEqual([
			'application/json',
			'{"grant_type":"client_credentials","ttl":60}',
		]);
	});

	test('stay as they are in the body where a name has no value, and are reported', async () => {
		const request = requestOf({
			extraFields: [extra('query', '{user {token}}'), extra('a', '"{b}"', { type: 'json' })],
		});
		expect(request.unfilled).toEqual(['{token}', '{b}']);
		expect(JSON.parse((await receivedOf(request)).text)).toMatchObject({
			query: '{user {token}}',
			a: '{b}',
		});
	});

	test.each(['query', 'header'] as const)(
		'are an error in the %s where a name has no value',
		(sendIn) => {
			expect(
				problem(() => requestOf({ extraFields: [extra('X-A', '{nope}', { sendIn })] })),
			).toMatch(
				/^'Extra Fields: X-A' of .* uses {nope}, which has no value here.*{username}, {password}, {now}/,
			);
		},
	);

	test.each([
		[extra('Host', 'x', { sendIn: 'header' }), /sets 'Host'\. Remove it/],
		[extra('content-length', '1', { sendIn: 'header' }), /sets 'content-length'/],
		[extra('Transfer-Encoding', 'x', { sendIn: 'header' }), /sets 'Transfer-Encoding'/],
		[extra('Connection', 'x', { sendIn: 'header' }), /sets 'Connection'/],
		[extra('X:Y', 'x', { sendIn: 'header' }), /has a name that no header can have/],
		[extra('X Y', 'x', { sendIn: 'header' }), /has a name that no header can have/],
		[extra('X-Ü', 'x', { sendIn: 'header' }), /has a name that no header can have/],
		[extra('', 'x', { sendIn: 'header' }), /has a name that no header can have/],
		[extra('n', '{"a":', { type: 'json' }), /'Extra Fields: n' of .* is not valid JSON/],
	])('that cannot be sent are an error: %j', (field, message) => {
		expect(problem(() => requestOf({ extraFields: [field] }))).toMatch(message);
	});
});

describe('secret fields', () => {
	const secretFields: LoginDescription['secretFields'] = {
		secret1: { name: 'apiKey', value: 'body-{username}', sendIn: 'body' },
		secret2: { name: 'key', value: 'query-{x}', sendIn: 'query' },
		secret3: { name: 'X-Key', value: 'header-{y}', sendIn: 'header' },
		secret4: { name: '', value: 'only-a-placeholder', sendIn: 'body' },
		secret5: { name: 'unused', value: '', sendIn: 'body' },
	};

	test('go where they should, literally', async () => {
		const { text, query, headers } = await receivedLogin({
			username: '',
			password: '',
			secretFields,
		});
		expect(text).toBe('{"apiKey":"body-{username}"}');
		expect(query).toEqual([['key', 'query-{x}']]);
		expect(headers['x-key']).toBe('header-{y}');
	});

	test('are placeholders', async () => {
		const { headers } = await receivedLogin({
			secretFields,
			extraFields: [extra('Authorization', 'Basic {secret4:secret1|base64}', { sendIn: 'header' })],
		});
		const pair = Buffer.from('only-a-placeholder:body-{username}').toString('base64');
		expect(headers.authorization).toBe(`Basic ${pair}`);
	});
});

describe('a one-time code', () => {
	const code = () => authenticator.clone({ epoch: LOGIN_TIME }).generate(SECRET);

	test.each(['body', 'query', 'header'] as const)('goes into the %s', async (sendIn) => {
		const { text, query, headers } = await receivedLogin({
			oneTimeCode: { secret: SECRET, name: 'otp', sendIn },
		});
		const sent = {
			body: JSON.parse(text).otp as unknown,
			query: query[0]?.[1],
			header: headers.otp,
		};
		expect(sent).toEqual({
			body: undefined,
			query: undefined,
			header: undefined,
			[sendIn]: code(),
		});
	});

	test('is a placeholder', async () => {
		const { text } = await receivedLogin({
			sendLoginIn: 'template',
			body: '{"p":"{password}{totp}"}',
			oneTimeCode: { secret: SECRET, name: '', sendIn: 'body' },
		});
		expect(JSON.parse(text)).toEqual({ p: `invented-pass${code()}` });
	});

	test('is not sent twice, nor is a login that ends the token before', () => {
		expect(requestOf({}).once).toBe(false);
		expect(requestOf({ revokesPrevious: true }).once).toBe(true);
		expect(requestOf({ oneTimeCode: { secret: SECRET, name: '', sendIn: 'body' } }).once).toBe(
			true,
		);
	});
});

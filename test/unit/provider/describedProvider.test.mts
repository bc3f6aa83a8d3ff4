import type { HttpRequestHelper } from '../../../tokens/http/client';
import {
	describedProvider,
	type ProviderDescription,
	type ResponseDescription,
} from '../../../tokens/provider/describedProvider';
import { sendCheck } from '../../../tokens/provider/httpClient';
import { bearer } from '../../../tokens/provider/presentation';
import { ask } from '../../support/asking.mts';
import { n8nHttpRequest } from '../../support/helpers.mts';
import { loopback, type Loopback } from '../../support/server.mts';

type Values = { key: string };

/** The shortest description there can be. */
const MINIMAL: ProviderDescription<Values> = {
	name: 'minimal',
	title: 'Minimal',
	credentialType: 'minimalApi',
	credentialTitle: 'Minimal API',
	readValues: (read) => ({ key: read.text('key', 'Key') }),
	secrets: ['key'],
	revokesPrevious: false,
	login: ({ key }) => ({ method: 'GET', path: '/token', query: { key } }),
	isError: ({ ok }) => ok === false,
	response: { token: 'token' },
	checkLogin: "Check 'Key'",
	present: bearer,
};

let httpRequest: HttpRequestHelper;
let server: Loopback;
let body: string;
let targets: Array<string | undefined>;

beforeAll(async () => {
	httpRequest = await n8nHttpRequest();
});

beforeEach(async () => {
	targets = [];
	server = await loopback((request, response) => {
		targets.push(`${request.method} ${request.url}`);
		response.end(body);
	});
});

afterEach(async () => await server.stop());

async function asked(changes: Partial<ProviderDescription<Values>>, answer: unknown) {
	body = typeof answer === 'string' ? answer : JSON.stringify(answer);
	const fields = { baseUrl: `${server.origin}/v1/`, key: 'a+b c' };
	return await ask(describedProvider({ ...MINIMAL, ...changes }), fields, httpRequest);
}

test('a description needs no expiry, no user, no refresh token, no headers and no check', async () => {
	const { response } = await asked({}, { token: 'abc' });
	expect(targets).toEqual(['GET /v1/token?key=a%2Bb%20c']);
	expect(response).toMatchObject({
		accessToken: 'abc',
		expiresAt: null,
		userId: null,
		refreshToken: null,
		refreshTokenExpiresAt: null,
	});
	const source = describedProvider(MINIMAL).open({ baseUrl: server.origin, key: 'a' });
	expect(source.check).toBeUndefined();
	expect(
		await sendCheck(source, { accessToken: 'abc', userId: null, accountId: null }, httpRequest),
	).toBe('inconclusive');
	expect(targets).toHaveLength(1);
});

test('the name of a description is the name of its provider', () => {
	expect(describedProvider(MINIMAL)).toMatchObject({
		name: 'minimal',
		title: 'Minimal',
		credentialType: 'minimalApi',
		credentialTitle: 'Minimal API',
	});
	expect(() => describedProvider(MINIMAL).open({ baseUrl: server.origin })).toThrow(
		"'Key' of the Minimal API credential is empty",
	);
});

test.each([
	['seconds', 60, (sentAt: number) => sentAt + 60_000],
	['minutes', '2', (sentAt: number) => sentAt + 120_000],
	['date', '2040-03-01T10:00:00Z', () => Date.UTC(2040, 2, 1, 10)],
] as const)('the refresh token may expire, as the token does: in %s', async (as, expires, at) => {
	const { response } = await asked(
		{
			response: {
				token: 'token',
				expiry: { path: 'expires', as },
				refreshToken: 'refresh.token',
				refreshTokenExpiry: { path: 'refresh.expires', as },
			},
		},
		{ token: 'abc', expires, refresh: { token: 'def', expires } },
	);
	const expected = at(response?.issuedAt ?? 0);
	expect(response).toMatchObject({
		expiresAt: expected,
		refreshToken: 'def',
		refreshTokenExpiresAt: expected,
	});
});

test.each([undefined, 'never', {}])('an expiry of %j is none', async (expires) => {
	const expiry = { path: 'expires', as: 'seconds' } as const;
	const { response } = await asked(
		{
			response: {
				token: 'token',
				expiry,
				refreshToken: 'refresh',
				refreshTokenExpiry: expiry,
			},
		},
		{ token: 'abc', expires, refresh: ' ' },
	);
	expect(response).toMatchObject({
		accessToken: 'abc',
		expiresAt: null,
		refreshToken: null,
		refreshTokenExpiresAt: null,
	});
});

test('a source says whether its provider declares an expiry', () => {
	const opened = (response: ResponseDescription) =>
		describedProvider({ ...MINIMAL, response }).open({ baseUrl: server.origin, key: 'a' });
	expect(opened({ token: 'token' }).declaresExpiry).toBe(false);
	const expiry = { path: 'expires', as: 'seconds' } as const;
	expect(opened({ token: 'token', expiry }).declaresExpiry).toBe(true);
});

test('the tokens of a response are without the blanks around them', async () => {
	const { response } = await asked(
		{ response: { token: 'token', refreshToken: 'refresh' } },
		{ token: ' abc\r\n', refresh: '\tdef\n' },
	);
	expect(response).toMatchObject({ accessToken: 'abc', refreshToken: 'def' });
});

test.each([
	['no token where it should be', { data: {} }, 'Minimal answered, but without a token.'],
	[
		'no object around the token',
		{ data: 'abc' },
		'Minimal answered, but not with the documented JSON.',
	],
	['no JSON', 'abc', 'Minimal answered, but not with the documented JSON.'],
	[
		'an error',
		{ ok: false, error: 'Locked' },
		"Minimal refused the login (200): Locked. Check 'Key'.",
	],
])('a response with %s is a failure', async (_name, answer, message) => {
	const result = await asked({ response: { token: 'data.token' } }, answer);
	expect(result.response).toBeUndefined();
	expect(result.message).toContain(message);
});

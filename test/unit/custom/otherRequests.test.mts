import { fillOwnPath } from '../../../tokens/custom/request/address';
import {
	callHeaders,
	checkRequest,
	fillForUse,
	firstRequest,
	refreshRequest,
} from '../../../tokens/custom/requests';
import type { RefreshDescription } from '../../../tokens/custom/description';
import { describedLogin } from '../../support/customLogin.mts';
import { messageOf, problem } from '../../support/problem.mts';
import { receivedOf } from '../../support/receivedRequest.mts';

const LOGIN = describedLogin({
	requestHeaders: [
		{ name: 'X-Api-Key', value: '{secret1}' },
		{ name: 'X-Csrf', value: '{csrf}' },
	],
	keptNames: ['csrf'],
});

function valuesOf(values: Record<string, string>) {
	return new Map(Object.entries(values));
}

describe('the first request', () => {
	test.each(['GET', 'POST'] as const)('is a %s with the headers of every call', async (method) => {
		const url = 'https://api.example.com/info?u={username}';
		const values = valuesOf({ username: 'a b', secret1: 'invented-key' });
		const request = firstRequest({ url, method }, LOGIN, values);
		expect(request.redirects).toBe('answer');
		const received = await receivedOf(request);
		expect([received.method, received.target, received.text]).toEqual([
			method,
			'/info?u=a%20b',
			'',
		]);
		expect(received.headers).toMatchObject({ 'x-api-key': 'invented-key' });
		expect(received.headers).not.toHaveProperty('x-csrf');
	});

	test('is named where its address cannot be filled in', () => {
		const first = { url: 'https://api.example.com/{csrf}', method: 'GET' as const };
		expect(problem(() => firstRequest(first, LOGIN, valuesOf({ secret1: 'x' })))).toMatch(
			/^'First Request' of .* uses {csrf}/,
		);
	});
});

describe('a refresh', () => {
	const PRESENTATION = {
		tokenType: 'Bearer',
		headers: { Authorization: 'Bearer presented' },
		query: { sid: 'presented+' },
		cookies: { sid: 'presented' },
		otherHeaders: { 'X-Api-Key': 'invented-key' },
	};
	const refresh = (given: Partial<RefreshDescription>, values: Record<string, string>) =>
		refreshRequest(
			{
				url: 'https://api.example.com/refresh',
				method: 'POST',
				sendIn: 'json',
				field: '',
				...given,
			},
			LOGIN,
			valuesOf({ secret1: 'invented-key', csrf: 'c', ...values }),
			PRESENTATION,
		);

	test('sends the refresh token as JSON, with the headers of every call', async () => {
		const { headers, text } = await receivedOf(refresh({}, { token: 'T', refreshToken: 'R' }));
		expect(text).toBe('{"refresh_token":"R"}');
		expect(headers).toMatchObject({ 'x-api-key': 'invented-key', 'x-csrf': 'c' });
		expect(headers).not.toHaveProperty('authorization');
	});

	test('sends the current token where there is no other', async () => {
		const unnamed = await receivedOf(refresh({ field: '' }, { token: 'T' }));
		expect(unnamed.text).toBe('{"token":"T"}');
		const { text } = await receivedOf(refresh({ field: 'auth.token' }, { token: 'T' }));
		expect(text).toBe('{"auth":{"token":"T"}}');
	});

	test('sends it as a form or in the query', async () => {
		const values = { token: 'T', refreshToken: 'R+&' };
		const form = await receivedOf(refresh({ sendIn: 'form', field: 'rt' }, values));
		expect([...new URLSearchParams(form.text)]).toEqual([['rt', 'R+&']]);
		const query = await receivedOf(
			refresh({ sendIn: 'query', method: 'GET', field: 'rt' }, values),
		);
		expect([query.method, query.query]).toEqual(['GET', [['rt', 'R+&']]]);
	});

	test('sends it as every call does', async () => {
		const given = { sendIn: 'token', method: 'GET' } as const;
		const { headers, query, text } = await receivedOf(refresh(given, { token: 'T' }));
		expect(headers).toMatchObject({
			authorization: 'Bearer presented',
			cookie: 'sid=presented',
			'x-api-key': 'invented-key',
		});
		expect([query, text]).toEqual([[['sid', 'presented+']], '']);
	});

	test('is not repeated with a refresh token, which may be valid once', () => {
		expect(refresh({}, { token: 'T', refreshToken: 'R' }).once).toBe(true);
		expect(refresh({}, { token: 'T' }).once).toBe(false);
	});

	test('is no GET with a body', () => {
		expect(problem(() => refresh({ method: 'GET' }, { token: 'T' }))).toMatch(
			/^'Refresh' of .* asks for a body, which a GET request lacks/,
		);
	});
});

describe('a check', () => {
	const CHECK = {
		url: 'https://api.example.com/me?t={token}',
		method: 'POST' as const,
		body: '{"token":"{token}","{nope}":1}',
		contentType: '',
	};
	const values = valuesOf({ token: 'a"b&c', refreshToken: 'R', password: 'P' });

	test('has its address and its body filled in', async () => {
		const request = checkRequest(CHECK, values);
		expect(request.unfilled).toEqual(['{nope}']);
		const { target, headers, text } = await receivedOf(request);
		expect(target).toBe('/me?t=a%22b%26c');
		expect([headers['content-type'], JSON.parse(text)]).toEqual([
			'application/json',
			{ token: 'a"b&c', '{nope}': 1 },
		]);
	});

	test('has no body with GET', async () => {
		const { method, text } = await receivedOf(checkRequest({ ...CHECK, method: 'GET' }, values));
		expect([method, text]).toEqual(['GET', '']);
	});

	test.each([
		{ url: 'https://api.example.com/{password}' },
		{ body: '{"a":"{refreshToken|md5}"}' },
		{ body: '{totp}' },
	])('uses nothing that is only for getting a token: %j', (given) => {
		expect(problem(() => checkRequest({ ...CHECK, ...given }, values))).toMatch(
			/^'Check' of .* which is only for getting a token/,
		);
	});
});

describe('what goes along on every call', () => {
	const values = valuesOf({
		token: 'T',
		csrf: 'C',
		secret1: 'S',
		username: 'U',
		password: 'P',
		totp: '1',
	});

	test.each([
		['Bearer {token}', 'header', 'Bearer T'],
		['MediaBrowser Token="{token}"', 'header', 'MediaBrowser Token="T"'],
		['Basic {secret1:token|base64}', 'header', 'Basic UzpU'],
		['{username}/{csrf}', 'header', 'U/C'],
		['{token}&', 'query', 'T&'],
		['{token}', 'cookie', 'T'],
	] as const)('%s in a %s is %s', (template, place, text) => {
		expect(fillForUse(template, place, values)).toBe(text);
	});

	test.each([
		'{password}',
		'{totp}',
		'{refreshToken}',
		'a{token:password|base64}',
		'{password|sha256}',
	])('is never %s', (template) => {
		for (const place of ['header', 'query', 'cookie'] as const)
			expect(problem(() => fillForUse(template, place, values))).toMatch(
				/^'Send Token' of .* uses {\w+}, which is only for getting a token/,
			);
	});

	test('are all request headers, the last of a name', () => {
		const templates = [
			{ name: 'X-A', value: '{csrf}' },
			{ name: ' x-a ', value: '{token}' },
		];
		expect(callHeaders(templates, values)).toEqual({ 'x-a': 'T' });
	});

	test.each([
		[{ name: 'X-A', value: '{nope}' }, /uses {nope}, which has no value here/],
		[{ name: 'Host', value: 'x' }, /sets 'Host'/],
	])('cannot be %j', (template, message) => {
		expect(problem(() => callHeaders([template], values))).toMatch(message);
	});
});

describe("a request of the user's own", () => {
	const kept = valuesOf({ site: 'a/b', dot: '.', half: '\ud800' });
	const fill = (address: string) => fillOwnPath(address, kept);

	test.each([
		['https://a.example.com/sites/{site}/x', 'https://a.example.com/sites/a%2Fb/x'],
		['https://a.example.com/{site}.{dot}', 'https://a.example.com/a%2Fb..'],
		['https://a.example.com/{half}', 'https://a.example.com/%EF%BF%BD'],
		[
			'https://{site}.example.com/{nope}/?q={site}#{site}',
			'https://{site}.example.com/{nope}/?q={site}#{site}',
		],
		[
			'https://a.example.com/ {site|base64}{ site }/../%7bé',
			'https://a.example.com/ {site|base64}{ site }/../%7bé',
		],
		['https://a.example.com', 'https://a.example.com'],
		['/only/{site}', '/only/{site}'],
	])('%s becomes %s', (address, filled) => {
		expect(fill(address)).toBe(filled);
	});

	test.each([
		'/{dot}/',
		'/.{dot}',
		'/{dot}{dot}',
		'/a/{dot}?x',
		'/%2e{dot}',
		'/{dot}%2E/',
		'\\{dot}\\',
	])('never goes elsewhere: %s', (path) => {
		expect(messageOf(() => fill(`https://a.example.com${path}`))).toMatch(
			/^A value would make '[.%2eE]+' a part of a path\. Check the values/,
		);
	});
});

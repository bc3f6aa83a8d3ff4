import type { IDataObject } from 'n8n-workflow';

import { readDescription, type Description } from '../../../tokens/custom/fields/readDescription';
import { custom } from '../../../tokens/custom/provider';
import { problem } from '../../support/problem.mts';

const LEAST = { baseUrl: 'https://api.example.com/v1/', loginUrl: '/login' };

const read = (fields: IDataObject = {}): Description =>
	readDescription({ ...LEAST, ...fields }, custom);
const settings = (groups: IDataObject) => ({ settings: groups });

describe('what was left empty means the default', () => {
	const blank: IDataObject = {
		...{ api: '', grantType: '', username: '', password: '', usernameField: '', passwordField: '' },
		...{ sendLoginIn: '', loginBody: '', loginContentType: '' },
		extraFields: { field: [{ name: '', value: '', sendIn: '', type: '' }] },
		secretFields: { secret1: { name: '', value: '', sendIn: '' } },
		keptValues: { value: [{ name: '', answer: '', from: '', path: '' }] },
		requestHeaders: { header: [{ name: '', value: '' }] },
		settings: {
			login: { method: '' },
			token: { from: '', path: '' },
			expiry: { from: '', path: '' },
			send: { in: '', name: '', value: '' },
			firstRequest: { url: '', method: '' },
			refresh: { url: '', method: '', sendIn: '', field: '' },
			renewal: { renewBefore: '', maxAge: '', revokesPrevious: '' },
			check: { by: '', url: '', method: '', body: '', contentType: '', every: '' },
			oneTimeCode: { secret: '', name: '', sendIn: '' },
			hosts: { otherHosts: '', followRedirects: '' },
			output: { allowTokenOutput: '' },
			tls: { ignoreSslIssues: '', caCertificate: '' },
		},
	};

	test('whether groups and rows are there or not', () => {
		expect(read(blank)).toEqual(read());
		for (const group of ['extraFields', 'secretFields', 'keptValues', 'requestHeaders', 'settings'])
			expect(read({ ...blank, [group]: {} })).toEqual(read());
	});

	test('and the defaults are those of most APIs', () => {
		expect(read()).toMatchObject({
			baseUrl: 'https://api.example.com/v1',
			login: {
				url: 'https://api.example.com/v1/login',
				method: 'POST',
				usernameField: 'username',
				passwordField: 'password',
				sendLoginIn: 'json',
			},
			token: { from: 'auto' },
			expiry: { from: 'auto' },
			check: { by: 'auto' },
			revokesPrevious: false,
			followsRedirects: false,
			tls: {},
		});
	});
});

describe('addresses', () => {
	test.each([
		['login', 'https://api.example.com/v1/login'],
		['/login?a={now}', 'https://api.example.com/v1/login?a={now}'],
		['?do=login', 'https://api.example.com/v1?do=login'],
		[' //evil.example/x ', 'https://api.example.com/v1//evil.example/x'],
		['https://auth.example.com:8443/token/', 'https://auth.example.com:8443/token/'],
		['HTTP://10.0.0.5', 'http://10.0.0.5'],
		['https://auth.example.com?x=1', 'https://auth.example.com?x=1'],
	])('%j is %s', (loginUrl, url) => {
		expect(read({ loginUrl }).login.url).toBe(url);
	});

	test.each([
		'',
		' ',
		'ftp://auth.example.com/',
		'https://',
		'https://ops:pw@auth.example.com/',
		'https://{username}.example.com/login',
		'https://auth.example.com/#login',
		'/login#here',
		'https://auth example.com/',
		'/a\nb',
		'\\\\auth.example.com',
		7,
		null,
	])('%j is no login address', (loginUrl) => {
		expect(problem(() => read({ loginUrl: loginUrl as string }))).toMatch(
			/^'Login URL' of the Custom Token API credential /,
		);
	});

	test('the check is at the host of the base URL, or at one that the user allows', () => {
		const check = { by: 'url', url: 'https://other.example.com/me' };
		expect(problem(() => read(settings({ check })))).toContain("'Address' under 'Settings'");
		const hosts = { otherHosts: 'other.example.com' };
		expect(read(settings({ check, hosts })).check.request?.url).toBe(check.url);
	});
});

const NAMED: Array<[string, IDataObject, string]> = [
	['a base URL that is none', { baseUrl: 'api.example.com' }, "'Base URL'"],
	['a way to send that nobody knows', { sendLoginIn: 'smoke' }, "'Send Login In'"],
	['no body for a template', { sendLoginIn: 'template' }, "'Login Body'"],
	[
		'a field without a name',
		{ extraFields: { field: [{ name: 'a', value: '1' }, { value: '2' }] } },
		"'Name' in row 2 of 'Extra Fields'",
	],
	['rows that are none', { extraFields: { field: 'x' } }, "'Extra Fields'"],
	['a secret without a value', { secretFields: { secret4: { name: 'key' } } }, "'Secret 4'"],
	[
		'a header without a name',
		{ requestHeaders: { header: [{ value: 'x' }] } },
		"'Name' in row 1 of 'Request Headers'",
	],
	['a kept value without a path', { keptValues: { value: [{ name: 'a' }] } }, "'Path' in row 1"],
	[
		'a kept value with a name that is none',
		{ keptValues: { value: [{ name: 'a-b', path: 'x' }] } },
		"'Name' in row 1 of 'Kept Values'",
	],
	[
		'a kept value with the name of something else',
		{ keptValues: { value: [{ name: 'token', path: 'x' }] } },
		"is 'token'",
	],
	[
		'two kept values of one name',
		{
			keptValues: {
				value: [
					{ name: 'a', path: 'x' },
					{ name: 'a', path: 'y' },
				],
			},
		},
		"'Name' in row 2 of 'Kept Values'",
	],
	[
		'a kept value of a first request that there is none of',
		{ keptValues: { value: [{ name: 'a', answer: 'first', path: 'x' }] } },
		"'Answer' in row 1 of 'Kept Values'",
	],
	['a query parameter without a name', settings({ send: { in: 'query' } }), "'Name' under"],
	[
		'texts around the token that are none',
		settings({ token: { from: 'between' } }),
		"'Path' under",
	],
	['an expiry nowhere', settings({ expiry: { from: 'date' } }), "'Path' under 'Settings'"],
	['a check nowhere', settings({ check: { by: 'url' } }), "'Address' under 'Settings'"],
	['a code without a secret', settings({ oneTimeCode: { name: 'otp' } }), "'Secret' under"],
	['a secret that is not Base32', settings({ oneTimeCode: { secret: '018' } }), "'Secret' under"],
	['a switch that is none', settings({ hosts: { followRedirects: 1 } }), "'Follow Redirects'"],
	['a group that is none', settings({ send: 'x' }), "'Send Token'"],
];

test.each(NAMED)('%s is named', (_, fields, words) => {
	expect(problem(() => read(fields))).toContain(words);
});

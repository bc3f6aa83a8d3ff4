import { bodyType, fillBody, fillStrictly } from '../../../tokens/custom/templates';
import { problem } from '../../support/problem.mts';

const VALUES = new Map(
	Object.entries({ user: 'o"p\\s', n: '17', yes: 'true', big: '-1.5e+3', zero: '007' }),
);

function json(template: string) {
	return fillBody(template, 'json', VALUES, 'Login Body');
}

describe('a JSON body', () => {
	test.each([
		['in strings', '{"a":"{user}","b":["x{n}y"]}', { a: 'o"p\\s', b: ['x17y'] }],
		['in strings that are escaped', '{"a":"\\u007buser}"}', { a: 'o"p\\s' }],
		['in keys', '{"{n}":1}', { 17: 1 }],
		['as numbers', '{"a":{n},"b":[{big}, {n}]}', { a: 17, b: [-1500, 17] }],
		['as literals', '[{yes}]', [true]],
		['in a GraphQL query', '{"query":"{ a(n: {n}) {token} }"}', { query: '{ a(n: 17) {token} }' }],
	])('is filled in %s', (_where, template, expected) => {
		expect(JSON.parse(json(template).text)).toEqual(expected);
	});

	test('keeps the spelling of everything else', () => {
		const template = ' {"id": 12345678901234567890, "e":"\\u00e9\\/", "t": "{token}" }\n';
		expect(json(template)).toEqual({ text: template, unfilled: ['{token}'] });
	});

	test.each([
		[
			'text outside quotes',
			'{"a":{user}}',
			/uses {user} outside quotes.*Put it in quotes: "{user}"/,
		],
		['a number that JSON does not know', '[{zero}]', /uses {zero} outside quotes/],
		['what has no value outside quotes', '[{nope}]', /is not valid JSON: {nope} has no value here/],
		['a comma too many', '{"a":"{user}",}', /is not valid JSON\. Check quotes, commas and braces/],
		['an open string', '{"a":"{user}', /is not valid JSON/],
		['a wrong escape', '{"a":"\\x{user}"}', /is not valid JSON/],
	])('with %s is an error', (_what, template, message) => {
		const shown = problem(() => json(template));
		expect(shown).toMatch(message);
		expect(shown).toContain("'Login Body' of the Custom Token API credential");
		expect(shown).not.toContain('o"p');
	});
});

describe('an XML body', () => {
	const xml = (template: string) =>
		fillBody(template, 'xml', new Map([['x', 'a]]>b--']]), 'Login Body');

	test('has nothing filled in where a comment stands', () => {
		expect(xml('<!-- {x} --><a/>')).toEqual({ text: '<!-- {x} --><a/>', unfilled: [] });
	});

	test('reports what has no value', () => {
		expect(xml('<a>{token}</a><![CDATA[{b}]]>').unfilled).toEqual(['{token}', '{b}']);
	});

	test('can hold no control character', () => {
		const values = new Map([['x', 'a\u0001b']]);
		for (const template of ['<a>{x}</a>', '<a><![CDATA[{x}]]></a>'])
			expect(problem(() => fillBody(template, 'xml', values, 'Login Body'))).toMatch(
				/uses {x}, and its value holds a control character/,
			);
	});
});

describe('the kind of a body', () => {
	test.each([
		['{"a":1}', '', 'json', 'application/json'],
		[' {\n}', '', 'json', 'application/json'],
		['[{now}]', '', 'json', 'application/json'],
		['<a/>', '', 'xml', 'application/xml'],
		['a={username}&b=2', '', 'form', 'application/x-www-form-urlencoded'],
		['{username}={password}', '', 'form', 'application/x-www-form-urlencoded'],
		['{username}:{password}', '', 'text', 'text/plain'],
		['a = b', '', 'text', 'text/plain'],
		['a=b\nc=d', '', 'text', 'text/plain'],
		['{"a":1}', 'text/plain', 'text', 'text/plain'],
		[
			'x',
			' application/vnd.api+json; charset=utf-8',
			'json',
			'application/vnd.api+json; charset=utf-8',
		],
		['x', 'text/xml', 'xml', 'text/xml'],
		['x', 'application/soap+xml', 'xml', 'application/soap+xml'],
		['x', 'Application/X-WWW-Form-Urlencoded', 'form', 'Application/X-WWW-Form-Urlencoded'],
		['x', 'application/jsonp', 'text', 'application/jsonp'],
	])('%j with the content type %j is %s', (body, given, kind, type) => {
		expect(bodyType(body, given)).toEqual({ kind, type });
	});
});

describe('a placeholder where every one needs a value', () => {
	const values = new Map(Object.entries({ token: 'T', csrf: 'C' }));

	test.each([
		['{nope}', /uses {nope}, which has no value here\. .*value here: {token}, {csrf}\.$/],
		['{token|rot13}', /Filters: sha256, md5, sha1, base64, url\.$/],
	])('is an error that lists them: %s', (template, message) => {
		expect(problem(() => fillStrictly(template, 'header', values, 'Request Headers'))).toMatch(
			message,
		);
	});

	test('says where none has one', () => {
		expect(problem(() => fillStrictly('{nope}', 'path', new Map(), 'Login URL'))).toMatch(
			/value here: none\.$/,
		);
	});
});

describe('a header', () => {
	const fill = (template: string, values: Record<string, string>) =>
		fillStrictly(template, 'header', new Map(Object.entries(values)), 'Send Token');

	test('has no outer spaces', () => {
		expect(fill(' Token {token} ', { token: 'T' })).toBe('Token T');
	});

	test('may have spaces in what the user entered, and not in what a server sent', () => {
		expect(fill('{secret1}', { secret1: 'my app 1.0' })).toBe('my app 1.0');
		expect(problem(() => fill('x{csrf}', { csrf: 'a b' }))).toMatch(
			/uses {csrf}, and its value holds/,
		);
	});

	test.each(['a\nb', 'a\r\nX: y', 'ü', ' a', 'a ', '\u0000', '\t'])('never holds %j', (secret1) => {
		expect(problem(() => fill('x{secret1}x', { secret1 }))).toMatch(/'Send Token'.*uses {secret1}/);
		expect(fill('{secret1|base64}', { secret1 })).toBe(Buffer.from(secret1).toString('base64'));
	});

	test.each(['a\nb', 'ü {token}'])('is not %j, which the user wrote', (template) => {
		expect(problem(() => fill(template, { token: 'T' }))).toMatch(
			/'Send Token'.* holds a line break/,
		);
	});
});

describe('a cookie', () => {
	test.each(['a b', 'a;b', 'a,b', 'ü', 'a\nb'])('never holds %j', (token) => {
		const fill = () => fillStrictly('{token}', 'cookie', new Map([['token', token]]), 'Send Token');
		expect(problem(fill)).toMatch(/uses {token}, and its value holds a space, a comma/);
	});
});

test('half a character is sent nowhere', () => {
	for (const place of [
		'value',
		'text',
		'form',
		'path',
		'query',
		'header',
		'cookie',
		'xml',
		'cdata',
	] as const)
		expect(
			problem(() => fillStrictly('{x}', place, new Map([['x', 'a\ud800']]), 'Login URL')),
		).toMatch(/uses {x}, and its value holds half a character/);
});

import { get } from 'node:http';
import { parse as parseQuery } from 'node:querystring';

import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { Cookie } from 'tough-cookie';

import { fillAddress, fillOwnPath } from '../../../tokens/custom/request/address';
import { fillBody, fillStrictly } from '../../../tokens/custom/templates';
import { messageOf, problem } from '../../support/problem.mts';
import { loopback } from '../../support/server.mts';

/** Any text at all, with a preference for what means something somewhere. */
const anyText = fc.oneof(
	fc.string({ unit: 'binary', minLength: 1 }),
	fc.string({
		minLength: 1,
		unit: fc.constantFrom(
			...'"\'\\/<>&;,=+%?#{}[]|:. \t\r\n\u0000\u2028éa0-'.split(''),
			']]>',
			'<![CDATA[',
			'-->',
			'{x}',
			'%2e',
			'\r\nX-Evil: 1',
			'&amp;',
			'\\u0022',
		),
	}),
);

function values(x: string) {
	return new Map([
		['x', x],
		['secret1', x],
	]);
}

/** The texts and attributes of an XML document, as a parser that nobody here wrote reads them. */
function readXml(xml: string) {
	const parser = new SaxesParser();
	const read: { elements: string[]; attribute?: string; text: string } = { elements: [], text: '' };
	parser.on('error', (error) => {
		throw error;
	});
	parser.on('opentag', ({ name, attributes }) => {
		read.elements.push(name);
		read.attribute ??= attributes.v as string;
	});
	for (const event of ['text', 'cdata'] as const) parser.on(event, (text) => (read.text += text));
	parser.write(xml).close();
	return read;
}

/** What XML 1.0 can hold at all (2.2). */
const isXml = (text: string) =>
	[...text].every((char) => {
		const code = char.codePointAt(0) ?? 0;
		return (
			[9, 10, 13].includes(code) ||
			(code >= 0x20 && code < 0xd800) ||
			(code > 0xdfff && code !== 0xfffe && code !== 0xffff)
		);
	});

test('what the filter url has encoded is not encoded again', () => {
	const address = 'https://api.example.com/{x|url}?a={x|url}&b={x|url|base64}';
	const filled = fillAddress(address, values('a/b='), 'Login URL');
	expect(filled).toBe('https://api.example.com/a%2Fb%3D?a=a%2Fb%3D&b=YSUyRmIlM0Q%3D');
	expect(fillBody('{x|url}', 'form', values('a&'), 'Login Body').text).toBe('a%26');
});

test.each(['{x}', 'a/{x}/b', '{x}{x}', '{x|url}', '.{x}?q', '\\{x}'])(
	'a value never leads the address of a login elsewhere: %s',
	(path) => {
		const fill = () => fillAddress(`https://api.example.com/${path}`, values('.'), 'Login URL');
		expect(problem(fill)).toMatch(/^A value would make '\.{1,2}' a part of a path\..*'Login URL'/);
	},
);

describe('any value arrives as it is', () => {
	test('in JSON', () => {
		fc.assert(
			fc.property(anyText, (x) => {
				const template = '{"a":["{x}"],"b":"<{x}>","n":1}';
				const { text } = fillBody(template, 'json', values(x), 'Login Body');
				expect(JSON.parse(text)).toEqual({ a: [x], b: `<${x}>`, n: 1 });
			}),
		);
	});

	test('in a form', () => {
		fc.assert(
			fc.property(anyText, (x) => {
				const { text } = fillBody('a={x}&b=-{x}-', 'form', values(x), 'Login Body');
				expect([...new URLSearchParams(text)]).toEqual([
					['a', x],
					['b', `-${x}-`],
				]);
				expect({ ...parseQuery(text) }).toEqual({ a: x, b: `-${x}-` });
			}),
		);
	});

	test('in the query of an address', () => {
		fc.assert(
			fc.property(anyText, (x) => {
				const address = 'https://api.example.com:8443/a?b={x}&c=2&d=({x})#{x}';
				const url = new URL(fillAddress(address, values(x), 'Login URL'));
				expect([...url.searchParams]).toEqual([
					['b', x],
					['c', '2'],
					['d', `(${x})`],
				]);
				expect([url.origin, url.pathname, url.hash]).toEqual([
					'https://api.example.com:8443',
					'/a',
					'',
				]);
			}),
		);
	});

	test.each([
		[
			'a login',
			(x: string) => fillAddress('https://api.example.com/a/{x}/b', values(x), 'Login URL'),
		],
		[
			"a request of the user's own",
			(x: string) => fillOwnPath('https://api.example.com/a/{x}/b', values(x)),
		],
	])('in the path of %s, or not at all', (_what, fill) => {
		fc.assert(
			fc.property(anyText, (x) => {
				if (['.', '..'].includes(x))
					return expect(messageOf(() => fill(x))).toContain('a part of a path');
				const url = new URL(fill(x));
				const [, ...segments] = url.pathname.split('/');
				expect(segments.map(decodeURIComponent)).toEqual(['a', x, 'b']);
				expect([url.origin, url.search, url.hash]).toEqual(['https://api.example.com', '', '']);
			}),
		);
	});

	test('in XML, or not at all', () => {
		fc.assert(
			fc.property(anyText, (x) => {
				const template = '<a v="{x}"><b>]{x}</b><![CDATA[]]{x}>]]></a>';
				const fill = () => fillBody(template, 'xml', values(x), 'Login Body').text;
				if (!isXml(x)) return expect(problem(fill)).toContain('control character');
				const text = `]${x}]]${x}>`;
				expect(readXml(fill())).toEqual({ elements: ['a', 'b'], attribute: x, text });
			}),
			{ numRuns: 500, examples: [[']'], ['>'], [']]>'], ['\r\n\t']] },
		);
	});

	test('in a cookie, or not at all', () => {
		fc.assert(
			fc.property(anyText, (x) => {
				const fill = () => fillStrictly('{x}', 'cookie', values(x), 'Send Token');
				// A server reads the pairs of a Cookie header like the first one of Set-Cookie.
				if (/^[!-+\--:<-~]*$/.test(x)) expect(Cookie.parse(`sid=${fill()}; b=2`)?.value).toBe(x);
				else expect(problem(fill)).toContain('no cookie holds');
			}),
		);
	});
});

test('any value arrives in a header as it is, or not at all', async () => {
	const received: string[] = [];
	const server = await loopback((incoming, response) => {
		expect(Object.keys(incoming.headers).sort()).toEqual(['connection', 'host', 'x-key']);
		received.push(String(incoming.headers['x-key']));
		response.end();
	});
	const send = async (value: string) =>
		await new Promise((resolve, reject) => {
			const options = { headers: { 'X-Key': value }, agent: false };
			get(server.origin, options, (response) => response.resume().on('end', resolve)).on(
				'error',
				reject,
			);
		});
	try {
		await fc.assert(
			fc.asyncProperty(fc.oneof(anyText, fc.string({ minLength: 1 })), async (secret1) => {
				const fill = () =>
					fillStrictly('<{secret1}>', 'header', values(secret1), 'Request Headers');
				if (!/^[!-~]+( +[!-~]+)*$/.test(secret1))
					return expect(problem(fill)).toContain('no header holds');
				await send(fill());
				expect(received.pop()).toBe(`<${secret1}>`);
			}),
		);
	} finally {
		await server.stop();
	}
});

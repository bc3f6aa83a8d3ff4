import { isLoopback, parseUrl, withQuery, withoutQuery } from '../../../tokens/http/url';

test('a URL is parsed, also relative to another one, and other text is undefined', () => {
	expect(parseUrl('https://a.example/b')?.host).toBe('a.example');
	expect(parseUrl('/c', 'https://a.example/b')?.href).toBe('https://a.example/c');
	expect(['/c', 'http://[', ''].map((text) => parseUrl(text))).toEqual([
		undefined,
		undefined,
		undefined,
	]);
});

test.each([
	['localhost', true],
	['127.0.0.1', true],
	['127.8.8.8', true],
	['[::1]', true],
	['localhost.example', false],
	['127.0.0.1.example', false],
	['[::2]', false],
	['10.0.0.1', false],
])('whether %s is this machine: %s', (host, expected) => {
	expect(isLoopback(host)).toBe(expected);
});

test.each([
	['https://a.example/b', {}, 'https://a.example/b'],
	['https://a.example/b', { key: 'a b' }, 'https://a.example/b?key=a%20b'],
	[
		'https://a.example/b?c=d',
		{ 'k&': '1+1', e: 'ü' },
		'https://a.example/b?c=d&k%26=1%2B1&e=%C3%BC',
	],
])('%s with the query %j', (url, query, expected) => {
	expect(withQuery(url, query as Record<string, string>)).toBe(expected);
});

test.each([
	['no query', 'https://a.example/x', 'https://a.example/x'],
	['the only parameter', 'https://a.example/x?key=1', 'https://a.example/x'],
	['one of several', 'https://a.example/x?a=%20&key=1&b=?', 'https://a.example/x?a=%20&b=?'],
	['each of the name', 'https://a.example/x?key=1&a&key#top', 'https://a.example/x?a#top'],
	['an encoded name', 'https://a.example/x?k%65y=1&a=2', 'https://a.example/x?a=2'],
	['another name', 'https://a.example/x?Key=1&keys=2', 'https://a.example/x?Key=1&keys=2'],
	['a fragment', 'https://a.example/x#?key=1', 'https://a.example/x#?key=1'],
])('query parameters are taken out of a URL with %s', (_what, url, expected) => {
	expect(withoutQuery(url, ['key'])).toBe(expected);
});

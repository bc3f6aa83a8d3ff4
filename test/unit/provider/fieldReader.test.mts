import { FieldReader } from '../../../tokens/provider/fieldReader';
import { problem } from '../../support/problem.mts';

const PROVIDER = { credentialTitle: 'Example API' };

function reader(value: unknown): FieldReader {
	return new FieldReader({ field: value }, PROVIDER);
}

function baseUrl(value: unknown, options = {}): string {
	return reader(value).baseUrl('field', 'Base URL', options);
}

describe('a base URL', () => {
	test.each([
		['https://api.example.com', 'https://api.example.com'],
		['https://api.example.com/', 'https://api.example.com'],
		['https://api.example.com///', 'https://api.example.com'],
		['  https://api.example.com/v1/ \n', 'https://api.example.com/v1'],
		['HTTPS://API.Example.COM/Path', 'https://api.example.com/Path'],
		['https://api.example.com:8443/a/b', 'https://api.example.com:8443/a/b'],
		['https://api.example.com:443', 'https://api.example.com'],
		['https://[2001:db8::1]:8443/', 'https://[2001:db8::1]:8443'],
		['https://192.0.2.7', 'https://192.0.2.7'],
		['https://bücher.example', 'https://xn--bcher-kva.example'],
		['https://api.example.com/a%20b', 'https://api.example.com/a%20b'],
		['https://api.example.com/with@sign', 'https://api.example.com/with@sign'],
		['https://api.example.com/https://a@b', 'https://api.example.com/https://a@b'],
	])('%j is read as %s', (value, expected) => {
		expect(baseUrl(value)).toBe(expected);
	});

	test.each([
		['without a scheme', 'api.example.com', 'must start with'],
		['with half a scheme', '//api.example.com', 'must start with'],
		['with one slash', 'https:/api.example.com', 'must start with'],
		['of a script', 'javascript:alert(1)', 'must start with'],
		[
			'of a script that looks like a host',
			'javascript://api.example.com/%0aalert(1)',
			'must start',
		],
		['of a file', 'file:///etc/passwd', 'must start with'],
		['of ftp', 'ftp://api.example.com', 'must start with'],
		['of data', 'data:text/html,x', 'must start with'],
		['with words before it', 'see https://api.example.com', 'must start with'],
		['of a web socket', 'wss://api.example.com', 'must start with'],
		['with user info', 'https://api.genlogs.io@evil.example', 'user name'],
		['with user and password', 'https://user:pass@api.example.com', 'user name'],
		['with empty user info', 'https://@evil.example', 'user name'],
		['with empty user and password', 'https://:@evil.example', 'user name'],
		['with user info behind another slash', 'https:///api.genlogs.io@evil.example', ''],
		['with user and password behind more slashes', 'https://///user:pass@evil.example/', ''],
		['with a query', 'https://api.example.com?x=1', 'query or a fragment'],
		['with an empty query', 'https://api.example.com/?', 'query or a fragment'],
		['with a fragment', 'https://api.example.com/#x', 'query or a fragment'],
		['with user info in a fragment', 'https://api.example.com#@evil.example', 'fragment'],
		['with a backslash', 'https://api.example.com\\@evil.example', 'a space or another'],
		['with backslashes for slashes', 'https:\\\\api.example.com', 'must start with'],
		['with a tab inside', 'https://api.exa\tmple.com', 'a space or another'],
		['with a line break inside', 'https://api.example.com/\r\nX-Evil: 1', 'a space or another'],
		['with a space inside', 'https://api.example.com/a b', 'a space or another'],
		['with an invisible character', 'https://api\u200b.example.com', 'a space or another'],
		['without a host', 'https://', ''],
		['with an invalid port', 'https://api.example.com:99999', 'not a valid web address'],
		['with an invalid host', 'https://[::1', 'not a valid web address'],
		['that is empty', '', 'is empty'],
		['of spaces', '   ', 'is empty'],
		['that is missing', undefined, 'is empty'],
		['that is null', null, 'is empty'],
		['that is not text', 5, 'is not text'],
		['that is a list', ['https://api.example.com'], 'is not text'],
		['with half a character', 'https://api.example.com/\ud800', 'invalid character'],
	])('%s is rejected by name', (_name, value, words) => {
		const message = problem(() => baseUrl(value));
		expect(message).toContain("'Base URL' of the Example API credential");
		expect(message).toContain(words);
	});

	test.each([
		'http://localhost:5000/x',
		'http://127.0.0.1:5000/x',
		'http://127.8.8.8:5000/x',
		'http://[::1]:5000/x',
	])('may use plain http to this machine: %s', (value) => {
		expect(baseUrl(value)).toBe(value);
	});

	test.each([
		'http://api.example.com',
		'http://localhost.evil.example',
		'http://127.0.0.1.evil.example',
		'http://[::2]',
		'http://192.168.0.1',
		'http://0.0.0.0',
		'HTTP://api.example.com',
	])('may use plain http to other machines only where that is allowed: %s', (value) => {
		expect(problem(() => baseUrl(value))).toContain(
			"'Base URL' of the Example API credential must",
		);
		expect(baseUrl(value, { allowHttp: true })).toMatch(/^http:\/\//);
	});

	test('may not hold a user name even there', () => {
		const value = 'http://ops@chat.example';
		expect(problem(() => baseUrl(value, { allowHttp: true }))).toContain('user name');
	});
});

describe('a header value', () => {
	const read = (value: unknown) => reader(value).headerValue('field', 'X-Tag');

	test.each(['test', 'bGl2ZQ==', 'two words', 'two  spaces', '!"#$%&\'()*+,-./:;<=>?@[]^_`{|}~'])(
		'%j is read as it is',
		(value) => {
			expect(read(value)).toBe(value);
		},
	);

	test.each([
		'a\nb',
		'a\rb',
		'a\r\nX-Evil: 1',
		'a\n',
		' a',
		'a ',
		'a\tb',
		'a\u0000',
		'tökén',
		'a\u007f',
		'a\u2028b',
		'',
		' ',
		undefined,
		null,
		5,
		true,
		{},
		'\udc00',
	])('%j is rejected by name', (value) => {
		expect(problem(() => read(value))).toContain("'X-Tag' of the Example API credential");
	});

	test('that cannot be sent has an error that says so', () => {
		expect(problem(() => read(' a'))).toBe(
			"'X-Tag' of the Example API credential holds a line break, an outer space or another character that cannot be sent. Paste it again, without anything before or after it.",
		);
	});
});

describe('a form value', () => {
	const read = (value: unknown) => reader(value).formValue('field', 'Password');

	test.each(['invented', ' two words ', 'two\r\nlines', 'tökén'])(
		'%j is read as it is',
		(value) => {
			expect(read(value)).toBe(value);
		},
	);

	test.each(['two\nlines', 'two\rlines', 'a\r\nb\nc', '\nx', 'x\r'])(
		'%j is rejected: it would arrive changed',
		(value) => {
			expect(problem(() => read(value))).toBe(
				"'Password' of the Example API credential holds a line break. Type it again on one line.",
			);
		},
	);
});

describe('a choice', () => {
	const read = (value: unknown) => reader(value).choice('field', 'Sign In With', ['a', 'b']);

	test('is one of the choices, and the first by default', () => {
		expect(['a', 'b'].map(read)).toEqual(['a', 'b']);
		expect(reader(1).choice('not there', 'Sign In With', ['a', 'b'])).toBe('a');
	});

	// n8n's source control blanks every text of a credential.
	test('an empty one is the first', () => {
		expect(read('')).toBe('a');
	});

	// A field that is undefined or null comes from an expression.
	test.each([undefined, null, 'c', 1, ['a']])('%j is rejected', (value) => {
		expect(problem(() => read(value))).toBe(
			"'Sign In With' of the Example API credential must be one of: a, b.",
		);
	});
});

describe('a part of a path', () => {
	const read = (value: unknown) => reader(value).pathPart('field', 'User ID');

	test.each(['5de8c0ffee', 'a/b', '../x', 'a?b#c', 'ü 1', '...'])('%j is accepted', (value) => {
		expect(read(value)).toBe(value);
	});

	test.each(['.', '..', 'a\nb', 'a\u0000', '', ' ', 7, '\ud83d'])('%j is rejected', (value) => {
		expect(problem(() => read(value))).toContain("'User ID' of the Example API credential");
	});

	test('that is a step in the path has an error that says so', () => {
		expect(problem(() => read('..'))).toBe(
			"'User ID' of the Example API credential cannot be part of a web address. Check it.",
		);
	});
});

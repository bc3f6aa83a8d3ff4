import { redact } from '../../../tokens/http/redact';

/** A secret that JSON, queries and other encodings change. */
const SECRET = 'Sömmer"2031\\ & wär+m';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const wrapped = (text: string, width: number, end = '\r\n') =>
	text.replace(new RegExp(`.{${width}}`, 'g'), `$&${end}`);

/** No four characters of the encoded secret are left. */
function expectHidden(said: string): void {
	const shown = redact(said, [SECRET]);
	expect(shown).toContain('***');
	const encodings = [
		SECRET,
		JSON.stringify(SECRET).slice(1, -1),
		encodeURIComponent(SECRET),
		base64(JSON.stringify(SECRET).slice(1, -1)),
		base64(encodeURIComponent(SECRET)),
		Buffer.from(JSON.stringify(SECRET).slice(1, -1)).toString('hex'),
		Buffer.from(encodeURIComponent(SECRET)).toString('hex'),
	];
	for (const encoded of encodings)
		for (let at = 0; at + 6 <= encoded.length; at += 1)
			expect(shown).not.toContain(encoded.slice(at, at + 6));
}

const BODIES: Array<[string, string]> = [0, 1, 2].flatMap((more) => [
	[
		`JSON, ${more} characters in`,
		JSON.stringify({ [`e${'x'.repeat(more)}`]: 1, password: SECRET }),
	],
	[
		`a query, ${more} characters in`,
		`e${'x'.repeat(more)}=1&password=${encodeURIComponent(SECRET)}`,
	],
]);

describe.each(BODIES)('a gateway repeats the body of the request: %s', (_name, body) => {
	test('in Base64', () => expectHidden(`bad request: ${base64(body)}`));

	test('in Base64url', () =>
		expectHidden(`bad request: ${Buffer.from(body).toString('base64url')}`));

	test.each([4, 19, 64, 76])('in Base64, broken into lines of %i', (width) => {
		expectHidden(`bad request: ${wrapped(base64(body), width)}`);
	});

	test('in Base64, broken into lines, in JSON', () => {
		expectHidden(JSON.stringify({ message: wrapped(base64(body), 19, '\n') }));
	});

	test('in hex', () => expectHidden(`bad request: ${Buffer.from(body).toString('hex')}`));
});

describe.each(['pässwörd-x', 'ab/cd/ef12', 'my pass word!1', "it's (so) *odd*~"])(
	'a body that another program wrote, with %s in it',
	(secret) => {
		const json = JSON.stringify({ e: 1, p: secret });
		const ascii = json.replace(
			/[\u0080-\uffff]/g,
			(char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
		);
		const bodies = {
			'JSON in ASCII': ascii,
			'JSON with slashes escaped': json.replace(/\//g, '\\/'),
			'a form': new URLSearchParams({ e: '1', p: secret }).toString(),
			'a query with + for spaces': `e=1&p=${encodeURIComponent(secret).replace(/%20/g, '+')}`,
		};

		test.each(Object.entries(bodies))('%s', (_name, body) => {
			for (const shown of [base64(body), Buffer.from(body).toString('hex')]) {
				const masked = redact(`bad request: ${shown}`, [secret]);
				expect(masked).toContain('***');
				const tail = masked.slice(masked.lastIndexOf('***') + 3);
				expect(tail.length).toBeLessThan(8);
			}
		});
	},
);

test('words that only begin like a part of the Base64 are left alone', () => {
	expect(redact('the pass word is a b c', ['password'])).toBe('the pass word is a b c');
});

test('a text that is not in UTF-8 is not shown: a secret could look different in it', () => {
	const latin1 = Buffer.from(`no such ${SECRET}`, 'latin1').toString('utf8');
	expect(redact(latin1, [SECRET])).toBe('');
	const utf16 = Buffer.from('no such invented-secret', 'utf16le').toString('utf8');
	expect(redact(utf16, ['invented-secret'])).toMatch(/ \*\*\*$/);
	expect(redact('all is well', [SECRET])).toBe('all is well');
});

test('a secret that is not valid Unicode does not break the search', () => {
	expect(redact('it says \ud800broken', ['\ud800broken-secret'])).toContain('it says');
});

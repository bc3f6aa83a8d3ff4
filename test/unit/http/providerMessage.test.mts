import { messageIn } from '../../../tokens/http/providerMessage';

describe('the message in a response', () => {
	test('is read from the bytes that Personr documents, which are not valid JSON', () => {
		const bytes = Buffer.from(
			'7b2273746174757343 6f6465223a203430302c2022726561736f6e223a2022494e56414c49445f4c4f47494e5f43524544454e5449414c53222c20226d657373616765223a20225765206469646ee280997420 66696e6420616e206163636f756e7420776974682074686f7365206c6f67696e2063726564656e7469616c73222c207d'.replace(
				/ /g,
				'',
			),
			'hex',
		);
		expect(() => JSON.parse(bytes.toString())).toThrow();
		expect(messageIn(bytes.toString())).toBe(
			'INVALID_LOGIN_CREDENTIALS: We didn’t find an account with those login credentials',
		);
	});

	test.each<[string, unknown, string]>([
		['FastAPI', { detail: 'Incorrect email or password' }, 'Incorrect email or password'],
		[
			'FastAPI, in a list',
			{
				detail: [
					{ type: 'missing', loc: ['query', 'email'], msg: 'Field required' },
					{ type: 'missing', loc: ['query', 'password'], msg: 'Field required' },
				],
			},
			'query email: Field required: query password: Field required',
		],
		['FastAPI, in a list with numbers', { detail: [{ loc: ['body', 0], msg: 'x' }] }, 'body: x'],
		['a gateway', { message: 'Forbidden', code: 'KEY' }, 'Forbidden'],
		[
			'Bubble',
			{ error_class: 'Unauthorized', args: { code: 401 }, message: null, translation: 'Expired' },
			'Expired',
		],
		[
			'Bubble, for a missing parameter',
			{ statusCode: 400, body: { status: 'MISSING_DATA', message: 'Missing parameter' } },
			'Missing parameter',
		],
		['Bubble, inside HTTP 200', { status: 'error', response: 'Locked' }, 'Locked'],
		[
			'Rocket.Chat',
			{ success: false, error: 'Not Authorized [not-authorized]' },
			'Not Authorized [not-authorized]',
		],
		[
			'Rocket.Chat, without a login',
			{ status: 'error', message: 'You must be logged in to do this.' },
			'You must be logged in to do this.',
		],
		[
			'Rocket.Chat, saying it twice',
			{ status: 'error', message: 'You must be logged in.', error: 'You must be logged in.' },
			'You must be logged in.',
		],
		['GIRO', { status: 'error', message: 'not found' }, 'not found'],
		['GIRO, with an object', { status: 'error', message: { is2FA: true } }, ''],
		['an object in an object', { error: { message: 'Inner' } }, 'Inner'],
		['an object four levels down', { error: { error: { error: { error: 'x' } } } }, 'x'],
		['a list too deep to be looked at', { error: [[[['x']]]] }, ''],
		[
			'a long list, of which the first five',
			{ errors: ['a', 'b', 'c', 'd', 'e', 'f'] },
			'a: b: c: d: e',
		],
		[
			'a short and a long form of the same',
			{ reason: 'No key', message: 'No key given' },
			'No key given',
		],
		['the same with other spaces', { reason: 'No key ', message: ' No key' }, 'No key'],
		['no words', { code: 5 }, ''],
		['__proto__', JSON.parse('{"__proto__":{"message":"x"},"error":"y"}'), 'y'],
	])('of %s', (_name, body, expected) => {
		expect(messageIn(JSON.stringify(body))).toBe(expected);
	});

	test.each([
		[
			'a page, by its title',
			'<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>x</body></html>',
			'502 Bad Gateway',
		],
		['a page without a title', '<html><body><script>x</script></body></html>', ''],
		['a page behind spaces', '\n <html><title>502</title></html>', '502'],
		['a title with attributes', '<html><title lang="en">502</title></html>', '502'],
		['text that speaks of a page', 'No <html> here, please', 'No <html> here, please'],
		[
			'JSON with commas too many, as what it means',
			'{"detail":[{"loc":["body","email"],"msg":"required",},\n]}',
			'body email: required',
		],
		[
			'JSON that was cut off, with an escape that is none',
			'{"message": "50\\x off", "and',
			'50\\x off',
		],
		['plain text', 'upstream connect error', 'upstream connect error'],
		['JSON with a byte order mark', '\uFEFF{"message":"x"}', 'x'],
		[
			'JSON that was cut off',
			'{"message": "It \\"broke\\" \\u00e9", "detail": "and mo',
			'It "broke" é',
		],
		['JSON with single words in broken places', '{message: 1, "reason" : "r" "error":"e"}', 'r: e'],
		['nothing', '', ''],
		['a list', '["x"]', '["x"]'],
	])('in %s', (_name, text, expected) => {
		expect(messageIn(text)).toBe(expected);
	});

	test('of JSON that is too deep is empty', () => {
		const deep = `${'{"error":'.repeat(5_000)}"x"${'}'.repeat(5_000)}`;
		expect(messageIn(deep)).toBe('');
	});
});

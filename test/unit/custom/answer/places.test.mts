import { findToken } from '../../../../tokens/custom/answer/findToken';
import { answer, CONTEXT, failureOf, found, SECOND, TOKEN } from '../../../support/answers.mts';

const [SECRET] = CONTEXT.secrets;

/** The error of a login whose answer holds no token. */
function wordsAt(...response: Parameters<typeof answer>): string {
	return failureOf(() => found(answer(...response))).words;
}

test('the places in an answer are listed, and no value of it', () => {
	const json = {
		data: {
			session: { id: TOKEN, n: 12345678, on: true, none: null },
			items: [{ a: 'x1y2z3w4' }, { b: 1 }],
		},
	};
	const words = wordsAt(json, {
		headers: {
			'x-thing': 'x1y2z3w4',
			date: 'now',
			'content-type': 'application/json',
			server: 'nginx',
		},
		setCookies: ['sid=x1y2z3w4'],
	});
	expect(words).toContain(
		'The answer is JSON. It holds `data.session.id`, `data.items[0].a`, `data.session.n`, `data.session.on`, the cookie `sid`, the header `x-thing`.',
	);
	expect(words).toContain("Enter where the token is in 'Token in the Answer' under 'Settings'");
	for (const value of [TOKEN, '12345678', 'x1y2z3w4', 'nginx']) expect(words).not.toContain(value);
});

test('at most 20 of them, and headers and cookies have room', () => {
	const json = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`key${i}`, 'value']));
	const headers = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x-${i}`, 'value']));
	const count = (words: string) => (words.match(/`/g) ?? []).length / 2;
	expect(count(wordsAt(json))).toBe(20);
	expect(wordsAt(json)).toContain('`key19` and more.');
	expect(count(wordsAt(json, { headers }))).toBe(20);
	const words = wordsAt(json, { headers, setCookies: ['a=1'] });
	expect(count(words)).toBe(20);
	expect(words).toContain('`key9`, the cookie `a`, the header `x-0`');
	expect(wordsAt({ a: 'x' })).toContain('It holds `a`. ');
});

test('a name that is long, or holds a secret, is left out', () => {
	const long = 'n'.repeat(41);
	const words = wordsAt(
		{
			[long]: 'x',
			[SECRET]: { id: 'x' },
			[`my-${SECRET}`]: 'x',
			[Buffer.from(SECRET).toString('base64')]: 'x',
			['n'.repeat(40)]: 'x',
			'a.b': 'x',
			'line\nbreak': 'x',
		},
		{ headers: { [SECRET]: 'x' }, setCookies: [`${SECRET}=1`] },
	);
	expect(words).toContain('It holds `…`, `nnnn');
	expect(words).toContain('`["a.b"]`, `….id`, the cookie `…`, the header `…`');
	for (const value of [long, SECRET, 'line']) expect(words).not.toContain(value);
});

test('a short secret, and one that is spread over several names, are left out as well', () => {
	const context = { title: 'Example', secrets: ['abc', 'hunter.two'] };
	const auto = { from: 'auto', path: '' } as const;
	const json = { abc: 'x', hunter: { two: 'x' }, abcd: 'x', other: 'x' };
	const { words } = failureOf(() => findToken(answer(json), auto, auto, context));
	expect(words).toContain('It holds `…`, `abcd`, `other`. ');
});

test.each([
	['', 'The answer is empty.'],
	[
		'<!DOCTYPE html><html><head><title>Sign in</title></head></html>',
		'The answer is an HTML page.',
	],
	['<?xml version="1.0"?><a>x</a>', 'The answer is XML.'],
	['Fails.', 'The answer is plain text.'],
	['[]', 'The answer is JSON.'],
	['null', 'The answer is JSON.'],
])('what kind of answer it is: %j', (text, expected) => {
	expect(wordsAt(text)).toContain(expected);
});

describe('what the API says in words', () => {
	test.each<[unknown, string]>([
		[{ error: 'Invalid credentials' }, 'answer. Invalid credentials. The'],
		[
			{ errcode: 40001, errmsg: 'invalid credential' },
			'answer. errcode 40001: invalid credential. The',
		],
		[{ success: false, error: { code: 400 } }, 'answer. code 400. The'],
		[
			{ error: 'invalid_grant', error_description: 'Bad user' },
			'answer. invalid_grant: Bad user. The',
		],
		[{ errors: [{ message: 'No such user' }] }, 'answer. No such user. The'],
		['Fails.', 'answer. Fails. The'],
		['<html><title>Sign in</title><p>Hello</p></html>', 'answer. Sign in. The'],
	])('is told: %j', (body, expected) => {
		expect(wordsAt(body)).toContain(
			`Example answered the login, but no token was found in its ${expected}`,
		);
	});

	test.each<unknown>([
		{ data: TOKEN },
		{ data: { thing: TOKEN } },
		{ message: TOKEN },
		{ message: `Your session is ${TOKEN}` },
		{ message: `session=${TOKEN}` },
		{ message: 'x'.repeat(41) },
		`SID=${TOKEN}\nAuth=${TOKEN}`,
		`<session>${TOKEN} and more</session>`,
	])('is not told where it could be the token: %j', (body) => {
		const words = wordsAt(body);
		expect(words).toContain('no token was found in its answer. The answer is');
		for (const value of [TOKEN, 'x'.repeat(41)]) expect(words).not.toContain(value);
	});

	test('is scrubbed', () => {
		expect(wordsAt({ error: `No ${SECRET} here` })).toContain('No *** here');
	});
});

test('a redirect is told by its origin', () => {
	const location = `https://sso.example.com/login?secret=${TOKEN}`;
	const words = wordsAt('', { status: 302, headers: { location } });
	expect(words).toContain('which redirects to https://sso.example.com. ');
	expect(words).not.toContain(TOKEN);
});

test('an answer of a megabyte is read in no time', () => {
	const wide = Object.fromEntries(Array.from({ length: 70_000 }, (_, i) => [`k${i}`, '12345678']));
	const deep = `${'['.repeat(50_000)}"x"${']'.repeat(50_000)}`;
	const started = performance.now();
	expect(wordsAt(wide)).toContain('`k0`');
	expect(wordsAt(deep)).toContain('The answer is JSON');
	expect(wordsAt(`${'{"a":'.repeat(50_000)}"x"${'}'.repeat(50_000)}`)).toContain('JSON');
	expect(performance.now() - started).toBeLessThan(10 * SECOND);
});

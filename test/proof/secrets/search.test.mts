import { NodeApiError, type INode } from 'n8n-workflow';

import { FORMS, find, findParts, written, writtenIn } from './search.mts';

const SECRET = 'Hidden+pass/wörd="42" & <more>';
const SECRETS = { password: SECRET };
const NAMES = Object.keys(FORMS);

/** What can be searched, with a text planted somewhere in it. */
const PLACES: Record<string, (text: string) => string> = {
	'the message of an error': (text) => written(new Error(`It said: ${text}`)),
	'an enumerable property of an error, deep': (text) =>
		written(Object.assign(new Error('no'), { response: { a: [{ b: { c: { d: [text] } } }] } })),
	'a property of an error that is not enumerable': (text) =>
		written(Object.defineProperty(new Error('no'), 'kept', { value: { a: text } })),
	'the cause of an error': (text) => written(new Error('no', { cause: new Error(text) })),
	'a symbol of an error': (text) =>
		written(Object.assign(new Error('no'), { [Symbol('kept')]: { text } })),
	"the context of n8n's own error": (text) =>
		written(new NodeApiError({ name: 'Node' } as INode, { response: { data: { text } } } as never)),
	'a map': (text) => written(new Map([['a', new Set([text])]])),
	'JSON in JSON in JSON': (text) => JSON.stringify(JSON.stringify(JSON.stringify({ a: text }))),
	'a line of a log': (text) => `2026-01-01 | debug | Sent ${text} {"file": "x.js"}`,
	'the bytes of a file': (text) => Buffer.from(`\u0000\u0001${text}\u0000`).toString('utf8'),
};

describe.each(Object.keys(PLACES))('a leak in %s is found', (place) => {
	test.each(NAMES)('%s', (form) => {
		expect(find(SECRETS, PLACES[place]('echo none end'))).toEqual([]);
		const found = find(SECRETS, PLACES[place](`echo ${writtenIn(form, SECRET)} end`));
		expect(found.map((leak) => leak.slice(0, leak.indexOf(': ')))).toContain(`password, ${form}`);
	});
});

test.each(NAMES)('%s: half of it at the edge of a page is found', (form) => {
	const whole = FORMS[form](SECRET);
	for (const cut of [3, whole.length / 2, whole.length - 3].map(Math.round)) {
		const page = `${'x'.repeat(100)}${whole.slice(0, cut)}\u0000\u0001\u0002${whole.slice(cut)}`;
		expect(find(SECRETS, page)).toEqual([]);
		expect(find(SECRETS, page, { pieces: true }).length).toBeGreaterThan(0);
	}
});

test('a part of it is found', () => {
	expect(findParts(SECRETS, 'It was Hidden+pass…')).toEqual([
		"password: part 'Hidden+pas'",
		"password: part 'idden+pass'",
	]);
	expect(findParts(SECRETS, 'It was Hidden…')).toEqual([]);
});

test.each(NAMES)('%s: text that holds no secret is none', (form) => {
	const other = writtenIn(form, 'Another+word/that="is" & <none>');
	expect(find(SECRETS, other, { pieces: true })).toEqual([]);
});

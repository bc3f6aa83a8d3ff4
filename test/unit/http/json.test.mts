import { isJson, jsonOf, objectIn, parse } from '../../../tokens/http/json';

test.each([
	[{}, true],
	[{ key: null }, true],
	[[], false],
	[null, false],
	[undefined, false],
	['{}', false],
	[1, false],
])('an object with keys: %j is %s', (value, expected) => {
	expect(isJson(value)).toBe(expected);
});

test.each([
	[{ data: { token: 'a' } }, { token: 'a' }],
	[{ data: ['a'] }, {}],
	[{ data: 'a' }, {}],
	[{ data: null }, {}],
	[{ other: { token: 'a' } }, {}],
	[{}, {}],
	[['data'], {}],
	[null, {}],
	[undefined, {}],
	['data', {}],
])('what stands under "data" in %j is %j', (value, expected) => {
	expect(objectIn(value, 'data')).toEqual(expected);
});

test.each([
	['{"a":1}', { a: 1 }],
	['\uFEFF{"a":1}', { a: 1 }],
	[' {"a":"\uFEFF"} ', { a: '\uFEFF' }],
	['{"a":1,}', undefined],
	['{}\uFEFF', undefined],
	['["a"]', undefined],
	['"a"', undefined],
	['null', undefined],
	['', undefined],
	['<html></html>', undefined],
])('the object that an answer of %j holds is %j', (text, expected) => {
	expect(jsonOf(text)).toEqual(expected);
});

test('any JSON value is read, and what is none is none', () => {
	expect(['null', '[1]', '"a"', '2', '{', ''].map(parse)).toEqual([
		null,
		[1],
		'a',
		2,
		undefined,
		undefined,
	]);
});

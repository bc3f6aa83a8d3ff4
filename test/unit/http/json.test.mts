import {
	hasShape,
	isBoolean,
	isJson,
	isText,
	jsonOf,
	nullOr,
	objectIn,
	optional,
	parse,
	valueAt,
} from '../../../tokens/http/json';

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
])('the object under "data" in %j is %j', (value, expected) => {
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
])('the object in the text %j is %j', (text, expected) => {
	expect(jsonOf(text)).toEqual(expected);
});

test('any JSON value is parsed, and other text is undefined', () => {
	expect(['null', '[1]', '"a"', '2', '{', ''].map(parse)).toEqual([
		null,
		[1],
		'a',
		2,
		undefined,
		undefined,
	]);
});

test.each([
	['token', 'a'],
	['data.session.id', 7],
	['data.session', { id: 7 }],
	['data.session.id.more', undefined],
	['data.list.0', undefined],
	['other.id', undefined],
	['', undefined],
])('the value at %j is %j', (path, expected) => {
	const json = { token: 'a', data: { session: { id: 7 }, list: ['b'] } };
	expect(valueAt(json, path)).toEqual(expected);
});

test.each([
	[{ name: 'a', isOn: true, note: null }, true],
	[{ name: '', isOn: false, note: 'b', more: 1 }, true],
	[{ name: 'a', note: 'b' }, true],
	[{ name: 'a' }, false],
	[{ name: 1, note: null }, false],
	[{ name: undefined, note: null }, false],
	[{ name: 'a', isOn: null, note: null }, false],
	[{ name: 'a', isOn: 'true', note: null }, false],
	[{ name: 'a', note: 1 }, false],
	[{}, false],
	[[], false],
	[null, false],
	['a', false],
])('a text, an optional boolean and a text or null: %j is %s', (value, expected) => {
	const shape = { name: isText, isOn: optional(isBoolean), note: nullOr(isText) };
	expect(hasShape(value, shape)).toBe(expected);
});

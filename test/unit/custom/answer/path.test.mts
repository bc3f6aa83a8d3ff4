import fc from 'fast-check';
import lodash from 'lodash';

import { findAtPath, readAround, textBetween } from '../../../../tokens/custom/answer/path';

const JSON_VALUE = {
	token: 'a',
	data: { items: [{ id: 7 }, { id: 8 }], 'my.key': { id: 'b' }, my: { key: 'c', other: 'd' } },
	'': 'empty',
	none: null,
};

test.each<[string, unknown]>([
	['token', 'a'],
	[' token ', 'a'],
	['$.token', 'a'],
	['$["token"]', 'a'],
	['data.items[1].id', 8],
	['data.items.1.id', 8],
	["data['items'][0]['id']", 7],
	['data["my.key"].id', 'b'],
	['data.my.key.id', 'b'],
	['data.my.key', { id: 'b' }],
	['data.my.other', 'd'],
	['none', null],
	['', JSON_VALUE],
	['$', JSON_VALUE],
])('the value at %j', (path, expected) => {
	expect(findAtPath(JSON_VALUE, path)?.value).toEqual(expected);
});

test.each([
	'data.items[2]',
	'data.items[-1]',
	'data.items.length',
	'data.items[1e0]',
	'token.length',
	'token[0]',
	'none.more',
	'Token',
	'constructor',
	'__proto__',
	'data.toString',
])('there is no value at %j', (path) => {
	expect(findAtPath(JSON_VALUE, path)).toBeUndefined();
});

test('arrays can be at the top', () => {
	expect(findAtPath([{ token: 'a' }], '[0].token')?.value).toBe('a');
	expect(findAtPath([{ token: 'a' }], '0.token')?.value).toBe('a');
	expect(findAtPath([{ token: 'a' }], '$[0].token')?.value).toBe('a');
});

test('the keys on the way are told', () => {
	expect(findAtPath(JSON_VALUE, 'data.items.1.id')?.keys).toEqual(['data', 'items', 1, 'id']);
	expect(findAtPath(JSON_VALUE, 'data.my.key.id')?.keys).toEqual(['data', 'my.key', 'id']);
});

describe('lodash reads every path alike:', () => {
	const names = fc.stringMatching(/^[a-z][a-zA-Z0-9_-]{0,5}$/);
	const values = fc.letrec((tie) => ({
		value: fc.oneof(
			{ depthSize: 'small' },
			fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
			fc.array(tie('value'), { maxLength: 3 }),
			fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
		),
	})).value;

	/** Each path in a value, as keys. */
	function pathsIn(
		value: unknown,
		keys: Array<string | number> = [],
	): Array<Array<string | number>> {
		const children = Array.isArray(value)
			? value.map((inner, index) => [index, inner] as const)
			: lodash.isPlainObject(value)
				? Object.entries(value as object)
				: [];
		return [keys, ...children.flatMap(([key, inner]) => pathsIn(inner, [...keys, key]))];
	}

	test('with brackets, and with dots alone', () => {
		let paths = 0;
		fc.assert(
			fc.property(values, (value) => {
				for (const keys of pathsIn(value).slice(1)) {
					const brackets = keys
						.map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`))
						.join('');
					for (const path of [brackets, keys.join('.')]) {
						paths += 1;
						expect(findAtPath(value, path)?.value).toEqual(lodash.get(value, path));
					}
				}
			}),
		);
		expect(paths).toBeGreaterThan(100);
	});

	test('also where the value is missing', () => {
		fc.assert(
			fc.property(values, fc.array(names, { minLength: 1, maxLength: 4 }), (value, keys) => {
				const path = keys.filter((key) => key !== 'length').join('.');
				fc.pre(path !== '');
				expect(findAtPath(value, path)?.value).toEqual(lodash.get(value, path));
			}),
		);
	});
});

describe('the text around a value', () => {
	test.each([
		['<a>…</a>', { before: '<a>', after: '</a>' }],
		['<a>...</a>', { before: '<a>', after: '</a>' }],
		['wait...…end', { before: 'wait...', after: 'end' }],
		['Auth=…', { before: 'Auth=', after: '' }],
		['…;', { before: '', after: ';' }],
		['…', undefined],
		['...', undefined],
		['', undefined],
		['sessionKey', undefined],
	])('in %j', (path, expected) => {
		expect(readAround(path)).toEqual(expected);
	});

	test.each([
		['<a>x</a><a>y</a>', '<a>…</a>', 'x'],
		['<a>\n x \n</a>', '<a>…</a>', 'x'],
		['<a>x&amp;y&#x2b;&#47;&quot;</a>', '<a>…</a>', 'x&y+/"'],
		['<a>&#x110000;&nbsp;</a>', '<a>…</a>', '&#x110000;&nbsp;'],
		['sid=x&amp;y|', 'sid=…|', 'x&amp;y'],
		['SID=1\nAuth=x\n', 'Auth=…', 'x'],
		['x;y', '…;', 'x'],
		['</a><a>x</a>', '<a>…</a>', 'x'],
		['<a>x', '<a>…</a>', undefined],
		['x</a>', '<a>…</a>', undefined],
		['', '<a>…', undefined],
	])('in %j: %j', (text, path, expected) => {
		const around = readAround(path);
		expect(around && textBetween(text, around)).toBe(expected);
	});
});

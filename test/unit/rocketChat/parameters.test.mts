import type { Parameters } from '../../../tokens/operations/parameters';
import {
	readBypass,
	readDays,
	readLimit,
	readText,
	readTwoFactor,
} from '../../../tokens/rocketChat/parameters';
import { problem } from '../../support/problem.mts';

/** Parameters whose expressions returned these values. */
const given = (values: Record<string, unknown>) =>
	({
		getNodeParameter: (name: string, _item: number, otherwise: unknown) =>
			name in values ? values[name] : otherwise,
	}) as unknown as Parameters;

describe('a text', () => {
	const read = (value: unknown) => readText(given({ name: value }), 0, 'name', 'Name');

	test.each(['x', ' x ', 'ü😀'])('is returned as it is: %j', (value) => {
		expect(read(value)).toBe(value);
	});

	test.each([
		[5, "'Name' is not text. If it is an expression, make it return text."],
		[null, "'Name' is not text. If it is an expression, make it return text."],
		['', "'Name' is empty. Fill it in."],
		[' \n', "'Name' is empty. Fill it in."],
		['\ud800', "'Name' contains an invalid character."],
	])('%j is an error that names the parameter', (value, message) => {
		expect(problem(() => read(value))).toBe(message);
	});
});

describe('the bypass of two-factor codes', () => {
	const read = (options: unknown) => readBypass(given({ options }), 0);

	test('is off where it was not added', () => {
		expect(readBypass(given({}), 0)).toBe(false);
		expect(read({})).toBe(false);
		expect(read({ bypassTwoFactor: undefined })).toBe(false);
		expect(read({ bypassTwoFactor: true })).toBe(true);
	});

	test.each(['true', 1, null, {}])('%p is an error that names the parameter', (bypassTwoFactor) => {
		expect(problem(() => read({ bypassTwoFactor }))).toBe("'Bypass Two-Factor' must be on or off.");
	});
});

test('an age and a limit have defaults', () => {
	expect(readDays(given({}), 0)).toBe(30);
	expect(readLimit(given({}), 0)).toBe(50);
	expect(readLimit(given({ returnAll: true, limit: -1 }), 0)).toBeUndefined();
	expect(problem(() => readLimit(given({ returnAll: 1 }), 0))).toBe(
		"'Return All' must be on or off.",
	);
});

describe('a two-factor code', () => {
	const read = (options: Record<string, unknown>) => readTwoFactor(given({ options }), 0);

	test('is empty where none is given', () => {
		const none = { method: 'automatic', code: '' };
		expect(read({})).toEqual(none);
		expect(read({ twoFactorCode: null })).toEqual(none);
		expect(read({ twoFactorCode: undefined })).toEqual(none);
	});

	test.each([
		['123456', '123456'],
		[' 123456\n', '123456'],
		['123 456', '123456'],
		['123-456', '123456'],
		[12345, '012345'],
		['aB3dE5gH', 'aB3dE5gH'],
		['1-2', '1-2'],
	])('%j is sent as %s', (twoFactorCode, code) => {
		expect(read({ twoFactorCode })).toEqual({ method: 'automatic', code });
	});

	test('that is a password is returned as it is', () => {
		const twoFactorCode = ' pass wörd ';
		expect(read({ twoFactorMethod: 'password', twoFactorCode })).toEqual({
			method: 'password',
			code: twoFactorCode,
		});
	});

	test.each([[true], [{}], [['1']]])('%j is an error that names the parameter', (twoFactorCode) => {
		expect(problem(() => read({ twoFactorCode }))).toBe("'Two-Factor Code' is not text.");
	});

	test.each(['12 34', '1\n2', 'é'])(
		'%j is an error: no code contains that character',
		(twoFactorCode) => {
			expect(problem(() => read({ twoFactorCode }))).toMatch(
				/^'Two-Factor Code' holds a space, .* set 'Two-Factor Method' to 'Password'\.$/,
			);
		},
	);

	test('an unknown method is an error that lists the known ones', () => {
		expect(problem(() => read({ twoFactorMethod: 'sms' }))).toBe(
			"'Two-Factor Method' must be one of: automatic, email, totp, password.",
		);
	});
});

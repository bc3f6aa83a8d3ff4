import { jwtExpiry } from '../../../tokens/provider/jwt';

describe('the expiry of a JWT', () => {
	test('is the second in its payload, up to the last that a Date can hold', () => {
		expect(jwtExpiry(`a.${btoa('{"exp":1768435200}')}.c`)).toBe(1_768_435_200_000);
		expect(jwtExpiry(`a.${btoa('{"exp":8640000000000}')}.c`)).toBe(8.64e15);
	});

	test.each([
		'no.jwt',
		'a.b.c',
		'abc',
		'',
		'a..c',
		`a.${btoa('{"exp":"soon"}')}.c`,
		`a.${btoa('{"exp":"1768435200"}')}.c`,
		`a.${btoa('{"exp":8640000000001}')}.c`,
		`a.${btoa('[]')}.c`,
	])('is undefined for %j', (text) => {
		expect(jwtExpiry(text)).toBeUndefined();
	});
});

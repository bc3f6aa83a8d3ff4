import { madeUpToken } from '../../../../tokens/custom/judges/madeUp';

const JWT =
	'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
const MANY = Array.from({ length: 200 }, (_, n) => n);

describe('a made-up token', () => {
	test.each([
		['letters and digits', 'abcXYZ019-_.~+/=', /^[a-z]{3}[A-Z]{3}\d{3}-_\.~\+\/=$/],
		['hexadecimal digits', 'deadbeef01234567', /^[a-f]{8}\d{8}$/],
		['a UUID', '9B2C6F4E-1D3A-4C5B-8E7F-0A1B2C3D4E5F', /^[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}$/],
		['digits', '4711471147114711', /^\d{16}$/],
	])('has the form of the real one: %s', (_what, token, pattern) => {
		const made = MANY.map(() => madeUpToken(token, false));
		for (const one of made) {
			expect(one).toMatch(pattern);
			expect(one).not.toBe(token);
		}
		expect(new Set(made).size).toBeGreaterThan(190);
	});

	test('takes every character of a class', () => {
		const seen = (token: string) => new Set(MANY.map(() => madeUpToken(token, false)).join(''));
		expect(seen('zzzzzzzz').size).toBe(26);
		expect(seen('ZZZZZZZZ').size).toBe(26);
		expect(seen('11111111').size).toBe(10);
		expect(seen('aaaaaaaa').size).toBe(6);
	});

	test('of a JWT has another signature, and nothing else', () => {
		const [header, payload, signature] = JWT.split('.');
		const made = madeUpToken(JWT, false).split('.');
		expect(made.slice(0, 2)).toEqual([header, payload]);
		expect(made[2]).toHaveLength(signature.length);
		expect(made[2]).not.toBe(signature);
	});

	test('of an encrypted JWT has another last part', () => {
		const jwe = 'eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFnZ3RhZ2d0YWdn';
		const made = madeUpToken(jwe, false);
		expect(made.slice(0, jwe.lastIndexOf('.'))).toBe(jwe.slice(0, jwe.lastIndexOf('.')));
		expect(made).not.toBe(jwe);
	});

	test('of cookies keeps their names, and what is percent-encoded readable', () => {
		const made = madeUpToken('B1SESSION=1a2b-3c4d; ROUTEID=s%3Aabcxyz.node1', true);
		expect(made).toMatch(
			/^B1SESSION=\d[a-f]\d[a-f]-\d[a-f]\d[a-f]; ROUTEID=[a-z]%3A[a-z]{6}\.[a-z]{4}\d$/,
		);
		expect(() => decodeURIComponent(made)).not.toThrow();
	});

	test('of a token without letters and digits is the same', () => {
		expect(madeUpToken('--------', false)).toBe('--------');
		expect(madeUpToken('%3A%3B', false)).toBe('%3A%3B');
	});

	test('differs even where one character has to', () => {
		for (const one of MANY.map(() => madeUpToken('-------7', false)))
			expect(one).toMatch(/^-{7}[0-689]$/);
	});
});

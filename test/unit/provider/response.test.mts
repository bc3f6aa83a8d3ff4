import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import {
	idOrNull,
	isSuccess,
	readDateTime,
	readExpiry,
	readToken,
	rejection,
	textOrNull,
	badResponse,
} from '../../../tokens/provider/response';
import { jsonOf } from '../../../tokens/http/json';

const PROVIDER = { title: 'Example' };

describe('readDateTime', () => {
	test.each([
		['2026-03-01T10:20:30Z', '2026-03-01T10:20:30.000Z'],
		['2026-03-01t10:20:30z', '2026-03-01T10:20:30.000Z'],
		['2026-03-01T10:20:30.5Z', '2026-03-01T10:20:30.500Z'],
		['2026-03-01T10:20:30.123456Z', '2026-03-01T10:20:30.123Z'],
		['2026-03-01T10:20:30.999999999Z', '2026-03-01T10:20:30.999Z'],
		['2026-03-01T10:20:30,25Z', '2026-03-01T10:20:30.250Z'],
		['2026-03-01T10:20:30+02:00', '2026-03-01T08:20:30.000Z'],
		['2026-03-01T10:20:30-0530', '2026-03-01T15:50:30.000Z'],
		['2026-03-01T10:20:30+01', '2026-03-01T09:20:30.000Z'],
		['2026-03-01T00:20:30+02:00', '2026-02-28T22:20:30.000Z'],
		['2026-03-01 10:20:30', '2026-03-01T10:20:30.000Z'],
		['2026-03-01T10:20:30', '2026-03-01T10:20:30.000Z'],
		['2026-03-01T10:20:30.123456', '2026-03-01T10:20:30.123Z'],
		['2026-03-01 10:20:30+00:00', '2026-03-01T10:20:30.000Z'],
		['2026-03-01T10:20', '2026-03-01T10:20:00.000Z'],
		[' 2026-03-01T10:20:30Z ', '2026-03-01T10:20:30.000Z'],
		['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
		['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
		['1000-01-01T00:00:00Z', '1000-01-01T00:00:00.000Z'],
		['2026-03-01T23:20:30+23:59', '2026-02-28T23:21:30.000Z'],
	])('%s', (text, expected) => {
		expect(new Date(readDateTime(text) ?? Number.NaN).toISOString()).toBe(expected);
	});

	test.each([
		'2026-02-31T00:00:00Z',
		'2026-02-29T00:00:00Z',
		'2026-13-01T00:00:00Z',
		'2026-00-01T00:00:00Z',
		'2026-01-00T00:00:00Z',
		'2026-01-01T24:00:00Z',
		'2026-01-01T10:60:00Z',
		'2026-01-01T10:00:60Z',
		'2026-01-01T10:00:61Z',
		'0999-12-31T00:00:00Z',
		'2026-01-01T10:00:00+99:00',
		'2026-01-01T10:00:00+02:75',
		'2026-01-01',
		'tomorrow',
		'1767225600',
		'Thu, 01 Jan 2026 00:00:00 GMT',
		'2026-01-01T10:00:00Zebra',
		'x2026-01-01T10:00:00Z',
		'',
		1767225600,
		null,
		undefined,
		{},
		new Date(),
	])('is nothing for %p', (value) => {
		expect(readDateTime(value)).toBeUndefined();
	});

	// The zone of a running process cannot be changed from within a test: each has a process of its own.
	test.each(['America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'])(
		'without a zone means UTC, also for a server in %s',
		(zone) => {
			const [own, read, hole] = inZone(
				zone,
				`[
					new Date('2026-03-01T10:20:30').getTime(),
					readDateTime('2026-03-01T10:20:30'),
					// An hour that does not exist in New York, for its clocks are put forward then.
					readDateTime('2026-03-08 02:30:00'),
				]`,
			);
			expect(own).not.toBe(Date.UTC(2026, 2, 1, 10, 20, 30));
			expect(read).toBe(Date.UTC(2026, 2, 1, 10, 20, 30));
			expect(hole).toBe(Date.UTC(2026, 2, 8, 2, 30));
		},
	);
});

/** The value of an expression about `readDateTime`, in a process with this time zone. */
function inZone(zone: string, expression: string): unknown[] {
	const program = `
		const { transformFileSync } = require('@swc/core');
		const config = require('./swc.config.js');
		require.extensions['.ts'] = (module, file) =>
			module._compile(transformFileSync(file, config).code, file);
		const { readDateTime } = require('./tokens/answer.ts');
		console.log(JSON.stringify(${expression}));`;
	const output = execFileSync(process.execPath, ['-e', program], {
		cwd: join(__dirname, '../..'),
		env: { ...process.env, TZ: zone },
		timeout: 20_000,
	});
	return JSON.parse(output.toString()) as unknown[];
}

describe('readToken', () => {
	test.each(['x', 'bus|1|x', 'a+b/c==', '=1+1', '!~', 'x'.repeat(8_192)])(
		'takes %.20s',
		(token) => {
			expect(readToken(token, PROVIDER)).toBe(token);
		},
	);

	test.each([
		[undefined, 'without a token'],
		[null, 'without a token'],
		['', 'without a token'],
		[0, 'its token is not text'],
		[true, 'its token is not text'],
		[['x'], 'its token is not text'],
		['x'.repeat(8_193), 'its token is longer than 8 kB'],
		['a b', 'its token holds characters that cannot be sent'],
		['a\n', 'its token holds characters that cannot be sent'],
		['\u007f', 'its token holds characters that cannot be sent'],
		['é', 'its token holds characters that cannot be sent'],
	])('refuses %p', (value, told) => {
		expect(() => readToken(value, PROVIDER)).toThrow(`Example answered, but ${told}`);
	});

	test('calls it by its name', () => {
		expect(() => readToken('', PROVIDER, 'JWT')).toThrow('without a JWT');
	});
});

describe('readExpiry', () => {
	const answer = { status: 200, text: '', sentAt: 1_000_000 };

	test('takes what lies ahead of the request, in whole milliseconds', () => {
		expect(readExpiry(1_000_001, answer, PROVIDER)).toBe(1_000_001);
		expect(readExpiry(1_000_500.7, answer, PROVIDER)).toBe(1_000_500);
		const last = Date.parse('9999-12-31T23:59:59.999Z');
		expect(readExpiry(last, answer, PROVIDER)).toBe(last);
	});

	test.each([
		[undefined, 'missing or cannot be read'],
		[Number.NaN, 'missing or cannot be read'],
		[Infinity, 'missing or cannot be read'],
		[Date.parse('9999-12-31T23:59:59.999Z') + 1, 'missing or cannot be read'],
		[1_000_000, 'already expired'],
		[-1, 'already expired'],
	])('refuses %p', (moment, told) => {
		expect(() => readExpiry(moment, answer, PROVIDER)).toThrow(told);
	});
});

describe('refusal', () => {
	const of = (status: number, text = '{"message":"why"}') =>
		rejection(PROVIDER, { status, text, sentAt: 0 }, { what: 'the login', check: 'Check it' }).redacted(
			[],
		);

	test.each([
		[400, 'refused', 'Example refused the login (400): why. Check it.'],
		[401, 'refused', 'Example refused the login (401): why. Check it.'],
		[
			404,
			'refused',
			'Example has nothing at this address for the login (404): why. Check the address in the credential. Check it.',
		],
		[408, 'unavailable', 'Example could not process the login (408): why. Try again later.'],
		[
			429,
			'unavailable',
			'Example could not process the login (429): why. It is limiting requests right now: wait a minute.',
		],
		[500, 'unavailable', 'Example could not process the login (500): why. Try again later.'],
		[200, 'refused', 'Example refused the login (200): why. Check it.'],
	])('with %i', (status, kind, message) => {
		expect(of(status)).toMatchObject({ kind, message });
	});

	test.each([405, 410])('with %i, as with 404', (status) => {
		expect(of(status).message).toContain('has nothing at this address');
	});

	test.each([
		[500, true],
		[408, true],
		[429, false],
		[401, undefined],
		[404, undefined],
	])('with %i: whether it may have been done all the same is %p', (status, unclear) => {
		expect(of(status).details.outcomeUnknown).toBe(unclear);
	});

	test('tells after how many seconds another attempt is allowed, where that is known', () => {
		const told = { what: 'the login', check: 'Check it' };
		const busy = { status: 429, text: '', sentAt: 0 };
		expect(rejection(PROVIDER, { ...busy, retryAfter: 1_001 }, told).details.retryAfter).toBe(2);
		expect(rejection(PROVIDER, busy, told).details).not.toHaveProperty('retryAfter');
	});

	test('without words', () => {
		expect(of(401, '').message).toBe('Example refused the login (401). Check it.');
	});
});

describe('jsonOf, textOrNull and idOrNull', () => {
	test.each(['', 'x', '[]', 'null', '5', '"x"', '{'])('%j holds no object', (text) => {
		expect(jsonOf(text)).toBeUndefined();
	});

	test.each([
		['a', 'a'],
		[5, '5'],
		[0, '0'],
		[5.5, null],
		[2 ** 53, null],
		['', null],
		[true, null],
		[null, null],
	])('%p is the id %p', (value, id) => {
		expect(idOrNull(value)).toBe(id);
	});

	test.each([undefined, null, '', 5, {}, []])('%p is no text', (value) => {
		expect(textOrNull(value)).toBeNull();
	});
});

test('success is what HTTP says it is', () => {
	expect([100, 199, 200, 204, 299, 300].map(isSuccess)).toEqual([
		false,
		false,
		true,
		true,
		true,
		false,
	]);
});

test('of an answer that cannot be used nobody knows whether a token was made', () => {
	expect(badResponse(PROVIDER, 'without a token')).toMatchObject({
		kind: 'answer',
		message:
			'Example answered, but without a token. Nothing was stored. Check the address in the credential; if it is right, the provider has changed its answers.',
		details: { unclear: true },
	});
});

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { readDateTime } from '../../../tokens/provider/timestamps';

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
	])('is undefined for %p', (value) => {
		expect(readDateTime(value)).toBeUndefined();
	});

	// A running process cannot change its time zone, so each zone gets a process of its own.
	test.each(['America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'])(
		'without a zone means UTC, even on a server in %s',
		(zone) => {
			const [own, read, hole] = inZone(
				zone,
				`[
					new Date('2026-03-01T10:20:30').getTime(),
					readDateTime('2026-03-01T10:20:30'),
					// An hour that does not exist in New York, because its clocks go forward then.
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
		const config = { jsc: { parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } };
		require.extensions['.ts'] = (module, file) =>
			module._compile(transformFileSync(file, config).code, file);
		const { readDateTime } = require('./tokens/provider/timestamps.ts');
		console.log(JSON.stringify(${expression}));`;
	const output = execFileSync(process.execPath, ['-e', program], {
		cwd: join(__dirname, '../../..'),
		env: { ...process.env, TZ: zone },
		timeout: 20_000,
	});
	return JSON.parse(output.toString()) as unknown[];
}

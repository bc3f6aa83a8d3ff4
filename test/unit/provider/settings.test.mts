import { readSettings } from '../../../tokens/provider/fieldReader';
import { isoTime } from '../../../tokens/provider/timestamps';
import type { Fields } from '../../../tokens/provider/provider';
import { problem } from '../../support/problem.mts';

function settings(fields: Fields) {
	return readSettings(fields, { credentialTitle: 'Example API' });
}

describe('the settings', () => {
	test('have defaults in a credential that is older than the fields', () => {
		expect(settings({})).toEqual({
			policy: { renewBefore: 0, maxAge: 0 },
			otherHosts: [],
			allowTokenOutput: true,
		});
	});

	test('may last a century', () => {
		const { policy } = settings({ renewBefore: 876_000 * 60, maxAge: 876_000 });
		expect(policy).toEqual({ renewBefore: 876_000 * 3_600_000, maxAge: 876_000 * 3_600_000 });
		expect(problem(() => settings({ maxAge: 876_001 }))).toContain(
			'must be a number from 0 to 876000.',
		);
		expect(problem(() => settings({ renewBefore: -1 }))).toContain('a number from 0 to 52560000.');
	});

	test('name a switch that is neither on nor off', () => {
		expect(problem(() => settings({ allowTokenOutput: 'yes' }))).toContain('must be on or off.');
	});

	test('count minutes and hours', () => {
		const { policy } = settings({ renewBefore: 1.5, maxAge: 24 });
		expect(policy).toEqual({ renewBefore: 90_000, maxAge: 86_400_000 });
	});

	test.each([
		['renewBefore', 'Renew Before Expiry (Minutes)', -1],
		['renewBefore', 'Renew Before Expiry (Minutes)', '5'],
		['maxAge', 'Maximum Token Age (Hours)', Number.NaN],
		['maxAge', 'Maximum Token Age (Hours)', Infinity],
		['maxAge', 'Maximum Token Age (Hours)', []],
		['allowTokenOutput', 'Allow Token Output', 'yes'],
		['allowTokenOutput', 'Allow Token Output', 1],
		['allowTokenOutput', 'Allow Token Output', undefined],
		['allowTokenOutput', 'Allow Token Output', null],
		['otherHosts', 'Other Hosts', 1],
	])('reject %s by the name %s: %p', (name, label, value) => {
		expect(problem(() => settings({ [name]: value }))).toContain(`'${label}'`);
	});

	test.each([1e10, 1e13, 1e300])(
		'never lead beyond the last date: a maximum age of %d hours',
		(maxAge) => {
			const message = problem(() => isoTime(Date.now() + settings({ maxAge }).policy.maxAge));
			expect(message).toMatch(/^$|'Maximum Token Age \(Hours\)'/);
		},
	);

	test.each([
		['', []],
		[' , ,', []],
		['files.example.com', ['files.example.com']],
		['files.example.com:443', ['files.example.com:443']],
		['files.example.com:4433', ['files.example.com:4433']],
		[' Files.Example.com , b.example:8443', ['files.example.com', 'b.example:8443']],
		['[2001:db8::1]:8443', ['[2001:db8::1]:8443']],
		['bücher.example', ['xn--bcher-kva.example']],
	])('split other hosts: %j', (value, expected) => {
		expect(settings({ otherHosts: value }).otherHosts).toEqual(expected);
	});

	test.each([
		'https://files.example.com',
		'files.example.com/path',
		'user@files.example.com',
		'*.example.com',
		'*',
		'files example.com',
		'files.example.com?x',
		'files.example.com#x',
		'a\\b',
		'files.example.com:port',
		':8443',
		'ok.example, https://evil.example',
	])('reject what is not a host: %j', (value) => {
		expect(problem(() => settings({ otherHosts: value }))).toContain("'Other Hosts'");
	});

	test('do not repeat an entry that is not a host: it can hold a password', () => {
		const otherHosts = 'ok.example, https://ops:pa55word@files.example';
		const message = problem(() => settings({ otherHosts }));
		expect(message).toContain('number 2');
		expect(message).not.toContain('pa55word');
	});
});

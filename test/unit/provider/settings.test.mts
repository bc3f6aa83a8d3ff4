import { readSettings } from '../../../tokens/provider/fieldReader';
import { isoTime } from '../../../tokens/provider/timestamps';
import type { Fields } from '../../../tokens/provider/provider';
import { problem } from '../../support/problem.mts';

const DEFAULTS = {
	policy: { renewBefore: 0, maxAge: 0 },
	checkEvery: 0,
	otherHosts: [],
	allowTokenOutput: true,
};

function read(fields: Fields) {
	return readSettings(fields, { credentialTitle: 'Example API' });
}

/** Where each field is. */
const GROUPS: Record<string, string> = {
	renewBefore: 'renewal',
	maxAge: 'renewal',
	otherHosts: 'hosts',
	allowTokenOutput: 'output',
	every: 'check',
};

/** The settings of a credential in which one of them was filled in. */
function settings(name: string, value: unknown) {
	return read({ settings: { [GROUPS[name]]: { [name]: value } } });
}

describe('the settings', () => {
	test.each([
		['no settings', {}],
		['empty settings', { settings: {} }],
		['blank settings', { settings: '' }],
		['no settings at all', { settings: null }],
		['empty groups', { settings: { renewal: {}, hosts: {}, output: {}, check: {} } }],
		['blank groups', { settings: { renewal: '', hosts: null, output: undefined, check: '' } }],
		[
			'blank fields',
			{
				settings: {
					renewal: { renewBefore: '', maxAge: null },
					hosts: { otherHosts: null },
					check: { every: '' },
				},
			},
		],
		[
			'the fields of before, at the top of the form',
			{ renewBefore: -1, maxAge: 'x', otherHosts: '/', allowTokenOutput: false },
		],
	])('have their defaults in a credential with %s', (_name, fields) => {
		expect(read(fields)).toEqual(DEFAULTS);
	});

	test('count minutes and hours, and parts of them', () => {
		const renewal = { renewBefore: 1.5, maxAge: 0.25 };
		expect(read({ settings: { renewal, check: { every: 0.5 } } })).toEqual({
			...DEFAULTS,
			policy: { renewBefore: 90_000, maxAge: 900_000 },
			checkEvery: 30_000,
		});
	});

	test('may last a century', () => {
		const renewal = { renewBefore: 876_000 * 60, maxAge: 876_000 };
		const { policy } = read({ settings: { renewal } });
		expect(policy).toEqual({ renewBefore: 876_000 * 3_600_000, maxAge: 876_000 * 3_600_000 });
		expect(problem(() => settings('maxAge', 876_001))).toBe(
			"'Maximum Token Age (Hours)' under 'Settings' of the Example API credential must be a number from 0 to 876000.",
		);
		expect(problem(() => settings('renewBefore', -1))).toContain('a number from 0 to 52560000.');
	});

	test('name a switch that is neither on nor off', () => {
		expect(problem(() => settings('allowTokenOutput', 'yes'))).toContain('must be on or off.');
		expect(settings('allowTokenOutput', false).allowTokenOutput).toBe(false);
	});

	test.each([
		['renewBefore', 'Renew Before Expiry (Minutes)', -1],
		['renewBefore', 'Renew Before Expiry (Minutes)', '5'],
		['maxAge', 'Maximum Token Age (Hours)', Number.NaN],
		['maxAge', 'Maximum Token Age (Hours)', Infinity],
		['maxAge', 'Maximum Token Age (Hours)', []],
		['maxAge', 'Maximum Token Age (Hours)', false],
		['every', 'Check Every (Minutes)', -1],
		['every', 'Check Every (Minutes)', '5'],
		['allowTokenOutput', 'Allow Token Output', 'yes'],
		['allowTokenOutput', 'Allow Token Output', 1],
		['allowTokenOutput', 'Allow Token Output', undefined],
		['allowTokenOutput', 'Allow Token Output', null],
		['otherHosts', 'Additional Allowed Domains', 1],
	])('reject %s by the name %s: %p', (name, label, value) => {
		expect(problem(() => settings(name, value))).toContain(`'${label}' under 'Settings' of the`);
	});

	test.each([
		['Settings', { settings: 5 }],
		['Settings', { settings: 'renewal' }],
		['Settings', { settings: [] }],
		['Renewal', { settings: { renewal: 5 } }],
		['Renewal', { settings: { renewal: [{ maxAge: 5 }] } }],
		['Additional Allowed Domains', { settings: { hosts: 'files.example.com' } }],
		['Token Output', { settings: { output: false } }],
		['Check Before Use', { settings: { check: 0 } }],
	])('reject what is not a group of fields: %s, %j', (label, fields) => {
		expect(problem(() => read(fields))).toMatch(
			new RegExp(`^'${label}'( under 'Settings')? of the .* is not a group of fields`),
		);
	});

	test.each([1e10, 1e13, 1e300])(
		'never lead beyond the last date: a maximum age of %d hours',
		(maxAge) => {
			const message = problem(() => isoTime(Date.now() + settings('maxAge', maxAge).policy.maxAge));
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
	])('split additional domains: %j', (value, expected) => {
		expect(settings('otherHosts', value).otherHosts).toEqual(expected);
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
		const said = problem(() => settings('otherHosts', value));
		expect(said).toContain("'Additional Allowed Domains'");
	});

	test('do not repeat an entry that is not a host: it can hold a password', () => {
		const otherHosts = 'ok.example, https://ops:pa55word@files.example';
		const message = problem(() => settings('otherHosts', otherHosts));
		expect(message).toContain('number 2');
		expect(message).not.toContain('pa55word');
	});
});

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { CustomTokenApi } from '../../../credentials/CustomTokenApi.credentials';
import { PRESETS, presetOf, withPreset } from '../../../tokens/custom/presets/all';
import { custom } from '../../../tokens/custom/provider';
import { readSettings } from '../../../tokens/provider/fieldReader';

const ROOT = join(__dirname, '..', '..', '..');
const ACCOUNT = { baseUrl: 'https://api.example.com', username: 'ops', password: 'invented' };
const REAL = join(ROOT, 'test', 'system', 'real');
/** The tests with real programs, and what starts these: each file's name and text. */
const realFiles = readdirSync(REAL, { encoding: 'utf8', recursive: true })
	.filter((file) => file.endsWith('.mts') && !file.includes('node_modules'))
	.map((file) => [file, readFileSync(join(REAL, file), 'utf8')] as const);
const known = PRESETS.map((preset) => ({ preset, ...preset }));

describe.each(known)('$title', ({ preset, name, title, notes, exampleUrl, isPasswordAlone }) => {
	test('is tried with the real program', () => {
		const [[program], ...others] = realFiles.filter(([, text]) => text.includes(`api: '${name}'`));
		expect(others).toEqual([]);
		const tests = realFiles.filter(([file]) => file.endsWith('.test.mts'));
		const its = tests.filter(([, text]) => text.includes(`/${basename(program)}'`));
		expect(its.map(([, text]) => text)).toEqual([expect.stringMatching(/^promises\(/m)]);
	});

	test('needs an address and an account alone, and its errors name it', () => {
		const source = custom.open(withPreset({ ...ACCOUNT, api: name }));
		expect(source.title).toBe(`${title} at api.example.com`);
		expect(source.secrets).toContain('invented');
	});

	test.each(['username', 'password'].slice(isPasswordAlone ? 1 : 0))('needs the %s', (field) => {
		const fields = withPreset({ ...ACCOUNT, api: name, [field]: ' ' });
		expect(() => custom.open(fields)).toThrow(/^'(User Name|Password)' .* is empty/);
	});

	test('is offered, with what its user has to know', () => {
		const { properties } = new CustomTokenApi();
		const [menu] = properties.filter((property) => property.name === 'api');
		expect(menu.options).toContainEqual({ name: title, value: name });
		const shown = properties.filter(
			({ displayOptions }) => displayOptions?.show?.api?.includes(name) ?? true,
		);
		const fields = ['username', 'password'].slice(isPasswordAlone ? 1 : 0);
		expect(shown.filter(({ type }) => type !== 'hidden').map((field) => field.name)).toEqual([
			...['api', `${name}Notes`, 'baseUrl', ...fields, 'settings', 'tokenStatus'],
		]);
		expect(notes).toMatch(/^[^]+\.$/);
		expect(exampleUrl).toMatch(/^https?:\/\/[\w.]+\.example\.com(:\d+)?(\/\w+)?$/);
	});

	test('holds no field that the credential does not have', () => {
		const names = new CustomTokenApi().properties.map((property) => property.name);
		expect(Object.keys(preset.fields).filter((field) => !names.includes(field))).toEqual([]);
	});
});

test('each has a name and a title of its own, and they are in the order of their titles', () => {
	const titles = PRESETS.map(({ title }) => title);
	expect(titles).toEqual([...titles].sort((a, b) => a.localeCompare(b, 'en')));
	expect(new Set(titles).size).toBe(titles.length);
	expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length);
	expect(PRESETS.length).toBeGreaterThan(4);
});

describe('the fields of a credential', () => {
	const [deluge] = PRESETS;
	const complete = (fields: object) => withPreset({ ...ACCOUNT, api: 'deluge', ...fields });

	test.each([[{}], [{ api: 'custom' }], [{ api: '' }], [{ api: 'unknown' }]])(
		'%j: stay as they are where no preset was chosen',
		(fields) => {
			expect(presetOf(fields)).toBeUndefined();
			expect(withPreset(fields)).toBe(fields);
		},
	);

	test('of another API that was described before are not used', () => {
		const left = {
			loginUrl: 'https://elsewhere.example.com/login',
			usernameField: 'email',
			extraFields: { field: [{ name: 'tenant', value: 'example' }] },
			requestHeaders: { header: [{ name: 'X-Key', value: '{secret1}' }] },
			settings: {
				token: { from: 'json', path: 'key' },
				check: { by: 'none', url: '/elsewhere', every: '' },
				oneTimeCode: { secret: 'JBSWY3DPEHPK3PXP', name: 'otp' },
				renewal: { revokesPrevious: true },
			},
		};
		const { username, ...account } = ACCOUNT;
		expect(username).toBe('ops');
		expect(complete(left)).toEqual({
			...{ ...account, api: 'deluge', ...deluge.fields },
			settings: {
				renewal: {},
				hosts: {},
				output: {},
				tls: {},
				...(deluge.fields.settings as object),
			},
		});
	});

	test('for the workflow, and not for the API, are those of the user', () => {
		const settings = {
			renewal: { renewBefore: 5, maxAge: 0.5 },
			check: { every: 3 },
			hosts: { otherHosts: 'files.example.com' },
			output: { allowTokenOutput: false },
		};
		expect(readSettings(complete({ settings }), custom)).toEqual({
			policy: { renewBefore: 300_000, maxAge: 1_800_000 },
			checkEvery: 180_000,
			otherHosts: ['files.example.com'],
			allowTokenOutput: false,
		});
	});

	test.each([[undefined], [null], [''], [{}], [{ check: null }], [{ check: { every: 0 } }]])(
		'that were left as they are, settings %j, are those of the preset',
		(settings) => {
			expect(readSettings(complete({ settings }), custom).checkEvery).toBe(60_000);
		},
	);

	test.each([
		[{ settings: 'x' }, "'Settings' of the Custom Token API"],
		[{ settings: { renewal: 'x' } }, "'Renewal' under 'Settings'"],
		[{ settings: { check: { every: -1 } } }, "'Check Every (Minutes)' under 'Settings'"],
	])('that are of a wrong type, %j, are named', (fields, label) => {
		expect(() => readSettings(complete(fields), custom)).toThrow(label);
	});

	test('name the choices where the name is unknown', () => {
		expect(() => custom.open({ ...ACCOUNT, api: 'unknown' })).toThrow(
			"'API' of the Custom Token API credential must be one of: custom, deluge, directus",
		);
	});
});

import { PortalSimulator, portalFields } from '../../support/simulators/portal.mts';
import { labels, type EditorPage } from './editorPage.mts';
import { BrowserWorld } from './world.mts';

type Data = Record<string, Record<string, Record<string, unknown>>>;

const world = new BrowserWorld();
const portal = new PortalSimulator();
const { custom } = world.providers;
const NAME = 'Custom Token account';

/** What has a field of its own in a new form; the rest is a line with a button to add something. */
const FIELDS = [
	...[
		'API',
		'Base URL',
		'How to Get a Token',
		'Login URL',
		'User Name',
		'Password',
		'Send Login In',
	],
	...['Name of the User Name Field', 'Name of the Password Field', 'Token Status'],
];
const TO_ADD = ['Extra Fields', 'Secret Fields', 'Kept Values', 'Request Headers', 'Settings'];

/** The groups of the menu 'Add Setting', a field of each, and what is typed into it. */
const SETTINGS: Array<[string, string, string?]> = [
	['Login Request', 'login.method'],
	['Token in the Answer', 'token.from'],
	['Expiry in the Answer', 'expiry.from'],
	['Send Token', 'send.value', 'Bearer {token}'],
	['First Request', 'firstRequest.url', '/form'],
	['Refresh', 'refresh.url', '/refresh'],
	['Renewal', 'renewal.maxAge', '2'],
	['Check', 'check.by'],
	['One-Time Code', 'oneTimeCode.secret', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'],
	['Additional Allowed Domains', 'hosts.otherHosts', 'files.example.com'],
	['Token Output', 'output.allowTokenOutput'],
	['TLS', 'tls.caCertificate', 'invented'],
];
const SECRETS = [1, 2, 3, 4, 5].map((slot) => `invented-secret-of-slot-${slot}`);
const LOGIN_BODY = '<login><name>{username}</name></login>';

let user: EditorPage;

const stored = async (name: string) => (await world.storedCredential(name)) as Data;

/** Makes a credential with what n8n demands, so that it calls it set up. */
async function make(name: string, more: object = {}): Promise<void> {
	const data = { baseUrl: custom.baseUrl, loginUrl: '/login', ...more };
	await world.editor.rest('POST', '/credentials', { name, type: 'customTokenApi', data });
}

/** Opens a credential's dialog in a page that knows nothing of what was typed before. */
async function open(name: string): Promise<void> {
	await user.page.close();
	user = await world.openCredential(name);
}

const save = async () => await user.saveCredential();

beforeAll(async () => {
	await portal.start();
	await world.start();
	user = await world.newPage();
});

afterAll(async () => {
	await world.stop();
	await portal.stop();
});

describe('a new user of an API that has no node', () => {
	it('sees ten fields at most, and lines with a button to add more', async () => {
		await user.openEmptyWorkflow();
		await user.searchNodes('Custom Token');
		await user.pickNode('Custom Token', 'Get a valid token');
		await user.newCredential();
		const shown = await labels(user.dialog);
		expect([...shown].sort()).toEqual([...FIELDS, ...TO_ADD].sort());
		expect(FIELDS.length).toBeLessThanOrEqual(10);
		for (const name of ['extraFields', 'secretFields', 'keptValues', 'requestHeaders', 'settings'])
			expect(await user.form.collection(name).getByTestId('parameter-item').count()).toBe(0);
	});

	it('is told what the answer holds, where the token is not where they say', async () => {
		const { baseUrl, email, password } = custom;
		await user.form.fill({ baseUrl, loginUrl: '/login', username: email, password });
		await user.form.addSetting('Token in the Answer');
		await user.form.pick('settings.token.from', 'JSON');
		await user.form.at('settings.token.path').fill('result.key');
		await save();
		await user.dialog.getByText('More details').click();
		const told = user.dialog.getByText('data.session.accessToken');
		await told.waitFor();
		expect(await told.innerText()).toContain('data.user.id');
		expect(await user.finds([...custom.tokens])).toEqual([]);
	});

	it('needs address, user name and password alone, and sees where the token was found', async () => {
		await user.form.removeWith('settings.token.from');
		await user.form.save();
		await user.dialog.waitFor({ state: 'detached' });
		await open(NAME);
		await user.dialog.getByText('Connection tested successfully').waitFor();
		await user.dialog.getByText(/^As of .*token at `data\.session\.accessToken`/).waitFor();
		expect(await user.finds([...custom.tokens, custom.password])).toEqual([]);
	});
});

describe('settings', () => {
	beforeAll(async () => {
		await make('settings');
		await open('settings');
	});

	const groups = SETTINGS.map(([group, field, typed]) => ({ group, field, typed }));

	it.each(groups)('$group: can be added, removed and added again', async (setting) => {
		const { group, field, typed } = setting;
		const place = `settings.${field}`;
		await user.form.addSetting(group);
		await user.form.at(place).waitFor({ state: 'attached' });
		await user.form.removeWith(place);
		await user.form.addSetting(group);
		if (typed !== undefined) await user.form.at(place).fill(typed);
	});

	it('are all there after a save, and go one by one', async () => {
		await save();
		await open('settings');
		for (const [, field] of SETTINGS)
			expect(await user.form.at(`settings.${field}`).count()).toBe(1);
		await user.form.removeWith('settings.refresh.url');
		await save();
		const { settings } = await stored('settings');
		const left = SETTINGS.map(([, field]) => field.split('.')[0]).filter(
			(name) => name !== 'refresh',
		);
		expect(Object.keys(settings).sort()).toEqual(left.sort());
		for (const [, field, typed] of SETTINGS.filter(([group]) => group !== 'Refresh')) {
			const [group, name] = field.split('.');
			if (typed !== undefined) expect(String(settings[group][name])).toBe(typed);
		}
	});
});

describe('secret fields', () => {
	beforeAll(async () => {
		await make('secrets');
		await open('secrets');
	});

	it('each keep their own secret when others are removed, and show none', async () => {
		for (const slot of [5, 1, 3]) {
			await user.form.addFrom('secretFields', 'Add Secret', `Secret ${slot}`);
			await user.form.at(`secretFields.secret${slot}.name`).fill(`X-Key-${slot}`);
			await user.form.at(`secretFields.secret${slot}.value`).fill(SECRETS[slot - 1]);
		}
		await save();
		await open('secrets');
		await user.form.removeWith('secretFields.secret1.value');
		await user.form.addFrom('secretFields', 'Add Secret', 'Secret 2');
		await user.form.at('secretFields.secret2.value').fill(SECRETS[1]);
		await save();
		const { secretFields } = await stored('secrets');
		expect(Object.keys(secretFields).sort()).toEqual(['secret2', 'secret3', 'secret5']);
		for (const slot of [2, 3, 5])
			expect(secretFields[`secret${slot}`].value).toBe(SECRETS[slot - 1]);
		await open('secrets');
		for (const slot of [2, 3, 5]) await user.form.at(`secretFields.secret${slot}.value`).waitFor();
		expect(await user.finds([...SECRETS, 'X-Key-5'])).toEqual(['X-Key-5']);
	});
});

it('of three rows, the one that is removed goes, and the others stay as they are', async () => {
	const collections = [
		['extraFields', 'field', 'value'],
		['keptValues', 'value', 'path'],
		['requestHeaders', 'header', 'value'],
	];
	await make('rows');
	await open('rows');
	for (const [name, row, value] of collections) {
		for (const index of [0, 1, 2]) {
			await user.form.addRow(name);
			await user.form.at(`${name}.${row}[${index}].name`).fill(`name${index}`);
			await user.form.at(`${name}.${row}[${index}].${value}`).fill(`value-${index}`);
		}
	}
	await save();
	await open('rows');
	for (const [name] of collections) await user.form.removeFirstRow(name);
	await save();
	const data = await stored('rows');
	for (const [name, row, value] of collections) {
		const rows = data[name][row] as unknown as Array<Record<string, unknown>>;
		expect([name, ...rows.map((one) => [one.name, one[value]])]).toEqual([
			name,
			['name1', 'value-1'],
			['name2', 'value-2'],
		]);
	}
});

describe('Send Login In', () => {
	it('another choice and back loses nothing; what is hidden when the form is saved is gone, as it says', async () => {
		const { settings, ...data } = portalFields(portal);
		await make('choice', { ...data, settings, loginBody: LOGIN_BODY });
		await open('choice');
		await user.dialog.getByText('n8n drops it').waitFor();
		await user.form.pick('sendLoginIn', 'HTTP Basic');
		await user.form.at('loginBody').waitFor({ state: 'detached' });
		await user.form.pick('sendLoginIn', 'Body as You Write It');
		expect(await user.form.at('loginBody').inputValue()).toBe(LOGIN_BODY);
		await user.form.pick('grantType', 'OAuth2: Client Credentials');
		await user.form.at('clientSecret').fill(SECRETS[0]);
		await user.form.pick('grantType', 'Login');
		expect(await user.form.at('loginBody').inputValue()).toBe(LOGIN_BODY);
		await user.form.pick('grantType', 'OAuth2: Client Credentials');
		expect(await user.form.at('clientSecret').inputValue()).toBe(SECRETS[0]);
		await user.form.pick('grantType', 'Login');
		await user.form.pick('sendLoginIn', 'HTTP Basic');
		await save();
		const now = await stored('choice');
		expect([now.loginBody ?? '', now.clientSecret ?? '']).toEqual(['', '']);
		expect(now.password).toBe(portal.password);
		expect(now.secretFields).toMatchObject({ secret2: { value: portal.key } });
		expect(now.settings).toMatchObject(settings);
		expect(now.keptValues).toMatchObject(data.keptValues);
	});
});

it('no page had an error', () => {
	expect(world.errors).toEqual([]);
});

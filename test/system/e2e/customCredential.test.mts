import type { CredentialData } from '../../../tools/n8n.mts';
import { PortalSimulator, portalFields } from '../../support/simulators/portal.mts';
import { Editor } from './editor.mts';
import { World, httpRequest, workflow } from './world.mts';

type Data = Record<string, unknown>;

// The Custom Token API credential as n8n's editor handles it: what it masks, keeps and drops of fields within fields, and
// what its test says.
const world = new World();
const portal = new PortalSimulator();
const { custom } = world.providers;
const SECOND = 'invented-second-key-91c3';
let editor: Editor;

/** What n8n shows in the form in place of a secret. */
const isMask = (value: unknown) => typeof value === 'string' && /^__n8n_BLANK_VALUE_/.test(value);

interface Tested {
	status: string;
	message: string;
}

/** The credential as the form has it, secrets masked. */
async function form(id: string): Promise<CredentialData> {
	const found = await editor.rest<CredentialData>('GET', `/credentials/${id}?includeData=true`);
	const { name, type, data } = found;
	return { id, name, type, data };
}

/** Has n8n test what stands in the form, with what is typed. */
async function test(id: string, typed: Data = {}): Promise<Tested> {
	const { data, ...credential } = await form(id);
	const credentials = { ...credential, data: { ...data, ...typed } };
	return await editor.rest('POST', '/credentials/test', { credentials });
}

/** Saves the form, with what `change` makes of it. */
async function save(id: string, change: (data: Data) => Data = (data) => data): Promise<void> {
	const { data, ...credential } = await form(id);
	await editor.rest('PATCH', `/credentials/${id}`, { ...credential, data: change(data) });
}

/** The groups of settings or slots of secrets of a form. */
const within = (data: Data, name: string) => data[name] as Record<string, Data>;

beforeAll(async () => {
	await portal.start();
	await world.start();
	const data = portalFields(portal);
	const secretFields = { ...data.secretFields, secret4: { name: 'X-Second', value: SECOND } };
	const type = 'customTokenApi';
	await world.n8n.importCredentials([
		world.credential(type),
		{ id: 'portal', name: 'portal', type, data },
		{ id: 'edited', name: 'edited', type, data: { ...data, secretFields } },
	]);
	const call = httpRequest(
		'Request',
		world.credential(type, 'portal'),
		`${portal.baseUrl}/tenants/{tenant}/things`,
	);
	await world.n8n.importWorkflows([workflow('call', 1, [call])]);
	editor = await Editor.open(world.n8n);
});

afterAll(async () => {
	await world.stop();
	await portal.stop();
});

describe('the credential test', () => {
	it('passes, and the form then says where the token was found', async () => {
		expect(await test('customTokenApi')).toMatchObject({ status: 'OK' });
		expect(custom.logins).toBe(1);
		const { data } = await form('customTokenApi');
		expect(data.tokenStatus).toMatch(
			/^As of .*: token at `data\.session\.accessToken`, expiry at `data\.session\.expiresIn`; valid until /,
		);
	});

	it('of a token that is elsewhere lists what the answer contained: paths, never values', async () => {
		const settings = { token: { from: 'json', path: 'result.key' } };
		const { status, message } = await test('customTokenApi', { settings });
		expect(status).toBe('Error');
		expect(message).toContain('result.key');
		for (const path of ['data.session.accessToken', 'data.session.expiresIn', 'data.user.id'])
			expect(message).toContain(path);
		for (const value of [...custom.tokens, custom.userId, custom.password])
			expect(message).not.toContain(value);
	});

	it('of a wrong password says what the API said, without the password', async () => {
		const { status, message } = await test('customTokenApi', { password: 'wrong-password-1' });
		expect(status).toBe('Error');
		expect(message).toContain('No such user');
		expect(message).toContain("'Password'");
		expect(message).not.toContain('wrong-password-1');
	});

	it('of a login with everything passes with what is stored, its secrets masked in the form', async () => {
		expect(await test('portal')).toMatchObject({ status: 'OK' });
		expect(portal.logins).toBe(1);
		expect(portal.misfits).toEqual([]);
		expect(await test('portal')).toMatchObject({ status: 'OK' });
		expect(portal.logins).toBe(1);
	});
});

describe('secrets in fields within fields', () => {
	it('are masked in the form and in the list', async () => {
		const text = JSON.stringify(await form('portal'));
		const list = JSON.stringify(await editor.rest('GET', '/credentials?includeData=true'));
		for (const secret of [...portal.secrets, ...custom.tokens]) {
			expect(text).not.toContain(secret);
			expect(list).not.toContain(secret);
		}
		const { data } = await form('portal');
		expect(isMask(within(data, 'secretFields').secret2.value)).toBe(true);
		expect(isMask(within(data, 'settings').oneTimeCode.secret)).toBe(true);
		for (const field of ['tokenState', 'tokenSession', 'accessToken'])
			expect(isMask(data[field])).toBe(true);
	});

	it('are text wherever they are stored, and so the list is answered', async () => {
		const { data } = world.n8n.readCredential('portal');
		const masked = [data.password, data.tokenState, data.tokenSession, data.accessToken];
		const nested = [
			within(data, 'secretFields').secret2.value,
			within(data, 'settings').oneTimeCode.secret,
		];
		for (const value of [...masked, ...nested]) expect(typeof value).toBe('string');
		for (const path of ['/credentials', '/credentials?includeData=true']) {
			const list = await editor.rest<Array<{ name: string }>>('GET', path);
			expect(list.map(({ name }) => name)).toContain('portal');
		}
	});

	it('survive a save of the unchanged form: no login is needed', async () => {
		const before = world.n8n.readCredential('portal').data;
		await save('portal');
		expect(world.n8n.readCredential('portal').data).toEqual(before);
		portal.forget();
		expect(await test('portal')).toMatchObject({ status: 'OK' });
		expect(portal.logins).toBe(0);
	});

	it('stay where they are when others are removed, added or replaced', async () => {
		await save('edited', (data) => {
			const { secret2, secret4 } = within(data, 'secretFields');
			const added = { name: 'X-First', value: 'invented-first', sendIn: 'header' };
			return {
				...data,
				secretFields: { secret1: added, secret2: { ...secret2, value: 'invented-new' }, secret4 },
				settings: { renewal: { maxAge: 2 }, ...within(data, 'settings') },
			};
		});
		await save('edited', (data) => {
			const { secret1, secret4 } = within(data, 'secretFields');
			return { ...data, secretFields: { secret4, secret1 } };
		});
		const { data } = world.n8n.readCredential('edited');
		expect(within(data, 'secretFields')).toEqual({
			secret1: { name: 'X-First', value: 'invented-first', sendIn: 'header' },
			secret4: expect.objectContaining({ name: 'X-Second', value: SECOND }),
		});
		expect(within(data, 'settings')).toMatchObject({
			renewal: { maxAge: 2 },
			oneTimeCode: { secret: portal.codeSecret },
			firstRequest: { url: '/session/form' },
		});
		expect(data.password).toBe(portal.password);
	});

	it('are gone with their slot or group', async () => {
		await save('edited', (data) => {
			const { renewal } = within(data, 'settings');
			return { ...data, secretFields: {}, settings: { renewal } };
		});
		const { data } = world.n8n.readCredential('edited');
		expect([data.secretFields, data.settings]).toEqual([{}, { renewal: { maxAge: 2 } }]);
		expect(JSON.stringify(data)).not.toContain(portal.codeSecret);
	});
});

it('a password that is edited in the form costs one login at the next use, and no more', async () => {
	portal.password = 'changed+Pä55/word&=';
	await save('portal', (data) => ({ ...data, password: portal.password }));
	portal.forget();
	expect((await editor.execute('call', 'Start')).status).toBe('success');
	expect(portal.logins).toBe(1);
	expect((await editor.execute('call', 'Start')).status).toBe('success');
	expect(portal.logins).toBe(1);
	expect(portal.misfits).toEqual([]);
});

it("leaves no secret in the server's log", async () => {
	await world.n8n.stop();
	expect(world.n8n.log).toContain('Editor is now accessible');
	const { data } = world.n8n.readCredential('portal');
	for (const secret of [...portal.secrets, ...custom.tokens, custom.password, data.tokenSession])
		expect(world.n8n.log).not.toContain(secret);
});

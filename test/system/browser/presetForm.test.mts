import { ScriptedSimulator } from '../../support/simulators/scripted.mts';
import { jsonBody } from '../../support/simulators/simulator.mts';
import { labels, type EditorPage } from './editorPage.mts';
import { BrowserWorld } from './world.mts';

const PASSWORD = 'Invented-password-1';
const NAME = 'Custom Token account';
const TOKEN = 'invented-token-4f7c1d';
/** What a new credential asks for once the API is chosen by its name. */
const FIELDS = ['API', 'Base URL', 'User Name', 'Password', 'Settings', 'Token Status'];

/** A server that takes Directus's login, and nothing else. */
const api = new ScriptedSimulator({
	'POST /auth/login': (request) =>
		jsonBody(request)?.email === 'ops@example.com' && jsonBody(request)?.password === PASSWORD
			? { status: 200, body: { data: { access_token: TOKEN, expires: 900_000 } } }
			: { status: 401, body: { errors: [{ message: 'Invalid user credentials.' }] } },
});
const world = new BrowserWorld();
let user: EditorPage;

beforeAll(async () => {
	await api.start();
	await world.start();
	user = await world.newPage();
	await user.openEmptyWorkflow();
	await user.searchNodes('Directus');
	await user.pickNode('Custom Token', 'Get a valid token');
	await user.newCredential();
});

afterAll(async () => {
	await world.stop();
	await api.stop();
});

describe('a user who chooses the API by its name', () => {
	it('sees what it needs, and nothing else', async () => {
		await user.form.pick('api', 'Directus');
		await user.form.at('grantType').waitFor({ state: 'detached' });
		expect([...(await labels(user.dialog))].sort()).toEqual([...FIELDS].sort());
		await user.dialog.getByText('User Name is the email address of a Directus user').waitFor();
		await user.form.pick('api', 'Deluge');
		await user.form.at('username').waitFor({ state: 'detached' });
		await user.form.pick('api', 'Directus');
	});

	it('is told what Directus says of a wrong password', async () => {
		const { origin: baseUrl } = api;
		await user.form.fill({ baseUrl, username: 'ops@example.com', password: 'wrong' });
		await user.saveCredential();
		await user.dialog.getByText('More details').click();
		await user.dialog.getByText('Invalid user credentials.').waitFor();
		await user.dialog
			.getByText(/Directus at 127\.0\.0\.1/)
			.first()
			.waitFor();
	});

	it('is done with the right one, and its settings are kept', async () => {
		await user.form.fill({ password: PASSWORD });
		await user.form.addSetting('Renewal');
		await user.form.at('settings.renewal.maxAge').fill('2');
		await user.form.addSetting('Check Before Use');
		await user.saveCredential();
		await user.dialog.waitFor({ state: 'detached' });
		user = await world.openCredential(NAME);
		await user.dialog.getByText('Connection tested successfully').waitFor();
		expect(await world.storedCredential(NAME)).toMatchObject({
			...{ api: 'directus', username: 'ops@example.com', password: PASSWORD, accessToken: TOKEN },
			settings: { renewal: { maxAge: 2 } },
		});
		expect(await user.finds([TOKEN, PASSWORD])).toEqual([]);
	});

	it('finds what Custom asks for once they choose that, with the account in place', async () => {
		await user.form.pick('api', 'Custom');
		await user.form.at('loginUrl').fill('/auth/login');
		await user.form.at('usernameField').fill('email');
		await user.saveCredential();
		user = await world.openCredential(NAME);
		await user.dialog.getByText('Connection tested successfully').waitFor();
		const { api: chosen, ...data } = await world.storedCredential(NAME);
		// n8n does not store a choice that is the default.
		expect(chosen ?? 'custom').toBe('custom');
		expect(data).toMatchObject({
			...{ loginUrl: '/auth/login', username: 'ops@example.com' },
			...{ password: PASSWORD, settings: { renewal: { maxAge: 2 } } },
		});
	});
});

it('no page had an error', () => {
	expect(world.errors).toEqual([]);
});

import { EditorPage, fields } from './editorPage.mts';
import { BrowserWorld } from './world.mts';

const world = new BrowserWorld();
const { genLogs, personr } = world.providers;
const WRONG = 'not-the-password';
const TOKEN_ITEM = [
	...['provider', 'accessToken', 'expiresAt', 'renewAt', 'expiresIn', 'tokenType', 'tokenName'],
	...['userId', 'accountId', 'issuedAt', 'refreshToken', 'refreshTokenExpiresAt'],
	...['renewed', 'fingerprint', 'headers'],
];
/** The editor keeps what it shows in any order in the page. */
const shown = (names: string[]) => [...names].sort();
let user: EditorPage;

/** The token that the credential of this name holds, and whatever else of it is a secret. */
async function secretsOf(name: string): Promise<{ token: string; others: string[] }> {
	const list = await world.editor.rest<Array<{ id: string; name: string }>>('GET', '/credentials');
	const found = list.find((credential) => credential.name === name);
	const { data } = world.n8n.readCredential(String(found?.id));
	const { accessToken, tokenSession, password, apiKey } = data;
	const { refreshToken } = JSON.parse(String(tokenSession)) as { refreshToken?: string };
	const others = [tokenSession, refreshToken, password, apiKey].filter(Boolean).map(String);
	return { token: String(accessToken), others };
}

beforeAll(async () => {
	await world.start();
	user = await world.newPage();
});

afterAll(() => world.stop());

describe('a new user of GenLogs', () => {
	it('finds the node by typing its name, with its icon', async () => {
		await user.openEmptyWorkflow();
		const found = (await user.searchNodes('GenLogs')).filter({ hasText: 'GenLogs Token' });
		await found.waitFor();
		const icon = found.locator('img').first();
		expect(await icon.getAttribute('src')).toMatch(/\/GenLogsToken\/genLogs\.svg$/);
		expect(await icon.evaluate((image: HTMLImageElement) => image.decode())).toBeUndefined();
		await user.pickNode('GenLogs Token', 'Get a valid token');
	});

	it('is told in the dialog that the password is wrong', async () => {
		await user.newCredential();
		const { baseUrl, apiKey, email } = genLogs;
		await user.form.fill({ baseUrl, apiKey, email, password: WRONG });
		await user.form.save();
		await user.dialog.getByText('More details').click();
		const told = user.dialog.getByText('GenLogs refused the login (401)');
		expect(await told.innerText()).toContain(
			"Incorrect email or password. Check 'Email' and 'Password' of the GenLogs API credential.",
		);
		expect(await told.innerText()).not.toContain(WRONG);
	});

	it('corrects it, and sees the test pass', async () => {
		await user.form.fill({ password: genLogs.password });
		await user.form.save();
		await user.dialog.waitFor({ state: 'detached' });
		await user.editCredential();
		await user.dialog.getByText('Connection tested successfully').waitFor();
		await user.dialog
			.getByText(/^As of \d{4}-\d\d-\d\d .*: valid until .*, renewed from /)
			.waitFor();
		await user.dialog.getByRole('button', { name: 'Close this dialog' }).click();
		await user.dialog.waitFor({ state: 'detached' });
		expect(genLogs.logins).toBe(2);
	});

	it('sees in the next node which fields there will be', async () => {
		await user.closeNode();
		await user.addBehind('GenLogs Token');
		await user.searchNodes('HTTP Request');
		await user.pickNode('HTTP Request');
		const input = user.panel.getByTestId('ndv-input-panel');
		await input.getByTestId('schema-preview-warning').waitFor();
		expect(await fields(input)).toEqual(shown([...TOKEN_ITEM, 'Access-Token']));
	});

	it('calls the API with the credential, and gets an answer', async () => {
		await user.write('url', `${genLogs.origin}/things`);
		await user.choose('authentication', 'Predefined Credential Type');
		await user.choose('nodeCredentialType', 'GenLogs API');
		await user.execute();
		expect(await user.showSchema()).toEqual(['path']);
		expect(genLogs.to('/things')).toHaveLength(1);
	});

	it('runs the node, and sees the fields of the token item', async () => {
		await user.closeNode();
		await user.openNode('GenLogs Token');
		await user.execute();
		expect(await user.showSchema()).toEqual(shown([...TOKEN_ITEM, 'Access-Token']));
		const { token } = await secretsOf('GenLogs account');
		await user.output.getByText(token).first().waitFor();
		expect(genLogs.logins).toBe(2);
	});
});

describe('a new user of Personr', () => {
	it('calls the API with the headers of the token item', async () => {
		await user.openEmptyWorkflow();
		await user.searchNodes('Personr');
		await user.pickNode('Personr Token', 'Get a valid token');
		await user.newCredential();
		const { baseUrl, email, password } = personr;
		await user.form.fill({ baseUrl, email, password });
		await user.form.save();
		await user.dialog.waitFor({ state: 'detached' });
		await user.closeNode();
		await user.addBehind('Personr Token');
		await user.searchNodes('HTTP Request');
		await user.pickNode('HTTP Request');
		await user.write('url', `${baseUrl}/things`);
		await user.parameter('sendHeaders').locator('.el-switch').click();
		await user.choose('specifyHeaders', 'Using JSON');
		await user.writeExpression('jsonHeaders', '{{ JSON.stringify($json.headers) }}');
		await user.execute();
		expect(await user.showSchema()).toEqual(shown(['status', 'response', 'path']));
		const [{ headers }] = personr.to(/\/things$/);
		const { token } = await secretsOf('Personr account');
		expect(headers.authorization).toBe(`Bearer ${token}`);
		expect(personr.logins).toBe(1);
	});
});

describe('a credential that is opened again', () => {
	it.each(['GenLogs account', 'Personr account'])(
		'%s: its token is nowhere in the page, nor is any other secret',
		async (name) => {
			const { token, others } = await secretsOf(name);
			expect(token.length).toBeGreaterThan(20);
			const later = await world.newPage();
			await later.open('/home/credentials');
			await later.page.getByText(name, { exact: true }).click();
			await later.dialog.getByText('Connection tested successfully').waitFor();
			expect(await later.finds(['tokenSession', token, ...others])).toEqual(['tokenSession']);
		},
	);

	it('would be found out: where a node has put the token out, it is in the page', async () => {
		const { token } = await secretsOf('Personr account');
		expect(await user.finds([token])).toEqual([token]);
	});
});

it('no page had an error', () => {
	expect(world.errors).toEqual([]);
});

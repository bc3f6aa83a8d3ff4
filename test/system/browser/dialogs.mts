import type { BrowserWorld } from './world.mts';

/** In a window of this size n8n's dialogs are as high as they get, and less than 900 pixels wide. */
const VIEWPORT = { width: 1240, height: 1000 };
/** Pixels below the last thing in a picture. */
const MARGIN = 20;

interface Filled {
	/** The credential's type, as the list of n8n names it. */
	type: string;
	/** What is picked from lists before that, as they name it. */
	picked?: Record<string, string>;
	fields: Record<string, string>;
}

/** What is filled in, all of it invented, by the name of the picture. */
const CREDENTIALS: Record<string, Filled> = {
	'giro-api': {
		type: 'GIRO API',
		fields: { xTag: 'invented', email: 'ops@example.com', password: 'invented-password' },
	},
	'rocket-chat-token-api': {
		type: 'Rocket.Chat Token API',
		fields: {
			serverUrl: 'https://chat.example.com',
			userId: 'inventedUserOfOps1',
			authToken: 'invented-personal-access-token-0001',
		},
	},
	'personr-api': {
		type: 'Personr API',
		fields: { email: 'n8n@example.com', password: 'invented-password' },
	},
	'genlogs-api': {
		type: 'GenLogs API',
		fields: {
			apiKey: 'invented-gateway-key',
			email: 'ops@example.com',
			password: 'invented-password',
		},
	},
	'custom-token-api': {
		type: 'Custom Token API',
		fields: {
			baseUrl: 'https://api.example.com',
			loginUrl: '/login',
			username: 'ops@example.com',
			password: 'invented-password',
		},
	},
	'custom-token-client-credentials': {
		type: 'Custom Token API',
		picked: { grantType: 'OAuth2: Client Credentials' },
		fields: {
			baseUrl: 'https://api.example.com',
			tokenUrl: 'https://login.example.com/oauth/token',
			clientId: 'orders-app',
			clientSecret: 'invented-client-secret',
			audience: 'https://api.example.com',
		},
	},
	'custom-token-directus': {
		type: 'Custom Token API',
		picked: { api: 'Directus' },
		fields: {
			baseUrl: 'https://directus.example.com',
			username: 'n8n@example.com',
			password: 'invented-password',
		},
	},
};

/** Pictures for the documentation, by name: what takes each of them, and writes it to the file. */
export const DOCS_PICTURES: Record<string, (world: BrowserWorld, file: string) => Promise<void>> = {
	...Object.fromEntries(
		Object.entries(CREDENTIALS).map(([name, filled]) => [
			name,
			(world: BrowserWorld, file: string) => takeDialog(world, filled, file),
		]),
	),
	'token-times': takeTimes,
};

/** A new credential, filled in and not saved: nobody is asked whether the details are right. */
async function takeDialog(
	world: BrowserWorld,
	{ type, picked = {}, fields }: Filled,
	file: string,
) {
	const user = await world.newPage(VIEWPORT);
	await user.open('/home/credentials/create');
	const search = user.page.getByTestId('new-credential-type-select').locator('input');
	await search.fill(type);
	await user.page.getByTestId('new-credential-type-select-option').getByText(type).first().click();
	await user.page.getByTestId('new-credential-type-button').click();
	await user.dialog.waitFor();
	for (const [field, option] of Object.entries(picked)) await user.form.pick(field, option);
	await user.form.fill(fields);
	// Where n8n has scrolled to the last field, the first one is out of sight.
	await user.dialog.locator('label').first().scrollIntoViewIfNeeded();
	// No field has the cursor, and nothing is under the mouse.
	await user.dialog.locator('input:focus').blur();
	await user.page.mouse.move(1, 1);
	await user.dialog.screenshot({ path: file, animations: 'disabled' });
	await user.page.close();
}

/** What the output panel shows of a token, the token left out. */
async function takeTimes(world: BrowserWorld, file: string): Promise<void> {
	const user = await world.newPage();
	const node = {
		id: 'get',
		name: 'GenLogs Token',
		type: 'n8n-nodes-access-tokens.genLogsToken',
		typeVersion: 1,
		position: [0, 0],
		parameters: { options: { output: 'metadata' } },
		credentials: { genLogsApi: await world.makeCredential('genLogsApi') },
	};
	const workflow = { name: 'Times', nodes: [node], connections: {}, settings: {} };
	const { id } = await world.editor.rest<{ id: string }>('POST', '/workflows', workflow);
	await user.open(`/workflow/${id}`);
	await user.openNode(node.name);
	await user.execute();
	await user.showSchema();
	const done = user.page.getByText('Node executed successfully');
	await done.waitFor({ state: 'detached' });
	const panel = await user.output.boundingBox();
	const last = await user.output.getByText('headers', { exact: true }).boundingBox();
	if (panel === null || last === null) throw new Error('The output is not shown');
	const height = last.y + last.height + MARGIN - panel.y;
	await user.page.screenshot({ path: file, clip: { ...panel, height } });
	await user.page.close();
}

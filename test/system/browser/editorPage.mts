import type { Locator, Page } from 'playwright-core';

import { CredentialForm } from './credentialForm.mts';

/**
 * What the editor itself writes to the console as an error, whichever nodes are installed:
 * `address`: what it is about, `text`: the exact words.
 */
const OF_THE_EDITOR = [
	// It asks npm who wrote a community node. The browser of the tests finds no machine but this one.
	{
		address: 'https://registry.npmjs.org/n8n-nodes-access-tokens',
		text: 'Failed to load resource: net::ERR_NAME_NOT_RESOLVED',
	},
];

/** A page with n8n's editor, and what a user does there. */
export class EditorPage {
	readonly page: Page;
	/** The form in the dialog of a credential. */
	readonly form: CredentialForm;
	/** Errors in the console and in scripts, those of the editor's own left out. */
	readonly errors: string[] = [];
	private readonly origin: string;
	private readonly heard: Array<Promise<string>> = [];

	constructor(page: Page, origin: string) {
		this.page = page;
		this.form = new CredentialForm(page);
		this.origin = origin;
		page.setDefaultTimeout(60_000);
		this.listen();
	}

	private listen(): void {
		const { page, errors, heard } = this;
		page.on('pageerror', (error) => errors.push(error.message));
		page.on('console', (message) => {
			const [text, address] = [message.text(), message.location().url];
			const known = OF_THE_EDITOR.some((own) => own.text === text && own.address === address);
			if (message.type() === 'error' && !known) errors.push(`${text} (${address})`);
		});
		page.on('response', (response) => {
			// An answer to a page that was left meanwhile has no text.
			if (response.url().includes('/rest/')) heard.push(response.text().catch(() => ''));
		});
		page.on('websocket', (socket) =>
			socket.on('framereceived', ({ payload }) => heard.push(Promise.resolve(String(payload)))),
		);
	}

	async open(path: string): Promise<void> {
		await this.page.goto(`${this.origin}${path}`);
	}

	/** Which of these texts are in the page, or in anything that n8n's API sent to it since it was made. */
	async finds(texts: string[]): Promise<string[]> {
		const everything = await this.everything();
		return texts.filter((text) => everything.includes(text));
	}

	private async everything(): Promise<string> {
		const held = await this.page.evaluate(() => {
			const elements = Array.from(document.querySelectorAll('*'));
			const attributes = elements.flatMap((element) =>
				Array.from(element.attributes).map(({ value }) => value),
			);
			const typed = elements.map((element) => (element as HTMLInputElement).value ?? '');
			const stores = [localStorage, sessionStorage].flatMap((store) => Object.values(store));
			return [document.documentElement.textContent, ...attributes, ...typed, ...stores].join('\n');
		});
		return [held, ...(await Promise.all(this.heard))].join('\n');
	}

	/** Types a text into the panel of nodes. */
	async searchNodes(text: string): Promise<Locator> {
		const panel = this.page.getByTestId('node-creator');
		await panel.getByTestId('node-creator-search-bar').fill(text);
		return panel.getByTestId('item-iterator-item');
	}

	/** Opens the panel of nodes with the button in an empty workflow. */
	async openEmptyWorkflow(): Promise<void> {
		await this.open('/workflow/new');
		await this.page.getByTestId('canvas-plus-button').click();
	}

	/** Opens the panel of nodes with the button behind a node. */
	async addBehind(node: string): Promise<void> {
		await this.node(node).getByTestId('canvas-handle-plus').click();
	}

	/** Picks a node that the panel lists, and then what it is to do, if it is asked. */
	async pickNode(name: string, action?: string): Promise<void> {
		const panel = this.page.getByTestId('node-creator');
		await panel.getByText(name, { exact: true }).first().click();
		if (action !== undefined) await panel.getByText(action, { exact: true }).click();
		await this.panel.waitFor();
	}

	/** A node in the canvas. */
	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	async openNode(name: string): Promise<void> {
		await this.node(name).dblclick();
		await this.panel.waitFor();
	}

	async closeNode(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.panel.waitFor({ state: 'detached' });
	}

	/** What is shown of the node that is open: its input, its parameters, its output. */
	get panel(): Locator {
		return this.page.getByTestId('ndv');
	}

	get parameters(): Locator {
		return this.panel.getByTestId('node-parameters');
	}

	get output(): Locator {
		return this.panel.getByTestId('output-panel');
	}

	parameter(name: string): Locator {
		return this.panel.getByTestId(`parameter-input-${name}`);
	}

	/** Picks from the list of a parameter. */
	async choose(parameter: string, option: string): Promise<void> {
		await this.parameter(parameter).locator('input').first().click();
		const found = this.page.locator('.el-popper:visible').getByText(option, { exact: true });
		await found.click();
		await found.waitFor({ state: 'hidden' });
	}

	/** Writes into a parameter that takes expressions, and waits until the editor has saved the workflow with it. */
	async write(parameter: string, text: string): Promise<void> {
		const saved = this.page.waitForResponse((response) => {
			const sent = response.request().postData() ?? '';
			return response.url().includes('/rest/workflows') && sent.includes(text);
		});
		const content = this.parameter(parameter).locator('.cm-content, input').first();
		await content.click();
		await this.page.keyboard.press('ControlOrMeta+a');
		await this.page.keyboard.insertText(text);
		await saved;
	}

	/** Makes a parameter that takes JSON take an expression, and writes it. */
	async writeExpression(parameter: string, text: string): Promise<void> {
		const options = `${parameter}-parameter-input-options-container`;
		await this.panel.getByTestId(options).hover();
		await this.panel.getByTestId(options).getByTestId('radio-button-expression').click();
		// Lines are numbered in JSON, and not in an expression.
		await this.parameter(parameter).locator('.cm-gutters').waitFor({ state: 'detached' });
		await this.write(parameter, text);
	}

	/** Opens the list of a Rocket.Chat token's name, and returns the names in it, sorted. */
	async offeredTokens(): Promise<string[]> {
		await this.panel.getByTestId('rlc-input').click();
		const offered = this.page.getByTestId('rlc-item');
		await offered.first().waitFor();
		return (await offered.allInnerTexts()).sort();
	}

	/** The files of this package's icons that are in the page, sorted. Each of them could be read. */
	async ownIcons(): Promise<string[]> {
		const images = this.page.locator('img[src*="/n8n-nodes-access-tokens/"]');
		const files = await images.evaluateAll(
			async (found) =>
				await Promise.all(
					(found as HTMLImageElement[]).map(async (image) => {
						await image.decode();
						return image.src.slice(image.src.lastIndexOf('/') + 1);
					}),
				),
		);
		return [...new Set(files)].sort();
	}

	/** Executes the open node, and waits until its output is there. */
	async execute(): Promise<void> {
		await this.panel.getByTestId('node-execute-button').click();
		await this.output.getByTestId('node-run-status-success').waitFor();
	}

	/** The names of the fields that the open node output, sorted. */
	async showSchema(): Promise<string[]> {
		await this.output.getByTestId('radio-button-schema').click();
		return await fields(this.output);
	}

	/** The dialog of a credential. */
	get dialog(): Locator {
		return this.form.dialog;
	}

	/** Opens the dialog for a new credential of the open node, which has none yet. */
	async newCredential(): Promise<void> {
		await this.panel.getByTestId('node-credentials-empty-state').getByRole('button').click();
		await this.dialog.waitFor();
	}

	/** Opens the dialog of the credential that the open node has. */
	async editCredential(): Promise<void> {
		await this.panel.getByTestId('credential-edit-button').click();
		await this.dialog.waitFor();
	}

	/** Gives the open node a credential that is there. */
	async chooseCredential(name: string): Promise<void> {
		const option = this.page.locator('.el-popper:visible').getByText(name, { exact: true });
		// The editor draws the list of credentials anew after the node's parameters have changed, and an open menu closes.
		for (let attempt = 0; attempt < 5 && !(await option.isVisible()); attempt += 1) {
			await this.panel.getByTestId('node-credentials-select').click();
			await option.waitFor({ timeout: 4_000 }).catch(() => undefined);
		}
		await option.click();
		await this.panel.getByTestId('credential-edit-button').waitFor();
	}

	/** Saves the credential in the dialog, and waits until n8n has stored it. */
	async saveCredential(): Promise<void> {
		const saved = this.page.waitForResponse(
			(response) =>
				/\/rest\/credentials(\/\w+)?$/.test(response.url()) &&
				['POST', 'PATCH'].includes(response.request().method()),
		);
		await this.form.save();
		if (!(await saved).ok()) throw new Error('n8n did not save the credential');
	}
}

/** The names of the fields that a panel with data shows as a schema, sorted. */
export async function fields(panel: Locator): Promise<string[]> {
	const items = panel.getByTestId('run-data-schema-item');
	await items.first().waitFor();
	return (await items.getByTestId('run-data-schema-node-name').allInnerTexts()).sort();
}

/** The labels of the fields in a part of the page, in order. */
export async function labels(part: Locator): Promise<string[]> {
	const texts = await part.locator('label:visible').allInnerTexts();
	return texts.map((text) => text.split('\n')[0].replace(/ \*$/, '').trim());
}

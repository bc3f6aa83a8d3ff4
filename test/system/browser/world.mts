import type { Browser, BrowserContext } from 'playwright-core';

import { Editor, OWNER } from '../e2e/editor.mts';
import { World } from '../e2e/world.mts';
import { startChromium } from './chromium.mts';
import { EditorPage } from './editorPage.mts';

/** A real n8n with an owner, the simulated providers, and a browser beside them. */
export class BrowserWorld extends World {
	editor!: Editor;
	private browser?: Browser;
	private context?: BrowserContext;
	private readonly pages: EditorPage[] = [];

	override async start(): Promise<this> {
		this.browser = await startChromium();
		await super.start();
		this.editor = await Editor.open(this.n8n);
		return this;
	}

	override async stop(): Promise<void> {
		await this.browser?.close();
		await super.stop();
	}

	/** A page where the owner is signed in, and that remembers nothing of what was typed in another. */
	async newPage(viewport = { width: 1440, height: 900 }): Promise<EditorPage> {
		this.context ??= await this.signIn();
		const opened = await this.context.newPage();
		await opened.setViewportSize(viewport);
		const page = new EditorPage(opened, this.n8n.origin);
		this.pages.push(page);
		return page;
	}

	/** All pages share this, and so the browser reads the editor's 10 MB of scripts once. */
	private async signIn(): Promise<BrowserContext> {
		if (this.browser === undefined) throw new Error('The browser was not started');
		const context = await this.browser.newContext({ locale: 'en-US' });
		const { email: emailOrLdapLoginId, password } = OWNER;
		await context.request.post(`${this.n8n.origin}/rest/login`, {
			data: { emailOrLdapLoginId, password },
		});
		return context;
	}

	/** What went wrong in any of the pages. */
	get errors(): string[] {
		return this.pages.flatMap(({ errors }) => errors);
	}

	/** Makes a credential that fits its simulator, as the dialog would. Returns its id. */
	async makeCredential(type: string): Promise<{ id: string; name: string }> {
		const { name, data } = this.credential(type);
		return await this.editor.rest('POST', '/credentials', { name, type, data });
	}

	/** A credential as the database has it. */
	async storedCredential(name: string): Promise<Record<string, unknown>> {
		const all = await this.editor.rest<Array<{ id: string; name: string }>>('GET', '/credentials');
		const found = all.find((credential) => credential.name === name);
		return this.n8n.readCredential(String(found?.id)).data;
	}

	/** Opens a credential's dialog from the list, in a page that knows nothing of what was typed before. */
	async openCredential(name: string): Promise<EditorPage> {
		const user = await this.newPage();
		await user.open('/home/credentials');
		await user.page.getByText(name, { exact: true }).click();
		// n8n tests the credential, and then draws the form anew: an open menu would close.
		const tested = user.dialog.getByText(/Connection tested successfully|Couldn’t connect/);
		await tested.filter({ visible: true }).waitFor();
		return user;
	}
}

import type { Locator, Page } from 'playwright-core';

/** The form in the dialog of a credential, and what a user does there. */
export class CredentialForm {
	private readonly page: Page;

	constructor(page: Page) {
		this.page = page;
	}

	get dialog(): Locator {
		return this.page.getByTestId('editCredential-modal');
	}

	field(name: string): Locator {
		return this.dialog.getByTestId(`parameter-input-${name}`).locator('input');
	}

	async fill(values: Record<string, unknown>): Promise<void> {
		for (const [name, value] of Object.entries(values)) await this.field(name).fill(String(value));
	}

	/** A field of the dialog by its place in the credential, such as `extraFields.field[0].name`. */
	at(place: string): Locator {
		return this.dialog
			.locator(`[data-parameter-path="${place}"]`)
			.locator('input, textarea')
			.first();
	}

	/** Picks from the list of a field in the dialog. */
	async pick(place: string, option: string): Promise<void> {
		await this.at(place).click();
		await this.offered.getByText(option, { exact: true }).click();
		await this.offered.waitFor({ state: 'hidden' });
	}

	/** The list or menu that is open. */
	private get offered(): Locator {
		return this.page.locator('.el-popper:visible, [role="menu"]:visible');
	}

	/** The rows or groups of a field in the dialog that has several. */
	collection(name: string): Locator {
		return this.dialog.getByTestId(`fixed-collection-${name}`);
	}

	/** Adds a row. */
	async addRow(name: string): Promise<void> {
		await this.collection(name).getByTestId('fixed-collection-add').click();
	}

	/** Adds a group from a menu. */
	async addFrom(name: string, menu: string, group: string): Promise<void> {
		const closed = this.collection(name);
		await closed.getByPlaceholder(menu).or(closed.getByText(menu)).last().click();
		await this.offered.getByText(group, { exact: true }).click();
	}

	/** Removes the row or group that holds a field, with its trash can. */
	async removeWith(place: string): Promise<void> {
		const can = '*[@data-test-id="fixed-collection-delete"]';
		const group = this.at(place).locator(`xpath=ancestor::*[.//${can}][1]//${can}`);
		await group.first().click();
		await this.at(place).waitFor({ state: 'detached' });
	}

	/** Removes the first row, with its trash can: the others move up. */
	async removeFirstRow(name: string): Promise<void> {
		await this.collection(name).getByTestId('fixed-collection-delete').first().click();
	}

	/** A field under the settings in the dialog. */
	setting(name: string): Locator {
		return this.collection('settings').getByTestId(`parameter-input-${name}`);
	}

	/** Picks a group from the menu of settings in the dialog. */
	async addSetting(group: string): Promise<void> {
		await this.addFrom('settings', 'Add Setting', group);
	}

	async save(): Promise<void> {
		await this.dialog.getByTestId('credential-save-button').click();
	}
}

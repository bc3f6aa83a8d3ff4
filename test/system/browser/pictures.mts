// Takes the pictures of the examples, in the editor of a real n8n, after an execution against the simulators, and those
// of the documentation.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { setUpExamples } from '../../../tools/examples/setUp.mts';
import { Simulators } from '../../../tools/examples/simulators.mts';
import { DOCS_PICTURES } from './dialogs.mts';
import { BrowserWorld } from './world.mts';

const IMAGES = join('docs', 'images');

const simulators = new Simulators();
const world = new BrowserWorld(simulators);

/** Opens the workflow, executes it with its button, and takes the picture once nothing lies over it. */
async function take(page: Page, file: string): Promise<void> {
	await page.goto(`${world.n8n.origin}/workflow/${file}`);
	await page.getByTestId('execute-workflow-button').click();
	const done = page.getByText('Workflow executed successfully');
	await done.waitFor();
	await done.waitFor({ state: 'detached' });
	await page.locator('body').press('1');
	// n8n fits the nodes into the canvas without what is written below them.
	await page.mouse.move(100, 120);
	await page.mouse.wheel(0, 50);
	await page.waitForTimeout(1_500);
	await page.screenshot({ path: join('examples', `${file}.png`) });
	console.log(`examples/${file}.png`);
}

async function main(names: string[]): Promise<void> {
	const wanted = (name: string) => names.length === 0 || names.includes(name);
	await world.start();
	mkdirSync(IMAGES, { recursive: true });
	for (const [name, takePicture] of Object.entries(DOCS_PICTURES).filter(([name]) =>
		wanted(name),
	)) {
		const file = join(IMAGES, `${name}.png`);
		await takePicture(world, file);
		console.log(file);
	}
	const examples = await setUpExamples(world.n8n, world.editor, simulators);
	const { page } = await world.newPage({ width: 1440, height: 860 });
	for (const file of examples.filter(wanted)) await take(page, file);
}

main(process.argv.slice(2)).finally(() => world.stop());

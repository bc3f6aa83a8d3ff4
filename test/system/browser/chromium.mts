import { chromium, selectors, type Browser } from 'playwright-core';

/** It runs as root in containers, and calls nobody of its own accord. */
const QUIET = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
];

/** Starts the browser that the environment variable CHROMIUM names. Test ids are those of n8n's editor. */
export async function startChromium(): Promise<Browser> {
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({ executablePath: process.env.CHROMIUM, args: QUIET });
}

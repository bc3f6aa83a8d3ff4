import { chromium, selectors, type Browser } from 'playwright-core';

/** It runs as root in containers, calls nobody of its own accord, and reaches this machine alone. */
const QUIET = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
	'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Starts the browser that the environment variable CHROMIUM names. Test ids are those of n8n's editor. */
export async function startChromium(): Promise<Browser> {
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({ executablePath: process.env.CHROMIUM, args: QUIET });
}

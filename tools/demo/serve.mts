import { randomBytes } from 'node:crypto';

import type { N8n } from '../n8n.mts';
import { lastDemo, remember } from './state.mts';

/** Makes n8n's owner, with a password that is told here and kept nowhere. */
async function makeOwner(n8n: N8n): Promise<void> {
	const email = 'owner@example.com';
	const password = `${randomBytes(12).toString('base64url')}A1`;
	await n8n.makeOwner(email, password);
	console.log(`\nn8n asks who you are. This is told once:\n  Email     ${email}`);
	console.log(`  Password  ${password}`);
	console.log("  (Lost it? 'npm run demo' makes everything anew.)");
}

async function serve(): Promise<void> {
	console.log('Starting the simulated providers and n8n (about 10 seconds) …');
	const demo = await lastDemo();
	const { n8n, providers, hasOwner } = demo;
	const stop = () => {
		console.log('\nStopping …');
		void n8n.stop();
	};
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
	try {
		await n8n.start();
		if (!hasOwner) await makeOwner(n8n);
		remember(demo, true);
		console.log(`\nn8n is open at ${n8n.origin}/workflow/allTokens`);
		console.log("Select 'Execute workflow' there. Ctrl-C here stops everything.");
		await n8n.ended();
	} finally {
		await n8n.stop();
		await providers.stop();
	}
}

serve().catch((error: Error & { code?: string }) => {
	const taken = error.code === 'EADDRINUSE';
	console.error(
		taken
			? "Another program uses a port of the demo's: is 'npm start' running already? If not, 'npm run demo' chooses new ports."
			: error.message,
	);
	process.exitCode = 1;
});

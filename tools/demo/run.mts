import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkflowData } from '../n8n.mts';
import { withCredentials } from '../providers.mts';
import { printed } from './print.mts';
import { newDemo, remember, type Demo } from './state.mts';

const EXAMPLE = join('examples', 'all-tokens.json');
const LAST_NODE = 'All Tokens';

/** Says what is done, and afterwards how long it took. */
async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
	const started = Date.now();
	console.log(`${what} …`);
	const result = await work();
	console.log(`  done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
	return result;
}

async function run(demo: Demo): Promise<void> {
	const { n8n, providers } = demo;
	const example = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as WorkflowData;
	const workflow = { ...withCredentials(example, providers.credentials), id: 'allTokens' };
	await step('Importing the credentials and the example workflow into n8n', async () => {
		await n8n.importCredentials(providers.credentials);
		await n8n.importWorkflows([workflow]);
	});
	const { items, error } = await step('Executing the workflow in n8n', () =>
		n8n.execute(workflow.id),
	);
	if (error) throw new Error(`The workflow failed: ${error.message}`);
	console.log(`\nThe items that '${LAST_NODE}' output:`);
	for (const item of items[LAST_NODE]) console.log(`\n${printed(item)}`);
	const { giro, rocketChat, personr, genLogs, custom } = providers;
	const asked = [
		`GIRO ${giro.arrived.length} (a login and the token)`,
		`Rocket.Chat ${rocketChat.arrived.length}`,
		`Personr ${personr.arrived.length}`,
		`GenLogs ${genLogs.arrived.length}`,
		`API of your own ${custom.arrived.length} (a login, and a check with the token and a made-up one)`,
	];
	console.log(`\nRequests that the simulated providers got: ${asked.join(', ')}.`);
}

async function main(): Promise<void> {
	console.log('Starting the simulated providers on this machine …');
	const demo = await newDemo();
	try {
		await run(demo);
		remember(demo, false);
		console.log("'npm start' serves this n8n, with the package, the credentials and the example.");
	} finally {
		await demo.providers.stop();
	}
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});

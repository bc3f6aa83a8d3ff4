import { example } from '../examples/example.mts';
import { wiring } from '../examples/wiring.mts';
import type { Execution } from '../n8n.mts';
import { printed } from './print.mts';
import { newDemo, remember, type Demo } from './state.mts';

const ITEMS = 200;
const CALL = 'http-request';
const TOKENS = 'all-tokens';
const LAST_NODE = 'All Tokens';

/** Says what is done, and afterwards how long it took. */
async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
	const started = Date.now();
	console.log(`${what} …`);
	const result = await work();
	console.log(`  done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
	return result;
}

async function importExamples({ n8n, simulators }: Demo): Promise<void> {
	const { [CALL]: call, [TOKENS]: tokens } = wiring(simulators, n8n);
	const applicantIds = Array.from({ length: ITEMS }, (_, index) => `applicant-${index + 1}`);
	const applicants = { parameters: { jsonOutput: JSON.stringify({ applicantIds }) } };
	await n8n.importCredentials(simulators.credentials);
	await n8n.importWorkflows([
		example(CALL, { ...call, Applicants: applicants }),
		example(TOKENS, tokens),
	]);
}

async function execute({ n8n }: Demo, id: string): Promise<Execution> {
	const execution = await n8n.execute(id);
	const { error } = execution;
	if (error) throw new Error(`The workflow failed: ${error.message}\n${error.description ?? ''}`);
	return execution;
}

/** What the package is for: the HTTP Request node calls an API, and nobody has to think of a token. */
async function callAnApi(demo: Demo): Promise<void> {
	const { personr } = demo.simulators;
	const { items, output } = await step(`\n1. ${ITEMS} items call an API at once`, () =>
		execute(demo, CALL),
	);
	console.log(`  Answers that n8n got             ${items['Applicant Status'].length}`);
	console.log(`  Logins that the API counted      ${personr.logins}`);
	console.log(`  Tokens in n8n's execution data   ${output.split(personr.token).length - 1}`);
}

/** The token itself, for whoever needs it. */
async function outputTokens(demo: Demo): Promise<void> {
	const { items } = await step('\n2. Token nodes output the token of each API', () =>
		execute(demo, TOKENS),
	);
	for (const item of items[LAST_NODE]) console.log(`\n${printed(item)}`);
}

async function main(): Promise<void> {
	console.log('Starting simulated APIs on this machine …');
	const demo = await newDemo();
	try {
		await step('Importing credentials and two of the examples into n8n', () =>
			importExamples(demo),
		);
		await callAnApi(demo);
		await outputTokens(demo);
		remember(demo, false);
		console.log("\n'npm start' opens this n8n in the browser, with all examples.");
	} finally {
		await demo.simulators.stop();
	}
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { N8n, newSettings, readHost, type WorkflowData } from '../../../tools/n8n.mts';
import { Providers, type ProviderName } from '../../../tools/providers.mts';
import { inARow, webhook } from '../../system/e2e/rows.mts';

const ITEMS = 10_000;
/** An odd number, for the median. */
const RUNS = 3;
const VALUE = 'Edit Fields with a value';
const EXPRESSION = 'Edit Fields with an expression';
const PROVIDERS: ProviderName[] = ['genLogs', 'giro', 'personr'];

/** Makes the items, and passes them through n8n's Edit Fields node, twice, and then through *Get*. */
function workflow(name: ProviderName): WorkflowData {
	const node = (title: string, type: string, typeVersion: number, parameters: object) => {
		return { name: title, type, typeVersion, parameters };
	};
	const list = `={{ ({ n: Array.from({ length: ${ITEMS} }, (_, n) => n) }) }}`;
	const set = (title: string, value: unknown) => {
		const assignments = [{ id: 'n', name: 'n', type: 'number', value }];
		return node(title, 'n8n-nodes-base.set', 3.4, { assignments: { assignments }, options: {} });
	};
	return inARow(name, [
		webhook(name),
		node('List', 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput: list, options: {} }),
		node('Split Out', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'n', options: {} }),
		set(VALUE, 1),
		set(EXPRESSION, '={{ $json.n }}'),
		{
			...node('Get', `n8n-nodes-access-tokens.${name}Token`, 1, { operation: 'get' }),
			credentials: { [`${name}Api`]: { id: `${name}Api-simulated`, name: 'simulated' } },
		},
		node('Limit', 'n8n-nodes-base.limit', 1, {}),
	]);
}

/** How long the nodes of the last execution took, in milliseconds. n8n keeps its data as flatted JSON: texts are places. */
async function lastTimes(n8n: N8n, cookie: string): Promise<Record<string, number>> {
	const read = async (path: string) => {
		const response = await fetch(`${n8n.origin}/rest/executions${path}`, { headers: { cookie } });
		return ((await response.json()) as { data: { results: [{ id: string }]; data: string } }).data;
	};
	const { results } = await read('?limit=1');
	const places = JSON.parse((await read(`/${results[0].id}`)).data) as Array<
		Record<string, string>
	>;
	const at = (place: string) => places[Number(place)];
	const runs = Object.entries(at(at(places[0].resultData).runData));
	return Object.fromEntries(
		runs.map(([node, list]) => [node, Number(at(at(list)[0]).executionTime)]),
	);
}

function median(numbers: number[]): number {
	return numbers.sort((a, b) => a - b)[(numbers.length - 1) / 2];
}

/** Runs a workflow. n8n registers its webhooks a little after it says that it is ready. */
async function call(n8n: N8n, name: ProviderName): Promise<Response> {
	for (;;) {
		const response = await fetch(`${n8n.origin}/webhook/${name}`, { method: 'POST' });
		if (response.status !== 404) return response;
		await new Promise((done) => setTimeout(done, 250));
	}
}

async function measure(n8n: N8n, name: ProviderName, cookie: string): Promise<string> {
	const runs: Array<Record<string, number>> = [];
	// The first run logs in, and pays for what is compiled on the way.
	for (let run = 0; run <= RUNS; run += 1) {
		const response = await call(n8n, name);
		expect(await response.json()).toMatchObject({ provider: name });
		if (run > 0) runs.push(await lastTimes(n8n, cookie));
	}
	const cells = [VALUE, EXPRESSION, 'Get'].map((node) => median(runs.map((times) => times[node])));
	const ratios = [VALUE, EXPRESSION].map((node) =>
		median(runs.map((times) => times.Get / times[node])).toFixed(2),
	);
	return `| ${[name, ...cells, ...ratios].join(' | ')} |`;
}

test('Get over many items', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'access-tokens-bench-'));
	const providers = await new Providers().start();
	const n8n = new N8n(folder, await newSettings());
	try {
		n8n.installPackage();
		await n8n.importCredentials(providers.credentials);
		await n8n.importWorkflows(PROVIDERS.map(workflow));
		for (const name of PROVIDERS) await n8n.publish(name);
		await n8n.start();
		const cookie = await n8n.makeOwner('bench@example.com', 'Invented-1');
		const lines: string[] = [];
		for (const name of PROVIDERS) lines.push(await measure(n8n, name, cookie));
		const date = new Date().toISOString().slice(0, 10);
		process.stdout.write(
			`\n${date}, n8n ${readHost().version}, ${ITEMS} items, medians of ${RUNS} executions in one process, \`npm run bench\`\n\n` +
				`| provider | ${VALUE}, ms | ${EXPRESSION}, ms | *Get*, ms | *Get* as a multiple of the first | of the second |\n` +
				`| --- | ---: | ---: | ---: | ---: | ---: |\n${lines.join('\n')}\n\n`,
		);
	} finally {
		await n8n.stop();
		await providers.stop();
		rmSync(folder, { recursive: true, force: true });
	}
});

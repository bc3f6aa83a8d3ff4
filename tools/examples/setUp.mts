import type { Editor } from '../../test/system/e2e/editor.mts';
import type { N8n, WorkflowData } from '../n8n.mts';
import { example } from './example.mts';
import type { Simulators } from './simulators.mts';
import { makeTokenTable } from './tokenTable.mts';
import { n8nApi, wiring } from './wiring.mts';

/** A key for n8n's public API, as its owner makes one in the settings. */
export async function makeApiKey(n8n: N8n, editor: Editor): Promise<string> {
	// n8n 1 has no scope for what the example does.
	const scopes = [n8n.major === 1 ? 'credential:create' : 'credential:update'];
	const wanted = { label: 'examples', scopes, expiresAt: null };
	return (await editor.rest<{ rawApiKey: string }>('POST', '/api-keys', wanted)).rawApiKey;
}

/** Two rows without a token, and one whose token is not due. Returns the table's ID. */
async function makeRows(editor: Editor): Promise<string | undefined> {
	const renewAt = new Date(Date.now() + 3_600_000).toISOString();
	const young = { usedBy: 'dispatch', accessToken: 'invented-young-token', renewAt };
	const path = await makeTokenTable(editor, [
		{ usedBy: 'warehouse' },
		{ usedBy: 'reports' },
		young,
	]);
	return path.split('/').at(-1);
}

/** n8n lists first what was changed last. */
function newestFirst(workflows: WorkflowData[]): WorkflowData[] {
	const now = Date.now();
	return workflows.map((workflow, index) => {
		return { ...workflow, updatedAt: new Date(now - index * 1_000).toISOString() };
	});
}

/**
 * Imports all examples into an n8n that runs, with all that they need, so that each of them succeeds when it is executed.
 * Returns their IDs, in the order in which n8n lists them.
 */
export async function setUpExamples(
	n8n: N8n,
	editor: Editor,
	simulators: Simulators,
): Promise<string[]> {
	const table = await makeRows(editor);
	// n8n 1 finds no table by its name: there the example's note has the user choose it from the list.
	const beside = { origin: n8n.origin, ...(n8n.major === 1 ? { tableId: table } : {}) };
	const key = await makeApiKey(n8n, editor);
	await n8n.importCredentials([...simulators.credentials, n8nApi(beside, key)]);
	const fillings = Object.entries(wiring(simulators, beside));
	const examples = fillings.map(([file, filling]) => example(file, filling));
	await n8n.importWorkflows(newestFirst(examples));
	return examples.map(({ id }) => id);
}

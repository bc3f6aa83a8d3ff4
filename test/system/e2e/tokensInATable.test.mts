import { createHash } from 'node:crypto';

import { example } from '../../../tools/examples/example.mts';
import { insertRows, makeTokenTable } from '../../../tools/examples/tokenTable.mts';
import { Editor } from './editor.mts';
import { World } from './world.mts';

const world = new World();
const { genLogs } = world.providers;
const WORKFLOW = 'tokens-in-a-table';
const HOUR = 3_600_000;

interface Row {
	usedBy: string;
	accessToken: string | null;
	fingerprint: string | null;
	issuedAt: string | null;
	expiresAt: string | null;
	renewAt: string | null;
	updatedAt: string;
}

let editor: Editor;
let table = '';

const fingerprint = (token: string) =>
	createHash('sha256').update(token).digest('hex').slice(0, 12);
const time = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

/** A row as this workflow would have written it. */
function held(usedBy: string, accessToken: string, hours: { issued: number; renew: number }) {
	return {
		usedBy,
		accessToken,
		fingerprint: fingerprint(accessToken),
		issuedAt: time(hours.issued),
		expiresAt: time(hours.issued + 24),
		renewAt: time(hours.renew),
	};
}

/** n8n 1 finds no table by its name: there the example's note has the user choose it from the list. */
function chosenTable() {
	return { dataTableId: { __rl: true, mode: 'list', value: table.split('/').at(-1) } };
}

async function rows(): Promise<Record<string, Row>> {
	const { data } = await editor.rest<{ data: Row[] }>('GET', `${table}/rows`);
	return Object.fromEntries(data.map((row) => [row.usedBy, row]));
}

/** Executes the example with all counts at nothing. */
async function execute(trigger = 'When clicking ‘Execute workflow’'): Promise<string> {
	genLogs.forget();
	return (await editor.execute(WORKFLOW, trigger)).status;
}

beforeAll(async () => {
	await world.start();
	const credential = world.credential('genLogsApi');
	await world.n8n.importCredentials([credential]);
	editor = await Editor.open(world.n8n);
	table = await makeTokenTable(editor, [
		{ usedBy: 'warehouse' },
		held('reports', 'invented-old-token', { issued: -30, renew: -8 }),
		held('dispatch', 'invented-young-token', { issued: -1, renew: 20 }),
	]);
	const chosen = world.n8n.major === 1 ? { parameters: chosenTable() } : {};
	await world.n8n.importWorkflows([
		example(WORKFLOW, { 'Renew If Due': { credential }, Rows: chosen, 'Write Row': chosen }),
	]);
});

afterAll(() => world.stop());

describe('tokens-in-a-table.json', () => {
	it('gives the rows that are due one token, with one login, and leaves the others', async () => {
		const before = await rows();
		expect(await execute()).toBe('success');
		expect(genLogs.logins).toBe(1);
		const [[token, expiry]] = genLogs.tokens;
		const { warehouse, reports, dispatch } = await rows();
		for (const row of [warehouse, reports]) {
			expect(row.accessToken).toBe(token);
			expect(row.fingerprint).toBe(fingerprint(token));
			expect(Date.parse(String(row.expiresAt))).toBe(expiry);
			expect(Date.parse(String(row.renewAt))).toBeGreaterThan(Date.now());
		}
		expect(dispatch).toEqual(before.dispatch);
	});

	it('writes nothing where nothing is due, started by its schedule', async () => {
		const before = await rows();
		expect(await execute('Every Hour')).toBe('success');
		expect(genLogs.arrived).toEqual([]);
		expect(await rows()).toEqual(before);
	});

	it('writes a row that is due when the credential has a newer token, without a login', async () => {
		const [[token]] = genLogs.tokens;
		await insertRows(editor, table, [
			held('archive', 'another-old-token', { issued: -30, renew: -8 }),
		]);
		expect(await execute()).toBe('success');
		expect(genLogs.logins).toBe(0);
		expect((await rows()).archive.accessToken).toBe(token);
	});
});

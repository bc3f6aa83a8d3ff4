import type { Editor } from '../../test/system/e2e/editor.mts';

/**
 * What a user does by hand for the example with tokens in a table: makes a Data Table with the columns that its note
 * tells, and rows in it. Returns the table's path.
 */
export async function makeTokenTable(editor: Editor, rows: object[]): Promise<string> {
	const { id: project } = await editor.rest<{ id: string }>('GET', '/projects/personal');
	const columnsOf = (type: string, names: string[]) => names.map((name) => ({ name, type }));
	const { id } = await editor.rest<{ id: string }>('POST', `/projects/${project}/data-tables`, {
		name: 'access-tokens',
		columns: [
			...columnsOf('string', ['usedBy', 'accessToken', 'fingerprint']),
			...columnsOf('date', ['issuedAt', 'expiresAt', 'renewAt']),
		],
	});
	const table = `/projects/${project}/data-tables/${id}`;
	await insertRows(editor, table, rows);
	return table;
}

/** Adds rows to the table of that path. */
export async function insertRows(editor: Editor, table: string, rows: object[]): Promise<void> {
	await editor.rest('POST', `${table}/insert`, { data: rows, returnType: 'count' });
}

import { spawnSync } from 'node:child_process';

import type { CredentialData } from './n8n.mts';

/** A row of n8n's table of credentials. */
export interface CredentialRow {
	id: string;
	name: string;
	type: string;
	/** Encrypted. */
	data: string;
}

/** Prints the row of a credential as JSON, for a Node that has SQLite built in. Its arguments: the database's file, and the id. */
const READ_ROW = `
	const { DatabaseSync } = require('node:sqlite');
	const [file, id] = process.argv.slice(1);
	const query = 'select id, name, type, data from credentials_entity where id = ?';
	const row = new DatabaseSync(file, { readOnly: true }).prepare(query).get(id);
	console.log(JSON.stringify(row ?? null));
`;

/** Reads a credential's row from n8n's SQLite file, also while n8n runs. `node` is the program of a Node 24. */
export function readRow(node: string, databaseFile: string, id: string): CredentialRow {
	const args = ['--disable-warning=ExperimentalWarning', '-e', READ_ROW, databaseFile, id];
	const row = JSON.parse(run(node, args)) as CredentialRow | null;
	if (row === null) throw new Error(`n8n's database has no credential ${id}`);
	return row;
}

/**
 * Decrypts a credential with the key of its n8n. n8n's command `export:credentials` does the same, but starts all of n8n for it.
 * The format is that of OpenSSL's `enc`, so that program decrypts it.
 */
export function decrypt({ data, ...row }: CredentialRow, encryptionKey: string): CredentialData {
	const cipher = ['-aes-256-cbc', '-md', 'md5', '-base64', '-A', '-pass', 'env:ENCRYPTION_KEY'];
	const env = { ...process.env, ENCRYPTION_KEY: encryptionKey };
	const text = run('openssl', ['enc', '-d', ...cipher], { input: data, env });
	return { ...row, data: JSON.parse(text) as CredentialData['data'] };
}

function run(program: string, args: string[], options: object = {}): string {
	const ran = spawnSync(program, args, { encoding: 'utf8', ...options });
	if (ran.status === 0) return ran.stdout;
	throw new Error(`${program} failed: ${ran.error?.message ?? ran.stderr}`);
}

// A reporter for jest that prints at the end what was proved: faults by provider, and operations by provider.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROVIDERS = [
	...['giro', 'personr', 'genLogs', 'custom', 'rocketChat'],
	...['clientCredentials', 'refreshToken', 'jwtBearer'],
];

export default class ProofReporter {
	constructor() {
		this.folder = mkdtempSync(join(tmpdir(), 'access-tokens-proof-'));
		// Tests may run in processes of their own, which inherit this.
		process.env.PROOF_FILE = join(this.folder, 'proof.jsonl');
	}

	onRunComplete() {
		const file = process.env.PROOF_FILE;
		const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
		rmSync(this.folder, { recursive: true, force: true });
		const cases = lines.map((line) => JSON.parse(line));
		if (cases.length === 0) return;
		print('Fault', cases, ({ fault }) => fault);
		print('Operation', cases, ({ operation }) => operation);
	}
}

/** A table of how many cases there were for each provider, and how many requests arrived. */
function print(title, cases, keyOf) {
	const rows = new Map();
	for (const one of cases) {
		for (const key of [keyOf(one), 'Together']) {
			const row = rows.get(key) ?? { requests: 0, cases: 0 };
			row[one.provider] = (row[one.provider] ?? 0) + 1;
			row.cases += 1;
			row.requests += one.requests;
			rows.set(key, row);
		}
	}
	const together = rows.get('Together');
	rows.delete('Together');
	const columns = [...PROVIDERS, 'cases', 'requests'];
	const width = Math.max(...[...rows.keys()].map((key) => key.length));
	const line = (key, row) =>
		[
			key.padEnd(width),
			...columns.map((name) => String(row[name] ?? 0).padStart(Math.max(10, name.length + 1))),
		].join(' ');
	const head = Object.fromEntries(columns.map((name) => [name, name]));
	console.log(`\n${line(title, head)}`);
	for (const [key, row] of rows) console.log(line(key, row));
	console.log(line('Together', together));
}

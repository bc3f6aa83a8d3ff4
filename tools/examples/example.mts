import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { CredentialData, WorkflowData } from '../n8n.mts';

/** What a user fills in at one node after the import. */
export interface Filled {
	credential?: CredentialData;
	/** In place of the parameters of these names. */
	parameters?: Record<string, unknown>;
	/** Values of the fields that an Edit Fields node sets, by name. */
	fields?: Record<string, string>;
}

/** What a user fills in, by the name of the node. */
export type Filling = Record<string, Filled>;

interface Assignment {
	name: string;
	value: string;
}

type Parameters = Record<string, unknown> & { assignments?: { assignments: Assignment[] } };

/** The workflow of `examples/`, with what a user fills in at its nodes. Its id is the file's name. */
export function example(file: string, filling: Filling): WorkflowData {
	const read = JSON.parse(readFileSync(join('examples', `${file}.json`), 'utf8')) as WorkflowData;
	if (read.nodes.some(({ credentials }) => credentials !== undefined))
		throw new Error(`${file} comes with credentials`);
	for (const name of Object.keys(filling)) {
		if (!read.nodes.some((node) => node.name === name)) throw new Error(`${file} has no '${name}'`);
	}
	const nodes = read.nodes.map((node) => fillIn(node, filling[String(node.name)] ?? {}));
	return { ...read, id: file, nodes };
}

function fillIn(node: WorkflowData['nodes'][number], { credential, parameters, fields }: Filled) {
	const changed = { ...(node.parameters as Parameters), ...parameters };
	for (const [name, value] of Object.entries(fields ?? {})) {
		const found = changed.assignments?.assignments.find((assignment) => assignment.name === name);
		if (found === undefined) throw new Error(`'${String(node.name)}' sets no '${name}'`);
		found.value = value;
	}
	const chosen = credential && {
		[credential.type]: { id: credential.id, name: credential.name },
	};
	return { ...node, parameters: changed, ...(chosen ? { credentials: chosen } : {}) };
}

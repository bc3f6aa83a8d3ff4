import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

import type { CredentialData } from '../n8n.mts';

interface Property {
	displayName: string;
	name: string;
	options?: Array<{ name: string; value: unknown }>;
}

interface CredentialType {
	displayName: string;
	properties: Property[];
}

/** The form of a credential of this package, as it was built. */
function formOf(type: string): CredentialType {
	const name = type[0].toUpperCase() + type.slice(1);
	const file = resolve(join('dist', 'credentials', `${name}.credentials.js`));
	const exported = createRequire(file)(file) as Record<string, new () => CredentialType>;
	return new exported[name]();
}

/** How to try a credential. */
interface Trial {
	/** Method and address. */
	call: string;
	/** As JSON, where the call has one. */
	body?: string;
	/** What tells the credential from others of its type. */
	kind?: string;
}

/**
 * What to fill in at the form of a credential: one line for each field, in the form's order and under the name that the form
 * gives it; and a call to try it with.
 */
export function account({ type, data }: CredentialData, { call, body, kind }: Trial): string {
	const { displayName, properties } = formOf(type);
	// Of two fields of one name, the last one is that of an API that its user describes.
	const names = properties.map(({ name }) => name);
	const fields = properties.filter(({ name }, index) => names.lastIndexOf(name) === index);
	const lines = fields.flatMap((field) => {
		const value = data[field.name];
		if (typeof value !== 'string') return [];
		const chosen = field.options?.find((option) => option.value === value);
		return [line(field.displayName, chosen?.name ?? value)];
	});
	const trial = line('Try it:', body === undefined ? call : `${call}, body as JSON ${body}`);
	return [`  ${displayName}${kind === undefined ? '' : `, ${kind}`}`, ...lines, trial].join('\n');
}

function line(name: string, value: string): string {
	return `    ${name.padEnd(24)} ${value}`;
}

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

/** What to fill in at the form of a credential: one line for each field, under the name that the form gives it. */
export function account({ type, data }: CredentialData): string {
	const { displayName, properties } = formOf(type);
	const lines = Object.entries(data)
		.filter(([, value]) => typeof value === 'string')
		.map(([name, value]) => {
			const field = properties.find((property) => property.name === name);
			const chosen = field?.options?.find((option) => option.value === value);
			return `    ${(field?.displayName ?? name).padEnd(24)} ${chosen?.name ?? String(value)}`;
		});
	return [`  ${displayName}`, ...lines].join('\n');
}

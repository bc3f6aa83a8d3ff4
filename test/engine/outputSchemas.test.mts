import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { OPERATIONS } from '../support/held.mts';
import { SESSIONS, World } from '../support/world.mts';

interface Schema {
	type: string | string[];
	properties?: Record<string, Schema>;
}

const NODES = join(__dirname, '..', '..', 'nodes');
const FOLDERS = {
	giro: 'GiroToken',
	genLogs: 'GenLogsToken',
	personr: 'PersonrToken',
	custom: 'CustomToken',
};

let world: World;

beforeEach(async () => void (world = await new World().start()));
afterEach(async () => await world.stop());

/** Where n8n looks for it: by the node's version and its operation (`resolveOutputSchemaPath` in n8n-core 2.41.1). */
function schemaOf(name: keyof typeof FOLDERS, operation: string): Schema {
	const path = join(NODES, FOLDERS[name], '__schema__', 'v1.0.0', `${operation}.json`);
	expect([path, existsSync(path)]).toEqual([path, true]);
	return JSON.parse(readFileSync(path, 'utf8')) as Schema;
}

/** The type of a value as JSON Schema names it. */
function typeOf(value: unknown): string {
	if (value === null) return 'null';
	return Number.isInteger(value) ? 'integer' : typeof value;
}

/** Paths of what does not fit. */
function misfits(value: unknown, schema: Schema | undefined, path: string): string[] {
	if (schema === undefined || ![schema.type].flat().includes(typeOf(value))) return [path];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		misfits(inner, schema.properties?.[key], `${path}.${key}`),
	);
}

describe.each(SESSIONS)(
	'%s: what the editor is told of the output before the first run',
	(name) => {
		test.each(OPERATIONS)('%s outputs just that', async (operation) => {
			const schema = schemaOf(name, operation);
			const seen: Array<[string, unknown]> = [];
			for (const output of ['token', 'metadata']) {
				const { json } = await world.run(name, { operation, options: { output } });
				expect(Object.keys(json[0])).toEqual(Object.keys(schema.properties ?? {}));
				expect(misfits(json[0], schema, '')).toEqual([]);
				if (output === 'token')
					expect(Object.keys(json[0].headers as object)).toEqual(
						Object.keys(schema.properties?.headers.properties ?? {}),
					);
				seen.push(...Object.entries(json[0]));
			}
			// What is never null is not told to be, and what is has its type told first, which is the one shown.
			for (const [key, { type }] of Object.entries(schema.properties ?? {})) {
				const types = seen.filter(([found]) => found === key).map(([, value]) => typeOf(value));
				if (types.includes('null'))
					expect([key, type]).toEqual([key, [expect.any(String), 'null']]);
			}
		});

		test('every operation has its file', () => {
			const [operation] = world.description(name).properties.filter((p) => p.name === 'operation');
			const values = (operation.options ?? []).map((option) =>
				'value' in option ? option.value : '',
			);
			expect(values).toEqual([...OPERATIONS]);
			for (const value of values) schemaOf(name, String(value));
		});
	},
);

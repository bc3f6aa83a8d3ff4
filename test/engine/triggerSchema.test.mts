import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { loadOutputSchema } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';

import { PolledWorkflow } from '../support/triggers.mts';
import { ALL, CREDENTIAL, World } from '../support/world.mts';

interface Schema {
	type: string | string[];
	properties?: Record<string, Schema>;
}

const nodeDir = join(__dirname, '..', '..', 'nodes', 'AccessTokenTrigger');

test('the output schema has every key that the trigger outputs, for every provider', async () => {
	const schema = loadOutputSchema({ nodeDir, version: 1 }) as unknown as Schema;
	expect(schema).toEqual(
		JSON.parse(readFileSync(join(nodeDir, '__schema__', 'v1.0.0.json'), 'utf8')),
	);
	const told = Object.keys(schema.properties ?? {});
	const headers = new Set<string>();
	const world = await new World().start();
	for (const provider of ALL) {
		const trigger = new PolledWorkflow(world.engine, {
			parameters: { provider, tokenName: { __rl: true, mode: 'name', value: 'n8n-reports' } },
			credential: CREDENTIAL[provider],
			row: provider,
		});
		const item = (await trigger.poll()) as IDataObject;
		const more = provider === 'custom' ? [] : ['query', 'values'];
		expect([...Object.keys(item), ...more, 'renewalError']).toEqual(told);
		for (const header of Object.keys(item.headers as object)) headers.add(header);
	}
	expect([...headers].sort()).toEqual(
		Object.keys(schema.properties?.headers.properties ?? {}).sort(),
	);
	await world.stop();
});

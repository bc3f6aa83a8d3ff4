import type { Execution } from '../../../tools/n8n.mts';
import { World, tokenNode, workflow } from './world.mts';

const world = new World();
let execution: Execution;

/** Rows 1 to 3; the times are what n8n's expressions make of them, of which the second is ahead. */
beforeAll(async () => {
	await world.start();
	const types = ['personrApi', 'genLogsApi', 'giroApi'];
	const node = (name: string, type: string, parameters: object) =>
		tokenNode(name, world.credential(type), { operation: 'renewIfDue', ...parameters });
	const nodes = [
		node('Personr', 'personrApi', {
			expiresAt: '={{ DateTime.now().plus({ days: $json.row === 2 ? 300 : -1 }) }}',
		}),
		node('GenLogs', 'genLogsApi', {
			renewAt: '={{ new Date(Date.now() + ($json.row === 2 ? 1 : -1) * 3600000) }}',
		}),
		node('GIRO', 'giroApi', {}),
	];
	await world.n8n.importCredentials(types.map((type) => world.credential(type)));
	await world.n8n.importWorkflows([workflow('rows', 3, nodes)]);
	execution = await world.n8n.execute('rows');
});

afterAll(() => world.stop());

describe('rows of a table', () => {
	it.each(['Personr', 'GenLogs'])('%s: those that are due are renewed, with one login', (name) => {
		expect(execution.error).toBeUndefined();
		const items = execution.items[name].map(({ json }) => json);
		expect(items.map(({ row, renewed, changed }) => [row, renewed, changed])).toEqual([
			[1, true, true],
			[2, false, false],
			[3, true, true],
		]);
		expect(Object.keys(items[1])).toEqual(['row', 'renewed', 'changed']);
		expect(items[0].accessToken).toBe(items[2].accessToken);
		const { personr, genLogs } = world.providers;
		expect([personr.logins, genLogs.logins]).toEqual([1, 1]);
	});

	it('GIRO: without any time or token, all are', () => {
		const items = execution.items.GIRO.map(({ json }) => json);
		expect(items.map(({ row, renewed }) => [row, renewed])).toEqual(
			[1, 2, 3].map((n) => [n, true]),
		);
		expect(world.providers.giro.logins).toBe(1);
	});
});

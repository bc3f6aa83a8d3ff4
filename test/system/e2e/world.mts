import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Item } from '../../../tools/execution.mts';
import { N8n, newSettings, type CredentialData, type WorkflowData } from '../../../tools/n8n.mts';
import { Providers } from '../../../tools/providers.mts';
import { Simulator, type Reply } from '../../support/simulators/simulator.mts';

/** A real n8n on a folder of its own, and the simulated providers. */
export class World {
	readonly providers: Providers;
	readonly folder = mkdtempSync(join(tmpdir(), 'access-tokens-e2e-'));
	n8n!: N8n;

	constructor(providers = new Providers()) {
		this.providers = providers;
	}

	async start(): Promise<this> {
		await this.providers.start();
		this.n8n = new N8n(this.folder, await newSettings(), { N8N_LOG_LEVEL: 'debug' });
		this.n8n.installPackage();
		return this;
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
		await this.providers.stop();
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** The credential of a type that fits its simulator, with changes. */
	credential(type: string, id = type, changes: CredentialData['data'] = {}): CredentialData {
		const found = this.providers.credentials.find((credential) => credential.type === type);
		if (found === undefined) throw new Error(`No credential of type ${type}`);
		return { ...found, id, name: id, data: { ...found.data, ...changes } };
	}

	/** All bytes of n8n's database, as anyone could read them who gets hold of its files. */
	databaseText(): string {
		const files = ['', '-wal'].map((suffix) => this.n8n.databaseFile + suffix).filter(existsSync);
		return files.map((file) => readFileSync(file).toString('latin1')).join('');
	}
}

/** A server that has nothing to do with any provider: it answers everything and keeps what it was sent. */
export class Elsewhere extends Simulator {
	get baseUrl(): string {
		return this.origin;
	}

	protected answer(): Reply {
		return { status: 200, body: { hello: 'from elsewhere' } };
	}

	/** Everything that arrived, headers and all, as one text. */
	get received(): string {
		return this.arrived
			.map(({ target, rawHeaders, body }) => [target, ...rawHeaders, body.toString()].join('\n'))
			.join('\n');
	}
}

export type Node = WorkflowData['nodes'][number] & { name: string };

/** n8n's own HTTP Request node with a credential of this package. A failed item does not end the execution. */
export function httpRequest(name: string, credential: CredentialData, url: string): Node {
	return {
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		onError: 'continueRegularOutput',
		parameters: {
			url,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: credential.type,
			options: {},
		},
		credentials: { [credential.type]: { id: credential.id, name: credential.name } },
	};
}

/** A node of this package. */
export function tokenNode(name: string, credential: CredentialData, parameters: object): Node {
	const types: Record<string, string> = {
		giroApi: 'giroToken',
		rocketChatTokenApi: 'rocketChatToken',
		personrApi: 'personrToken',
		genLogsApi: 'genLogsToken',
		customTokenApi: 'customToken',
	};
	return {
		name,
		type: `n8n-nodes-access-tokens.${types[credential.type]}`,
		typeVersion: 1,
		parameters,
		credentials: { [credential.type]: { id: credential.id, name: credential.name } },
	};
}

/** A workflow that hands `count` items to each of the nodes, one node after the other. */
export function workflow(id: string, count: number, nodes: Node[]): WorkflowData {
	const rows = JSON.stringify({ row: Array.from({ length: count }, (_, index) => index + 1) });
	const first: Node[] = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		{
			name: 'Rows',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: rows, options: {} },
		},
		{
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'row', options: {} },
		},
	];
	const to = (...targets: Node[]) => ({
		main: [targets.map(({ name }) => ({ node: name, type: 'main', index: 0 }))],
	});
	return {
		id,
		name: id,
		nodes: [...first, ...nodes].map((node, index) => ({
			id: `${id}-${index}`,
			position: [index * 200, 0],
			...node,
		})),
		connections: { Start: to(first[1]), Rows: to(first[2]), Items: to(...nodes) },
		settings: { executionOrder: 'v1' },
	};
}

/** The items that came out as errors. */
export function failed(items: Item[]): Item[] {
	return items.filter(({ json, error }) => error !== undefined || json.error !== undefined);
}

/** What a failed item says, in whichever form n8n put it there. */
export function reason({ json, error }: Item): string {
	return JSON.stringify([json.error, error]);
}

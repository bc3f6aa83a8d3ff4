import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { Engine, type Outcome } from './engine.mts';
import { wordsOf } from './problem.mts';
import { ScriptedSimulator, type Routes } from './simulators/scripted.mts';

let accounts = 0;

/** A scripted API, and an engine with a credential that describes its login. */
export class CustomWorld {
	readonly engine = new Engine();
	readonly api: ScriptedSimulator;
	/** Nobody else's, so that no failed login of another test answers. */
	readonly username = `ops${(accounts += 1)}@example.com`;
	readonly password = 'Pä55 w+rd/&=%?';
	private readonly others: ScriptedSimulator[] = [];

	constructor(routes: Routes) {
		this.api = new ScriptedSimulator(routes);
	}

	static async start(routes: Routes = {}, fields: IDataObject = {}): Promise<CustomWorld> {
		const world = new CustomWorld(routes);
		await world.api.start();
		world.save(fields);
		return world;
	}

	async stop(): Promise<void> {
		await Promise.all([this.api, ...this.others].map(async (api) => await api.stop()));
	}

	/** One more server, at another port. */
	async other(routes: Routes): Promise<ScriptedSimulator> {
		const api = await new ScriptedSimulator(routes).start();
		this.others.push(api);
		return api;
	}

	/** Saves the credential as a user would: with what was stored before. */
	save(fields: IDataObject = {}): this {
		const { username, password } = this;
		const before = this.engine.credentials.rows.get('c') ?? {
			baseUrl: this.api.origin,
			loginUrl: '/login',
			username,
			password,
			// Nothing but the test's own requests arrives.
			settings: { check: { by: 'none' } },
		};
		this.engine.save('c', { ...before, ...fields } as ICredentialDataDecryptedObject);
		return this;
	}

	get row(): ICredentialDataDecryptedObject {
		return this.engine.credentials.row('c');
	}

	/** Runs the node. */
	async run(operation = 'get', options: IDataObject = {}, items: IDataObject[] = [{}]) {
		return await this.engine.run(
			{
				type: 'n8n-nodes-access-tokens.customToken',
				parameters: { operation, options },
				credential: ['customTokenApi', 'c'],
			},
			items,
		);
	}

	/** Calls an address as n8n's HTTP Request node does. */
	async call(url: string, parameters: IDataObject = {}, items: IDataObject[] = [{}]) {
		return await this.engine.run(
			{
				type: 'test.apiRequest',
				parameters: { url, credential: 'customTokenApi', ...parameters },
				credential: ['customTokenApi', 'c'],
			},
			items,
		);
	}

	/** How many requests arrived at a path. */
	count(path: string): number {
		return this.api.count(path);
	}
}

/** What went wrong in a run, in words; '' where all went well. */
export function wrong({ error, json }: Outcome): string {
	const failed = json.map((item) => item.error).filter((said) => said !== undefined);
	return [wordsOf(error), ...failed].filter(Boolean).join(' | ');
}

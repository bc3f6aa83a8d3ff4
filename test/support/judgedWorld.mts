import type { ICredentialDataDecryptedObject, IDataObject, INodeType } from 'n8n-workflow';

import { setClock } from './clock.mts';
import { testCredential, type Verdict } from './credentialTest.mts';
import { CustomTokenApi } from '../../credentials/CustomTokenApi.credentials';
import { Engine } from './engine.mts';
import { anew } from './restart.mts';
import { JudgedSimulator } from './simulators/judged.mts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

let users = 0;
let starts = 0;

/** An engine with a credential for a simulated API, and a clock that stands still until a test moves it. */
export class JudgedWorld {
	engine = new Engine();
	private type = new CustomTokenApi();
	private node = 'n8n-nodes-access-tokens.customToken';
	private now = Date.now();

	private constructor(readonly api: JudgedSimulator) {}

	/** @param settings of the credential, as its form holds them */
	static async start(settings: IDataObject = {}, fields: IDataObject = {}): Promise<JudgedWorld> {
		const api = new JudgedSimulator();
		// Nobody else's, so that nothing is known of these login details.
		Object.assign(api, { user: `ops${(users += 1)}@example.com` });
		const world = new JudgedWorld(await api.start());
		setClock(world.now);
		world.save({ ...fields, settings });
		return world;
	}

	async stop(): Promise<void> {
		jest.useRealTimers();
		await this.api.stop();
	}

	save(fields: IDataObject): void {
		const row = { ...this.engine.credentials.rows.get('c'), ...this.api.fields, ...fields };
		this.engine.save('c', row as ICredentialDataDecryptedObject);
	}

	/** Logs in, and forgets what has arrived. A token that was just obtained is not checked. */
	async logIn(): Promise<void> {
		const { error } = await this.get();
		if (error) throw error;
		this.later(11 * SECOND);
		this.api.forget();
	}

	later(duration: number): void {
		setClock((this.now += duration));
	}

	/** Calls paths, or whole addresses, as n8n's HTTP Request node does, and counts the items that failed. */
	async call(paths: string | string[], parameters: IDataObject = {}) {
		const items = [paths]
			.flat()
			.map((path) => ({ url: path.startsWith('/') ? `${this.api.origin}${path}` : path }));
		const url = '={{ $json.url }}';
		const out = await this.engine.run(
			{
				type: 'test.apiRequest',
				parameters: { url, credential: 'customTokenApi', ...parameters },
				credential: ['customTokenApi', 'c'],
			},
			items,
		);
		if (out.error) throw out.error;
		return { ...out, failed: out.json.filter(({ error }) => error !== undefined).length };
	}

	/** What the editor says of the credential. */
	async test(): Promise<Verdict> {
		return await testCredential(this.engine, this.type, 'c');
	}

	/** From here on it is as if n8n had been started anew: nothing is known but what the credential holds. */
	startAnew(): void {
		const rows = this.engine.credentials.rows;
		anew(() => {
			const load = <T,>(file: string) => jest.requireActual<Record<string, new () => T>>(file);
			const credentials = load<CustomTokenApi>('../../credentials/CustomTokenApi.credentials');
			const nodes = load<INodeType>('../../nodes/CustomToken/CustomToken.node');
			this.type = new credentials.CustomTokenApi();
			this.node = `n8n-nodes-access-tokens.customToken${(starts += 1)}`;
			this.engine = new Engine([this.type], { [this.node]: nodes.CustomToken });
		});
		for (const [id, row] of rows) this.engine.credentials.rows.set(id, row);
	}

	async get(options: IDataObject = {}) {
		return await this.engine.run({
			type: this.node,
			parameters: { operation: 'get', options },
			credential: ['customTokenApi', 'c'],
		});
	}
}

export const many = (path: string, count: number): string[] =>
	Array.from({ length: count }, () => path);

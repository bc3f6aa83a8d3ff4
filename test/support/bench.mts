import type { IDataObject } from 'n8n-workflow';

import { genLogsAccount, personrAccount, type SessionAccount } from './accounts.mts';
import { Engine } from './engine.mts';
import { GenLogsSimulator } from './simulators/genLogs.mts';
import { PersonrSimulator } from './simulators/personr.mts';
import type { Simulator } from './simulators/simulator.mts';

export interface Ask {
	/** The credential's row. */
	row?: string;
	url?: string;
	items?: IDataObject[];
	helper?: 'legacy' | 'modern' | string;
	headers?: IDataObject;
	neverError?: boolean;
}

/** An engine with accounts on simulators of their own. */
export class Bench {
	readonly engine = new Engine();
	private readonly started: Simulator[] = [];

	async personr(): Promise<SessionAccount & { simulator: PersonrSimulator }> {
		const simulator = this.keep(await new PersonrSimulator().start());
		return { ...personrAccount(simulator), simulator };
	}

	async genLogs(): Promise<SessionAccount & { simulator: GenLogsSimulator }> {
		const simulator = this.keep(await new GenLogsSimulator().start());
		return { ...genLogsAccount(simulator), simulator };
	}

	keep<T extends Simulator>(simulator: T): T {
		this.started.push(simulator);
		return simulator;
	}

	async stop(): Promise<void> {
		await Promise.all(this.started.splice(0).map(async (simulator) => await simulator.stop()));
	}

	/** Calls the API as the HTTP Request node does. */
	async request(account: SessionAccount, ask: Ask = {}) {
		const {
			row = 'c',
			url = `${account.simulator.baseUrl}/things`,
			items = [{}],
			helper = 'legacy',
			headers = {},
			neverError = false,
		} = ask;
		const parameters = { url, credential: account.credential, helper, headers, neverError };
		const node = {
			type: 'test.apiRequest',
			parameters,
			credential: [account.credential, row] as [string, string],
		};
		const out = await this.engine.run(node, items);
		return { ...out, failed: out.json.filter(({ error }) => error !== undefined) };
	}

	/** Runs the account's own node. */
	async token(
		account: SessionAccount,
		operation: 'get' | 'generate' | 'renewIfDue',
		items: IDataObject[] = [{}],
		options: IDataObject = {},
	) {
		const parameters = { operation, options };
		return await this.engine.run(
			{ type: account.node, parameters, credential: [account.credential, 'c'] },
			items,
		);
	}
}

/** Items at once, enough to share what they share. The storms try 200 and 1,000. */
export const CROWD = 40;

export const times = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, n) => ({ n }));

export const turn = async () => await new Promise((resolve) => setImmediate(resolve));

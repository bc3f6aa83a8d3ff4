import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { CustomTokenApi } from '../../credentials/CustomTokenApi.credentials';
import { CustomToken } from '../../nodes/CustomToken/CustomToken.node';
import { times } from './bench.mts';
import { setClock } from './clock.mts';
import { Engine } from './engine.mts';
import type { Row, Typed } from './simulators/rows/row.mts';
import { RowSimulator } from './simulators/rows/rowSimulator.mts';

/** When each of its tests begins. */
export const START = Date.parse('2026-12-01T09:00:00Z');

const credential: [string, string] = ['customTokenApi', 'c'];

/** An API of the field, simulated, and an n8n engine with the credential that a user has filled in for it. */
export class RowWorld {
	private readonly engine = new Engine([new CustomTokenApi()], {
		'n8n-nodes-access-tokens.customToken': CustomToken,
	});

	private constructor(
		private readonly row: Row,
		readonly simulator: RowSimulator,
	) {
		this.save(simulator.fields);
	}

	static async start(row: Row): Promise<RowWorld> {
		setClock(START);
		return new RowWorld(row, await new RowSimulator(row).start());
	}

	async stop(): Promise<void> {
		await this.simulator.stop();
		jest.useRealTimers();
	}

	save(fields: Partial<Typed>): void {
		this.engine.save('c', fields as unknown as ICredentialDataDecryptedObject);
	}

	/** Items through the HTTP Request node. Returns what isn't an answer to an accepted token. */
	async use(count = 3): Promise<unknown[]> {
		const parameters = { url: this.simulator.callUrl, credential: 'customTokenApi' };
		const node = { type: 'test.apiRequest', parameters, credential };
		const out = await this.engine.run(node, times(count));
		expect(out.error).toBeUndefined();
		expect(out.json).toHaveLength(count);
		return out.json.filter(({ data }) => data === undefined);
	}

	/** What *Custom Token: Get* outputs. */
	async get(): Promise<IDataObject> {
		const type = 'n8n-nodes-access-tokens.customToken';
		const { json } = await this.engine.run({ type, parameters: { operation: 'get' }, credential });
		return json[0] ?? {};
	}

	/** The end of the newest token that *Get* has to show. */
	get end(): string | null {
		return tellsEnd(this.row)
			? new Date(Number(this.simulator.newest.expiresAt)).toISOString()
			: null;
	}
}

/** Whether an API says when its tokens end. */
export const tellsEnd = ({ lifetime, silent }: Row) => lifetime !== undefined && !silent;

/** Rows for `test.each`. */
export const named = (rows: Row[]): Array<[string, Row]> => rows.map((row) => [row.api, row]);

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { CustomTokenApi } from '../../../credentials/CustomTokenApi.credentials';
import { CustomToken } from '../../../nodes/CustomToken/CustomToken.node';
import { times } from '../../support/bench.mts';
import { setClock } from '../../support/clock.mts';
import { Engine } from '../../support/engine.mts';
import { ROWS } from '../../support/simulators/rows/all.mts';
import { OTHER_GRANTS, OUT_OF_REACH } from '../../support/simulators/rows/outOfReach.mts';
import { plainRows } from '../../support/simulators/rows/apis/plain.mts';
import type { Row } from '../../support/simulators/rows/row.mts';
import { RowSimulator } from '../../support/simulators/rows/rowSimulator.mts';

const START = Date.parse('2026-12-01T09:00:00Z');
const HOUR = 3_600_000;
const credential: [string, string] = ['customTokenApi', 'c'];

let engine: Engine;
let simulator: RowSimulator;

async function start(row: Row): Promise<void> {
	setClock(START);
	simulator = await new RowSimulator(row).start();
	engine = new Engine([new CustomTokenApi()], {
		'n8n-nodes-access-tokens.customToken': CustomToken,
	});
	engine.save('c', simulator.fields as unknown as ICredentialDataDecryptedObject);
}

afterEach(async () => {
	await simulator.stop();
	jest.useRealTimers();
});

/** Three items through the HTTP Request node. Returns what isn't an answer to an accepted token. */
async function use(): Promise<unknown[]> {
	const parameters = { url: simulator.callUrl, credential: 'customTokenApi' };
	const out = await engine.run({ type: 'test.apiRequest', parameters, credential }, times(3));
	expect(out.error).toBeUndefined();
	return out.json.filter(({ data }) => data === undefined);
}

/** How many tokens the API has given. */
const given = () => simulator.logins + simulator.refreshes;

const told = ({ lifetime, silent }: Row) => lifetime !== undefined && !silent;
const maxAge = ({ typed }: Row) => Number(typed.settings?.renewal?.maxAge ?? 0) * HOUR;
const reportsRefusals = ({ refusal, typed }: Row) =>
	refusal?.status !== 200 || typed.settings?.check?.every !== undefined;

const named = (rows: Row[]): Array<[string, Row]> => rows.map((row) => [row.api, row]);

test.each(named(ROWS))('%s: one login for three items', async (_api, row) => {
	await start(row);
	expect(await use()).toEqual([]);
	expect(simulator.misfits).toEqual([]);
	expect([simulator.logins, simulator.stale]).toEqual([1, 0]);
});

test.each(named(ROWS))('%s: Get shows the token and its end', async (_api, row) => {
	await start(row);
	const type = 'n8n-nodes-access-tokens.customToken';
	const { json, error } = await engine.run({ type, parameters: { operation: 'get' }, credential });
	expect(error).toBeUndefined();
	expect(simulator.misfits).toEqual([]);
	expect(json[0].expiresAt).toBe(
		told(row) ? new Date(Number(simulator.newest.expiresAt)).toISOString() : null,
	);
	expect(json[0].accessToken).toContain(simulator.newest.token);
	if (!told(row) && maxAge(row) > 0)
		expect(json[0].renewAt).toBe(new Date(START + maxAge(row)).toISOString());
});

test.each(named(ROWS.filter((row) => told(row) || maxAge(row) > 0)))(
	'%s: renews before the token ends',
	async (_api, row) => {
		await start(row);
		await use();
		setClock(told(row) ? Number(simulator.newest.expiresAt) - 1_000 : START + maxAge(row));
		expect(await use()).toEqual([]);
		expect([given(), simulator.stale]).toEqual([2, 0]);
		expect(simulator.refreshes).toBe(row.refresh ? 1 : 0);
	},
);

test.each(named(ROWS.filter(reportsRefusals)))(
	'%s: renews a token that was revoked',
	async (_api, row) => {
		await start(row);
		await use();
		simulator.revoke();
		setClock(START + 61_000);
		expect(await use()).toEqual([]);
		expect(given()).toBe(2);
		expect(simulator.misfits).toEqual([]);
	},
);

test('78 of 92 rows are in reach', async () => {
	const reached: string[] = [];
	for (const row of ROWS) {
		await start(row);
		if ((await use()).length === 0 && simulator.logins === 1) reached.push(row.api);
		await simulator.stop();
	}
	expect(reached).toHaveLength(78);
	expect(new Set(reached).size).toBe(78);
	expect(Object.keys(OTHER_GRANTS)).toHaveLength(6);
	expect(OUT_OF_REACH).toEqual({
		ADP: 'It wants a client certificate.',
		'Betfair (bot login)': 'It wants a client certificate.',
		'Check Point Harmony (Avanan)': 'It wants a signature of its own.',
		'Emarsys (WSSE)': 'It wants a signature of its own.',
		'FortiManager / FortiAnalyzer': 'The token goes into the body of every call.',
		'Geotab (MyGeotab)': 'The token goes into the body of every call.',
		'Homematic CCU (JSON-RPC)': 'The token goes into the body of every call.',
		'Sage Intacct (XML session)': 'The token goes into the body of every call.',
	});
});

test('13 of them need an address, a login and its fields alone', () => {
	expect(plainRows).toHaveLength(13);
	for (const { typed } of plainRows) {
		const few = ['loginUrl', 'username', 'password', 'usernameField', 'passwordField'];
		const more = Object.keys(typed).filter((name) => !few.includes(name));
		expect(more.filter((name) => name !== 'extraFields')).toEqual([]);
	}
});

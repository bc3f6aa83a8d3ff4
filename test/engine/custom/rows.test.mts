import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { CustomTokenApi } from '../../../credentials/CustomTokenApi.credentials';
import { CustomToken } from '../../../nodes/CustomToken/CustomToken.node';
import { times } from '../../support/bench.mts';
import { setClock } from '../../support/clock.mts';
import { Engine } from '../../support/engine.mts';
import { ROWS } from '../../support/simulators/rows/all.mts';
import { OUT_OF_REACH } from '../../support/simulators/rows/outOfReach.mts';
import { plainRows } from '../../support/simulators/rows/apis/plain.mts';
import type { Row, Typed } from '../../support/simulators/rows/row.mts';
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
	save(simulator.fields);
}

afterEach(async () => {
	await simulator.stop();
	jest.useRealTimers();
});

function save(fields: Partial<Typed>): void {
	engine.save('c', fields as unknown as ICredentialDataDecryptedObject);
}

/** Items through the HTTP Request node. Returns what isn't an answer to an accepted token. */
async function use(count = 3): Promise<unknown[]> {
	const parameters = { url: simulator.callUrl, credential: 'customTokenApi' };
	const out = await engine.run({ type: 'test.apiRequest', parameters, credential }, times(count));
	expect(out.error).toBeUndefined();
	return out.json.filter(({ data }) => data === undefined);
}

/** What *Custom Token: Get* outputs. */
async function get(): Promise<IDataObject> {
	const type = 'n8n-nodes-access-tokens.customToken';
	const { json } = await engine.run({ type, parameters: { operation: 'get' }, credential });
	return json[0] ?? {};
}

/** How many tokens the API has given. */
const given = () => simulator.logins + simulator.refreshes;

const told = ({ lifetime, silent }: Row) => lifetime !== undefined && !silent;
/** The end that *Get* has to show. */
const endOf = (row: Row) =>
	told(row) ? new Date(Number(simulator.newest.expiresAt)).toISOString() : null;
const maxAge = ({ typed }: Row) => Number(typed.settings?.renewal?.maxAge ?? 0) * HOUR;
const reportsRefusals = ({ refusal }: Row) => refusal?.status !== 200;

const named = (rows: Row[]): Array<[string, Row]> => rows.map((row) => [row.api, row]);

test.each(named(ROWS))('%s: one login for three items', async (_api, row) => {
	await start(row);
	expect(await use()).toEqual([]);
	expect(simulator.misfits).toEqual([]);
	expect([simulator.logins, simulator.stale]).toEqual([1, 0]);
});

test.each(named(ROWS))('%s: Get shows the token and its end', async (_api, row) => {
	await start(row);
	// Its API knows of a token that nobody gives out only once it came.
	if (row.ownJwt) await use(1);
	const { expiresAt, accessToken, renewAt } = await get();
	expect(simulator.misfits).toEqual([]);
	expect(expiresAt).toBe(endOf(row));
	expect(accessToken).toContain(simulator.newest.token);
	if (!told(row) && maxAge(row) > 0)
		expect(renewAt).toBe(new Date(START + maxAge(row)).toISOString());
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

/** What serves a token's renewal. All else is for its request, or for sending it. */
const RENEWAL = ['renewal', 'check', 'refresh'];

/** Where the fields hold one thing each: a field, a row of a list, a setting. */
function placesIn({ typed }: Row): Array<Array<string | number>> {
	return Object.entries(typed).flatMap(([name, value]) => {
		if (name === 'loginUrl' || name === 'tokenUrl') return [];
		if (typeof value !== 'object') return [[name]];
		return Object.entries(value as object).flatMap(([group, rows]) => {
			if (Array.isArray(rows)) return rows.map((_, index) => [name, group, index]);
			return RENEWAL.includes(group) ? [] : [[name, group]];
		});
	});
}

/** The fields without the one thing at a place. */
function without(place: Array<string | number>): Typed {
	const fields = structuredClone(simulator.fields);
	const last = place[place.length - 1];
	const holder = place.slice(0, -1).reduce<object>((inner, key) => inner[key as never], fields);
	if (Array.isArray(holder)) holder.splice(Number(last), 1);
	else delete holder[last as never];
	return fields;
}

test.each(named(ROWS))('%s: all that is filled in is needed', async (_api, row) => {
	await start(row);
	for (const place of placesIn(row)) {
		save(without(place));
		const { logins } = simulator;
		const failed = await use(1);
		const gotOne = failed.length === 0 && simulator.logins === logins + 1;
		const works =
			gotOne && simulator.misfits.length === 0 && (await get()).expiresAt === endOf(row);
		expect([place, works]).toEqual([place, false]);
		simulator.misfits.length = 0;
	}
});

test('84 of 92 rows are in reach', async () => {
	const reached: string[] = [];
	for (const row of ROWS) {
		await start(row);
		if ((await use()).length === 0 && simulator.logins === 1) reached.push(row.api);
		await simulator.stop();
	}
	expect(reached).toHaveLength(84);
	expect(new Set(reached).size).toBe(84);
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

import { setClock } from '../../support/clock.mts';
import { RowWorld, START, named, tellsEnd } from '../../support/rowWorld.mts';
import { ROWS } from '../../support/simulators/rows/all.mts';
import { OUT_OF_REACH } from '../../support/simulators/rows/outOfReach.mts';
import type { Row } from '../../support/simulators/rows/row.mts';

const HOUR = 3_600_000;

let world: RowWorld;

afterEach(async () => await world.stop());

/** How many tokens the API has given. */
const given = () => world.simulator.logins + world.simulator.refreshes;

const maxAge = ({ typed }: Row) => Number(typed.settings?.renewal?.maxAge ?? 0) * HOUR;

/** Whether a refusal shows: an error does, and so does what a check finds out. */
const showsRefusals = ({ refusal, typed }: Row) =>
	refusal?.status !== 200 || typed.settings?.check !== undefined;

test.each(named(ROWS))('%s: one login for three items', async (_api, row) => {
	world = await RowWorld.start(row);
	expect(await world.use()).toEqual([]);
	const { misfits, logins, stale } = world.simulator;
	expect([misfits, logins, stale]).toEqual([[], 1, 0]);
});

test.each(named(ROWS))('%s: Get shows the token and its end', async (_api, row) => {
	world = await RowWorld.start(row);
	// Its API knows of a token that nobody gives out only once it came.
	if (row.ownJwt) await world.use(1);
	const { expiresAt, accessToken, renewAt } = await world.get();
	expect(world.simulator.misfits).toEqual([]);
	expect(expiresAt).toBe(world.end);
	expect(accessToken).toContain(world.simulator.newest.token);
	if (!tellsEnd(row) && maxAge(row) > 0)
		expect(renewAt).toBe(new Date(START + maxAge(row)).toISOString());
});

test.each(named(ROWS.filter((row) => tellsEnd(row) || maxAge(row) > 0)))(
	'%s: renews before the token ends',
	async (_api, row) => {
		world = await RowWorld.start(row);
		await world.use();
		const { expiresAt } = world.simulator.newest;
		setClock(tellsEnd(row) ? Number(expiresAt) - 1_000 : START + maxAge(row));
		expect(await world.use()).toEqual([]);
		expect([given(), world.simulator.stale]).toEqual([2, 0]);
		expect(world.simulator.refreshes).toBe(row.refresh ? 1 : 0);
	},
);

test.each(named(ROWS.filter(showsRefusals)))(
	'%s: renews a token that was revoked',
	async (_api, row) => {
		world = await RowWorld.start(row);
		await world.use();
		world.simulator.revoke();
		setClock(START + Number(row.typed.settings?.check?.every ?? 1) * 60_000 + 1_000);
		expect(await world.use()).toEqual([]);
		expect(given()).toBe(2);
		expect(world.simulator.misfits).toEqual([]);
	},
);

test('84 of 92 rows are in reach', async () => {
	const reached = new Set<string>();
	for (const row of ROWS) {
		world = await RowWorld.start(row);
		if ((await world.use()).length === 0 && world.simulator.logins === 1) reached.add(row.api);
		await world.stop();
	}
	expect(reached.size).toBe(84);
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

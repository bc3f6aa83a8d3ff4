import { RowWorld, named } from '../../support/rowWorld.mts';
import { ROWS } from '../../support/simulators/rows/all.mts';
import { plainRows } from '../../support/simulators/rows/apis/plain.mts';
import type { Row, Typed } from '../../support/simulators/rows/row.mts';

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
function without(place: Array<string | number>, fields: Typed): Typed {
	const rest = structuredClone(fields);
	const last = place[place.length - 1];
	const holder = place.slice(0, -1).reduce<object>((inner, key) => inner[key as never], rest);
	if (Array.isArray(holder)) holder.splice(Number(last), 1);
	else delete holder[last as never];
	return rest;
}

test.each(named(ROWS))('%s: all that is filled in is needed', async (_api, row) => {
	const world = await RowWorld.start(row);
	const { simulator } = world;
	for (const place of placesIn(row)) {
		world.save(without(place, simulator.fields));
		const { logins } = simulator;
		const failed = await world.use(1);
		const gotOne = failed.length === 0 && simulator.logins === logins + 1;
		const works =
			gotOne && simulator.misfits.length === 0 && (await world.get()).expiresAt === world.end;
		expect([place, works]).toEqual([place, false]);
		simulator.misfits.length = 0;
	}
	await world.stop();
});

test('11 APIs need an address, a login and its fields alone', () => {
	expect(plainRows).toHaveLength(11);
	for (const { typed } of plainRows) {
		const few = ['loginUrl', 'username', 'password', 'usernameField', 'passwordField'];
		const more = Object.keys(typed).filter((name) => !few.includes(name));
		expect(more.filter((name) => name !== 'extraFields')).toEqual([]);
	}
});

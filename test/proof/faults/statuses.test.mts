import { STATUSES } from './faults.mts';
import { strikeEverywhere } from './proof.mts';

test.each(STATUSES)('$name', async (fault) => {
	expect(await strikeEverywhere(fault)).toEqual([]);
});

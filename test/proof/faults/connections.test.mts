import { BODIES, BREAKS } from './faults.mts';
import { strikeEverywhere } from './proof.mts';

test.each([...BREAKS, ...BODIES])('$name', async (fault) => {
	expect(await strikeEverywhere(fault)).toEqual([]);
});

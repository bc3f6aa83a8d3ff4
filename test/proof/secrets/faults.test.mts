import { BODIES, BREAKS, STATUSES } from '../faults/faults.mts';
import { strikeEverywhere } from '../faults/proof.mts';
import type { Case } from '../faults/run.mts';
import { recordLog } from './log.mts';
import { find } from './search.mts';
import { secretsOf, visible, withSecrets } from './world.mts';

const log = recordLog();

/** Every secret and token of the case that is seen anywhere. */
function leaksOf({ world, point, fault, outcome, answers }: Case): string[] {
	const secrets = secretsOf(world, point.provider, answers);
	const text = `${visible(outcome)}\n${log.join('\n')}`;
	return find(secrets, text).map(
		(leak) => `${point.provider} ${point.operation}, ${fault.name}: ${leak}`,
	);
}

afterEach(() => void (log.length = 0));

test.each([...BREAKS, ...BODIES, ...STATUSES])('$name', async (fault) => {
	const leaks: string[] = [];
	const look = (made: Case) => (leaks.push(...leaksOf(made)), []);
	await strikeEverywhere(fault, { provision: withSecrets, look });
	expect(leaks.slice(0, 20)).toEqual([]);
});

import { appendFileSync } from 'node:fs';

import { inParallel, runCase, type Case, type Mode, type Provision } from './run.mts';
import { problemsOf } from './expected.mts';
import type { Fault } from './faults.mts';
import { POINTS, type Point } from './points.mts';

/** Notes what a case proved, for the table that the reporter prints at the end. */
export function prove(
	fault: string,
	point: Pick<Point, 'provider' | 'operation'>,
	requests: number,
) {
	const file = process.env.PROOF_FILE;
	const { provider, operation } = point;
	const line = JSON.stringify({ fault, provider, operation, requests });
	if (file) appendFileSync(file, `${line}\n`);
}

/** A fault without effect, one that passes, and one that comes after the effect: where that makes a difference. */
function modesOf(point: Point, fault: Fault): Mode[] {
	if (fault.origin !== undefined) return ['lasting'];
	const isChange = !point.request.repeatable;
	return fault.unclear && isChange ? ['lasting', 'passing', 'done'] : ['lasting', 'passing'];
}

/** Has a fault strike at every request of every operation; what is wrong with how that ended, in words. */
export async function strikeEverywhere(
	fault: Fault,
	{
		modes,
		atOnce = 30,
		look = () => [],
		provision,
	}: {
		modes?: Mode[];
		atOnce?: number;
		look?: (made: Case) => string[];
		provision?: Provision;
	} = {},
): Promise<string[]> {
	// An address that is wrong is so for the first request of an operation.
	const points = POINTS.filter(({ before }) => fault.origin === undefined || before.length === 0);
	const cases = points.flatMap((point) =>
		(modes ?? modesOf(point, fault)).map((mode) => ({ point, mode })),
	);
	const problems: string[] = [];
	await inParallel(cases, atOnce, async ({ point, mode }) => {
		const made = await runCase(point, fault, mode, provision);
		problems.push(...problemsOf(made), ...look(made));
		prove(fault.name, point, made.asked.length);
	});
	return problems;
}

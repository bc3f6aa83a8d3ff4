import type { Judges, Judging } from '../../provider/check/judges';
import { FOUND_GOOD } from '../../tuning';
import { AutomaticCheck, type JudgedSource } from './automaticCheck';

/** The user wants no requests of ours: nothing is known of any token. */
const NOBODY: Judges = {
	judge: async () => await Promise.resolve('unproven'),
	tryFresh: async () => await Promise.resolve('inconclusive'),
	learnsFromLogins: false,
	isBlind: false,
};

/**
 * How the tokens of a login that its user described are judged.
 *
 * @param source undefined: not at all
 * @param ifBlind what to do where the named address tells nothing, and the form doesn't ask for it
 */
export function judgingOf(source: JudgedSource | undefined, ifBlind?: string): Judging {
	return {
		...(ifBlind !== undefined && { ifBlind }),
		asks: source !== undefined,
		// What the user named may be asked as often as the user says.
		askedAtMostEvery: source?.named ? 0 : FOUND_GOOD,
		open: (access) => (source ? new AutomaticCheck(access, source) : NOBODY),
	};
}

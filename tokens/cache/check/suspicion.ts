import { FIRST_PAUSE, LONGEST_PAUSE } from '../../tuning';
import { isWithin } from '../renewal';
import type { CachedToken } from '../storedToken';

/** Logins on suspicion, one after the other, that proved nothing. The first two keys are stored: they stay as they are. */
export interface Suspicion {
	/** When the last one was made, in epoch milliseconds. */
	readonly at: number;
	readonly logins: number;
	/** The token that it gave, where this process made it. */
	readonly token?: string;
	/** Whether a judge answered that token no better than the one before; otherwise there was no judge to ask. */
	readonly isInVain?: boolean;
}

/** How long the next login on suspicion waits, in milliseconds: 1, 2, 4 … 60 minutes. */
export function pauseAfter(logins: number): number {
	return Math.min(FIRST_PAUSE * 2 ** (logins - 1), LONGEST_PAUSE);
}

/** Whether it is too soon for another login on suspicion. */
export function isPausing(suspicion: Suspicion | undefined, now: number): boolean {
	return suspicion !== undefined && isWithin(suspicion.at, pauseAfter(suspicion.logins), now);
}

/** One more login on suspicion proved nothing. */
export function afterLoginInVain(
	suspicion: Suspicion | undefined,
	token: CachedToken | undefined,
	isInVain: boolean,
	now: number,
): Suspicion {
	const logins = (suspicion?.logins ?? 0) + 1;
	return { at: now, logins, token: token?.response.accessToken, isInVain };
}

/** What a request is told whose failure may have another reason than its token. */
export interface Judged {
	/** Whether it may be sent again though nothing proves that its token was refused: only what changes nothing may. */
	mayRepeat: boolean;
	/** The shortest time between two checks before a use, in milliseconds. */
	askedAtMostEvery: number;
}

/** Whether a request that failed with the token before should go better with this one, as far as anything shows. */
export function isPromising(
	{ response }: CachedToken,
	suspicion: Suspicion | undefined,
	judged: Judged | undefined,
): boolean {
	if (judged === undefined || suspicion?.token !== response.accessToken) return true;
	return judged.mayRepeat && suspicion.isInVain !== true;
}

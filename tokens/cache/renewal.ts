import type { RenewalSettings } from '../provider/fieldReader';
import type { TokenResponse } from '../provider/provider';
import { LONGEST_WINDOW, SHORTEST_WINDOW } from '../tuning';

/** When a token is renewed: what the credential says, and for a trigger what its polls need. */
export interface RenewalPolicy extends RenewalSettings {
	/** Epoch milliseconds. A token is due if it expires by then, or reaches `maxAge` by then where it has no expiry. */
	neededUntil?: number;
	/** True: a token is due when it expires and no earlier, whatever the other fields say. */
	notEarly?: boolean;
}

type Times = Pick<TokenResponse, 'issuedAt' | 'expiresAt' | 'obtainedAt'>;

/**
 * How long before its expiry a token is due, in milliseconds: `renewBefore`, or else 10 % of the lifetime but at least
 * 60 s and at most 7 days. Either way it is at most half the lifetime, so that a new token is never due.
 *
 * @param lifetime milliseconds; null where it is unknown: then `renewBefore`, or else 60 s
 */
export function renewalWindow(lifetime: number | null, renewBefore: number): number {
	if (lifetime === null) return renewBefore > 0 ? renewBefore : SHORTEST_WINDOW;
	const wanted =
		renewBefore > 0
			? renewBefore
			: Math.min(Math.max(lifetime / 10, SHORTEST_WINDOW), LONGEST_WINDOW);
	return Math.floor(Math.min(wanted, Math.max(lifetime, 0) / 2));
}

/**
 * When a token becomes due, in epoch milliseconds; null where it is renewed only after the API rejects it. `maxAge`
 * brings the time forward, never back. A token that was already that old when the provider issued it would be due for
 * ever, so its age counts from the request. `neededUntil` leaves a token alone in the first tenth of its life, or a
 * token that one process has renewed would be due in the next.
 */
export function renewAt(times: Times, policy: RenewalPolicy): number | null {
	const { issuedAt, expiresAt, obtainedAt } = times;
	if (policy.notEarly) return expiresAt;
	const window = expiresAt === null ? 0 : renewalWindow(expiresAt - issuedAt, policy.renewBefore);
	const byAge = dueByAge(issuedAt, obtainedAt, policy.maxAge);
	const end = expiresAt ?? byAge ?? Infinity;
	const isNeeded = end <= (policy.neededUntil ?? -Infinity);
	return earliest(
		expiresAt === null ? null : expiresAt - window,
		byAge,
		isNeeded ? obtainedAt + Math.floor((end - obtainedAt) / 10) : null,
	);
}

function dueByAge(issuedAt: number, obtainedAt: number, maxAge: number): number | null {
	if (maxAge <= 0) return null;
	const byAge = issuedAt + maxAge;
	return byAge > obtainedAt ? byAge : obtainedAt + maxAge;
}

function earliest(...times: Array<number | null>): number | null {
	const known = times.filter((time) => time !== null);
	return known.length === 0 ? null : Math.min(...known);
}

/** What is known of a token that is kept elsewhere, in epoch milliseconds; null: unknown. */
export interface HeldTimes {
	issuedAt: number | null;
	expiresAt: number | null;
	renewAt: number | null;
	/** When this package requested it; where that is unknown, the time of issue counts. */
	obtainedAt: number | null;
}

/**
 * When a token that is kept elsewhere becomes due, in epoch milliseconds; null where none of its times says so: at its
 * own `renewAt`, or else by the rule of {@link renewAt}. `maxAge` brings the time forward, never back. A token past its
 * expiry is due, whatever its other times are.
 */
export function heldRenewAt(times: HeldTimes, policy: RenewalPolicy): number | null {
	const { issuedAt, expiresAt, obtainedAt } = times;
	const lifetime = expiresAt === null || issuedAt === null ? null : expiresAt - issuedAt;
	const window = times.renewAt === null ? renewalWindow(lifetime, policy.renewBefore) : 0;
	return earliest(
		times.renewAt,
		expiresAt === null ? null : expiresAt - window,
		issuedAt === null ? null : dueByAge(issuedAt, obtainedAt ?? issuedAt, policy.maxAge),
	);
}

/** Whether a token that is kept elsewhere is due. Without any time it is due only if there is no token either. */
export function isHeldDue(
	times: HeldTimes,
	hasToken: boolean,
	policy: RenewalPolicy,
	now: number,
): boolean {
	const due = heldRenewAt(times, policy);
	if (due !== null) return now >= due;
	return times.issuedAt === null && !hasToken;
}

/**
 * How much longer than `renewAt` a process may wait, in milliseconds: up to a tenth of the window, and of the time until
 * `renewAt`, since a token can become due by its age long before its window begins.
 */
export function longestJitter(times: Times, policy: RenewalPolicy): number {
	const { issuedAt, obtainedAt, expiresAt } = times;
	const due = renewAt(times, policy) ?? obtainedAt;
	const window = expiresAt === null ? 0 : renewalWindow(expiresAt - issuedAt, policy.renewBefore);
	return Math.floor(Math.max(0, Math.min(window, due - obtainedAt)) / 10);
}

/** Whether a token must not be used any more. */
export function isExpired(times: Pick<TokenResponse, 'expiresAt'>, now: number): boolean {
	return times.expiresAt !== null && now >= times.expiresAt;
}

/** Whether `now` lies within `span` milliseconds after `start`; false when the clock was set back before it. */
export function isWithin(start: number | undefined, span: number, now: number): boolean {
	return start !== undefined && now >= start && now - start < span;
}

import type { TokenResponse } from '../provider/provider';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** When a credential wants its token renewed. */
export interface RenewalPolicy {
	/** Milliseconds before expiry; 0: automatic. */
	renewBefore: number;
	/** Milliseconds after issue; 0: no limit. */
	maxAge: number;
	/** Epoch milliseconds: a token that expires by then is due; one without an expiry, that reaches `maxAge` by then. */
	neededUntil?: number;
	/** True: whatever else is said, a token is due when it expires and no earlier. */
	notEarly?: boolean;
}

type Times = Pick<TokenResponse, 'issuedAt' | 'expiresAt' | 'obtainedAt'>;

/**
 * How long before its expiry a token is due, in milliseconds: `renewBefore`, or else 10 % of the lifetime but
 * at least 60 s and at most 7 days; either way at most half the lifetime, so that a new token is never due.
 *
 * @param lifetime milliseconds; null where it is unknown: then `renewBefore`, or else 60 s
 */
export function renewalWindow(lifetime: number | null, renewBefore: number): number {
	if (lifetime === null) return renewBefore > 0 ? renewBefore : MINUTE;
	const wanted = renewBefore > 0 ? renewBefore : Math.min(Math.max(lifetime / 10, MINUTE), 7 * DAY);
	return Math.floor(Math.min(wanted, Math.max(lifetime, 0) / 2));
}

/**
 * The moment from which a token is due, in epoch milliseconds; null where only a refusal renews it.
 * `maxAge` brings it forward, never back. A token that was already that old when the provider handed it out
 * would be due for ever, so its age counts from then. `neededUntil` leaves a token alone in the first tenth of its
 * life, or what one process has renewed would be due in the next.
 */
export function renewAt(times: Times, policy: RenewalPolicy): number | null {
	if (policy.notEarly) return times.expiresAt;
	const moments: number[] = [];
	if (times.expiresAt !== null) {
		moments.push(
			times.expiresAt - renewalWindow(times.expiresAt - times.issuedAt, policy.renewBefore),
		);
	}
	const byAge = dueByAge(times.issuedAt, times.obtainedAt, policy.maxAge);
	if (policy.maxAge > 0) moments.push(byAge);
	const end = times.expiresAt ?? (policy.maxAge > 0 ? byAge : Infinity);
	if (end <= (policy.neededUntil ?? -Infinity)) {
		moments.push(times.obtainedAt + Math.floor((end - times.obtainedAt) / 10));
	}
	return earliest(moments);
}

function dueByAge(issuedAt: number, obtainedAt: number, maxAge: number): number {
	const byAge = issuedAt + maxAge;
	return byAge > obtainedAt ? byAge : obtainedAt + maxAge;
}

function earliest(moments: number[]): number | null {
	return moments.length === 0 ? null : Math.min(...moments);
}

/** What is known of a token that is kept elsewhere, in epoch milliseconds; null: not known. */
export interface HeldTimes {
	issuedAt: number | null;
	expiresAt: number | null;
	renewAt: number | null;
	/** When this package asked for it; the time of issue where that is not known. */
	obtainedAt: number | null;
}

/**
 * The moment from which a token that is kept elsewhere is due, in epoch milliseconds; null where no time says so:
 * its own `renewAt`, or else by the rule of {@link renewAt}. `maxAge` brings it forward, never back; and a token
 * past its expiry is due, whatever else is said of it.
 */
export function heldRenewAt(times: HeldTimes, policy: RenewalPolicy): number | null {
	const { issuedAt, expiresAt, obtainedAt } = times;
	const moments: number[] = [];
	if (times.renewAt !== null) moments.push(times.renewAt);
	if (expiresAt !== null) {
		const lifetime = issuedAt === null ? null : expiresAt - issuedAt;
		const window = times.renewAt === null ? renewalWindow(lifetime, policy.renewBefore) : 0;
		moments.push(expiresAt - window);
	}
	if (issuedAt !== null && policy.maxAge > 0)
		moments.push(dueByAge(issuedAt, obtainedAt ?? issuedAt, policy.maxAge));
	return earliest(moments);
}

/** Whether a token that is kept elsewhere is due; without any time it is where there is no token either. */
export function isHeldDue(
	times: HeldTimes,
	hasToken: boolean,
	policy: RenewalPolicy,
	now: number,
): boolean {
	const moment = heldRenewAt(times, policy);
	if (moment !== null) return now >= moment;
	return times.issuedAt === null && !hasToken;
}

/**
 * How much longer than `renewAt` one process may wait, in milliseconds: up to a tenth of the window, and of the time
 * until then, for what is due by its age can be due long before its window.
 */
export function longestSpread(times: Times, policy: RenewalPolicy): number {
	const { issuedAt, obtainedAt, expiresAt } = times;
	const moment = renewAt(times, policy) ?? obtainedAt;
	const window = expiresAt === null ? 0 : renewalWindow(expiresAt - issuedAt, policy.renewBefore);
	return Math.floor(Math.max(0, Math.min(window, moment - obtainedAt)) / 10);
}

/** Whether the token must not be used any more. */
export function isExpired(times: Pick<TokenResponse, 'expiresAt'>, now: number): boolean {
	return times.expiresAt !== null && now >= times.expiresAt;
}

/** Whether `now` lies within `span` milliseconds after `start`; false when the clock was set back before it. */
export function isWithin(start: number | undefined, span: number, now: number): boolean {
	return start !== undefined && now >= start && now - start < span;
}

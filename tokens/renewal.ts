import type { Grant } from './provider';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** When a credential wants its token renewed. */
export interface RenewalPolicy {
	/** Milliseconds before expiry; 0: automatic. */
	renewBefore: number;
	/** Milliseconds after issue; 0: no limit. */
	maxAge: number;
}

type Times = Pick<Grant, 'issuedAt' | 'expiresAt' | 'obtainedAt'>;

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
 * would be due for ever, so its age counts from then.
 */
export function renewAt(times: Times, policy: RenewalPolicy): number | null {
	const moments: number[] = [];
	if (times.expiresAt !== null) {
		moments.push(
			times.expiresAt - renewalWindow(times.expiresAt - times.issuedAt, policy.renewBefore),
		);
	}
	if (policy.maxAge > 0) {
		const byAge = times.issuedAt + policy.maxAge;
		moments.push(byAge > times.obtainedAt ? byAge : times.obtainedAt + policy.maxAge);
	}
	return moments.length === 0 ? null : Math.min(...moments);
}

/** How much longer than `renewAt` one process may wait, in milliseconds: up to a tenth of the window. */
export function longestSpread(times: Times, policy: RenewalPolicy): number {
	if (times.expiresAt === null) return 0;
	return Math.floor(renewalWindow(times.expiresAt - times.issuedAt, policy.renewBefore) / 10);
}

/** Whether the token must not be used any more. */
export function isExpired(times: Pick<Grant, 'expiresAt'>, now: number): boolean {
	return times.expiresAt !== null && now >= times.expiresAt;
}

/** Whether `now` lies within `span` milliseconds after `start`; false when the clock was set back before it. */
export function isWithin(start: number | undefined, span: number, now: number): boolean {
	return start !== undefined && now >= start && now - start < span;
}

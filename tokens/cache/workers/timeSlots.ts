import { ALONE, FIRST_SLOTS, LATE_LOGIN, LOGINS_DIFFER, SLOTS } from '../../tuning';

/**
 * When workers may log in, and when they may send requests that fail if another worker logs in. Workers share no memory, but
 * their clocks agree to some tenths of a second, so they can divide time (as in TDMA, time-division multiple access):
 *
 *     0          0.5                            2.05    2.35 s, and again from 0
 *     ├─ logins ─┤   the last of them end here   ├─ sends ─┤
 *     ├─┤            ├─┤            ├─┤                       first logins, of workers that know of no other
 *
 * All times are in milliseconds.
 */
export class TimeSlots {
	/**
	 * @param offset of this token's slots: tokens of different login details don't all have the same ones
	 * @param hasLoginSlots false: a login may come at any time, each worker's at a random one
	 */
	constructor(
		private readonly offset = 0,
		private readonly hasLoginSlots = true,
	) {}

	/** How long a login waits where other workers are known. `draw` is a random number from 0 to 1. */
	untilLogin(now: number, draw: number): number {
		return this.until(now, draw, SLOTS);
	}

	/** The same where no other worker is known. */
	untilFirstLogin(now: number, draw: number): number {
		return this.until(now, draw, FIRST_SLOTS);
	}

	/** The part of such a wait after which it goes on only if many requests need the login. */
	untilCrowdIsKnown(wait: number): number {
		return this.hasLoginSlots ? Math.min(wait, ALONE) : wait;
	}

	/** Whether it is too late for a login in this slot: a busy machine can keep it waiting for longer than it asked for. */
	isLate(now: number): boolean {
		return this.hasLoginSlots && this.phase(now, SLOTS.period) >= SLOTS.logins + LATE_LOGIN;
	}

	/** When other first logins of the same slot should have ended: they take as long as the one that began and ended then. */
	endOfFirstLogins(began: number, ended: number): number {
		const { period, logins } = FIRST_SLOTS;
		return began - this.phase(began, period) + logins + (ended - began) + LOGINS_DIFFER;
	}

	/** How long a request waits that n8n does not send again; 0 within its slot. */
	untilSend(now: number): number {
		const phase = this.phase(now, SLOTS.period);
		const [start, end] = SLOTS.sends;
		if (phase >= start && phase < end) return 0;
		return (start - phase + SLOTS.period) % SLOTS.period;
	}

	/** How long ago the slot for such requests began; 0 outside. */
	sinceSend(now: number): number {
		return this.untilSend(now) > 0 ? 0 : this.phase(now, SLOTS.period) - SLOTS.sends[0];
	}

	private until(now: number, draw: number, slots: { period: number; logins: number }): number {
		const { period } = slots;
		const length = this.hasLoginSlots ? slots.logins : period;
		const wait = Math.floor(draw * length) - this.phase(now, period);
		return wait >= 0 ? wait : wait + period;
	}

	private phase(time: number, period: number): number {
		return (time + this.offset) % period;
	}
}

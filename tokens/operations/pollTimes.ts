const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far apart two polls are at most, by the modes of n8n's poll times; a cron expression of its own is none of them. */
const APART = new Map<unknown, number>([
	['everyMinute', MINUTE],
	['everyHour', HOUR],
	['everyDay', DAY],
	['everyWeek', 7 * DAY],
	['everyMonth', 31 * DAY],
]);

/** The time between polls as the node's poll times say, in milliseconds; 0 where they do not. */
export function plannedInterval(pollTimes: unknown): number {
	const { item } = (pollTimes ?? {}) as { item?: unknown };
	if (!Array.isArray(item) || item.length === 0) return 0;
	return Math.min(...item.map(apart));
}

function apart(time: unknown): number {
	const { mode, unit, value } = (time ?? {}) as Record<string, unknown>;
	if (mode === 'everyX' && typeof value === 'number' && value > 0)
		return value * (unit === 'hours' ? HOUR : MINUTE);
	return APART.get(mode) ?? 0;
}

/**
 * When each trigger of this process was polled last. n8n saves what a trigger keeps only when it starts a workflow,
 * so that the time of a poll that found nothing new is known here alone.
 */
export class PollTimes {
	private readonly last = new Map<string, { at: number; gap?: number }>();

	/** Whether a trigger was polled before in this process. */
	knows(trigger: string): boolean {
		return this.last.has(trigger);
	}

	/**
	 * Notes a poll, and says how long it may be until the next one, in milliseconds: as long as it has been since the
	 * last one. Where the poll times tell, no less than is planned, for the first poll after a start comes out of turn;
	 * and a longer time counts only if the one before was as long or is not known: a trigger may have been off for weeks.
	 *
	 * @param known the time between polls before this process started, for poll times that do not tell; 0: not known
	 */
	note(trigger: string, now: number, planned: number, known: number): number {
		const last = this.last.get(trigger);
		const gap = last && Math.max(now - last.at, 0);
		this.last.set(trigger, { at: now, gap });
		if (planned <= 0) return gap ?? known;
		return Math.max(planned, Math.min(gap ?? 0, last?.gap ?? Infinity));
	}
}

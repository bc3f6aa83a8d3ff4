const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The longest time between two polls, by the mode of n8n's poll times. A custom cron expression has none. */
const LONGEST_INTERVAL = new Map<unknown, number>([
	['everyMinute', MINUTE],
	['everyHour', HOUR],
	['everyDay', DAY],
	['everyWeek', 7 * DAY],
	['everyMonth', 31 * DAY],
]);

/** The time between polls that a node's poll times plan, in milliseconds; 0 where they don't say. */
export function plannedInterval(pollTimes: unknown): number {
	const { item } = (pollTimes ?? {}) as { item?: unknown };
	if (!Array.isArray(item) || item.length === 0) return 0;
	return Math.min(...item.map(intervalOf));
}

function intervalOf(time: unknown): number {
	const { mode, unit, value } = (time ?? {}) as Record<string, unknown>;
	if (mode === 'everyX' && typeof value === 'number' && value > 0)
		return value * (unit === 'hours' ? HOUR : MINUTE);
	return LONGEST_INTERVAL.get(mode) ?? 0;
}

/**
 * When each trigger of this process was last polled. n8n saves a trigger's data only when it starts the workflow, so only
 * this process knows of a poll that found nothing new.
 */
export class PollTimes {
	private readonly last = new Map<string, { at: number; gap?: number }>();

	/** Whether this process has polled the trigger before. */
	knows(trigger: string): boolean {
		return this.last.has(trigger);
	}

	/**
	 * Notes a poll, and says how long it may be until the next one, in milliseconds: as long as since the last one. Where
	 * the poll times say how long, it is at least that, since the first poll after a start comes out of turn. A longer time
	 * counts only if the one before was as long or is unknown, since a trigger may have been off for weeks.
	 *
	 * @param now epoch milliseconds
	 * @param planned what {@link plannedInterval} returns
	 * @param known the time between polls before this process started, where the poll times don't say; 0: unknown
	 */
	note(trigger: string, now: number, planned: number, known: number): number {
		const last = this.last.get(trigger);
		const gap = last && Math.max(now - last.at, 0);
		this.last.set(trigger, { at: now, gap });
		if (planned <= 0) return gap ?? known;
		return Math.max(planned, Math.min(gap ?? 0, last?.gap ?? Infinity));
	}
}

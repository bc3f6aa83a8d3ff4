import { LAST_TIMESTAMP, readDateTime } from './response';

/** Epoch milliseconds below this are taken for seconds: it is March 1973 in the one unit, the year 5138 in the other. */
const FIRST_MILLISECONDS = 1e11;
/** Smaller numbers are years, days of the month or a spreadsheet's days, and no moments. */
const FIRST_SECONDS = 1e8;
const DAY = 86_400_000;

/**
 * A moment as people and tables write it, in epoch milliseconds: ISO 8601 (without a zone it is UTC, without a time
 * midnight), epoch seconds or milliseconds as a number or digits, a Date or a Luxon DateTime.
 *
 * @returns null where there is none (empty, null, undefined); undefined where it is no moment
 */
export function readTimestamp(value: unknown): number | null | undefined {
	if (value === undefined || value === null) return null;
	if (typeof value === 'number') return fromEpoch(value);
	if (typeof value === 'string') return fromText(value.trim());
	return isDate(value) ? inRange(Number(value.valueOf())) : undefined;
}

function fromText(text: string): number | null | undefined {
	if (text === '') return null;
	if (/^\d+(\.\d+)?$/.test(text) && !/^(19|20)\d{6}$/.test(text)) return fromEpoch(Number(text));
	const [, date, hour = '00', minute = '00', second = '00', fraction = '', zone = ''] =
		/^(\d[\dW-]*?)(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)([.,]\d+)?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(
			text,
		) ?? [];
	const day = date === undefined ? undefined : calendarDay(date.toUpperCase());
	// Midnight can be written as the end of the day before it (ISO 8601-1, 4.3.2).
	const isEnd = hour === '24' && Number(minute + second) === 0;
	const time = `${isEnd ? '00' : hour}:${minute}:${second}${fraction}${zone}`;
	const moment = day === undefined ? undefined : readDateTime(`${day}T${time}`);
	return isEnd && moment !== undefined ? moment + DAY : moment;
}

/** The day in the form `2026-01-15`, of any that ISO 8601 has for it: `20260115`, `2026-015`, `2026-W03-4`, `2026-01`. */
function calendarDay(date: string): string | undefined {
	const month = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(date) ?? /^(\d{4})-(\d\d)$/.exec(date);
	if (month) return `${month[1]}-${month[2]}-${month[3] ?? '01'}`;
	const ordinal = /^(\d{4})-(\d{3})$/.exec(date);
	if (ordinal) return dayOf(Date.UTC(Number(ordinal[1]), 0, Number(ordinal[2])), ordinal[1]);
	const week = /^(\d{4})-?W(\d\d)(?:-?([1-7]))?$/.exec(date);
	if (week === null || Number(week[2]) < 1 || Number(week[2]) > 53) return undefined;
	// The fourth of January lies in the first week, which begins on its Monday.
	const fourth = new Date(Date.UTC(Number(week[1]), 0, 4));
	const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * DAY;
	return dayOf(monday + ((Number(week[2]) - 1) * 7 + Number(week[3] ?? 1) - 1) * DAY);
}

/** A day as text; undefined where it is not in the year that it should be in. */
function dayOf(moment: number, year?: string): string | undefined {
	const day = new Date(moment).toISOString().slice(0, 10);
	return year === undefined || day.startsWith(year) ? day : undefined;
}

function fromEpoch(number: number): number | undefined {
	if (!(number >= FIRST_SECONDS)) return undefined;
	return inRange(number < FIRST_MILLISECONDS ? number * 1000 : number);
}

function inRange(moment: number): number | undefined {
	return Math.abs(moment) <= LAST_TIMESTAMP ? Math.floor(moment) : undefined;
}

/** Expressions run elsewhere, where `Date` is another one: so it goes by what it can do. */
function isDate(value: unknown): value is object {
	if (typeof value !== 'object' || value === null) return false;
	return 'toMillis' in value || Object.prototype.toString.call(value) === '[object Date]';
}

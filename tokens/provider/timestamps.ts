import { readHttpDate } from '../http/headerTimes';

/** A smaller number is taken for seconds: this one is March 1973 in milliseconds and the year 5138 in seconds. */
const FIRST_MILLISECONDS = 1e11;
/** A smaller number is no timestamp, but a year, a day of the month, or a spreadsheet's count of days. */
const FIRST_SECONDS = 1e8;
const DAY = 86_400_000;
/** The last timestamp that ISO 8601 writes with a year of four digits. */
const LAST_TIMESTAMP = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** A number, also as text with blanks around it. undefined where the value is none. */
export function readNumber(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	const isNumber = typeof value === 'string' && /^\s*[+-]?\d+(\.\d+)?(e[+-]?\d+)?\s*$/i.test(value);
	return isNumber ? Number(value) : undefined;
}

/** Epoch milliseconds as ISO 8601 in UTC; null stays null. */
export function isoTime(timestamp: number | null): string | null {
	return timestamp === null ? null : new Date(timestamp).toISOString();
}

/**
 * Reads a date and time as APIs write it: ISO 8601 (RFC 3339) with a `T` or a space. Without a zone it is UTC.
 *
 * @returns epoch milliseconds; undefined where the value is no such text or no real date
 */
export function readDateTime(value: unknown): number | undefined {
	if (typeof value !== 'string') return undefined;
	const pattern =
		/^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(?:Z|([+-])(\d\d):?(\d\d)?)?$/i;
	const match = pattern.exec(value.trim());
	if (match === null) return undefined;
	const [year, month, day, hour, minute, second] = match
		.slice(1, 7)
		.map((part) => Number(part ?? 0));
	const millisecond = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
	const utc = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
	const exact = new Date(utc);
	const real =
		year >= 1000 && exact.getUTCMonth() === month - 1 && hour < 24 && minute < 60 && second < 60;
	if (!real) return undefined;
	const [offsetHours, offsetMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
	if (offsetHours > 23 || offsetMinutes > 59) return undefined;
	const offset = (offsetHours * 60 + offsetMinutes) * 60_000;
	return match[8] === '-' ? utc + offset : utc - offset;
}

/**
 * Reads a timestamp as APIs, people and tables write it: ISO 8601 (without a zone it is UTC, without a time midnight),
 * epoch seconds or milliseconds as a number or text, a date as HTTP writes it, a Date or a Luxon DateTime.
 *
 * @returns epoch milliseconds; null where the value is empty, null or undefined; undefined where it is no timestamp
 */
export function readTimestamp(value: unknown): number | null | undefined {
	if (value === undefined || value === null) return null;
	if (typeof value === 'number') return fromEpoch(value);
	if (typeof value === 'string') return fromText(value.trim());
	return isDate(value) ? inRange(Number(value.valueOf())) : undefined;
}

function fromText(text: string): number | null | undefined {
	if (text === '') return null;
	const number = /^(19|20)\d{6}$/.test(text) ? undefined : readNumber(text);
	if (number !== undefined) return fromEpoch(number);
	const [, date, hour = '00', minute = '00', second = '00', fraction = '', zone = ''] =
		/^(\d[\dW-]*?)(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)([.,]\d+)?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(
			text,
		) ?? [];
	if (date === undefined) return readHttpDate(text);
	const day = calendarDay(date.toUpperCase());
	// ISO 8601-1, 4.3.2, can write midnight as the end of the day before.
	const isEnd = hour === '24' && Number(minute + second) === 0;
	const time = `${isEnd ? '00' : hour}:${minute}:${second}${fraction}${zone}`;
	const timestamp = day === undefined ? undefined : readDateTime(`${day}T${time}`);
	return isEnd && timestamp !== undefined ? timestamp + DAY : timestamp;
}

/** A day in any form of ISO 8601 (`20260115`, `2026-015`, `2026-W03-4`, `2026-01`), written as `2026-01-15`. */
function calendarDay(date: string): string | undefined {
	const month = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(date) ?? /^(\d{4})-(\d\d)$/.exec(date);
	if (month) return `${month[1]}-${month[2]}-${month[3] ?? '01'}`;
	const ordinal = /^(\d{4})-(\d{3})$/.exec(date);
	if (ordinal) return dayOf(Date.UTC(Number(ordinal[1]), 0, Number(ordinal[2])), ordinal[1]);
	const week = /^(\d{4})-?W(\d\d)(?:-?([1-7]))?$/.exec(date);
	if (week === null || Number(week[2]) < 1 || Number(week[2]) > 53) return undefined;
	// The first week begins on a Monday and contains the fourth of January.
	const fourth = new Date(Date.UTC(Number(week[1]), 0, 4));
	const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * DAY;
	return dayOf(monday + ((Number(week[2]) - 1) * 7 + Number(week[3] ?? 1) - 1) * DAY);
}

/** A day as text; undefined where it is not in `year`. */
function dayOf(timestamp: number, year?: string): string | undefined {
	const day = new Date(timestamp).toISOString().slice(0, 10);
	return year === undefined || day.startsWith(year) ? day : undefined;
}

function fromEpoch(number: number): number | undefined {
	if (!(number >= FIRST_SECONDS)) return undefined;
	return inRange(number < FIRST_MILLISECONDS ? number * 1000 : number);
}

/** A timestamp in whole milliseconds; undefined where it is none, or past the last that can be written. */
export function inRange(timestamp: number): number | undefined {
	return Math.abs(timestamp) <= LAST_TIMESTAMP ? Math.floor(timestamp) : undefined;
}

/** `instanceof` does not work here: n8n evaluates expressions in a realm with a Date of its own. */
function isDate(value: unknown): value is object {
	if (typeof value !== 'object' || value === null) return false;
	return 'toMillis' in value || Object.prototype.toString.call(value) === '[object Date]';
}

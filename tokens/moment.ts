import { readDateTime } from './answer';

/** Epoch milliseconds below this are taken for seconds: it is March 1973 in the one unit, the year 5138 in the other. */
const FIRST_MILLISECONDS = 1e11;
/** Smaller numbers are years, days of the month or a spreadsheet's days, and no moments. */
const FIRST_SECONDS = 1e8;
/** The last millisecond of the year 9999: what ISO 8601 can write with four digits. */
const LAST = 253_402_300_799_999;

/**
 * A moment as people and tables write it, in epoch milliseconds: ISO 8601 (without a zone it is UTC, without a time
 * midnight), epoch seconds or milliseconds as a number or digits, a Date or a Luxon DateTime.
 *
 * @returns null where there is none (empty, null, undefined); undefined where it is no moment
 */
export function readMoment(value: unknown): number | null | undefined {
	if (value === undefined || value === null) return null;
	if (typeof value === 'number') return fromEpoch(value);
	if (typeof value === 'string') return fromText(value.trim());
	return isDate(value) ? inRange(Number(value.valueOf())) : undefined;
}

function fromText(text: string): number | null | undefined {
	if (text === '') return null;
	if (/^\d+(\.\d+)?$/.test(text)) return fromEpoch(Number(text));
	return readDateTime(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : extended(text));
}

/** ISO's basic format, `20260115T120000Z`, as its extended one. */
function extended(text: string): string {
	return text.replace(
		/^(\d{4})(\d\d)(\d\d)(T)(\d\d)(\d\d)(?:(\d\d)(?=$|\D))?/i,
		(_all, year, month, day, t, hour, minute, second) =>
			`${year}-${month}-${day}${t}${hour}:${minute}${second === undefined ? '' : `:${second}`}`,
	);
}

function fromEpoch(number: number): number | undefined {
	if (!(number >= FIRST_SECONDS)) return undefined;
	return inRange(number < FIRST_MILLISECONDS ? number * 1000 : number);
}

function inRange(moment: number): number | undefined {
	return Math.abs(moment) <= LAST ? Math.floor(moment) : undefined;
}

/** Expressions run elsewhere, where `Date` is another one: so it goes by what it can do. */
function isDate(value: unknown): value is object {
	if (typeof value !== 'object' || value === null) return false;
	return 'toMillis' in value || Object.prototype.toString.call(value) === '[object Date]';
}

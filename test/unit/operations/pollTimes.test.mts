import { PollTimes, plannedInterval } from '../../../tokens/operations/pollTimes';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the time between polls that n8n plans', () => {
	test.each([
		[[{ mode: 'everyMinute' }], MINUTE],
		[[{ mode: 'everyHour', minute: 7 }], HOUR],
		[[{ mode: 'everyDay', hour: 6, minute: 0 }], 24 * HOUR],
		[[{ mode: 'everyWeek', weekday: 1, hour: 6, minute: 0 }], 7 * 24 * HOUR],
		[[{ mode: 'everyMonth', dayOfMonth: 1, hour: 6, minute: 0 }], 31 * 24 * HOUR],
		[[{ mode: 'everyX', unit: 'minutes', value: 5 }], 5 * MINUTE],
		[[{ mode: 'everyX', unit: 'hours', value: 5 }], 5 * HOUR],
		[[{ mode: 'everyDay' }, { mode: 'everyHour' }], HOUR],
		[[{ mode: 'everyDay' }, { mode: 'custom', cronExpression: '* * * * *' }], 0],
		[[{ mode: 'everyX', unit: 'hours', value: '5' }], 0],
		[[{ mode: 'everyX', unit: 'hours', value: -5 }], 0],
		// n8n keeps the values that were set for another mode before.
		[[{ mode: 'everyHour', minute: 7, unit: 'minutes', value: 5 }], HOUR],
		[[null], 0],
		[[], 0],
	])('%j: %d ms', (item, interval) => {
		expect(plannedInterval({ item })).toBe(interval);
	});

	test.each([undefined, null, {}, { item: 'x' }])('%j: unknown', (pollTimes) => {
		expect(plannedInterval(pollTimes)).toBe(0);
	});
});

describe('how long it may be until the next poll', () => {
	test('is the time since the last poll of the same trigger', () => {
		const times = new PollTimes();
		times.note('a', 1_000, 0, 0);
		times.note('b', 1_500, 0, 0);
		expect(times.note('a', 4_000, 0, 0)).toBe(3_000);
		expect(times.note('a', 5_000, 0, 9_000)).toBe(1_000);
	});

	test('is the known time for the first poll of a process, or else 0', () => {
		expect(new PollTimes().note('a', 1_000, 0, 7_000)).toBe(7_000);
		expect(new PollTimes().note('a', 1_000, 0, 0)).toBe(0);
	});

	test('is the planned time rather than the known one', () => {
		expect(new PollTimes().note('a', 1_000, MINUTE, HOUR)).toBe(MINUTE);
	});

	test('is longer than planned only after two long times in a row, since the trigger may have been off', () => {
		const times = new PollTimes();
		const note = (minute: number) => times.note('a', minute * MINUTE, MINUTE, 0) / MINUTE;
		expect([0, 1, 2, 60_002, 60_003].map(note)).toEqual([1, 1, 1, 1, 1]);
		expect([60_028, 60_053, 60_083, 60_084].map(note)).toEqual([1, 25, 25, 1]);
		expect(times.note('b', 0, MINUTE, 0)).toBe(MINUTE);
		expect(times.note('b', HOUR, MINUTE, 0)).toBe(HOUR);
	});

	test('is never less than planned, and never negative', () => {
		const times = new PollTimes();
		expect(times.note('a', 1_000, HOUR, MINUTE)).toBe(HOUR);
		expect(times.note('a', 2_000, HOUR, MINUTE)).toBe(HOUR);
		expect(times.note('a', 500, 0, 0)).toBe(0);
	});
});

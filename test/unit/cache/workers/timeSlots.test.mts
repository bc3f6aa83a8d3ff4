import fc from 'fast-check';

import { TimeSlots } from '../../../../tokens/cache/workers/timeSlots';
import { ALONE, FIRST_SLOTS, LATE_LOGIN, LOGINS_DIFFER, SLOTS } from '../../../../tokens/tuning';

const slots = new TimeSlots();
const [FIRST, LAST] = [0, 1 - Number.EPSILON];
/** A time that all slots begin at. */
const START = SLOTS.period * 1_000;

describe('a login where other workers are known', () => {
	test.each([
		['at the start of a period: somewhere in its slot', 0, FIRST, 0],
		['at the start of a period: somewhere in its slot', 0, 0.5, 250],
		['at the start of a period: somewhere in its slot', 0, LAST, 499],
		['within the slot: later in the same', 100, 0.5, 150],
		['within the slot: in the next one where that is over', 300, 0.5, 2_350],
		['after the slot: in the next one', 500, FIRST, 1_900],
		['after the slot: in the next one', 2_399, LAST, 500],
	])('waits %s (after %d ms, draw %d: %d ms)', (_case, after, draw, expected) => {
		expect(slots.untilLogin(START + after, draw)).toBe(expected);
	});
});

test.each([
	[0, FIRST, 0],
	[0, LAST, 199],
	[100, FIRST, 700],
	[1_700, FIRST, 700],
])(
	'a first login waits less than a third of that (after %d ms, draw %d: %d ms)',
	(after, draw, expected) => {
		expect(slots.untilFirstLogin(START + after, draw)).toBe(expected);
	},
);

test.each([
	[0, 2_050],
	[2_049, 1],
	[2_050, 0],
	[2_349, 0],
	[2_350, 2_100],
])(
	'a request that n8n does not send again waits for its slot (after %d ms: %d ms)',
	(after, expected) => {
		expect(slots.untilSend(START + after)).toBe(expected);
	},
);

test.each([
	[2_049, 0],
	[2_050, 0],
	[2_200, 150],
	[2_350, 0],
])('a verdict holds for as long as its slot lasts (after %d ms: %d ms)', (after, expected) => {
	expect(slots.sinceSend(START + after)).toBe(expected);
});

test('a login that the machine kept waiting until its slot was over comes too late', () => {
	const late = SLOTS.logins + LATE_LOGIN;
	expect([0, late - 1, late].map((after) => slots.isLate(START + after))).toEqual([
		false,
		false,
		true,
	]);
	expect(new TimeSlots(0, false).isLate(START + late)).toBe(false);
});

test('all first logins of a slot are over when the last of them would be, if they take as long as this one', () => {
	const end = (after: number) =>
		slots.endOfFirstLogins(START + 800 + after, START + 800 + after + 150);
	expect([0, 199].map(end)).toEqual(Array(2).fill(START + 1_000 + 150 + LOGINS_DIFFER));
});

test('a first login that one request alone needs waits a quarter of a second at most', () => {
	expect([0, 249, 251].map((wait) => slots.untilCrowdIsKnown(wait))).toEqual([0, 249, ALONE]);
	expect(new TimeSlots(0, false).untilCrowdIsKnown(700)).toBe(700);
});

const time = fc.integer({ min: 0, max: 2 ** 42 });
const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const offset = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test('no login that takes up to a second and a half is under way while such a request is sent', () => {
	fc.assert(
		fc.property(time, time, draw, offset, (worker, other, drawn, by) => {
			const shared = new TimeSlots(by);
			const login = worker + shared.untilLogin(worker, drawn);
			const sent = other + shared.untilSend(other);
			const phase = (at: number) => (at + by) % SLOTS.period;
			expect(phase(sent)).toBeGreaterThan(phase(login) + 1_500);
		}),
	);
});

test('nor a first login that takes no longer than workers differ', () => {
	fc.assert(
		fc.property(time, time, draw, offset, (worker, other, drawn, by) => {
			const shared = new TimeSlots(by);
			const login = worker + shared.untilFirstLogin(worker, drawn);
			const sent = other + shared.untilSend(other);
			const phase = (at: number) => (at + by) % FIRST_SLOTS.period;
			expect(phase(sent)).toBeGreaterThan(phase(login) + LOGINS_DIFFER);
		}),
	);
});

test('tokens of different login details have different slots', () => {
	const waits = [0, 700, 1_400].map((by) => new TimeSlots(by).untilSend(START));
	expect(waits).toEqual([2_050, 1_350, 650]);
});

test('where logins may come at any time, each worker’s waits for a random one', () => {
	const any = new TimeSlots(0, false);
	expect([FIRST, 0.5].map((drawn) => any.untilLogin(START, drawn))).toEqual([0, 1_200]);
	expect(any.untilLogin(START + 1_300, 0.5)).toBe(2_300);
	expect(any.untilFirstLogin(START + 100, 0.5)).toBe(300);
});

import { getEventListeners } from 'node:events';

import {
	assertNotCanceled,
	sleepUnlessCanceled,
	unlessCanceled,
} from '../../../tokens/http/waiting';
import { Failure } from '../../../tokens/http/failure';

const HOUR = 3_600_000;
let stop: AbortController;

beforeEach(() => {
	stop = new AbortController();
	jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

test('a wait ends at once when the execution is canceled', async () => {
	const waiting = sleepUnlessCanceled(HOUR, stop.signal);
	stop.abort();
	await expect(waiting).rejects.toThrow('The execution was canceled.');
	await expect(sleepUnlessCanceled(HOUR, stop.signal)).rejects.toThrow(Failure);
	await expect(sleepUnlessCanceled(HOUR, stop.signal)).rejects.toMatchObject({ code: 'CANCELED' });
});

test.each([undefined, new AbortController().signal])(
	'a wait lasts as long as it should',
	async (signal) => {
		let ended = false;
		const waiting = sleepUnlessCanceled(HOUR, signal).then(() => (ended = true));
		await jest.advanceTimersByTimeAsync(HOUR - 1);
		expect(ended).toBe(false);
		await jest.advanceTimersByTimeAsync(1);
		await waiting;
	},
);

test('work ends with its own result, however often it is waited for', async () => {
	for (let turn = 0; turn < 3; turn += 1)
		expect(await unlessCanceled(Promise.resolve(turn), stop.signal)).toBe(turn);
	await expect(unlessCanceled(Promise.reject(new Error('no')), stop.signal)).rejects.toThrow('no');
	expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

test('nothing starts after the execution is canceled', () => {
	assertNotCanceled();
	assertNotCanceled(stop.signal);
	stop.abort();
	expect(() => assertNotCanceled(stop.signal)).toThrow('The execution was canceled.');
	expect(() => assertNotCanceled(stop.signal)).toThrow(
		expect.objectContaining({ code: 'CANCELED' }),
	);
});

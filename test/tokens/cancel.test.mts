import { getEventListeners } from 'node:events';

import { assertNotStopped, pauseFor, unlessStopped } from '../../tokens/cancel';
import { Failure } from '../../tokens/failure';

const HOUR = 3_600_000;
let stop: AbortController;

beforeEach(() => {
	stop = new AbortController();
	jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

test('a pause ends at once when the execution is stopped', async () => {
	const paused = pauseFor(HOUR, stop.signal);
	stop.abort();
	await expect(paused).rejects.toThrow('The execution was canceled.');
	await expect(pauseFor(HOUR, stop.signal)).rejects.toThrow(Failure);
	await expect(pauseFor(HOUR, stop.signal)).rejects.toMatchObject({ kind: 'unavailable' });
});

test.each([undefined, new AbortController().signal])(
	'a pause lasts as long as it should',
	async (signal) => {
		let ended = false;
		const paused = pauseFor(HOUR, signal).then(() => (ended = true));
		await jest.advanceTimersByTimeAsync(HOUR - 1);
		expect(ended).toBe(false);
		await jest.advanceTimersByTimeAsync(1);
		await paused;
	},
);

test('work ends with what it gives, however often it is waited for', async () => {
	for (let turn = 0; turn < 3; turn += 1)
		expect(await unlessStopped(Promise.resolve(turn), stop.signal)).toBe(turn);
	await expect(unlessStopped(Promise.reject(new Error('no')), stop.signal)).rejects.toThrow('no');
	expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

test('nothing is begun after the end', () => {
	assertNotStopped();
	assertNotStopped(stop.signal);
	stop.abort();
	expect(() => assertNotStopped(stop.signal)).toThrow('The execution was canceled.');
	expect(() => assertNotStopped(stop.signal)).toThrow(
		expect.objectContaining({ kind: 'unavailable' }),
	);
});

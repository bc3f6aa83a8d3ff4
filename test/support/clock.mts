/** Sets the date and leaves every timer real, so that HTTP goes on as ever. */
export function setClock(now: number): void {
	jest.useFakeTimers({
		now,
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	});
}

/** The time-out of a request: no wait. */
const REQUEST = 30_000;

/** Sets the date; every wait is over at once, and the clock stands at its end. */
export function setFastClock(now: number): void {
	setClock(now);
	const real = globalThis.setTimeout;
	jest.spyOn(globalThis, 'setTimeout').mockImplementation(((
		work: (...args: unknown[]) => void,
		wait = 0,
		...args: unknown[]
	) => {
		if (wait === REQUEST) return real(work, wait, ...args);
		jest.setSystemTime(Date.now() + wait);
		return real(work, 0, ...args);
	}) as typeof setTimeout);
}

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

/** Sets the date, and has waiting be done by `fastForward`; HTTP and its time-outs stay real. */
export function setFastClock(now: number): void {
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
		],
	});
}

/** What `work` gives; whenever it waits, the clock jumps to the end of that. */
export async function fastForward<T>(work: Promise<T>): Promise<T> {
	let ended = false;
	const end = () => void (ended = true);
	work.then(end, end);
	while (!ended) {
		await new Promise((resolve) => setImmediate(resolve));
		if (jest.getTimerCount() > 0) await jest.advanceTimersToNextTimerAsync();
	}
	return await work;
}

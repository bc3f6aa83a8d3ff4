import { sleep } from 'n8n-workflow';

import { Failure } from './failure';

/** What everything waits by. Tests put their own `sleep` here, so that none of them waits in real time. */
export const clock = {
	/** Epoch milliseconds. */
	now: () => Date.now(),
	/** Waits so many milliseconds. */
	sleep: async (duration: number): Promise<void> => await sleep(duration),
};

/** n8n takes an execution that ends with this word for one that its user canceled, and any other for one that failed. */
const CANCELED = 'The execution was canceled';

/** Throws a Failure if the execution was canceled. */
export function assertNotCanceled(cancel?: AbortSignal): void {
	if (cancel?.aborted) throw new Failure('CANCELED', CANCELED);
}

/** The result of `work`. Throws a Failure as soon as the execution is canceled, while `work` goes on unwatched. */
export async function unlessCanceled<T>(work: Promise<T>, cancel?: AbortSignal): Promise<T> {
	if (cancel === undefined) return await work;
	let stop = () => {};
	const canceled = new Promise<never>((_, reject) => {
		stop = () => reject(new Failure('CANCELED', CANCELED));
		if (cancel.aborted) stop();
		else cancel.addEventListener('abort', stop);
	});
	try {
		return await Promise.race([work, canceled]);
	} finally {
		cancel.removeEventListener('abort', stop);
	}
}

/** Waits so many milliseconds. Throws a Failure as soon as the execution is canceled. */
export async function sleepUnlessCanceled(duration: number, cancel?: AbortSignal): Promise<void> {
	await unlessCanceled(clock.sleep(duration), cancel);
}

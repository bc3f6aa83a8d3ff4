import { sleep } from 'n8n-workflow';

import { Failure } from './failure';

/** The one clock. Tests replace its functions, so that none of them waits in real time. */
export const clock = {
	/** Epoch milliseconds. */
	now: () => Date.now(),
	/** Waits a number of milliseconds. */
	sleep: async (duration: number): Promise<void> => await sleep(duration),
};

/** n8n tells a canceled execution from a failed one by the word 'canceled' in its error. */
const CANCELED = 'The execution was canceled';

/** Throws a Failure if the execution was canceled. */
export function assertNotCanceled(cancel?: AbortSignal): void {
	if (cancel?.aborted) throw new Failure('CANCELED', CANCELED);
}

/** Waits for `work`. Throws a Failure as soon as the execution is canceled; `work` itself goes on. */
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

/** Waits a number of milliseconds. Throws a Failure as soon as the execution is canceled. */
export async function sleepUnlessCanceled(duration: number, cancel?: AbortSignal): Promise<void> {
	await unlessCanceled(clock.sleep(duration), cancel);
}

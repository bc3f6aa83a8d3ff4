import { sleep } from 'n8n-workflow';

import { Failure } from './failure';

/** n8n takes an execution that ends with this word for one that its user ended, and any other for one that failed. */
const CANCELED = 'The execution was canceled';

/** Throws a Failure where the execution was stopped. */
export function assertNotCanceled(cancel?: AbortSignal): void {
	if (cancel?.aborted) throw new Failure('UNREACHABLE', CANCELED);
}

/** What `work` gives; throws a Failure as soon as the execution is stopped, while `work` goes on unwatched. */
export async function unlessCanceled<T>(work: Promise<T>, cancel?: AbortSignal): Promise<T> {
	if (cancel === undefined) return await work;
	let stop = () => {};
	const stopped = new Promise<never>((_, reject) => {
		stop = () => reject(new Failure('UNREACHABLE', CANCELED));
		if (cancel.aborted) stop();
		else cancel.addEventListener('abort', stop);
	});
	try {
		return await Promise.race([work, stopped]);
	} finally {
		cancel.removeEventListener('abort', stop);
	}
}

/** Waits so many milliseconds; throws a Failure as soon as the execution is stopped. */
export async function sleepUnlessCanceled(duration: number, cancel?: AbortSignal): Promise<void> {
	await unlessCanceled(sleep(duration), cancel);
}

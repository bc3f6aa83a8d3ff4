import { sleep } from 'n8n-workflow';

import { Failure } from './failure';

/** What `work` gives; throws a Failure as soon as the execution is stopped, while `work` goes on unwatched. */
export async function unlessStopped<T>(work: Promise<T>, cancel?: AbortSignal): Promise<T> {
	if (cancel === undefined) return await work;
	let stop = () => {};
	const stopped = new Promise<never>((_, reject) => {
		stop = () => reject(new Failure('unavailable', 'The execution was stopped'));
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
export async function pauseFor(duration: number, cancel?: AbortSignal): Promise<void> {
	await unlessStopped(sleep(duration), cancel);
}

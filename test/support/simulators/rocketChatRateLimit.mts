import type { Reply } from './simulator.mts';

/** How many calls of one route are answered in how many milliseconds. */
export interface RateLimit {
	calls: number;
	window: number;
	/**
	 * Where the time to wait is told: in the server's own headers and text, which is usual; in the text alone, as
	 * behind a proxy that drops headers; or in `Retry-After` alone, as a proxy of its own would.
	 */
	told?: 'headers' | 'text' | 'retry-after';
}

/** Counts calls in windows that begin with a route's first call; refused calls are counted too. */
export class RateLimiter {
	private readonly windows = new Map<string, { resets: number; calls: number }>();

	/** Counts a call: the headers that its answer gets, and the refusal where it was one too many. */
	take(
		route: string,
		{ calls, window, told = 'headers' }: RateLimit,
		now: number,
	): { headers: Record<string, string>; refusal?: Reply } {
		let current = this.windows.get(route);
		if (!current || now >= current.resets) current = { resets: now + window, calls: 0 };
		this.windows.set(route, current);
		current.calls += 1;
		const seconds = Math.ceil((current.resets - now) / 1000);
		const ownHeaders = {
			'X-RateLimit-Limit': String(calls),
			'X-RateLimit-Remaining': String(Math.max(0, calls - current.calls)),
			'X-RateLimit-Reset': String(current.resets),
		};
		const headers = told === 'headers' ? ownHeaders : {};
		if (current.calls <= calls) return { headers };
		if (told === 'retry-after') {
			const refusal = tooMany('Error, too many requests. Please slow down.');
			return { headers: { 'Retry-After': String(seconds) }, refusal };
		}
		const wait = `You must wait ${seconds} seconds before trying this endpoint again.`;
		return { headers, refusal: tooMany(`Error, too many requests. Please slow down. ${wait}`) };
	}
}

function tooMany(text: string): Reply {
	return { status: 429, body: { success: false, error: `${text} [error-too-many-requests]` } };
}

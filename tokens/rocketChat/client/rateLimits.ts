import { toResult, type Failure } from '../../http/failure';
import type { ApiRequest, ApiResponse, HttpClient } from '../../provider/provider';
import { RATE_LIMIT_WAIT, RATE_LIMIT_WAITS } from '../../tuning';

/** A route that takes no requests for a while. */
interface Limit {
	/** Epoch milliseconds. */
	until: number;
	/** How often it was waited for in a row. */
	waits: number;
	failure: Failure;
}

/**
 * Sends an execution's requests within the rate limits, which Rocket.Chat counts for each route and address. Where this
 * execution may have used up a limit itself, it waits and tries again. Otherwise the first request fails at once, so that
 * the user hears of it, and only the next one waits.
 */
export class RateLimits {
	/** URLs that answered in this execution. */
	private readonly answered = new Set<string>();
	private readonly limits = new Map<string, Limit>();

	/** Throws a Failure where there is no response. */
	async send(request: ApiRequest, http: HttpClient): Promise<ApiResponse> {
		const { url } = request;
		for (let isFirst = true; ; isFirst = false) {
			const limit = this.limits.get(url);
			if (limit) await waitFor(limit, isFirst || this.answered.has(url), http);
			const { failure, value } = await toResult('The request broke', () => http.send(request));
			if (failure === undefined) {
				this.answered.add(url);
				this.limits.delete(url);
				return value;
			}
			const wait = (failure.details.retryAfter ?? Infinity) * 1_000;
			if (wait > RATE_LIMIT_WAIT) throw failure;
			this.limits.set(url, { until: http.now() + wait, waits: limit?.waits ?? 0, failure });
		}
	}
}

/** Throws the limit's Failure where it is not to be waited for. */
async function waitFor(limit: Limit, mayWait: boolean, http: HttpClient): Promise<void> {
	if (!mayWait || limit.waits >= RATE_LIMIT_WAITS) throw limit.failure;
	limit.waits += 1;
	await http.sleep(Math.max(0, limit.until - http.now()));
}

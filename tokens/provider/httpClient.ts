import { sleep } from 'n8n-workflow';

import { sleepUnlessCanceled, unlessCanceled } from '../http/waiting';
import type { CheckResult } from '../cache/validation';
import { toResult, type Result } from '../http/failure';
import { tokenHeaders } from '../operations/tokenItem';
import type { Reach } from '../cache/logins';
import type { HttpClient, Provider, LoginDetails } from './provider';
import { httpSender, type HttpRequestHelper } from '../http/client';

/** Milliseconds: users wait for a check on top of a request that has already failed. */
const CHECK_TIME = 10_000;
/**
 * A token in any answer, also one that is cut short, written in escapes, or stands within another: errors may repeat
 * what they say. More than a few are no answer of a provider's.
 */
const TOKEN = /(?:token|jwt)\\*"\s*:\s*\\*"((?:[^"\\]|\\+[^"\\]){4,8192})/gi;
const MOST_TOKENS = 20;

/**
 * Runs `work` with the means to ask a provider. What goes wrong is told without any of the secrets.
 *
 * @param secrets what `work` learns on its way is added to them
 * @param cancel stops waiting when the execution is stopped
 */
export async function withHttpClient<T>(
	title: string,
	secrets: string[],
	httpRequest: HttpRequestHelper,
	work: (exchange: HttpClient) => Promise<T>,
	cancel?: AbortSignal,
): Promise<Result<T>> {
	const send = httpSender(httpRequest, title, { cancel });
	const exchange: HttpClient = {
		async send(call) {
			const answer = await send(call);
			const tokens = [...answer.text.matchAll(TOKEN)].slice(0, MOST_TOKENS);
			secrets.push(...tokens.map(([, token]) => token));
			return answer;
		},
		now: () => Date.now(),
		sleep: async (duration) => await sleepUnlessCanceled(duration, cancel),
		unlessCanceled: async (awaited) => await unlessCanceled(awaited, cancel),
		keepSecret: (value) => void secrets.push(value),
	};
	const done = await toResult(`The request to ${title} could not be completed`, () =>
		work(exchange),
	);
	return done.failure ? { failure: done.failure.redacted(secrets) } : done;
}

/**
 * How to reach a provider with these login details.
 *
 * @param tokens tokens of before, which a provider may repeat
 */
export function reachFor(
	provider: Provider,
	signIn: LoginDetails,
	tokens: readonly string[],
	httpRequest: HttpRequestHelper,
): Reach {
	const secrets = [...signIn.secrets, ...tokens];
	const sendOnce = httpSender(httpRequest, provider.title, { retries: 0, time: CHECK_TIME });
	return {
		async ask() {
			return await withHttpClient(provider.title, [...secrets], httpRequest, (exchange) =>
				provider.requestToken(signIn, exchange),
			);
		},
		async probe(token) {
			const sent = await toResult('The check broke', () => {
				const call = provider.check(signIn, token);
				const headers = { ...call.headers, ...tokenHeaders(provider.tokenType, token) };
				return sendOnce({ ...call, headers });
			});
			return sent.failure ? 'broken' : probed(sent.value.status);
		},
		wait: sleep,
	};
}

/** 401 refuses (RFC 9110, 15.5.2); trouble and rate limits say nothing; whatever else was answered was let in. */
function probed(status: number): CheckResult {
	if (status === 401) return 'refused';
	return status >= 500 || status === 408 || status === 429 ? 'broken' : 'accepted';
}

import { httpSender, type HttpRequestHelper, type SendOptions } from '../http/client';
import type { ApiNames } from '../http/networkErrors';
import { asFailure, toResult, type Failure, type Result } from '../http/failure';
import { clock, sleepUnlessCanceled, unlessCanceled } from '../http/waiting';
import { withQuery, withoutQuery } from '../http/url';
import { CHECK_TIME } from '../tuning';
import { requestHeaders } from './presentation';
import type {
	ApiRequest,
	HttpClient,
	PresentedToken,
	Presentation,
	TokenResponse,
	TokenSource,
} from './provider';

/**
 * Runs `work` with an HTTP client. The failure it returns is free of the secrets.
 *
 * @param api what failures call it
 * @param secrets values to keep out of failures. Tokens received on the way are added to them
 * @param httpRequest n8n's request helper
 * @param options `cancel`: once it is aborted, waiting ends and nothing more is sent
 */
export async function withHttpClient<T>(
	api: ApiNames,
	secrets: string[],
	httpRequest: HttpRequestHelper,
	work: (http: HttpClient) => Promise<T>,
	options: Pick<SendOptions, 'cancel' | 'tls'> = {},
): Promise<Result<T>> {
	try {
		return { value: await work(httpClient(api, secrets, httpRequest, options)) };
	} catch (error) {
		return { failure: requestFailure(error, api, secrets) };
	}
}

function httpClient(
	api: ApiNames,
	secrets: string[],
	httpRequest: HttpRequestHelper,
	{ cancel, tls }: Pick<SendOptions, 'cancel' | 'tls'>,
): HttpClient {
	return {
		send: httpSender(httpRequest, api, { cancel, tls, secrets }),
		now: () => clock.now(),
		sleep: async (duration) => await sleepUnlessCanceled(duration, cancel),
		unlessCanceled: async (awaited) => await unlessCanceled(awaited, cancel),
		keepSecret: (value) => void secrets.push(value),
	};
}

function requestFailure(error: unknown, { title }: ApiNames, secrets: readonly string[]): Failure {
	return asFailure(error, `The request to ${title} could not be completed`).redacted(secrets);
}

/** Requests a token, with the current one where there is one. `isRefused`: the API seems to refuse that. */
export type RequestToken = (
	current?: TokenResponse,
	isRefused?: boolean,
) => Promise<Result<TokenResponse>>;

/**
 * How a source's tokens are requested: with the current one where the source can refresh it, else by a login. A login also
 * follows where the API rejects the refresh.
 *
 * @param secrets more values to keep out of failures, such as tokens of before
 */
export function tokenRequester(
	source: TokenSource,
	secrets: readonly string[],
	httpRequest: HttpRequestHelper,
): RequestToken {
	return async function requestToken(current, isRefused = false) {
		const known = [...source.secrets, ...secrets];
		const http = httpClient(source, known, httpRequest, source);
		try {
			const refreshed = current && (await refresh(source, current, isRefused, http));
			return { value: refreshed ?? (await source.requestToken(http, current)) };
		} catch (error) {
			return { failure: requestFailure(error, source, known) };
		}
	};
}

/** undefined where the source cannot refresh, or the API rejects it, or it gives back a token that is refused. */
async function refresh(
	source: TokenSource,
	current: TokenResponse,
	isRefused: boolean,
	http: HttpClient,
): Promise<TokenResponse | undefined> {
	const { refreshToken, accessToken, expiresAt } = current;
	http.keepSecret(accessToken);
	if (refreshToken !== null) http.keepSecret(refreshToken);
	const { value, failure } = await toResult(`The token of ${source.title} was not refreshed`, () =>
		source.refreshToken?.(current, http),
	);
	const isOver = isRefused || (expiresAt !== null && expiresAt <= http.now());
	// Some APIs answer so to a token that they no longer know. While the current one is good, that can wait.
	const isUnknown = isOver && failure?.details.status === 500;
	if (failure && !failure.isRejection && !isUnknown) throw failure;
	return isRefused && value?.accessToken === accessToken ? undefined : value;
}

/** What a check says about a token. `inconclusive`: nothing. */
export type CheckResult = 'accepted' | 'rejected' | 'inconclusive';

/**
 * Sends a source's check with a token, once.
 *
 * 401 means rejected (RFC 9110, 15.5.2). Server errors, 408, 429, redirects and no response within 10 s are
 * inconclusive, and so is a source without a check. Every other status means accepted.
 */
export async function sendCheck(
	source: TokenSource,
	token: PresentedToken,
	httpRequest: HttpRequestHelper,
): Promise<CheckResult> {
	const send = httpSender(httpRequest, source, {
		retries: 0,
		time: CHECK_TIME,
		tls: source.tls,
	});
	const { value } = await toResult('The check could not be sent', () => {
		const request = source.check?.(token);
		return request && send(withToken(request, source.present(token)));
	});
	if (value === undefined) return 'inconclusive';
	const { status } = value;
	if (status === 401) return 'rejected';
	return status >= 500 || status === 408 || status === 429 ? 'inconclusive' : 'accepted';
}

/** A request with all that presents a token. */
export function withToken(request: ApiRequest, presentation: Presentation): ApiRequest {
	const query = presentation.query ?? {};
	const url = withQuery(withoutQuery(request.url, Object.keys(query)), query);
	const headers = { ...request.headers, ...requestHeaders(presentation) };
	return { ...request, url, headers };
}

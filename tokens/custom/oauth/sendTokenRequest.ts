import { Failure, toResult } from '../../http/failure';
import { jsonOf } from '../../http/json';
import type { ApiResponse, HttpClient, TokenResponse } from '../../provider/provider';
import { textOrNull } from '../../provider/response';
import type { Cookie, LoginDescription } from '../description';
import type { Values } from '../placeholders';
import { hasTwoEncodings, type BasicEncoding } from './clientAuthentication';
import type { OAuthDescription } from './description';
import type { RefreshTokens } from './refreshTokens';
import { assertToken, tokenErrorCode } from './tokenError';
import { tokenRequest, type Attempt } from './tokenRequest';

/** What a token request is made of, besides its grant. */
export interface TokenRequestParts {
	oauth: OAuthDescription;
	/** Its address, the format of its body, and what the user has added to it. */
	login: LoginDescription;
	values: Values;
	/** The first request's. */
	cookies: readonly Cookie[];
	/** What failures call the API. */
	title: string;
}

/** The answer to a token request, and how it came about. */
export interface TokenAnswer {
	response: ApiResponse;
	/** The address that it was sent to. */
	url: string;
	/** Placeholders in the body that have no value, as they are written. */
	unfilled: string[];
	/** The refresh token that was sent. '': none. */
	refreshToken: string;
	/** Whether the client's id and secret went out as they are. */
	isBasicRaw: boolean;
	/** What to say where the answer holds no token. */
	ifUnread?: string;
}

const MAY_BE_LOST =
	"If the API replaces its refresh tokens, the new one may be lost with the answer. If the refresh token is refused from now on, paste a new one into 'Refresh Token'";

/**
 * Sends a token request. It is sent once more where that can help: with the client's id and secret as they are, if the API
 * does not know the client when they are form-encoded, as they should be; and with another assertion, if the API's clock
 * is not ours. Throws a Failure where the API gives no token.
 *
 * @param basic how the id and the secret are written at first
 */
export async function sendTokenRequest(
	parts: TokenRequestParts,
	refreshToken: string,
	basic: BasicEncoding,
	http: HttpClient,
): Promise<TokenAnswer> {
	const first = { refreshToken, basic, now: http.now() };
	const answer = await send(parts, first, http);
	const next = nextAttempt(parts.oauth, first, answer.response, http.now());
	const last = next === undefined ? answer : await send(parts, next, http);
	assertToken(last.response, parts.oauth, parts.title);
	return last;
}

async function send(
	{ oauth, login, values, cookies }: TokenRequestParts,
	attempt: Attempt,
	http: HttpClient,
): Promise<TokenAnswer> {
	const request = tokenRequest(oauth, login, { values, cookies }, attempt);
	for (const secret of request.secrets) http.keepSecret(secret);
	const { refreshToken, basic } = attempt;
	const { url, unfilled } = request;
	const response = await http.send(request);
	return { response, url, unfilled, refreshToken, isBasicRaw: basic === 'raw' };
}

/** undefined where another attempt is of no use. */
function nextAttempt(
	oauth: OAuthDescription,
	attempt: Attempt,
	response: ApiResponse,
	now: number,
): Attempt | undefined {
	const code = tokenErrorCode(response);
	if (response.status >= 500) return undefined;
	if (code === 'invalid_client' && hasTwoEncodings(oauth))
		return { ...attempt, basic: attempt.basic === 'raw' ? 'encoded' : 'raw' };
	const { clockAhead = 0 } = response;
	const isSigned = oauth.assertion !== undefined || oauth.clientAssertion !== undefined;
	const isRefused = code === 'invalid_grant' || code === 'invalid_client';
	return isSigned && isRefused && clockAhead !== 0
		? { ...attempt, now: now + clockAhead }
		: undefined;
}

/**
 * The same for a refresh token that the API may replace. The newest one is sent, and the one in the answer is kept before
 * anything else is read there.
 *
 * @param stored what the credential holds
 */
export async function sendRefresh(
	parts: TokenRequestParts,
	tokens: RefreshTokens,
	stored: TokenResponse | undefined,
	basic: BasicEncoding,
	http: HttpClient,
): Promise<TokenAnswer> {
	return await tokens.inTurn(async () => {
		if (stored) tokens.adopt(stored);
		const refreshToken = tokens.current(parts.oauth.refreshToken);
		http.keepSecret(refreshToken);
		const { value, failure } = await toResult('The token was not renewed', () =>
			sendTokenRequest(parts, refreshToken, basic, http),
		);
		if (failure) throw afterRefresh(failure, tokens);
		const { sentAt, text } = value.response;
		const json = jsonOf(text);
		const next = textOrNull(json?.refresh_token)?.trim();
		// One of another name is found with the token, and adopted from there.
		if (next) tokens.keep({ refreshToken: next, obtainedAt: sentAt });
		// An answer that is cut off is as good as lost.
		tokens.isAnswerLost = json === undefined;
		return json === undefined ? { ...value, ifUnread: MAY_BE_LOST } : value;
	});
}

/** Tells what a lost answer may mean, now and once the refresh token is refused. */
function afterRefresh(failure: Failure, tokens: RefreshTokens): Failure {
	if (failure.isRejection) {
		return tokens.isAnswerLost
			? failure.with('The answer to an earlier renewal was lost, and a new refresh token with it')
			: failure;
	}
	if (failure.details.outcomeUnknown !== true) return failure;
	tokens.isAnswerLost = true;
	return failure.with(MAY_BE_LOST);
}

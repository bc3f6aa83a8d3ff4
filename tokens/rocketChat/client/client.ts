import type { HttpRequestHelper } from '../../http/client';
import { toResult, type Failure, type Result } from '../../http/failure';
import { redact } from '../../http/redact';
import { withHttpClient } from '../../provider/httpClient';
import type { ApiRequest, ApiResponse, HttpClient, TokenResponse } from '../../provider/provider';
import { readToken } from '../../provider/response';
import { REQUEST_TIME, RETRIES, RETRY_DELAY } from '../../tuning';
import { presentLogin, rocketChat, type RocketChatLogin } from '../provider';
import type { TwoFactor } from './codes';
import { explainOutcome, isTokenLost, OWN_TOKEN_REVOKED, type Listed } from './outcome';
import { RateLimits } from './rateLimits';
import { readSuccess, readTokenList, type ListedToken } from './responses';
import { SecondFactor, type RejectedCodes } from './secondFactor';
import { TokenRecord } from './tokenRecord';

/** A token that replaced another, and what its user should know about it: sentences. */
export interface ReplacedToken {
	token: TokenResponse;
	hints: string[];
}

/** Rocket.Chat shows the last 6 characters of a token. Fewer could belong to any token. */
const SHOWN = 6;

/**
 * One execution's calls with one credential. What a call finds out, such as a rate limit or the second factor, later calls
 * use.
 */
export class RocketChatClient {
	/** Values that may appear in no error: what the credential holds, and what was received or made on the way. */
	readonly secrets: string[];
	/** What happened to the tokens that were requested, by name. A request that was clearly rejected is not in it. */
	readonly created = new Map<string, Result<TokenResponse>>();
	private readonly secondFactor: SecondFactor;
	private readonly limits = new RateLimits();
	/** The user's tokens, as last listed. */
	private listed?: ListedToken[];
	/** When that list was requested, in epoch milliseconds. */
	private listedAt = 0;

	/** @param rejected codes that were rejected in this execution, also for other credentials of the same account */
	constructor(
		private login: RocketChatLogin,
		rejected: RejectedCodes = new Map(),
	) {
		this.secrets = [...login.secrets];
		this.secondFactor = new SecondFactor(login, rejected);
	}

	get userId(): string {
		return this.login.userId;
	}

	/** Runs `work` with an HTTP client for the server. The failure it returns is free of the secrets. */
	async run<T>(
		httpRequest: HttpRequestHelper,
		work: (http: HttpClient) => Promise<T>,
		cancel?: AbortSignal,
	): Promise<Result<T>> {
		const { tls } = this.login;
		return await withHttpClient(rocketChat, this.secrets, httpRequest, work, { cancel, tls });
	}

	/** The user's tokens, requested once in an execution. Throws a Failure. */
	async list(http: HttpClient): Promise<ListedToken[]> {
		if (this.listed === undefined) this.listedAt = http.now();
		this.listed ??= readTokenList(
			await this.limits.send(this.get('users.getPersonalAccessTokens'), http),
		);
		return this.listed;
	}

	/** The list's entry of this name, if there is one. Throws a Failure. */
	async find(tokenName: string, http: HttpClient): Promise<ListedToken | undefined> {
		// Another execution may have created it since.
		const createdAt = this.record(tokenName).createdAt ?? 0;
		if (createdAt >= this.listedAt && !this.created.has(tokenName)) this.listed = undefined;
		const tokens = await this.list(http);
		return tokens.find((token) => token.tokenName === tokenName);
	}

	/** What this process knows of a token besides the list. */
	record(tokenName: string): TokenRecord {
		return new TokenRecord(this.login, tokenName);
	}

	/**
	 * Creates a personal access token, which can never be read again. Throws a Failure.
	 * See https://developer.rocket.chat/apidocs/generate-personal-access-token
	 */
	async generate(
		tokenName: string,
		bypassTwoFactor: boolean,
		twoFactor: TwoFactor,
		http: HttpClient,
	): Promise<TokenResponse> {
		return await this.create('generate', { tokenName, bypassTwoFactor }, twoFactor, http);
	}

	/**
	 * Revokes a token and creates one of the same name. Throws a Failure.
	 * See https://developer.rocket.chat/apidocs/regenerate-personal-access-token
	 */
	async regenerate(
		tokenName: string,
		twoFactor: TwoFactor,
		http: HttpClient,
	): Promise<ReplacedToken> {
		// Its failure is no reason to stop: a server may let a user create tokens and not list them.
		const { value: before } = await toResult('The list broke', () => this.find(tokenName, http));
		const token = await this.create('regenerate', { tokenName }, twoFactor, http, before);
		const hints: string[] = [];
		if (before && this.isOwn(before)) {
			// The token that authenticated every call so far has just been revoked.
			this.login = { ...this.login, authToken: token.accessToken };
			hints.push(
				`'${tokenName}' is the token of this node's own credential: put the new one into its 'Auth Token', or the next execution fails.`,
			);
		}
		if (before?.bypassTwoFactor) hints.push(...(await this.bypassHints(tokenName, http)));
		return { token, hints };
	}

	/** Deletes a token. Throws a Failure. */
	async remove(tokenName: string, twoFactor: TwoFactor, http: HttpClient): Promise<void> {
		const what = `the deletion of the token '${this.shown(tokenName)}'`;
		const route = 'users.removePersonalAccessToken';
		const deadline = http.now() + REQUEST_TIME;
		for (let attempt = 0; ; attempt += 1) {
			const { failure } = await toResult('The request broke', async () =>
				readSuccess(await this.post(route, { tokenName }, what, twoFactor, http), what),
			);
			if (failure === undefined) return;
			if (!failure.details.outcomeUnknown) throw failure;
			const now = await this.look(tokenName, http);
			if (now === 'absent') return;
			if (typeof now === 'string')
				throw failure.with("It is not known whether it is gone: see 'Get Many' before you go on");
			const retryAfter = (failure.details.retryAfter ?? 0) * 1_000;
			const delay = Math.max(RETRY_DELAY * 2 ** attempt, retryAfter);
			if (!mayPass(failure) || attempt >= RETRIES || http.now() + delay >= deadline)
				throw failure.with('It is still there: run this again');
			await http.sleep(delay);
		}
	}

	/** Has a two-factor code sent by email. Throws a Failure. */
	async sendEmailCode(emailOrUsername: string, http: HttpClient): Promise<void> {
		const request = {
			...this.request('users.2fa.sendEmailCode', { emailOrUsername }),
			once: false,
		};
		readSuccess(await this.limits.send(request, http), 'the sending of an email code');
	}

	/** A name as errors may repeat it. */
	shown(name: string): string {
		return redact([...name].slice(0, 100).join(''), this.secrets);
	}

	/** What the list shows for a name now. */
	private async look(tokenName: string, http: HttpClient): Promise<Listed> {
		this.listed = undefined;
		const { failure, value } = await toResult('The list broke', () => this.find(tokenName, http));
		if (failure) return failure.details.status === 401 ? 'unauthenticated' : 'unknown';
		return value ?? 'absent';
	}

	/** Whether a listed token is the credential's own. */
	private isOwn({ lastTokenPart }: ListedToken): boolean {
		const end = lastTokenPart ?? '';
		return end.length >= SHOWN && this.login.authToken.endsWith(end);
	}

	/** Sends the request once. Where its response is unclear, the failure says what the list of tokens shows. */
	private async create(
		verb: 'generate' | 'regenerate',
		body: { tokenName: string; bypassTwoFactor?: boolean },
		twoFactor: TwoFactor,
		http: HttpClient,
		before?: ListedToken,
	): Promise<TokenResponse> {
		const { tokenName } = body;
		const what = `the token '${this.shown(tokenName)}'`;
		const from = http.now();
		const { failure, value } = await toResult('The request broke', async () => {
			const route = `users.${verb}PersonalAccessToken`;
			const response = await this.post(route, body, what, twoFactor, http);
			const accessToken = readToken(readSuccess(response, what).token, rocketChat);
			return { accessToken, sentAt: response.sentAt };
		});
		if (failure === undefined) return this.keep(body, value.accessToken, value.sentAt, http);
		if (!failure.details.outcomeUnknown) throw failure;
		const until = http.now();
		const now = await this.look(tokenName, http);
		if (isTokenLost(before, now))
			this.record(tokenName).markLost({ previous: before?.createdAt, from, until });
		const isOwnRevoked = now === 'unauthenticated' && before !== undefined && this.isOwn(before);
		const explained = failure.with(
			isOwnRevoked ? OWN_TOKEN_REVOKED : explainOutcome(verb, before, now),
		);
		this.created.set(tokenName, { failure: explained });
		throw explained;
	}

	/** Notes a token that was created. */
	private keep(
		{ tokenName, bypassTwoFactor = false }: { tokenName: string; bypassTwoFactor?: boolean },
		accessToken: string,
		sentAt: number,
		http: HttpClient,
	): TokenResponse {
		http.keepSecret(accessToken);
		const lastTokenPart = accessToken.slice(-SHOWN);
		const entry = { tokenName, createdAt: sentAt, lastTokenPart, bypassTwoFactor };
		const others = this.listed?.filter((token) => token.tokenName !== tokenName);
		this.listed = others && [...others, entry];
		const token: TokenResponse = {
			accessToken,
			issuedAt: sentAt,
			expiresAt: null,
			obtainedAt: sentAt,
			userId: this.login.userId,
			accountId: null,
			tokenName,
			refreshToken: null,
			refreshTokenExpiresAt: null,
		};
		this.created.set(tokenName, { value: token });
		this.record(tokenName).created(sentAt);
		return token;
	}

	/** Older servers create the new token without the old one's bypass, and don't say so. */
	private async bypassHints(tokenName: string, http: HttpClient): Promise<string[]> {
		const now = await this.look(tokenName, http);
		if (typeof now === 'object' && now.bypassTwoFactor) return [];
		return [
			typeof now === 'object'
				? `Rocket.Chat made the new token '${tokenName}' without the bypass of two-factor codes that the old one had, as older servers do. If it is needed, delete the token and generate it with 'Bypass Two-Factor' on.`
				: `Whether the new token '${tokenName}' still bypasses two-factor codes could not be read back: see 'Get Many'.`,
		];
	}

	/** Sends a request for which the server may ask for a second factor. */
	private async post(
		route: string,
		body: Record<string, unknown>,
		what: string,
		twoFactor: TwoFactor,
		http: HttpClient,
	): Promise<ApiResponse> {
		const send = async (freshHeaders: () => Record<string, string>) =>
			await this.limits.send({ ...this.request(route, body), freshHeaders }, http);
		return await this.secondFactor.send(twoFactor, { what, http, send });
	}

	private get(route: string): ApiRequest {
		const url = `${this.login.baseUrl}/api/v1/${route}`;
		return { method: 'GET', url, headers: presentLogin(this.login).headers };
	}

	private request(route: string, body: Record<string, unknown>): ApiRequest {
		const { url, headers } = this.get(route);
		const json = { 'Content-Type': 'application/json', ...headers };
		return { method: 'POST', url, headers: json, body, once: true };
	}
}

/** Whether another attempt may go better: the connection broke, or something in front of the server was busy. */
function mayPass({ code, details: { status } }: Failure): boolean {
	if (code === 'TIMEOUT' || code === 'UNREACHABLE') return true;
	return status === 502 || status === 503 || status === 504;
}

import { readToken } from '../../provider/response';
import { toResult, type Failure, type Result } from '../../http/failure';
import type { ApiResponse, ApiRequest, HttpClient, TokenResponse, LoginDetails } from '../../provider/provider';
import { redact } from '../../http/redact';
import { rocketChat, rocketChatHeaders } from '../provider';
import { successIn, storedTokensIn, type StoredToken } from './responses';
import { isLost, OWN_ENDED, whatBecame, type Seen } from './outcome';
import { SecondFactor, type RejectedCodes, type TwoFactor } from './secondFactor';
import { TokenTrace } from './tokenTrace';

/** A token that was made, and what its user should know about it: sentences. */
export interface CreatedToken {
	grant: TokenResponse;
	hints: string[];
}

/** Seconds: Rocket.Chat counts calls by the minute, for each route and address; clocks differ by a little. */
const WINDOW = 65;
/** Rocket.Chat shows the last 6 characters of a token; fewer could be anybody's. */
const SHOWN = 6;
/** How often a call is made, or a limit waited for, where that does no harm. */
const MOST_TRIES = 3;
/** Milliseconds: half the time before the second try, which doubles for each further one. */
const PAUSE = 250;
/** Milliseconds for all tries. */
const LONGEST = 30_000;

/** One execution's calls with one credential: what it learns on the way serves the calls that follow. */
export class RocketChatClient {
	/** May appear in no error: what the credential holds, and what was got or made on the way. */
	readonly secrets: string[];
	/** What became of the tokens that were asked for, by their names, unless that was clearly refused. */
	readonly created = new Map<string, Result<TokenResponse>>();
	private readonly secondFactor: SecondFactor;
	/** Routes that answered in this execution: whose limit it may have used up itself. */
	private readonly called = new Set<string>();
	/** Routes that take no calls until a moment (epoch milliseconds), and how often they were waited for in a row. */
	private readonly closed = new Map<string, { until: number; waits: number; failure: Failure }>();
	/** The user's tokens as last seen. */
	private stored?: StoredToken[];
	/** When that was asked for. */
	private listedAt = 0;

	/** @param refused what other credentials of the same account have learned in this execution */
	constructor(
		private signIn: LoginDetails,
		refused: RejectedCodes = new Map(),
	) {
		this.secrets = [...signIn.secrets];
		this.secondFactor = new SecondFactor(signIn, refused);
	}

	get userId(): string {
		return this.signIn.details.userId;
	}

	/** The user's tokens, asked for once in an execution; throws a Failure. */
	async list(exchange: HttpClient): Promise<StoredToken[]> {
		if (this.stored === undefined) this.listedAt = exchange.now();
		this.stored ??= storedTokensIn(
			await this.paced(this.call('users.getPersonalAccessTokens'), exchange),
		);
		return this.stored;
	}

	/** The entry of this name, if the list has one; throws a Failure. */
	async find(tokenName: string, exchange: HttpClient): Promise<StoredToken | undefined> {
		// Another execution may have made it since.
		if ((this.trace(tokenName).madeAt ?? 0) >= this.listedAt && !this.created.has(tokenName))
			this.stored = undefined;
		const tokens = await this.list(exchange);
		return tokens.find((token) => token.tokenName === tokenName);
	}

	/** What this process knows of a token besides the list. */
	trace(tokenName: string): TokenTrace {
		return new TokenTrace(this.signIn, tokenName);
	}

	/** Makes a personal access token; throws a Failure. It can never be read again. */
	async generate(
		tokenName: string,
		bypassTwoFactor: boolean,
		twoFactor: TwoFactor,
		exchange: HttpClient,
	): Promise<TokenResponse> {
		return await this.mint('generate', { tokenName, bypassTwoFactor }, twoFactor, exchange);
	}

	/** Makes a new token of the same name in place of the old one, which ends first; throws a Failure. */
	async regenerate(tokenName: string, twoFactor: TwoFactor, exchange: HttpClient): Promise<CreatedToken> {
		// Good to know, and no reason to give up: a server may let a user make tokens without showing them.
		const { value: before } = await toResult('The list broke', () => this.find(tokenName, exchange));
		const grant = await this.mint('regenerate', { tokenName }, twoFactor, exchange, before);
		const hints: string[] = [];
		if (before && this.isOwn(before)) {
			// The token that signed the calls so far is the one that has just ended.
			const { details, ...rest } = this.signIn;
			this.signIn = { ...rest, details: { ...details, authToken: grant.accessToken } };
			hints.push(
				`'${tokenName}' is the token of this node's own credential: put the new one into its 'Auth Token', or the next execution fails.`,
			);
		}
		if (before?.bypassTwoFactor) hints.push(...(await this.bypassLost(tokenName, exchange)));
		return { grant, hints };
	}

	/** Ends a token; throws a Failure. */
	async remove(tokenName: string, twoFactor: TwoFactor, exchange: HttpClient): Promise<void> {
		const what = `the deletion of the token '${this.shown(tokenName)}'`;
		const route = 'users.removePersonalAccessToken';
		const started = exchange.now();
		for (let tried = 1; ; tried += 1) {
			const { failure } = await toResult('The request broke', async () =>
				successIn(await this.post(route, { tokenName }, what, twoFactor, exchange), what),
			);
			if (failure === undefined) return;
			if (!failure.details.outcomeUnknown) throw failure;
			const now = await this.look(tokenName, exchange);
			if (now === 'absent') return;
			if (typeof now === 'string')
				throw failure.with("Whether it is gone is not known: see 'Get Many' before you go on");
			const wait = (failure.details.retryAfter ?? 0) * 1_000;
			const pause = Math.max(PAUSE * 2 ** tried, wait);
			const inTime = exchange.now() + pause < started + LONGEST;
			if (!isPassing(failure) || tried > MOST_TRIES || !inTime)
				throw failure.with('It is still there: run this again');
			await exchange.sleep(pause);
		}
	}

	/** Has a two-factor code sent by email; throws a Failure. */
	async sendEmailCode(emailOrUsername: string, exchange: HttpClient): Promise<void> {
		const call = { ...this.call('users.2fa.sendEmailCode', { emailOrUsername }), once: false };
		successIn(await this.paced(call, exchange), 'the sending of an email code');
	}

	/** What the list says of a name by now. */
	private async look(tokenName: string, exchange: HttpClient): Promise<Seen> {
		this.stored = undefined;
		const { failure, value } = await toResult('The list broke', () =>
			this.find(tokenName, exchange),
		);
		if (failure) return failure.details.status === 401 ? 'signed out' : 'unknown';
		return value ?? 'absent';
	}

	private isOwn({ lastTokenPart }: StoredToken): boolean {
		const end = lastTokenPart ?? '';
		return end.length >= SHOWN && this.signIn.details.authToken.endsWith(end);
	}

	private async mint(
		verb: 'generate' | 'regenerate',
		body: { tokenName: string; bypassTwoFactor?: boolean },
		twoFactor: TwoFactor,
		exchange: HttpClient,
		before?: StoredToken,
	): Promise<TokenResponse> {
		const { tokenName } = body;
		const what = `the token '${this.shown(tokenName)}'`;
		const route = `users.${verb}PersonalAccessToken`;
		const from = exchange.now();
		const { failure, value } = await toResult('The request broke', async () => {
			const answer = await this.post(route, body, what, twoFactor, exchange);
			const accessToken = readToken(successIn(answer, what).token, rocketChat);
			return { accessToken, sentAt: answer.sentAt };
		});
		if (failure === undefined) {
			exchange.keepSecret(value.accessToken);
			const grant = this.grantOf(body, value.accessToken, value.sentAt);
			this.created.set(tokenName, { value: grant });
			this.trace(tokenName).made(grant.issuedAt);
			return grant;
		}
		if (!failure.details.outcomeUnknown) throw failure;
		const until = exchange.now();
		const now = await this.look(tokenName, exchange);
		if (isLost(before, now)) this.trace(tokenName).lose({ old: before?.createdAt, from, until });
		const ownEnded = now === 'signed out' && before !== undefined && this.isOwn(before);
		const told = failure.with(ownEnded ? OWN_ENDED : whatBecame(verb, before, now));
		this.created.set(tokenName, { failure: told });
		throw told;
	}

	private grantOf(
		{ tokenName, bypassTwoFactor = false }: { tokenName: string; bypassTwoFactor?: boolean },
		accessToken: string,
		sentAt: number,
	): TokenResponse {
		const entry = {
			tokenName,
			createdAt: sentAt,
			lastTokenPart: accessToken.slice(-SHOWN),
			bypassTwoFactor,
		};
		const others = this.stored?.filter((token) => token.tokenName !== tokenName);
		this.stored = others && [...others, entry];
		return {
			accessToken,
			issuedAt: sentAt,
			expiresAt: null,
			obtainedAt: sentAt,
			userId: this.signIn.details.userId,
			accountId: null,
			tokenName,
			refreshToken: null,
			refreshTokenExpiresAt: null,
		};
	}

	/** Older servers make the new token without the old one's bypass, and say nothing. */
	private async bypassLost(tokenName: string, exchange: HttpClient): Promise<string[]> {
		const now = await this.look(tokenName, exchange);
		if (typeof now === 'object' && now.bypassTwoFactor) return [];
		return [
			typeof now === 'object'
				? `Rocket.Chat made the new token '${tokenName}' without the bypass of two-factor codes that the old one had, as older servers do. If it is needed, delete the token and generate it with 'Bypass Two-Factor' on.`
				: `Whether the new token '${tokenName}' still bypasses two-factor codes could not be read back: see 'Get Many'.`,
		];
	}

	private async post(
		route: string,
		body: Record<string, unknown>,
		what: string,
		twoFactor: TwoFactor,
		exchange: HttpClient,
	): Promise<ApiResponse> {
		const post = async (freshHeaders: () => Record<string, string>) =>
			await this.paced({ ...this.call(route, body), freshHeaders }, exchange);
		return await this.secondFactor.send(twoFactor, { what, exchange, post });
	}

	private call(route: string, body?: Record<string, unknown>): ApiRequest {
		const url = `${this.signIn.baseUrl}/api/v1/${route}`;
		const headers = rocketChatHeaders(this.signIn);
		if (body === undefined) return { method: 'GET', url, headers };
		return {
			method: 'POST',
			url,
			headers: { 'Content-Type': 'application/json', ...headers },
			body,
			once: true,
		};
	}

	/** Sends when the route takes calls, and waits for a limit that this execution itself may have used up. */
	private async paced(call: ApiRequest, exchange: HttpClient): Promise<ApiResponse> {
		const { url } = call;
		for (let first = true; ; first = false) {
			const closed = this.closed.get(url);
			if (closed) {
				// Who has not used it up is told the first time, and waits the next.
				const mayWait = closed.waits < MOST_TRIES && (first || this.called.has(url));
				if (!mayWait) throw closed.failure;
				closed.waits += 1;
				await exchange.sleep(Math.max(0, closed.until - exchange.now()));
			}
			const { failure, value } = await toResult('The request broke', () => exchange.send(call));
			if (failure === undefined) {
				this.called.add(url);
				this.closed.delete(url);
				return value;
			}
			const wait = failure.details.retryAfter ?? Infinity;
			if (wait > WINDOW) throw failure;
			const until = exchange.now() + wait * 1_000;
			this.closed.set(url, { until, waits: closed?.waits ?? 0, failure });
		}
	}

	/** A name as errors may repeat it. */
	shown(name: string): string {
		return redact([...name].slice(0, 100).join(''), this.secrets);
	}
}

/** Whether a later try may go better: the connection broke, or something before the server was busy. */
function isPassing({ kind, details: { status } }: Failure): boolean {
	return kind === 'unavailable' && (status === undefined || (status > 501 && status < 505));
}

import type { ApiRequest, Send, TlsOptions } from '../http/client';
import type { ApiNames } from '../http/networkErrors';
import type { Judging } from './check/judges';

export type { ApiRequest, ApiResponse, Send } from '../http/client';

/**
 * The interface a provider implements. What is specific to one provider is in its implementation; the rest of the package
 * works for all of them. A provider opens a credential and returns a token source. The source requests tokens, presents
 * them to the API, and has a cheap request that checks whether the API accepts one.
 */

/** The fields of a credential as n8n hands them over: expressions are resolved, nothing is checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a token source sends its requests with. */
export interface HttpClient {
	send: Send;
	/** Epoch milliseconds. */
	now(): number;
	/** Waits a number of milliseconds. Throws a Failure if the execution is canceled meanwhile. */
	sleep(duration: number): Promise<void>;
	/** Waits for other work. Throws a Failure if the execution is canceled meanwhile. */
	unlessCanceled<T>(awaited: Promise<T>): Promise<T>;
	/** Keeps a received value, such as a JWT, out of every error. */
	keepSecret(value: string): void;
}

/** The token response (RFC 6749, 5.1) of any provider, with its times in epoch milliseconds. */
export interface TokenResponse {
	accessToken: string;
	issuedAt: number;
	/** null: the provider declares no expiry, or none that can be read. */
	expiresAt: number | null;
	/** When the request for it was sent, by this machine's clock. */
	obtainedAt: number;
	userId: string | null;
	accountId: string | null;
	tokenName: string | null;
	refreshToken: string | null;
	refreshTokenExpiresAt: number | null;
	/** Where its user described the login: what else was found. Absent for all others. */
	found?: FoundBeside;
}

/** What a login that its user described found beside the token. Its keys are stored: they stay as they are. */
export interface FoundBeside {
	/** Whether the token is cookies, as in a Cookie header: `a=1; b=2`. */
	isCookie?: boolean;
	/** The values that later requests use, by the name of their placeholder. */
	values?: Record<string, string>;
	/** What was found where, in words and without a value: "token at `data.id`, expiry from the JWT". */
	where?: string;
	/** A sentence for the user, where something could be read in two ways. */
	hint?: string;
	/** Whether the API takes the client's id and secret in HTTP Basic only as they are, and not form-encoded. */
	isBasicRaw?: boolean;
}

/** What later calls need of a token. */
export type PresentedToken = Pick<TokenResponse, 'accessToken' | 'userId' | 'accountId' | 'found'>;

/** How a request carries a token. */
export interface Presentation {
	/** What token items call it: `Bearer`, or the name of the header. */
	tokenType: string;
	/** The headers that carry the token (RFC 6750, 2.1, or the API's own). They go into token items. */
	headers: Record<string, string>;
	/** Query parameters that carry the token (RFC 6750, 2.3). */
	query?: Record<string, string>;
	/** Cookies that carry the token (RFC 6265, 4.2). */
	cookies?: Record<string, string>;
	/** Headers that later calls need beside the token, such as an application key. Never part of a token item. */
	otherHeaders?: Record<string, string>;
	/** What token items show of it, where that is not `headers` alone. */
	shown?: ShownPresentation;
}

/** What token items show of a presentation that its user described: nothing that holds another secret. */
export interface ShownPresentation {
	headers: Record<string, string>;
	query: Record<string, string>;
	/** The kept values; null where one contains a secret. */
	values: Record<string, string | null>;
	/** Says why something that carries the token is missing. */
	hint?: string;
}

/** What users and n8n know a provider by. */
export interface ProviderNames extends ApiNames {
	/** What token items call it, such as `personr`. */
	readonly name: string;
	/** The credential type's name. */
	readonly credentialType: string;
	/** The credential type's display name. */
	readonly credentialTitle: string;
}

/** A provider: opens credentials of its type. */
export interface Provider extends ProviderNames {
	/** The credential's fields with those that its user left to a choice, such as that of an API by its name. Absent: as they are. */
	complete?(fields: Fields): Fields;
	/** Checks the credential's login details. Throws a Failure that names the field. */
	open(fields: Fields): TokenSource;
}

/** Requests tokens for one set of login details, and knows how to present and check them. */
export interface TokenSource extends ApiNames {
	/** A digest of everything the login depends on. A token of another identity is never used. */
	readonly identity: string;
	/**
	 * A digest of what a refresh token belongs to that the user has entered. The newest one that came of it is used whatever
	 * else is edited: the API may accept no other. Absent: a token of another identity gives nothing.
	 */
	readonly refreshIdentity?: string;
	/** Values that may appear in no error, log or output. */
	readonly secrets: readonly string[];
	/** Base URLs. Only their hosts are sent the token, besides those the user lists in the credential. */
	readonly baseUrls: readonly string[];
	/** The user the token is for, where that is known before the login. */
	readonly userId?: string;
	/** True where a new token revokes the one before (see RFC 7009 for the term). */
	readonly revokesPrevious: boolean;
	/** True where the provider says when a token expires. If a token has no expiry then, it could not be read. */
	readonly declaresExpiry?: boolean;
	/** Which certificates are accepted where a token is requested or checked; absent: those that n8n accepts. */
	readonly tls?: TlsOptions;
	/** Whether a request may follow a redirect to its own host and port. */
	readonly followsRedirects?: boolean;
	/**
	 * Requests a new token. Throws a Failure.
	 *
	 * @param last the newest token that is known of this identity, or of its refresh identity
	 */
	requestToken(http: HttpClient, last?: TokenResponse): Promise<TokenResponse>;
	/**
	 * Requests a new token with the current one or its refresh token (RFC 6749, 6). Throws a Failure. After a rejection,
	 * {@link requestToken} is called, and where there is nothing to renew it with: undefined.
	 */
	refreshToken?(current: TokenResponse, http: HttpClient): Promise<TokenResponse | undefined>;
	/** How later calls carry the token. Throws a Failure where that can't be said. */
	present(token: PresentedToken): Presentation;
	/** Fills in the address of a user's own request. Absent: addresses stay as they are. */
	fillAddress?(address: string, token: PresentedToken): string;
	/**
	 * A cheap request. The API answers it with 401 where the token is invalid, and with another status where it is valid.
	 * It is sent with all that {@link present} returns. Absent: a rejected token looks like any other failure,
	 * which then leads to at most one login a minute.
	 */
	check?(token: PresentedToken): ApiRequest;
	/** Instead of {@link check}, where it's not certain that any request tells good tokens from others. */
	readonly judging?: Judging;
}

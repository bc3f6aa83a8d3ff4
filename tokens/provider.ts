/**
 * The interface that a provider fills. Everything particular to one provider stands behind it; everything
 * that holds for all of them stands in front of it. A provider is a description: which requests get a token,
 * what the answer means, how a token is presented, and which cheap call tells a good token from a refused one.
 */

/** How later calls present the token; it decides the headers of the token item. */
export type TokenType = 'Bearer' | 'Access-Token' | 'X-Auth-Token';

/** The fields of a credential as n8n hands them over, expressions resolved, nothing checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The login details of a credential, checked and ready to be sent. */
export interface SignIn {
	/** Without trailing slash, query, fragment or user info. */
	readonly baseUrl: string;
	/** Whatever decides which account is signed in to, and how, by field name. A session got with other details is void. */
	readonly details: Readonly<Record<string, string>>;
	/** Values that may appear in no error, log or output. */
	readonly secrets: readonly string[];
}

/** One request to a provider. */
export interface Call {
	method: 'GET' | 'POST';
	/** Absolute, with every part already percent-encoded. */
	url: string;
	headers: Record<string, string>;
	body?: Record<string, unknown> | FormData;
	/** Headers that are made anew for each attempt, such as a one-time code. */
	freshHeaders?(): Record<string, string>;
	/** True where a second request could make a second token that does harm: not repeated after an unclear break. */
	once?: boolean;
}

/** What came back: the status and the whole body, undecoded. */
export interface Answer {
	status: number;
	text: string;
	/** Epoch milliseconds of the moment before the request was sent: lifetimes count from here. */
	sentAt: number;
	/** Milliseconds after which the provider allows another attempt, where it says so. */
	retryAfter?: number;
}

/** Sends a call, with time-outs, size limit and retries; throws a Failure where there is no answer. */
export type Send = (call: Call) => Promise<Answer>;

/** What a provider asks with. */
export interface Exchange {
	send: Send;
	/** Epoch milliseconds. */
	now(): number;
	/** Waits so many milliseconds; throws a Failure where the execution is stopped meanwhile. */
	pause(duration: number): Promise<void>;
	/** What is waited for of somebody else's; throws a Failure where the execution is stopped meanwhile. */
	unlessStopped<T>(awaited: Promise<T>): Promise<T>;
	/** Keeps a value that was got on the way, such as a session's JWT, out of every error. */
	keepSecret(value: string): void;
}

/** What a provider answered: a token with its times (epoch milliseconds) and ids. */
export interface Grant {
	accessToken: string;
	issuedAt: number;
	/** null: the provider declares no expiry. */
	expiresAt: number | null;
	/** When this package asked for it, by its own clock. */
	obtainedAt: number;
	userId: string | null;
	accountId: string | null;
	tokenName: string | null;
	refreshToken: string | null;
	refreshTokenExpiresAt: number | null;
}

/** What later calls need of a token. */
export type Presented = Pick<Grant, 'accessToken' | 'userId' | 'accountId'>;

export interface Provider {
	/** What token items call it: 'giro', 'rocketChat', 'personr', 'genLogs'. */
	readonly name: string;
	/** The name that users know it by. */
	readonly title: string;
	/** The credential type's name. */
	readonly credential: string;
	/** The credential type's display name. */
	readonly credentialTitle: string;
	readonly tokenType: TokenType;
	/** True where asking for a new token makes the old one worthless at once. */
	readonly replacesToken: boolean;
	/** Checks the credential's fields; throws a Failure that names the field. */
	readSignIn(fields: Fields): SignIn;
	/** Asks for a new token; throws a Failure. */
	ask(signIn: SignIn, exchange: Exchange): Promise<Grant>;
	/** Headers that later calls need besides the token itself, such as an application key. */
	applicationHeaders(signIn: SignIn): Record<string, string>;
	/** A cheap call that answers 401 to a refused token and something else to a good one; without the token's headers. */
	check(signIn: SignIn, token: Presented): Call;
}

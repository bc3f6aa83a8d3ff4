/**
 * A login as its user describes it, read from the credential and checked. Texts that may hold placeholders are templates:
 * see placeholders.ts.
 */

/** Where a value goes in a request. */
export type SentIn = 'body' | 'query' | 'header';

/** How the user name and the password are sent. */
export type LoginSentIn =
	| 'json'
	| 'form'
	| 'multipart'
	| 'query'
	| 'header'
	| 'basic'
	| 'template'
	| 'none';

/** A further field of the login. */
export interface ExtraField {
	name: string;
	/** A template. */
	value: string;
	sendIn: SentIn;
	/** `json`: the value is JSON, such as a number or an object, and not text. */
	type: 'text' | 'json';
}

/** A secret of the login beside the password. */
export interface SecretField {
	/** '': it is not sent by itself, and only a placeholder. */
	name: string;
	/** Taken literally, braces and all. */
	value: string;
	sendIn: SentIn;
}

/** The request that gets a token. */
export interface LoginDescription {
	/** An absolute address. Its path and query are templates. */
	url: string;
	/** What the form calls the address, where that is not 'Login URL'. */
	urlField?: string;
	method: 'POST' | 'GET' | 'PUT' | 'PATCH';
	/** Both are taken literally; one that is empty is not sent. */
	username: string;
	password: string;
	/** With `json`, a dot path builds nested objects: `params.user`. */
	usernameField: string;
	passwordField: string;
	sendLoginIn: LoginSentIn;
	/** With `template`: the body, with placeholders. */
	body: string;
	/** Its content type; '': by what the body looks like. */
	contentType: string;
	/** Fields of the body that a standard names, by name. Their values are taken literally; one that is empty is not sent. */
	standardFields?: Record<string, string>;
	extraFields: ExtraField[];
	/** By slot: `secret1` to `secret5`. */
	secretFields: Record<string, SecretField>;
	oneTimeCode?: OneTimeCode;
	/** Sent on every call, the login included; the values are templates. */
	requestHeaders: Array<{ name: string; value: string }>;
	/** The names of all kept values. A request header that uses one is left out as long as it has no value. */
	keptNames: string[];
	/** Whether a new login ends the old token. Then a login whose outcome is unknown is not repeated. */
	revokesPrevious?: boolean;
}

/** A request before the login. Its cookies go along with the login, and values of its answer can be kept. */
export interface FirstRequestDescription {
	/** An absolute address. Its path and query are templates. */
	url: string;
	method: 'GET' | 'POST';
}

/** A request that renews the token: with the refresh token, or with the current token where there is none. */
export interface RefreshDescription {
	/** An absolute address. Its path and query are templates. */
	url: string;
	method: 'POST' | 'GET' | 'PUT' | 'PATCH';
	/** Where it holds that token. `token`: presented as on every call. */
	sendIn: 'json' | 'form' | 'query' | 'token';
	/** The field's name; with `json`, a dot path builds nested objects. '': `refresh_token`, or `token` for the token. */
	field: string;
}

/** A request of the user's that tells whether a token is accepted. */
export interface CheckDescription {
	/** An absolute address. Its path and query are templates. */
	url: string;
	method: 'GET' | 'POST';
	/** A template; sent with POST. */
	body: string;
	/** Its content type; '': by what the body looks like. */
	contentType: string;
}

/** How every call carries the token. */
export interface SendDescription {
	in: 'header' | 'query' | 'cookie';
	/** The header's, parameter's or cookie's name. '': `Authorization`; a cookie's own name. */
	name: string;
	/** A template. '': `Bearer {token}` for `Authorization` and `X-Authorization`, else `{token}`. */
	value: string;
}

/** A time-based code (RFC 6238) that is made at each login. */
export interface OneTimeCode {
	/** Base32. */
	secret: string;
	/** '': it is only a placeholder, `{totp}`. */
	name: string;
	sendIn: SentIn;
}

/** Where an answer holds the token. */
export interface TokenPlace {
	from: 'auto' | 'json' | 'header' | 'cookie' | 'body' | 'between';
	/**
	 * `json`: keys joined by dots; an array's elements by number (`imdata[0].x` or `imdata.0.x`). `header`, `cookie`: the name;
	 * for cookies '' means all that qualify. `between`: `before…after`, the text around it.
	 */
	path: string;
}

/** Where an answer holds the expiry, and how it is written. */
export interface ExpiryPlace {
	from:
		| 'auto'
		| 'seconds'
		| 'milliseconds'
		| 'minutes'
		| 'date'
		| 'unixSeconds'
		| 'unixMilliseconds'
		| 'jwt'
		| 'none';
	path: string;
}

/** A value of an answer that later requests use as a placeholder of this name. */
export interface KeptValue {
	name: string;
	/** Which answer holds it. */
	answer: 'login' | 'first';
	from: 'json' | 'header' | 'cookie' | 'jwt' | 'between';
	path: string;
}

/** A cookie that a server has set. */
export interface Cookie {
	name: string;
	value: string;
	/** Epoch milliseconds by our clock; null: a session's cookie. */
	expiresAt: number | null;
}

/** What was found in the answer to a login. */
export interface FoundToken {
	/** Cookies: joined as in a Cookie header, `a=1; b=2`, a single one too. */
	token: string;
	/** Whether the token is one or several cookies. */
	isCookie: boolean;
	/** Where it was found, for the credential's Token Status: "token at `data.session.id`". Never a value. */
	where: string;
	/** Epoch milliseconds by our clock; null: none is declared, or none that can be read. */
	expiresAt: number | null;
	/** Where the expiry was found, as "expiry from the JWT"; undefined where there is none. */
	expiryWhere?: string;
	/** A sentence for the user, where something could be read in two ways. */
	hint?: string;
	refreshToken: string | null;
}

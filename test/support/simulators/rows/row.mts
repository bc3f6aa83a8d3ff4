import type { Reply } from '../simulator.mts';

/** The user name and the password that every row's API knows. The password has what escaping gets wrong. */
export const USER = 'ops@example.com';
export const PASSWORD = 'Pä55 w+rd/&=%?"\\{token}<b>';
/** A password for APIs that want it in a header, where only ASCII can be sent. */
export const PLAIN_PASSWORD = 'invented-Secret/+=55';
/** A second secret: an API key, a client's secret. */
export const KEY = 'invented-key-4f7c';
/** An id of the API's that an answer tells: a site, a controller, a user. */
export const ID = '4711';

/** What the user types in every form that asks for both. */
export const ACCOUNT = { username: USER, password: PASSWORD };

/** A check each minute, for APIs that refuse a token with the status 200: the HTTP Request node sees no error then. */
export const CHECK = { by: 'url', url: '/YOUR-CALL', every: 1 };

/** A request of the login, exactly as the API wants it; without `json` and `form` it has no body. */
export interface Wanted {
	method?: 'GET' | 'PUT';
	path: string;
	query?: Record<string, string>;
	headers?: Record<string, string>;
	cookies?: Record<string, string>;
	json?: unknown;
	form?: Record<string, string>;
	/** A field of the form that holds a signed JWT. */
	jwt?: WantedJwt & { field: string };
}

/** A signed JWT as an API wants it: these claims, its times, a `jti` and, where nothing else is wanted, its own address. */
export interface WantedJwt {
	algorithm: 'RS256' | 'PS256' | 'ES256';
	keyId?: string;
	claims: Record<string, unknown>;
	/** Seconds that it may live at most. */
	longest: number;
}

/** A token that the simulated API has given out. */
export interface Session {
	token: string;
	/** A second value beside it, such as a CSRF token. */
	second: string;
	refreshToken: string;
	/** Seconds; 0 where the row knows none. */
	lifetime: number;
	/** Epoch milliseconds; null: it never ends. */
	expiresAt: number | null;
}

/** What a later call has to carry, exactly. */
export interface Presented {
	headers?: Record<string, string>;
	query?: Record<string, string>;
	cookies?: Record<string, string>;
}

interface Named {
	name: string;
	value: string;
}

/** What a user fills in beside the base URL: fields of the credential, by their names. */
export interface Typed {
	grantType?: string;
	loginUrl?: string;
	tokenUrl?: string;
	clientId?: string;
	clientSecret?: string;
	clientAuthentication?: string;
	scope?: string;
	audience?: string;
	bodyFormat?: string;
	refreshToken?: string;
	algorithm?: string;
	signingKey?: string;
	keyId?: string;
	issuer?: string;
	subject?: string;
	jwtAudience?: string;
	jwtLifetime?: number;
	claims?: string;
	username?: string;
	password?: string;
	usernameField?: string;
	passwordField?: string;
	sendLoginIn?: string;
	loginBody?: string;
	extraFields?: { field: Array<Named & { sendIn?: string; type?: string }> };
	secretFields?: Record<string, Partial<Named> & { value: string; sendIn?: string }>;
	keptValues?: { value: Array<{ name: string; answer?: string; from: string; path: string }> };
	requestHeaders?: { header: Named[] };
	settings?: Record<string, Record<string, string | number | boolean>>;
}

/** An API of the field: how it behaves, and what a user fills in for it. */
export interface Row {
	api: string;
	login: Wanted | ((now: number) => Wanted);
	/** A request that has to come right before each login, and its answer. */
	first?: { path: string; reply: Reply };
	/** Its tokens are JWTs that the client signs: there is no login. */
	ownJwt?: WantedJwt;
	/** Renews with the refresh token. */
	refresh?: (session: Session) => Wanted;
	/** What its tokens look like: random text by default. */
	makeToken?: (session: Omit<Session, 'token'>, now: number) => string;
	/** Seconds; without it the row knows none. */
	lifetime?: number;
	/** Its answer doesn't say when the token ends, though the row does. */
	silent?: true;
	/** Each call prolongs the session. */
	sliding?: true;
	/** A login ends the token before. */
	newestOnly?: true;
	/** A login gives the same token as long as it is good. */
	sameToken?: true;
	answer: (session: Session) => Reply;
	calls: (session: Session) => Presented;
	/** Where its calls go, where the path or the query matters; a placeholder stands for the {@link ID}. */
	callPath?: string;
	/** How it refuses a token: 401 where the field doesn't know. */
	refusal?: Reply;
	typed: Typed;
}

/** An answer in JSON. */
export const json = (body: unknown, headers: Record<string, string | string[]> = {}): Reply => ({
	status: 200,
	body,
	headers,
});

/** An answer that sets cookies, and says no more than the body. */
export const setting = (cookies: Record<string, string>, body: unknown = {}): Reply =>
	json(body, {
		'Set-Cookie': Object.entries(cookies).map(
			([name, value]) => `${name}=${value}; Path=/; HttpOnly; SameSite=Lax`,
		),
	});

export const header = (name: string, value: string): Presented => ({ headers: { [name]: value } });

export const bearer = ({ token }: Session): Presented => header('Authorization', `Bearer ${token}`);

/** HTTP Basic (RFC 7617) with UTF-8. */
export const basic = (name: string, secret: string): Record<string, string> => ({
	Authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`,
});

/** The same of an OAuth client, whose id and secret are form-encoded first (RFC 6749, section 2.3.1). */
export const basicOfClient = (id: string, secret: string) =>
	basic(encodeURIComponent(id), encodeURIComponent(secret));

/** The answer of OAuth 2 (RFC 6749, section 5.1). */
export const oauthAnswer = ({ token, lifetime }: Session): Reply =>
	json({ access_token: token, token_type: 'Bearer', expires_in: lifetime });

/** A further field of the login's body. */
export const field = (name: string, value: string, type = 'text') => ({ name, value, type });

export const HOUR = 3_600;
export const DAY = 24 * HOUR;

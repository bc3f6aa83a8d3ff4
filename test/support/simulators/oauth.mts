import { randomBytes, verify, type KeyObject } from 'node:crypto';

import { hasExactly, Simulator, type Arrived, type Reply } from './simulator.mts';

const TOKEN_PATH = '/oauth/token';
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** How a client's id and secret are read from HTTP Basic: as RFC 6749, 2.3.1, says, or as they are. */
type ReadsBasic = 'form' | 'raw';

/** A refusal as RFC 6749, 5.2, has it. */
function refusal(error: string, description: string, status = 400): Reply {
	return { status, body: { error, error_description: description } };
}

/**
 * A strict authorization server (RFC 6749) with the API that takes its tokens. It knows one client and one user, takes no
 * parameter that it does not expect, and replaces refresh tokens: an old one that turns up again ends all of its family
 * (RFC 9700, 4.14.2).
 */
export class OAuthSimulator extends Simulator {
	/** Empty: it wants none. */
	clientId = 'app 1/ops';
	clientSecret = 'c%2Bl+ient sécret:&=';
	email = 'ops@example.com';
	password = 'Pä55 w+rd/&=%?"\\';
	/** Which way the client must authenticate itself; `none`: by its id alone. */
	authentication: 'basic' | 'body' | 'privateKeyJwt' | 'none' = 'basic';
	readsBasic: ReadsBasic = 'form';
	format: 'form' | 'json' = 'form';
	/** The only grant that it knows. */
	grant = 'client_credentials';
	/** Parameters that it wants besides those of the grant, with their values. */
	extra: Record<string, string> = {};
	/** Checks assertions, whoever signed them. */
	publicKey?: KeyObject;
	/** What the assertion of JWT-bearer must say. */
	claims: Record<string, unknown> = {};
	/** Seconds that an assertion may live at most. */
	longestAssertion = 60;
	/** Seconds; and how it writes them. */
	expires = 3_600;
	writeExpiry: (seconds: number) => unknown = (seconds) => seconds;
	/** Whether a refresh gives a new refresh token. */
	rotates = true;
	/** Whether the answers of other grants hold a refresh token. */
	givesRefreshTokens = false;
	/** The refresh token that a user has got in a browser, where there is one. */
	entered = '';
	/** Good refresh tokens; and used ones, which must not turn up again. */
	readonly refreshTokens = new Set<string>();
	readonly used = new Set<string>();
	/** How often a used refresh token turned up. */
	reuses = 0;
	readonly tokens = new Set<string>();
	/** The assertions that came, in turn. */
	readonly assertions: string[] = [];

	get baseUrl(): string {
		return `${this.origin}/api`;
	}

	get tokenUrl(): string {
		return `${this.origin}${TOKEN_PATH}`;
	}

	get requests(): number {
		return this.count(TOKEN_PATH);
	}

	get logins(): number {
		return this.requests;
	}

	get checks(): number {
		return this.count('/api/me');
	}

	/** Ends all access tokens. */
	revoke(): void {
		this.tokens.clear();
	}

	/** A new refresh token, as a user gets it in a browser. */
	newRefreshToken(): string {
		const token = `${randomBytes(24).toString('base64url')}`;
		this.refreshTokens.add(token);
		return token;
	}

	protected answer(request: Arrived): Reply {
		if (request.path === TOKEN_PATH) return this.token(request);
		const [scheme, token] = (request.headers.authorization ?? '').split(' ');
		if (scheme !== 'Bearer' || !this.tokens.has(token))
			return { status: 401, body: { message: 'Invalid token' } };
		if (request.path.endsWith('/missing')) return { status: 404, body: { message: 'Not found' } };
		if (request.path.endsWith('/broken')) return { status: 500, body: { message: 'Broken' } };
		return { status: 200, body: { path: request.path } };
	}

	private token(request: Arrived): Reply {
		if (request.method !== 'POST' || request.query !== '')
			return refusal('invalid_request', 'POST alone, and no query', 405);
		const fields = this.fieldsOf(request);
		if (fields === undefined) return refusal('invalid_request', 'The body has another format', 415);
		const client = this.clientProblem(request, fields);
		if (client !== undefined) return refusal('invalid_client', client, 401);
		if (fields.grant_type !== this.grant)
			return refusal('unsupported_grant_type', `Not ${fields.grant_type}`);
		const expected = { ...this.expected(), ...this.extra };
		if (!hasExactly(fields, ['grant_type', ...Object.keys(expected)]))
			return refusal('invalid_request', `Not these fields: ${Object.keys(fields).join(' ')}`);
		for (const [name, value] of Object.entries(this.extra))
			if (fields[name] !== value) return refusal('invalid_scope', `Another ${name}`);
		return this.grantProblem(fields) ?? this.issue(fields.refresh_token);
	}

	/** The parameters of the body; undefined where it is not in the format. */
	private fieldsOf({ headers, body }: Arrived): Record<string, string> | undefined {
		const type = headers['content-type'] ?? '';
		const text = body.toString('utf8');
		if (this.format === 'json')
			return type === 'application/json' ? (JSON.parse(text) as Record<string, string>) : undefined;
		if (!type.startsWith('application/x-www-form-urlencoded')) return undefined;
		return Object.fromEntries(new URLSearchParams(text));
	}

	/** Takes what authenticates the client out of the fields. Returns what is wrong with it. */
	private clientProblem(request: Arrived, fields: Record<string, string>): string | undefined {
		const { authorization } = request.headers;
		const { client_id: id, client_secret: secret, client_assertion: assertion } = fields;
		const type = fields.client_assertion_type;
		for (const name of ['id', 'secret', 'assertion', 'assertion_type'])
			delete fields[`client_${name}`];
		const ways = { basic: authorization, body: secret, privateKeyJwt: assertion, none: undefined };
		const others = Object.entries(ways).filter(([way]) => way !== this.authentication);
		if (others.some(([, value]) => value !== undefined)) return 'More than one authentication';
		if (this.authentication === 'basic') return this.basicProblem(authorization, id);
		if (this.authentication === 'privateKeyJwt') {
			const { clientId } = this;
			if (type !== ASSERTION || id !== undefined) return 'Not the fields of an assertion';
			return this.assertionProblem(assertion, { iss: clientId, sub: clientId });
		}
		if ((id ?? '') !== this.clientId) return 'No such client';
		return this.authentication === 'body' && secret !== this.clientSecret ? 'Not it' : undefined;
	}

	private basicProblem(authorization = '', id?: string): string | undefined {
		const [scheme, base64] = authorization.split(' ');
		if (scheme !== 'Basic' || id !== undefined) return 'Only HTTP Basic';
		const text = Buffer.from(base64, 'base64').toString('utf8');
		const parts = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
		const decode = (part: string) => new URLSearchParams(`x=${part}`).get('x');
		const [name, secret] = this.readsBasic === 'raw' ? parts : parts.map(decode);
		return name === this.clientId && secret === this.clientSecret ? undefined : 'No such client';
	}

	/** Checks an assertion (RFC 7523, 3), which is signed with RS256 or ES256. */
	private assertionProblem(jwt = '', wanted: Record<string, unknown>): string | undefined {
		this.assertions.push(jwt);
		const [header, payload, signature] = jwt.split('.');
		if (this.publicKey === undefined || signature === undefined) return 'No assertion';
		const signed = Buffer.from(`${header}.${payload}`);
		// RFC 7518, 3.4, has the two numbers of an ECDSA signature in a row.
		const key = { key: this.publicKey, dsaEncoding: 'ieee-p1363' } as const;
		if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url')))
			return 'The signature is wrong';
		const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<
			string,
			unknown
		>;
		const all = { aud: this.tokenUrl, ...wanted };
		const wrong = Object.entries(all).find(([name, value]) => claims[name] !== value);
		if (wrong !== undefined) return `Another ${wrong[0]}`;
		const [now, iat, exp] = [this.now() / 1_000, Number(claims.iat), Number(claims.exp)];
		if (iat > now + 5 || exp <= now || exp > now + this.longestAssertion + 5)
			return 'The times are wrong';
		const isNew = this.assertions.filter((one) => one === jwt).length === 1;
		return isNew && typeof claims.jti === 'string' ? undefined : 'It is used already';
	}

	private expected(): Record<string, true> {
		const fields: Record<string, Record<string, true>> = {
			password: { username: true, password: true },
			refresh_token: { refresh_token: true },
			[JWT_BEARER]: { assertion: true },
		};
		return fields[this.grant] ?? {};
	}

	private grantProblem(fields: Record<string, string>): Reply | undefined {
		if (this.grant === 'password') {
			const isGood = fields.username === this.email && fields.password === this.password;
			return isGood ? undefined : refusal('invalid_grant', `Not ${fields.password}`);
		}
		if (this.grant === JWT_BEARER) {
			const problem = this.assertionProblem(fields.assertion, this.claims);
			return problem === undefined ? undefined : refusal('invalid_grant', problem);
		}
		if (this.grant !== 'refresh_token') return undefined;
		const token = fields.refresh_token;
		if (this.used.has(token)) {
			this.reuses += 1;
			this.refreshTokens.clear();
		}
		if (this.refreshTokens.has(token)) return undefined;
		return refusal('invalid_grant', `The token ${token} is of no use`);
	}

	private issue(refreshToken?: string): Reply {
		const token = randomBytes(24).toString('base64url');
		this.tokens.add(token);
		const isNew = refreshToken === undefined ? this.givesRefreshTokens : this.rotates;
		if (refreshToken !== undefined && this.rotates) {
			this.refreshTokens.delete(refreshToken);
			this.used.add(refreshToken);
		}
		return {
			status: 200,
			headers: { 'Cache-Control': 'no-store' },
			body: {
				access_token: this.writeToken(token),
				token_type: 'Bearer',
				expires_in: this.writeExpiry(this.expires),
				...(isNew && { refresh_token: this.newRefreshToken() }),
			},
		};
	}
}

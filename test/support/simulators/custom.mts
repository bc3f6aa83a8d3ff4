import { randomBytes } from 'node:crypto';

import { hasExactly, jsonBody, Simulator, type Arrived, type Reply } from './simulator.mts';

const BASE = '/api/v1';

/**
 * An API that nobody wrote code for, with a login as most have it: JSON with user name and password gives a token for a
 * day, deep in JSON. Tokens live side by side.
 */
export class CustomSimulator extends Simulator {
	email = 'ops@example.com';
	password = 'Pä55 w+rd/&=%?"\\';
	userId = 'u-4711';
	/** Seconds; null: the answer does not say. */
	expires: number | null = 86_400;
	/** How it writes them. */
	writeExpiry: (seconds: number) => unknown = (seconds) => seconds;
	/** The tokens that are good now. */
	readonly tokens = new Set<string>();
	/** What the login holds besides, in its body and its headers. */
	more: { body: Record<string, string>; headers: Record<string, string> } = {
		body: {},
		headers: {},
	};
	/** Whether a login ends the tokens before. */
	keepsOneToken = false;

	get baseUrl(): string {
		return `${this.origin}${BASE}`;
	}

	get logins(): number {
		return this.count(`${BASE}/login`);
	}

	get checks(): number {
		return this.count(`${BASE}/me`);
	}

	/** Ends all tokens, as an administrator would. */
	revoke(): void {
		this.tokens.clear();
	}

	/** Whether a request carries a good token. */
	protected isGood({ headers }: Arrived): boolean {
		const [scheme, token, ...rest] = (headers.authorization ?? '').split(' ');
		return scheme === 'Bearer' && rest.length === 0 && this.tokens.has(token);
	}

	/** A new token. */
	protected issue(): string {
		if (this.keepsOneToken) this.tokens.clear();
		const token = randomBytes(24).toString('base64url');
		this.tokens.add(token);
		return token;
	}

	protected answer(request: Arrived): Reply {
		const { path } = request;
		if (path === `${BASE}/login`) return this.logIn(request);
		if (!this.isGood(request)) return { status: 401, body: { message: 'Invalid token' } };
		if (path === `${BASE}/me`) return { status: 200, body: { id: this.userId } };
		if (path.endsWith('/missing')) return { status: 404, body: { message: 'Not found' } };
		if (path.endsWith('/broken')) return { status: 500, body: { message: 'Something broke' } };
		return { status: 200, body: { path } };
	}

	protected logIn(request: Arrived): Reply {
		const { method, query, headers } = request;
		if (method !== 'POST' || query !== '') return { status: 405, body: { message: 'No' } };
		if (headers['content-type'] !== 'application/json')
			return { status: 415, body: { message: 'Send JSON' } };
		const body = jsonBody(request) ?? {};
		const { more } = this;
		if (!hasExactly(body, ['username', 'password', ...Object.keys(more.body)]))
			return { status: 400, body: { message: `Wrong fields: ${Object.keys(body).join()}` } };
		const isSame = (sent: Record<string, unknown>, wanted: Record<string, string>) =>
			Object.entries(wanted).every(([name, value]) => sent[name] === value);
		if (!isSame(body, more.body) || !isSame(headers, more.headers))
			return { status: 403, body: { message: 'Wrong key' } };
		if (body.username !== this.email || body.password !== this.password)
			return { status: 401, body: { message: `No such user, or not ${String(body.password)}` } };
		const expires = this.expires === null ? {} : { expiresIn: this.writeExpiry(this.expires) };
		const session = { accessToken: this.writeToken(this.issue()), ...expires };
		return { status: 200, body: { data: { session, user: { id: this.userId } } } };
	}
}

/** What a user would fill in, and the address that tells whether a token is accepted. */
export function customFields({ baseUrl, email, password }: CustomSimulator) {
	return {
		baseUrl,
		loginUrl: '/login',
		username: email,
		password,
		keptValues: { value: [{ name: 'userId', path: 'data.user.id' }] },
		settings: { check: { by: 'url', url: '/me' } },
	};
}

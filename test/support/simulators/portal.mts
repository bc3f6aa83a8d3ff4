import { createHash, randomBytes } from 'node:crypto';

import { authenticator } from 'otplib';

import { Simulator, hasExactly, jsonBody, type Arrived, type Reply } from './simulator.mts';

const BASE = '/api';

interface Session {
	csrf: string;
	cookies: string;
	isGood: boolean;
}

/**
 * A web application with everything that makes a login difficult: a form to fetch first, with a CSRF token and a cookie of
 * its own, a hashed password, a one-time code, an API key on every call, two session cookies, and a tenant in the address.
 */
export class PortalSimulator extends Simulator {
	readonly user = 'ops@example.com';
	password = 'Pä55 w+rd/&=%?"\\{username}';
	readonly key = 'invented-portal-key-7d21';
	readonly codeSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
	readonly tenant = 'tenant-4711';
	/** What was asked that no client of it asks. */
	readonly misfits: string[] = [];
	/** CSRF tokens that no login has used, by the cookie that was set with each. */
	private readonly forms = new Map<string, string>();
	private readonly sessions: Session[] = [];

	get baseUrl(): string {
		return `${this.origin}${BASE}`;
	}

	get logins(): number {
		return this.to(`${BASE}/session`).length;
	}

	/** Ends all sessions, as an administrator would. */
	revoke(): void {
		for (const session of this.sessions) session.isGood = false;
	}

	/** What a session consists of, as everything that n8n stores of it would show. */
	get secrets(): string[] {
		const values = this.sessions.flatMap(({ csrf, cookies }) => [
			csrf,
			...cookies.split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1)),
		]);
		return [this.password, this.key, this.codeSecret, ...values];
	}

	protected answer(request: Arrived): Reply {
		const { method, path, query, headers } = request;
		if (query !== '' || headers.authorization !== undefined) return this.odd('query or scheme');
		if (method === 'GET' && path === `${BASE}/session/form`) return this.form();
		if (method === 'POST' && path === `${BASE}/session`) return this.logIn(request);
		return this.call(request);
	}

	private form(): Reply {
		const [csrf, before] = [text(), text()];
		this.forms.set(`before=${before}`, csrf);
		const headers = { 'X-Csrf-Token': csrf, 'Set-Cookie': `before=${before}; Path=/; HttpOnly` };
		return { status: 200, body: '<form method="post">…</form>', headers };
	}

	private logIn(request: Arrived): Reply {
		const { headers } = request;
		const csrf = this.forms.get(headers.cookie ?? '');
		this.forms.delete(headers.cookie ?? '');
		const body = jsonBody(request) ?? {};
		const auth = (body.auth ?? {}) as Record<string, unknown>;
		if (headers['content-type'] !== 'application/json') return this.odd('content type');
		if (!hasExactly(body, ['auth', 'otp', 'csrf']) || !hasExactly(auth, ['user', 'key']))
			return this.odd('fields');
		if (headers['x-api-key'] !== this.key) return this.odd('key');
		if (csrf === undefined || body.csrf !== csrf || headers['x-csrf-token'] !== csrf)
			return this.odd('CSRF token');
		const hash = createHash('sha256').update(this.password).digest('hex');
		const isCode = authenticator.check(String(body.otp), this.codeSecret);
		if (auth.user !== this.user || auth.key !== hash || !isCode)
			return { status: 401, body: { message: `Not right: ${String(auth.key)}` } };
		const pairs = [`PORTAL_SESSION=${text()}`, `PORTAL_NODE=${text()}`];
		this.sessions.push({ csrf, cookies: pairs.join('; '), isGood: true });
		const set = pairs.map((pair) => `${pair}; Path=/; HttpOnly; SameSite=Lax`);
		const tenant = { id: this.tenant };
		return { status: 200, body: { tenant }, headers: { 'Set-Cookie': set } };
	}

	private call({ path, headers }: Arrived): Reply {
		const session = this.sessions.find(({ cookies }) => sorted(cookies) === sorted(headers.cookie));
		const isRight = headers['x-api-key'] === this.key && headers['x-csrf-token'] === session?.csrf;
		if (session?.isGood !== true || !isRight) return { status: 401, body: { message: 'Log in' } };
		if (path !== `${BASE}/tenants/${this.tenant}/things`)
			return { status: 404, body: { message: 'No such page' } };
		return { status: 200, body: { things: ['one'] } };
	}

	private odd(what: string): Reply {
		this.misfits.push(what);
		return { status: 400, body: { message: `Bad request: ${what}` } };
	}
}

/** What a user would fill in: a bit of everything that the credential offers. */
export function portalFields(portal: PortalSimulator) {
	return {
		baseUrl: portal.baseUrl,
		loginUrl: 'session',
		username: portal.user,
		password: portal.password,
		sendLoginIn: 'template',
		loginBody:
			'{"auth": {"user": "{username}", "key": "{password|sha256}"}, "otp": "{totp}", "csrf": "{csrf}"}',
		secretFields: { secret2: { name: '', value: portal.key } },
		keptValues: {
			value: [
				{ name: 'csrf', answer: 'first', from: 'header', path: 'X-Csrf-Token' },
				{ name: 'tenant', path: 'tenant.id' },
			],
		},
		requestHeaders: {
			header: [
				{ name: 'X-Api-Key', value: '{secret2}' },
				{ name: 'X-Csrf-Token', value: '{csrf}' },
			],
		},
		settings: {
			firstRequest: { url: '/session/form' },
			oneTimeCode: { secret: portal.codeSecret },
		},
	};
}

const text = () => randomBytes(24).toString('base64url');
const sorted = (cookies = '') => cookies.split('; ').sort().join('; ');

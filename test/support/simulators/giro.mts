import { randomBytes } from 'node:crypto';

import { Simulator, hasExactly, jsonBody, type Arrived, type Reply } from './simulator.mts';

/** GIRO: a JWT, from a login, asks for an access token. */
export class GiroSimulator extends Simulator {
	email = 'ops@example.com';
	password = 'correct horse "battery"';
	xTag = 'test';
	userId = '5de8c0ffee/ü 1';
	accountId = 'acc 42&more';
	twoFactor = false;
	/** Tokens that are good, and JWTs by when they expire. */
	readonly tokens = new Set<string>();
	readonly jwts = new Map<string, number>();
	/** Changes to the data of the next tokens. */
	data: Record<string, unknown> = {};

	get baseUrl(): string {
		return this.origin;
	}

	get logins(): number {
		return this.count('/v1/login');
	}

	get generates(): number {
		return this.count(/\/generateaccesstoken$/);
	}

	get checks(): number {
		return this.count(/^\/v1\/users\/[^/]+$/);
	}

	revoke(): void {
		this.tokens.clear();
	}

	/** A JWT that is good for an hour, as the login gives out. */
	jwt(lifetime = 3600): string {
		const now = Math.floor(this.now() / 1000);
		const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
		const payload = { sub: this.userId, iat: now, exp: now + lifetime };
		const jwt = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}.${randomBytes(32).toString('base64url')}`;
		this.jwts.set(jwt, (now + lifetime) * 1000);
		return jwt;
	}

	protected answer(request: Arrived): Reply {
		const { path, headers, query } = request;
		if (headers['x-tag'] !== this.xTag) return wrong(400, 'invalid tag');
		if (path === '/v1/login') return this.login(request);
		const bearer = (headers.authorization ?? '').replace(/^Bearer /, '');
		const user = `/v1/users/${encodeURIComponent(this.userId)}`;
		const account = `accountId=${encodeURIComponent(this.accountId)}`;
		if (path === `${user}/generateaccesstoken`) {
			if (request.method !== 'GET' || request.body.length > 0)
				return wrong(405, 'method not allowed');
			if (headers['content-type'] !== 'application/json') return wrong(415, 'content type missing');
			if ((this.jwts.get(bearer) ?? 0) <= this.now()) return wrong(401, 'unauthorized');
			return query === account ? this.generate() : wrong(404, 'not found');
		}
		if (!this.tokens.has(bearer)) return wrong(401, 'unauthorized');
		if (path === user) {
			return query === account
				? { status: 200, body: { status: 'success', data: {} } }
				: wrong(404, 'not found');
		}
		if (path === '/missing') return wrong(404, 'not found');
		if (path === '/broken') return wrong(500, 'internal error');
		return { status: 200, body: { status: 'success', data: { path } } };
	}

	private login(request: Arrived): Reply {
		const json = jsonBody(request);
		if (request.method !== 'POST') return wrong(405, 'method not allowed');
		if (request.headers['content-type'] !== 'application/json')
			return wrong(415, 'content type missing');
		if (json === undefined || !hasExactly(json, ['email', 'password']))
			return wrong(400, 'invalid body');
		if (json.email !== this.email || json.password !== this.password)
			return wrong(401, 'wrong email or password');
		if (this.twoFactor) return { status: 200, body: { status: 'error', message: { is2FA: true } } };
		const user = { _id: this.userId };
		const data = {
			jwt: this.writeToken(this.jwt()),
			user,
			email: this.email,
			isVerified: true,
			account: this.accountId,
		};
		return { status: 200, body: { status: 'success', data } };
	}

	private generate(): Reply {
		const token = randomBytes(32).toString('base64');
		this.tokens.add(token);
		const data = {
			tags: [],
			_id: randomBytes(12).toString('hex'),
			type: 'bearer',
			user: this.userId,
			token: this.writeToken(token),
			resetToken: randomBytes(32).toString('base64'),
			createdAt: new Date(this.now()).toISOString(),
			__v: 0,
			...this.data,
		};
		return { status: 200, body: { status: 'success', data } };
	}
}

function wrong(status: number, message: string): Reply {
	return { status, body: { status: 'error', message } };
}

import { randomBytes } from 'node:crypto';

import { Simulator, hasExactly, jsonBody, type Arrived, type Reply } from './simulator.mts';

/** GenLogs: a FastAPI application behind a gateway that wants an API key. */
export class GenLogsSimulator extends Simulator {
	email = 'ops@example.com';
	password = '1234+ &%ü/';
	apiKey = 'invented-gateway-key-7f31';
	userId = 'usr-4711';
	/** Seconds. */
	lifetime = 86_400;
	/** Where it looks for email and password. */
	placement: 'query' | 'body' = 'query';
	/** How it writes a time; the default has no zone and means UTC. */
	writeTime: (moment: Date) => unknown = (moment) => moment.toISOString().replace('Z', '');
	readonly tokens = new Map<string, number>();
	/** What the user may read; undefined: nothing. */
	alerts?: unknown[];

	get baseUrl(): string {
		return this.origin;
	}

	get logins(): number {
		return this.count('/auth/token');
	}

	get checks(): number {
		return this.count('/alerts');
	}

	revoke(): void {
		this.tokens.clear();
	}

	protected answer(request: Arrived): Reply {
		const { path, headers, method } = request;
		if (headers['x-api-key'] !== this.apiKey)
			return { status: 403, body: { message: 'Forbidden', code: 'KEY' } };
		if (path === '/auth/token') return this.login(request);
		const expiry = this.tokens.get(headers['access-token'] ?? '');
		if (expiry === undefined || expiry <= this.now())
			return { status: 401, body: { detail: 'Could not validate credentials' } };
		if (path === '/alerts' && method !== 'GET')
			return { status: 405, body: { detail: 'Method Not Allowed' } };
		if (path === '/alerts' && this.alerts) return { status: 200, body: { alerts: this.alerts } };
		if (path === '/alerts') return { status: 403, body: { detail: 'Not enough permissions' } };
		if (path === '/missing') return { status: 404, body: { detail: 'Not Found' } };
		if (path === '/broken') return { status: 500, body: { detail: 'Internal Server Error' } };
		return { status: 200, body: { path } };
	}

	private login(request: Arrived): Reply {
		if (request.method !== 'POST') return { status: 405, body: { detail: 'Method Not Allowed' } };
		if (request.headers.accept !== 'application/json')
			return { status: 406, body: { detail: 'Not Acceptable' } };
		const given = this.placement === 'query' ? fromQuery(request) : fromBody(request);
		if (given === undefined) {
			const missing = (name: string) => ({
				type: 'missing',
				loc: [this.placement, name],
				msg: 'Field required',
			});
			return { status: 422, body: { detail: [missing('email'), missing('password')] } };
		}
		if (given.email !== this.email || given.password !== this.password) {
			return { status: 401, body: { detail: 'Incorrect email or password' } };
		}
		const token = randomBytes(24).toString('base64url');
		const expiry = this.now() + this.lifetime * 1000;
		this.tokens.set(token, expiry);
		const time = (moment: number) => this.writeTime(new Date(moment));
		return {
			status: 200,
			body: {
				access_token_data: { token: this.writeToken(token), expires: time(expiry) },
				refresh_token_data: {
					token: this.writeToken(randomBytes(24).toString('base64url')),
					expires: time(expiry + 86_400_000),
				},
				user_id: this.userId,
			},
		};
	}
}

interface Given {
	email: unknown;
	password: unknown;
}

/** As the URL standard decodes a query: a `+` that was not encoded has become a space here. */
function fromQuery({ query, body }: Arrived): Given | undefined {
	const values = new URLSearchParams(query);
	if (body.length > 0 || !hasExactly(Object.fromEntries(values), ['email', 'password']))
		return undefined;
	return { email: values.get('email'), password: values.get('password') };
}

function fromBody(request: Arrived): Given | undefined {
	const json = jsonBody(request);
	const isJson = (request.headers['content-type'] ?? '').startsWith('application/json');
	if (
		request.query !== '' ||
		!isJson ||
		json === undefined ||
		!hasExactly(json, ['email', 'password'])
	)
		return undefined;
	return { email: json.email, password: json.password };
}

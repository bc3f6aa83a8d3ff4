import { randomBytes } from 'node:crypto';

import { hasExactly, jsonBody, Simulator, type Arrived, type Reply } from './simulator.mts';

/** What a request carries: a token that is good, one that was, one that nobody issued, or none. */
export type Carried = 'good' | 'revoked' | 'madeUp' | 'none';

/** How an API answers. `carried` says what the request carries. */
export type Route = (carried: Carried, request: Arrived) => Reply;

/** An API with a login as most have it, and routes that look at the token, or don't. It keeps what each request carries. */
export class JudgedSimulator extends Simulator {
	readonly user = 'ops@example.com';
	readonly password = 'Pä55 w+rd';
	/** Where a request carries the token. */
	tokenIn: (request: Arrived) => string | undefined = ({ headers }) =>
		/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
	makeToken = (): string => randomBytes(24).toString('base64url');
	/** What a login answers with. */
	answerLogin: (token: string) => Reply = (token) => ({ status: 200, body: { token } });
	/** By path; the others are those of `other`. */
	routes: Record<string, Route> = {};
	other: Route = () => ({ status: 404, body: { message: 'Not found' } });
	/** Path and query of each request but the logins, with the method and what it carried. */
	readonly log: string[] = [];
	readonly good: Set<string>;
	private readonly issued: Set<string>;

	/** @param other whose tokens are good here as well */
	constructor(other?: JudgedSimulator) {
		super();
		this.good = other?.good ?? new Set();
		this.issued = other?.issued ?? new Set();
	}

	get baseUrl(): string {
		return this.origin;
	}

	get logins(): number {
		return this.count('/login');
	}

	/** What a user would fill in. */
	get fields() {
		const { baseUrl, user, password } = this;
		return { baseUrl, loginUrl: '/login', username: user, password };
	}

	revoke(): void {
		this.good.clear();
	}

	override forget(): void {
		super.forget();
		this.log.length = 0;
	}

	/** How many requests carried something. */
	carried(what: Carried): number {
		return this.log.filter((line) => line.endsWith(` ${what}`)).length;
	}

	protected answer(request: Arrived): Reply {
		if (request.path === '/login') return this.logIn(request);
		const token = this.tokenIn(request);
		const carried =
			token === undefined
				? 'none'
				: this.good.has(token)
					? 'good'
					: this.issued.has(token)
						? 'revoked'
						: 'madeUp';
		this.log.push(`${request.method} ${request.target} ${carried}`);
		return (this.routes[request.path] ?? this.other)(carried, request);
	}

	private logIn(request: Arrived): Reply {
		const body = jsonBody(request) ?? {};
		if (request.method !== 'POST' || !hasExactly(body, ['username', 'password']))
			return { status: 400, body: { message: 'A login has two fields' } };
		if (body.username !== this.user || body.password !== this.password)
			return { status: 401, body: { message: 'Wrong password' } };
		const token = this.makeToken();
		this.issued.add(token);
		this.good.add(token);
		return this.answerLogin(token);
	}
}

/** A route that gives a good token data, and refuses any other like this. */
export const guarded =
	(refusal: Reply, data: Reply = { status: 200, body: { data: 'yours' } }): Route =>
	(carried) =>
		carried === 'good' ? data : refusal;

/** A route that answers anybody alike. */
export const open =
	(reply: Reply): Route =>
	() =>
		reply;

export const UNAUTHORIZED: Reply = { status: 401, body: { message: 'Unauthorized' } };

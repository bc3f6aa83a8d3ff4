import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

import { Simulator, type Arrived, type Reply } from '../simulator.mts';
import { jwtMismatch } from './signedJwt.mts';
import { ID, type Presented, type Row, type Session, type Typed, type Wanted } from './row.mts';

const REFUSAL: Reply = { status: 401, body: { message: 'Unauthorized' } };

/** An API of the field: it accepts exactly what its row says, and notes everything else. */
export class RowSimulator extends Simulator {
	/** What was asked that no client of this API asks: names of parts, never values. */
	readonly misfits: string[] = [];
	logins = 0;
	refreshes = 0;
	/** Calls with a token that was given out and is good no more. */
	stale = 0;
	private readonly sessions: Session[] = [];
	private readonly usedJwts = new Set<string>();
	private hasAskedFirst = false;

	constructor(private readonly row: Row) {
		super();
	}

	get baseUrl(): string {
		return this.origin;
	}

	/** The credential's fields as the user types them. */
	get fields(): Typed & { baseUrl: string } {
		const { loginUrl, tokenUrl } = this.row.typed;
		const here = (address: string) =>
			address.replace(/^https:\/\/[^/]+/, this.origin.replace('127.0.0.1', 'localhost'));
		return {
			...this.row.typed,
			baseUrl: this.baseUrl,
			...(loginUrl !== undefined && { loginUrl: here(loginUrl) }),
			...(tokenUrl !== undefined && { tokenUrl: here(tokenUrl) }),
		};
	}

	/** Where it gives out tokens. */
	get tokenAddress(): string {
		const { loginUrl, tokenUrl = '' } = this.fields;
		return new URL(loginUrl ?? tokenUrl, this.baseUrl).href;
	}

	/** Where the user's calls go. */
	get callUrl(): string {
		return `${this.origin}${this.row.callPath ?? '/things'}`;
	}

	/** The newest token that was given out. */
	get newest(): Session {
		return this.sessions[this.sessions.length - 1];
	}

	/** Ends all tokens, as an administrator would. */
	revoke(): void {
		for (const session of this.sessions) session.expiresAt = 0;
	}

	protected answer(request: Arrived): Reply {
		const { first, login, refresh } = this.row;
		if (first?.path === request.path && request.method === 'GET') {
			this.hasAskedFirst = true;
			return first.reply;
		}
		const wanted = typeof login === 'function' ? login(this.now()) : login;
		if (wanted.path === request.path && !this.isCall(request)) return this.logIn(request, wanted);
		const renewed = this.sessions.find((session) => refresh?.(session).path === request.path);
		if (renewed !== undefined && refresh !== undefined) {
			const asked = this.sessions.find((session) => misfit(request, refresh(session)) === '');
			if (asked === undefined) return this.noted(`refresh: ${misfit(request, refresh(renewed))}`);
			this.refreshes += 1;
			return this.row.answer(this.newSession());
		}
		return this.call(request);
	}

	/** Whether a request to the one address that an API has for all is a call: it reads, or carries a token. */
	private isCall({ method, path, headers }: Arrived): boolean {
		const { callPath = '', calls } = this.row;
		if (callPath.replace(/\?.*/, '') !== path) return false;
		const none = { token: '', second: '', refreshToken: '', lifetime: 0, expiresAt: null };
		const carried = calls(none);
		const cookies = headers.cookie ?? '';
		const carries =
			Object.keys(carried.headers ?? {}).every((name) => name.toLowerCase() in headers) &&
			Object.keys(carried.cookies ?? {}).every((name) => cookies.includes(`${name}=`));
		return method === 'GET' || carries;
	}

	private logIn(request: Arrived, wanted: Wanted): Reply {
		const wrong =
			misfit(request, wanted) || this.wrongHost(request) || this.wrongJwt(request, wanted);
		if (wrong !== '') return this.noted(`login: ${wrong}`);
		if (this.row.first !== undefined && !this.hasAskedFirst)
			return this.noted('login: no first request');
		this.hasAskedFirst = false;
		this.logins += 1;
		if (this.row.newestOnly) this.revoke();
		const same = this.row.sameToken && this.sessions.find((session) => this.isGood(session));
		return this.row.answer(same || this.newSession());
	}

	/** A login elsewhere comes to another name of this server. */
	private wrongHost({ headers }: Arrived): string {
		return headers.host === new URL(this.tokenAddress).host ? '' : 'host';
	}

	/** Each signed JWT is good once, and for this address. */
	private wrongJwt({ body }: Arrived, { jwt }: Wanted): string {
		if (jwt === undefined) return '';
		const token = new URLSearchParams(body.toString('utf8')).get(jwt.field) ?? '';
		const claims = { aud: this.tokenAddress, ...jwt.claims };
		const wrong = jwtMismatch(token, { ...jwt, claims }, this.now());
		if (wrong !== '' || this.usedJwts.has(token)) return wrong || 'a JWT that was used before';
		this.usedJwts.add(token);
		return '';
	}

	private call(request: Arrived): Reply {
		const { calls, callPath = '', refusal = REFUSAL } = this.row;
		this.takeOwnJwt(request);
		const session = this.sessions.find((one) => mismatch(request, calls(one)) === '');
		if (session === undefined) {
			const carried = this.sessions.find(
				(one) => this.isGood(one) && JSON.stringify(request).includes(one.token),
			);
			if (carried) return this.noted(`call: ${mismatch(request, calls(carried))}`);
			return refusal;
		}
		if (!this.isGood(session)) {
			this.stale += 1;
			return refusal;
		}
		if (this.row.sliding) session.expiresAt = this.now() + session.lifetime * 1000;
		const path = callPath.replace(/\{\w+\}/, ID).replace(/\?.*/, '');
		if (path !== '' && request.path !== path) return { status: 404, body: { message: 'Unknown' } };
		return { status: 200, body: { data: [{ id: 1, path: request.path }] } };
	}

	/** A JWT that the client has signed is known from the first call on. */
	private takeOwnJwt({ headers }: Arrived): void {
		const token = (headers.authorization ?? '').replace(/^Bearer /, '');
		const { ownJwt } = this.row;
		if (ownJwt === undefined || this.sessions.some((session) => session.token === token)) return;
		if (jwtMismatch(token, ownJwt, this.now()) !== '') return;
		this.logins += 1;
		const { exp } = JSON.parse(
			Buffer.from(token.split('.')[1], 'base64url').toString('utf8'),
		) as Record<string, number>;
		const none = { second: '', refreshToken: '', lifetime: 0 };
		this.sessions.push({ ...none, token, expiresAt: exp * 1000 });
	}

	private newSession(): Session {
		const lifetime = this.row.lifetime ?? 0;
		const text = () => randomBytes(24).toString('base64url');
		const made = {
			second: text(),
			refreshToken: text(),
			lifetime,
			expiresAt: lifetime === 0 ? null : this.now() + lifetime * 1000,
		};
		const token = this.row.makeToken?.(made, this.now()) ?? text();
		const session = { ...made, token };
		this.sessions.push(session);
		return session;
	}

	private isGood({ expiresAt }: Session): boolean {
		return expiresAt === null || expiresAt > this.now();
	}

	private noted(what: string): Reply {
		this.misfits.push(what);
		return { status: 400, body: { message: `Bad request: ${what}` } };
	}
}

/** Which part of a login isn't as it is wanted; '' where all is. */
function misfit(request: Arrived, wanted: Wanted): string {
	if (request.method !== (wanted.method ?? 'POST')) return `method ${request.method}`;
	const wrong = mismatch(request, wanted);
	if (wrong !== '') return wrong;
	const text = request.body.toString('utf8');
	const [type] = (request.headers['content-type'] ?? '').split(';');
	if (wanted.json !== undefined) {
		if (type !== 'application/json') return `content type ${type}`;
		return isDeepStrictEqual(parsed(text), wanted.json) ? '' : 'JSON';
	}
	if (wanted.form !== undefined) {
		if (type !== 'application/x-www-form-urlencoded') return `content type ${type}`;
		const form = Object.fromEntries(new URLSearchParams(text));
		if (wanted.jwt) delete form[wanted.jwt.field];
		return sorted(form) === sorted(wanted.form) ? '' : 'form';
	}
	return text === '' ? '' : 'body';
}

/** Which of query, cookies and headers isn't as it is wanted. */
function mismatch({ query, headers }: Arrived, wanted: Presented): string {
	if (pairs(query) !== sorted(wanted.query ?? {})) return 'query';
	const cookies = Object.entries(wanted.cookies ?? {}).map(([name, value]) => `${name}=${value}`);
	if (cookies.sort().join('; ') !== (headers.cookie ?? '').split('; ').sort().join('; '))
		return 'cookies';
	for (const [name, value] of Object.entries({ Authorization: undefined, ...wanted.headers }))
		if (headers[name.toLowerCase()] !== value) return `header ${name}`;
	return '';
}

const sorted = (fields: Record<string, string>) => JSON.stringify(Object.entries(fields).sort());
const pairs = (text: string) => JSON.stringify([...new URLSearchParams(text)].sort());

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

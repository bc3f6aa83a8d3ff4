import { randomBytes } from 'node:crypto';

import { RateLimiter, type RateLimit } from './rocketChatRateLimit.mts';
import { SecondFactorSimulator, failed } from './rocketChatSecondFactor.mts';
import { jsonBody, type Arrived, type Reply } from './simulator.mts';

type Body = Record<string, unknown>;

interface Route {
	method: 'GET' | 'POST';
	/** The properties that a body may have; one marked with a question mark need not be there. */
	body?: Record<string, 'string' | 'boolean?'>;
	/** Whether no login is wanted. */
	open?: boolean;
	/** Whether the second factor is asked for. */
	twoFactor?: boolean;
	answer: (body: Body) => Reply;
}

const NOT_LOGGED_IN = 'You must be logged in to do this.';
const API = '/api/v1/';

/** Rocket.Chat: personal access tokens behind two-factor authentication and a limit of calls. */
export class RocketChatSimulator extends SecondFactorSimulator {
	/**
	 * The newest servers check a body before anything else. Older ones (3.x) take what they know of it, have shorter
	 * errors, and forget `bypassTwoFactor` when they regenerate.
	 */
	generation: 'newest' | 'older' = 'newest';
	userId = 'inventedUserOfOps1';
	authToken = 'invented-personal-access-token-0001';
	/** Whether the user has the permission `create-personal-access-tokens`. */
	mayCreate = true;
	/** The personal access tokens, besides `authToken`, by their names. */
	readonly tokens = new Map<string, string>();
	/** How many calls are answered; undefined: any number. */
	rateLimit?: RateLimit;

	private readonly records = new Map<string, { createdAt: number; bypassTwoFactor: boolean }>();
	private readonly limiter = new RateLimiter();
	private readonly routes: Record<string, Route> = {
		me: { method: 'GET', answer: () => success({ _id: this.userId }) },
		'users.list': { method: 'GET', answer: () => success({ users: [] }) },
		'users.getPersonalAccessTokens': { method: 'GET', answer: () => this.list() },
		'users.2fa.sendEmailCode': {
			method: 'POST',
			body: { emailOrUsername: 'string' },
			open: true,
			answer: (body) => this.sendEmailCode(body),
		},
		'users.generatePersonalAccessToken': {
			method: 'POST',
			body: { tokenName: 'string', bypassTwoFactor: 'boolean?' },
			twoFactor: true,
			answer: (body) => this.generate(body),
		},
		'users.regeneratePersonalAccessToken': {
			method: 'POST',
			body: { tokenName: 'string' },
			twoFactor: true,
			answer: (body) => this.regenerate(body),
		},
		'users.removePersonalAccessToken': {
			method: 'POST',
			body: { tokenName: 'string' },
			twoFactor: true,
			answer: (body) => this.remove(body),
		},
	};

	get baseUrl(): string {
		return this.origin;
	}

	get generates(): number {
		return this.count(`${API}users.generatePersonalAccessToken`);
	}

	/** A token of this name, as if it had been made in Rocket.Chat itself. */
	made(name: string, bypassTwoFactor = false): string {
		return this.make(name, bypassTwoFactor);
	}

	protected answer(request: Arrived): Reply {
		const reply = this.replyTo(request);
		const headers = { Date: new Date(this.now()).toUTCString(), ...reply.headers };
		return { ...reply, headers };
	}

	private replyTo(request: Arrived): Reply {
		const name = request.path.startsWith(API) ? request.path.slice(API.length) : '';
		const route = Object.hasOwn(this.routes, name) ? this.routes[name] : undefined;
		if (!route) return { status: 404, body: { success: false, error: 'Not found' } };
		if (request.method !== route.method)
			return { status: 405, body: { success: false, error: 'Method not allowed' } };

		const isJson = request.headers['content-type']?.includes('application/json');
		const body = (isJson && jsonBody(request)) || {};
		const misfit = this.generation === 'newest' && route.body && misfitOf(body, route.body);
		if (misfit) {
			return {
				status: 400,
				body: { success: false, errorType: 'invalid-params', error: misfit },
			};
		}
		if (!route.open && !this.isLoggedIn(request)) return this.notLoggedIn();
		return this.withinLimit(
			name,
			() =>
				(route.twoFactor && this.refuseWithoutCode(request, this.bypasses(request))) ||
				this.missing(body, route) ||
				route.answer(body),
		);
	}

	private isLoggedIn({ headers }: Arrived): boolean {
		const token = headers['x-auth-token'];
		const known = token === this.authToken || [...this.tokens.values()].includes(token);
		return known && headers['x-user-id'] === this.userId;
	}

	private notLoggedIn(): Reply {
		const more = this.generation === 'newest' ? { success: false, error: NOT_LOGGED_IN } : {};
		return { status: 401, body: { ...more, status: 'error', message: NOT_LOGGED_IN } };
	}

	private bypasses({ headers }: Arrived): boolean {
		const used = [...this.tokens].find(([, token]) => token === headers['x-auth-token']);
		return used !== undefined && this.record(used[0]).bypassTwoFactor;
	}

	private withinLimit(route: string, answer: () => Reply): Reply {
		if (!this.rateLimit) return answer();
		const { headers, refusal } = this.limiter.take(route, this.rateLimit, this.now());
		return { ...(refusal ?? answer()), headers };
	}

	/** What an older server says of a body without the one property that it wants. */
	private missing(json: Body, { body = {} }: Route): Reply | undefined {
		const [wanted] = Object.keys(body);
		return this.generation === 'newest' || !wanted || json[wanted]
			? undefined
			: { status: 400, body: { success: false, error: `The '${wanted}' param is required` } };
	}

	private record(name: string): { createdAt: number; bypassTwoFactor: boolean } {
		return this.records.get(name) ?? { createdAt: 0, bypassTwoFactor: false };
	}

	private sendEmailCode({ emailOrUsername }: Body): Reply {
		// Nobody learns whether there is such a user.
		if (emailOrUsername === this.email || emailOrUsername === this.username) this.mailCode();
		return success();
	}

	private list(): Reply {
		const older = this.generation === 'older';
		if (!this.mayCreate) {
			if (older) return failed('Not Authorized', 'not-authorized');
			const error =
				'User does not have the permissions required for this action [error-unauthorized]';
			return { status: 403, body: { success: false, error } };
		}
		const tokens = [...this.tokens].map(([name, token]) => {
			const { createdAt, bypassTwoFactor } = this.record(name);
			return {
				name,
				createdAt: new Date(createdAt).toISOString(),
				lastTokenPart: token.slice(-6),
				...(older && !bypassTwoFactor ? {} : { bypassTwoFactor }),
			};
		});
		return success({ tokens });
	}

	private generate({ tokenName, bypassTwoFactor }: Body): Reply {
		const method = 'personalAccessTokens:generateToken';
		if (!this.mayCreate) return failed('Not Authorized', 'not-authorized', { method });
		if (this.tokens.has(String(tokenName))) {
			const reason = 'A token with this name already exists';
			return failed(reason, 'error-token-already-exists', { method });
		}
		return success({
			token: this.writeToken(this.make(String(tokenName), Boolean(bypassTwoFactor))),
		});
	}

	private regenerate({ tokenName }: Body): Reply {
		const name = String(tokenName);
		const { bypassTwoFactor } = this.record(name);
		const refusal = this.drop(name, 'regenerateToken');
		const kept = this.generation === 'newest' && bypassTwoFactor;
		return refusal ?? success({ token: this.writeToken(this.make(name, kept)) });
	}

	private remove({ tokenName }: Body): Reply {
		return this.drop(String(tokenName), 'removeToken') ?? success();
	}

	private make(name: string, bypassTwoFactor: boolean): string {
		const token = randomBytes(32).toString('base64url');
		this.tokens.set(name, token);
		this.records.set(name, { createdAt: this.now(), bypassTwoFactor });
		return token;
	}

	/** Ends a token; what that is refused with, where it is. */
	private drop(name: string, as: string): Reply | undefined {
		const method = `personalAccessTokens:${as}`;
		if (!this.mayCreate) return failed('Not Authorized', 'not-authorized', { method });
		this.records.delete(name);
		return this.tokens.delete(name)
			? undefined
			: failed('Token does not exist', 'error-token-does-not-exists', { method });
	}
}

/** What does not fit, in the words of the validator that Rocket.Chat uses, which stops at the first. */
function misfitOf(body: Body, properties: NonNullable<Route['body']>): string | undefined {
	for (const [name, type] of Object.entries(properties)) {
		if (type === 'string' && !(name in body)) return `must have required property '${name}'`;
	}
	for (const [name, value] of Object.entries(body)) {
		if (!Object.hasOwn(properties, name)) return 'must NOT have additional properties';
		const type = properties[name].replace('?', '');
		if (typeof value !== type) return `must be ${type}`;
	}
	return undefined;
}

function success(body: Body = {}): Reply {
	return { status: 200, body: { ...body, success: true } };
}

import { createHash, randomBytes } from 'node:crypto';

import { authenticator } from 'otplib';

import { Simulator, hasExactly, jsonBody, type Arrived, type Reply } from './simulator.mts';

type Method = 'email' | 'totp' | 'password';

/** Rocket.Chat: personal access tokens behind two-factor authentication; codes are checked with a library. */
export class RocketChatSimulator extends Simulator {
	userId = 'inventedUserOfOps1';
	authToken = 'invented-personal-access-token-0001';
	/** What the server asks for; none: two-factor authentication is off. */
	twoFactor: Method | 'none' = 'none';
	/** RFC 6238's secret, in Base32. */
	totpSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
	password = 'Pä55 w+rd';
	emailCode = '493817';
	mayCreate = true;
	readonly tokens = new Map<string, string>();

	get baseUrl(): string {
		return this.origin;
	}

	get generates(): number {
		return this.count('/api/v1/users.generatePersonalAccessToken');
	}

	protected answer(request: Arrived): Reply {
		const { headers, path, method } = request;
		if (headers['x-auth-token'] !== this.authToken || headers['x-user-id'] !== this.userId) {
			return {
				status: 401,
				body: { status: 'error', message: 'You must be logged in to do this.' },
			};
		}
		if (path === '/api/v1/me' && method === 'GET')
			return { status: 200, body: { _id: this.userId, success: true } };
		if (path === '/api/v1/users.generatePersonalAccessToken') return this.generate(request);
		if (path === '/api/v1/users.list') return { status: 200, body: { users: [], success: true } };
		return { status: 404, body: { success: false, error: 'Not found' } };
	}

	private generate(request: Arrived): Reply {
		const json = jsonBody(request);
		if (request.method !== 'POST')
			return { status: 405, body: { success: false, error: 'Method not allowed' } };
		if (request.headers['content-type'] !== 'application/json' || json === undefined) {
			return {
				status: 400,
				body: { success: false, errorType: 'invalid-params', error: 'must be object' },
			};
		}
		const challenge = this.challenge(request);
		if (challenge) return challenge;
		if (!this.mayCreate) {
			const details = { method: 'personalAccessTokens:generateToken' };
			return failed('Not Authorized [not-authorized]', { errorType: 'not-authorized', details });
		}
		if (typeof json.tokenName !== 'string') return failed("The 'tokenName' param is required");
		if (
			!hasExactly(json, ['tokenName', 'bypassTwoFactor']) ||
			typeof json.bypassTwoFactor !== 'boolean'
		) {
			return failed('must NOT have additional properties', { errorType: 'invalid-params' });
		}
		if (this.tokens.has(json.tokenName)) {
			return failed('A token with this name already exists [error-token-already-exists]', {
				errorType: 'error-token-already-exists',
			});
		}
		const token = randomBytes(32).toString('base64url');
		this.tokens.set(json.tokenName, token);
		return { status: 200, body: { token, success: true } };
	}

	private challenge({ headers }: Arrived): Reply | undefined {
		if (this.twoFactor === 'none') return undefined;
		const code = headers['x-2fa-code'];
		if (code === undefined) {
			const details = {
				method: this.twoFactor,
				codeGenerated: this.twoFactor === 'email',
				availableMethods: [],
			};
			return failed('TOTP Required [totp-required]', { errorType: 'totp-required', details });
		}
		const right = headers['x-2fa-method'] === this.twoFactor && this.isRight(code);
		return right
			? undefined
			: failed('TOTP Invalid [totp-invalid]', {
					errorType: 'totp-invalid',
					details: { method: this.twoFactor },
				});
	}

	private isRight(code: string): boolean {
		if (this.twoFactor === 'email') return code === this.emailCode;
		if (this.twoFactor === 'password')
			return code === createHash('sha256').update(this.password).digest('hex');
		authenticator.options = { window: 1, epoch: Date.now() };
		return authenticator.check(code, this.totpSecret);
	}
}

function failed(error: string, more: object = {}): Reply {
	return { status: 400, body: { success: false, error, ...more } };
}

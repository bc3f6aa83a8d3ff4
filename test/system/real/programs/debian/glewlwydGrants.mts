import type { IDataObject } from 'n8n-workflow';

import type { Arrived } from '../../../../support/simulators/simulator.mts';
import { PASSWORD, USER, type Call, type Program } from '../program.mts';
import { Glewlwyd } from './glewlwyd.mts';

export const TOKEN = '/api/oidc/token';
/** The client that authenticates with a secret. */
export const CLIENT = { id: 'n8n', secret: 'Invented-secret-1' };
/** The client that authenticates with a JWT it has signed. */
export const KEY_CLIENT = 'n8n-with-a-key';
/** What Glewlwyd checks a client by. */
export const basic = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`;

/** Glewlwyd as an OAuth2 server: access tokens that are JWTs, and refresh tokens that work once. */
export class GlewlwydGrants extends Glewlwyd implements Program {
	override readonly call: Call = { method: 'GET', path: '/api/oidc/userinfo' };
	override readonly fields: IDataObject = {
		...{ api: 'custom', grantType: 'password', tokenUrl: TOKEN, scope: 'g_profile' },
		...{ clientId: CLIENT.id, clientSecret: CLIENT.secret, clientAuthentication: 'basic' },
		...{ username: USER, password: PASSWORD },
	};

	/**
	 * @param accessLifetime of an access token, in seconds
	 * @param publicKey of the client that signs, as PEM
	 */
	constructor(
		private readonly accessLifetime: number,
		private readonly publicKey: string,
	) {
		super(600);
	}

	override async start(): Promise<this> {
		await super.start();
		await this.add('mod/plugin', {
			...{ module: 'oidc', name: 'oidc', display_name: 'OpenID Connect' },
			parameters: this.serverSettings(),
		});
		const client = { confidential: true, enabled: true, scope: ['g_profile'] };
		await this.add('client', {
			...{ ...client, client_id: CLIENT.id, name: 'n8n', client_secret: CLIENT.secret },
			authorization_type: ['password', 'refresh_token', 'client_credentials'],
			token_endpoint_auth_method: ['client_secret_basic', 'client_secret_post'],
		});
		await this.add('client', {
			...{ ...client, client_id: KEY_CLIENT, name: 'n8n', pubkey: this.publicKey },
			authorization_type: ['client_credentials'],
			token_endpoint_auth_method: ['private_key_jwt'],
		});
		return this;
	}

	private serverSettings(): IDataObject {
		return {
			iss: `${this.origin}/api/oidc`,
			...{ 'jwt-type': 'sha', 'jwt-key-size': '256', key: 'invented-key-of-32-characters-or-' },
			...{ 'access-token-duration': this.accessLifetime, 'refresh-token-duration': 600 },
			...{ 'refresh-token-rolling': true, 'refresh-token-one-use': 'always' },
			...{ 'code-duration': 600, 'allow-non-oidc': true, 'auth-type-code-enabled': true },
			...{ 'auth-type-password-enabled': true, 'auth-type-refresh-enabled': true },
			...{ 'auth-type-client-enabled': true, 'introspection-revocation-allowed': true },
			'introspection-revocation-allow-target-client': true,
			...{ 'client-pubkey-parameter': 'pubkey', 'request-parameter-allow': true },
		};
	}

	override isLogin({ path }: Arrived): boolean {
		return path === TOKEN;
	}

	override async endSession(token: string): Promise<void> {
		await fetch(`${this.origin}/api/oidc/revoke`, {
			method: 'POST',
			headers: { authorization: basic },
			body: new URLSearchParams({ token }),
		});
	}
}

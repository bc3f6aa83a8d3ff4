import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';

import { OAuthSimulator } from '../../test/support/simulators/oauth.mts';
import type { CredentialData } from '../n8n.mts';
import { Providers } from '../providers.mts';
import { SecretStore } from './secretStore.mts';

const ISSUER = 'n8n@project.example.com';
const SCOPE = 'orders.read';
const AUDIENCE = 'https://api.example.com';

/** Everything that the examples call: the providers, two APIs behind OAuth2, and a store of secrets. */
export class Simulators extends Providers {
	/** Gives tokens to a client that names an audience. */
	readonly oauth = new OAuthSimulator();
	/** Gives tokens to a service account that signs with its private key. */
	readonly serviceAccounts = new OAuthSimulator();
	readonly store = new SecretStore();
	/** The service account's private key, in PEM format. */
	readonly signingKey: string;

	constructor(signingKey = newKey()) {
		super();
		this.signingKey = signingKey;
		this.genLogs.alerts = [];
		Object.assign(this.oauth, { clientId: 'orders-app', clientSecret: 'invented-client-secret' });
		this.oauth.extra = { audience: AUDIENCE };
		Object.assign(this.serviceAccounts, {
			publicKey: createPublicKey(createPrivateKey(signingKey)),
			clientId: '',
			authentication: 'none',
			grant: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
			claims: { iss: ISSUER, scope: SCOPE },
		});
	}

	protected override get servers() {
		const { oauth, serviceAccounts, store } = this;
		return { ...super.servers, oauth, serviceAccounts, store };
	}

	/** Plain ones, for people who type them in. */
	usePlainPasswords(): this {
		for (const provider of [this.giro, this.personr, this.genLogs, this.custom])
			provider.password = 'invented-password';
		return this;
	}

	override get credentials(): CredentialData[] {
		const { rocketChat, store } = this;
		return [
			...super.credentials,
			this.clientCredentials,
			this.serviceAccount,
			store.credential,
			{
				id: 'rocketchatApi-simulated',
				name: 'Rocket.Chat of n8n (simulated)',
				type: 'rocketchatApi',
				data: { domain: rocketChat.baseUrl, userId: rocketChat.userId, authKey: 'none-yet' },
			},
		];
	}

	/** For client credentials with an audience. */
	get clientCredentials(): CredentialData {
		const { baseUrl, tokenUrl, clientId, clientSecret } = this.oauth;
		return {
			id: 'clientCredentials-simulated',
			name: 'OAuth2 with an Audience (simulated)',
			type: 'customTokenApi',
			data: {
				...{ baseUrl, grantType: 'clientCredentials', tokenUrl, clientId, clientSecret },
				audience: AUDIENCE,
			},
		};
	}

	/** For a service account. */
	get serviceAccount(): CredentialData {
		const { baseUrl, tokenUrl } = this.serviceAccounts;
		return {
			id: 'serviceAccount-simulated',
			name: 'Service Account (simulated)',
			type: 'customTokenApi',
			data: {
				...{ baseUrl, grantType: 'jwtBearer', tokenUrl, clientAuthentication: 'none' },
				...{ signingKey: this.signingKey, issuer: ISSUER },
				claims: JSON.stringify({ scope: SCOPE }),
			},
		};
	}
}

function newKey(): string {
	const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type * as Credentials from '../../credentials/CustomTokenApi.credentials';
import { Engine, type Outcome } from './engine.mts';
import { wordsOf } from './problem.mts';
import { anew } from './restart.mts';
import { OAuthSimulator } from './simulators/oauth.mts';

let worlds = 0;

/** An authorization server with its API, and an engine with a credential for it. */
export class OAuthWorld {
	engine = new Engine();
	readonly server = new OAuthSimulator();

	static async start(fields: IDataObject = {}): Promise<OAuthWorld> {
		const world = new OAuthWorld();
		// Nobody else's, so that no failed login of another test answers.
		world.server.clientId = `app ${(worlds += 1)}/ops`;
		await world.server.start();
		world.save(fields);
		return world;
	}

	/** Saves the credential as a user would: with what was stored before. */
	save(fields: IDataObject): this {
		const { baseUrl, clientId, clientSecret } = this.server;
		const before = this.engine.credentials.rows.get('c') ?? {
			...{ baseUrl, grantType: 'clientCredentials', tokenUrl: this.server.tokenUrl },
			...{ clientId, clientSecret },
		};
		this.engine.save('c', { ...before, ...fields } as ICredentialDataDecryptedObject);
		return this;
	}

	get row(): ICredentialDataDecryptedObject {
		return this.engine.credentials.row('c');
	}

	/** What is stored of the refresh token. */
	get storedRefreshToken(): string {
		const { grant } = JSON.parse(String(this.row.tokenSession)) as {
			grant: { refreshToken: string };
		};
		return grant.refreshToken;
	}

	/** n8n is started anew: nothing is known but what is stored. */
	restart(): void {
		const { rows } = this.engine.credentials;
		const { CustomTokenApi } = anew(() =>
			jest.requireActual<typeof Credentials>('../../credentials/CustomTokenApi.credentials'),
		);
		this.engine = new Engine([new CustomTokenApi()]);
		for (const [id, row] of rows) this.engine.save(id, row);
	}

	/** The node. */
	async run(operation = 'get', options: IDataObject = { check: 'never' }): Promise<Outcome> {
		const parameters = { operation, options };
		const type = 'n8n-nodes-access-tokens.customToken';
		return await this.engine.run({ type, parameters, credential: ['customTokenApi', 'c'] });
	}

	/** That many items of an HTTP Request node. */
	async request(count = 1, path = '/things'): Promise<Outcome> {
		const parameters = { url: this.server.baseUrl + path, credential: 'customTokenApi' };
		const credential: [string, string] = ['customTokenApi', 'c'];
		const items = Array.from({ length: count }, (_, n) => ({ n }));
		return await this.engine.run({ type: 'test.apiRequest', parameters, credential }, items);
	}
}

/** What went wrong, or ''. */
export function problemOf({ error, json }: Outcome): string {
	return wordsOf(error) ?? json.map((item) => item.error ?? '').join('');
}

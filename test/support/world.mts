import type { IDataObject, INodeTypeDescription } from 'n8n-workflow';

import { customFields, CustomSimulator } from './simulators/custom.mts';
import { GenLogsSimulator } from './simulators/genLogs.mts';
import { GiroSimulator } from './simulators/giro.mts';
import { PersonrSimulator } from './simulators/personr.mts';
import { RocketChatSimulator } from './simulators/rocketChat.mts';
import { GRANTS, grantFields, grantSimulator, isGrant, type GrantName } from './grants.mts';
import { Engine, nodeTypes, type NodeSpec, type Outcome } from './engine.mts';
import { wordsOf } from './problem.mts';

export type Name = 'giro' | 'genLogs' | 'personr' | 'custom' | 'rocketChat';
/** The providers whose tokens are kept in the credential. */
export const SESSIONS = ['giro', 'genLogs', 'personr', 'custom'] as const;
export const ALL = [...SESSIONS, 'rocketChat'] as const;
/** A provider, or a grant of OAuth2. */
export type Any = Name | GrantName;

export const CREDENTIAL: Record<Any, string> = {
	giro: 'giroApi',
	genLogs: 'genLogsApi',
	personr: 'personrApi',
	custom: 'customTokenApi',
	rocketChat: 'rocketChatTokenApi',
	clientCredentials: 'customTokenApi',
	refreshToken: 'customTokenApi',
	jwtBearer: 'customTokenApi',
};

/** The providers, simulated, and an n8n engine with a credential for each, under the provider's name. */
export class World {
	readonly engine = new Engine();
	readonly giro = new GiroSimulator();
	readonly genLogs = new GenLogsSimulator();
	readonly personr = new PersonrSimulator();
	readonly custom = new CustomSimulator();
	readonly rocketChat = new RocketChatSimulator();
	// Who needs one of these starts it.
	readonly clientCredentials = grantSimulator('clientCredentials');
	readonly refreshToken = grantSimulator('refreshToken');
	readonly jwtBearer = grantSimulator('jwtBearer');

	async start(): Promise<this> {
		await Promise.all(ALL.map(async (name) => await this[name].start()));
		for (const name of ALL) this.save(name);
		return this;
	}

	async stop(): Promise<void> {
		await Promise.all([...ALL, ...GRANTS].map(async (name) => await this[name].stop()));
	}

	/** The fields of a credential that are right for the simulator. */
	fields(name: Any): IDataObject {
		if (isGrant(name)) return grantFields(name, this[name]);
		const { giro, genLogs, personr, rocketChat } = this;
		switch (name) {
			case 'giro': {
				const { baseUrl, xTag, email, password } = giro;
				return { baseUrl, xTag, signIn: 'emailPassword', email, password };
			}
			case 'genLogs': {
				const { baseUrl, apiKey, email, password } = genLogs;
				return { baseUrl, apiKey, email, password };
			}
			case 'personr': {
				const { baseUrl, email, password } = personr;
				return { baseUrl, email, password };
			}
			case 'custom':
				return customFields(this.custom);
			case 'rocketChat': {
				const { baseUrl: serverUrl, userId, authToken } = rocketChat;
				return { serverUrl, userId, authToken };
			}
		}
	}

	/** GIRO's fields with a JWT given by the user. */
	bearerFields(): Record<string, string> {
		const { baseUrl, xTag, userId, accountId } = this.giro;
		return {
			baseUrl,
			xTag,
			signIn: 'bearerToken',
			bearerToken: this.giro.jwt(),
			userId,
			accountId,
		};
	}

	save(name: Any, changes: IDataObject = {}): this {
		this.engine.save(name, { ...this.fields(name), ...changes } as never);
		return this;
	}

	/** Gives a provider an account that nobody else has. */
	distinguish(name: Any, number: number): void {
		if (isGrant(name)) this[name].clientId = `app-${number}`;
		else this[name].email = `ops${number}@example.com`;
	}

	/** The stored row of a provider's credential. */
	row(name: Any): IDataObject {
		return this.engine.credentials.row(name) as IDataObject;
	}

	/** What the editor knows of a provider's node. */
	description(name: Name): INodeTypeDescription {
		return nodeTypes.getByNameAndVersion(this.spec(name).type).description;
	}

	/** Runs a provider's node. */
	async run(
		name: Any,
		parameters: IDataObject = {},
		items?: IDataObject[],
		{ tool = false, ...spec }: Partial<NodeSpec> & { tool?: boolean } = {},
	): Promise<Outcome> {
		return await this.engine.run({ ...this.spec(name, parameters, tool), ...spec }, items);
	}

	/** A provider's node: `generate`, unless the parameters say otherwise. */
	spec(name: Any, parameters: IDataObject = {}, tool = false): NodeSpec {
		const usual = name === 'rocketChat' ? { tokenName: 'n8n-reports' } : {};
		return {
			type: `n8n-nodes-access-tokens.${isGrant(name) ? 'custom' : name}Token${tool ? 'Tool' : ''}`,
			parameters: { operation: 'generate', ...usual, ...parameters },
			credential: [CREDENTIAL[name], name],
		};
	}

	/** Calls an address with a provider's credential, as n8n's HTTP Request node does. */
	async call(
		name: Any,
		url: string,
		parameters: IDataObject = {},
		items?: IDataObject[],
	): Promise<Outcome> {
		return await this.engine.run(
			{
				type: 'test.apiRequest',
				parameters: { url, credential: CREDENTIAL[name], ...parameters },
				credential: [CREDENTIAL[name], name],
			},
			items,
		);
	}

	/** How many requests have arrived anywhere. */
	get arrived(): number {
		return ALL.reduce((sum, name) => sum + this[name].arrived.length, 0);
	}
}

/** The one item or error of a run that must have failed. */
export function failureOf(outcome: Outcome): string {
	const said = wordsOf(outcome.error) ?? outcome.json[0]?.error;
	if (typeof said !== 'string') throw new Error(`It did not fail: ${JSON.stringify(outcome.json)}`);
	return said;
}

/** Nothing of a failed login is kept: the row is what the user saved. */
export function expectNoSession(world: World, name: Name): void {
	expect(Object.keys(world.row(name))).not.toContain('tokenSession');
	expect(Object.keys(world.row(name))).not.toContain('accessToken');
}

import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { customFields, CustomSimulator } from './simulators/custom.mts';
import { GenLogsSimulator } from './simulators/genLogs.mts';
import { GiroSimulator } from './simulators/giro.mts';
import { PersonrSimulator } from './simulators/personr.mts';

/** One of the providers whose tokens are kept in the credential, ready to be used in a test. */
export interface SessionAccount {
	credential: 'personrApi' | 'genLogsApi' | 'giroApi' | 'customTokenApi';
	node: string;
	simulator: PersonrSimulator | GenLogsSimulator | GiroSimulator | CustomSimulator;
	fields: ICredentialDataDecryptedObject;
	/** The path of the login, to hold it back or have it fail. */
	loginPath: string;
}

export const SESSION_PROVIDERS = ['personr', 'genLogs', 'giro', 'custom'] as const;

/** Starts the simulator of a provider, with an account on it. */
export async function sessionAccount(
	provider: (typeof SESSION_PROVIDERS)[number],
): Promise<SessionAccount> {
	if (provider === 'personr') return personrAccount(await new PersonrSimulator().start());
	if (provider === 'genLogs') return genLogsAccount(await new GenLogsSimulator().start());
	if (provider === 'custom') return customAccount(await new CustomSimulator().start());
	return giroAccount(await new GiroSimulator().start());
}

export function personrAccount(simulator: PersonrSimulator): SessionAccount {
	const { baseUrl, email, password } = simulator;
	return {
		credential: 'personrApi',
		node: 'n8n-nodes-access-tokens.personrToken',
		simulator,
		fields: { baseUrl, email, password },
		loginPath: '/api/1.1/wf/api-token-generate',
	};
}

export function genLogsAccount(simulator: GenLogsSimulator): SessionAccount {
	const { baseUrl, email, password, apiKey } = simulator;
	return {
		credential: 'genLogsApi',
		node: 'n8n-nodes-access-tokens.genLogsToken',
		simulator,
		fields: { baseUrl, email, password, apiKey },
		loginPath: '/auth/token',
	};
}

export function giroAccount(simulator: GiroSimulator): SessionAccount {
	const { baseUrl, email, password, xTag } = simulator;
	return {
		credential: 'giroApi',
		node: 'n8n-nodes-access-tokens.giroToken',
		simulator,
		fields: { baseUrl, email, password, xTag },
		loginPath: '/v1/login',
	};
}

export function customAccount(simulator: CustomSimulator): SessionAccount {
	return {
		credential: 'customTokenApi',
		node: 'n8n-nodes-access-tokens.customToken',
		simulator,
		fields: customFields(simulator),
		loginPath: '/api/v1/login',
	};
}

/** The account's fields with changes; of the settings those that are not changed stay. */
export function fieldsWith(
	{ fields }: SessionAccount,
	changes: IDataObject,
): ICredentialDataDecryptedObject {
	const settings = { ...(fields.settings as object), ...(changes.settings as object) };
	return { ...fields, ...changes, settings } as ICredentialDataDecryptedObject;
}

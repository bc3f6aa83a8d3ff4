import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { CredentialData, WorkflowData } from '../../../tools/n8n.mts';
import { Queue } from '../../../tools/queue.mts';
import { inARow, webhook } from '../e2e/rows.mts';
import { tokenNode } from '../e2e/world.mts';
import { customFields, CustomSimulator } from '../../support/simulators/custom.mts';
import { grantFields, grantSimulator, isGrant } from '../../support/grants.mts';
import { GenLogsSimulator } from '../../support/simulators/genLogs.mts';
import { OAuthSimulator } from '../../support/simulators/oauth.mts';
import { PersonrSimulator } from '../../support/simulators/personr.mts';
import type { Arrived } from '../../support/simulators/simulator.mts';

/** How long the simulated provider takes for a login, and for anything else, in milliseconds. */
const LATENCY = { login: 150, other: 20 };

/** n8n's words for an execution whose worker was gone. */
const GIVEN_UP = 'failed to be processed too many times';

function oneToken(): CustomSimulator {
	const simulator = new CustomSimulator();
	simulator.keepsOneToken = true;
	return simulator;
}

export const PROVIDERS = {
	personr: { make: () => new PersonrSimulator(), type: 'personrApi' },
	genLogs: { make: () => new GenLogsSimulator(), type: 'genLogsApi' },
	custom: { make: () => new CustomSimulator(), type: 'customTokenApi' },
	/** The same API, but it accepts the newest token alone, and the credential says so. */
	customOneToken: { make: oneToken, type: 'customTokenApi' },
	clientCredentials: { make: () => grantSimulator('clientCredentials'), type: 'customTokenApi' },
	/** It replaces its refresh token at each use, and an old one that turns up again ends all of them. */
	refreshToken: { make: () => grantSimulator('refreshToken'), type: 'customTokenApi' },
} as const;

export type ProviderName = keyof typeof PROVIDERS;

/** One provider of its own, with the credential and the workflow that use it. */
export interface Case {
	id: string;
	simulator: PersonrSimulator | GenLogsSimulator | CustomSimulator | OAuthSimulator;
	credential: CredentialData;
	workflow: WorkflowData;
}

/** What a storm of webhook calls left. */
export interface Outcome {
	executions: number;
	/** How many failed, but for those that were lost. */
	failed: number;
	/** How many n8n gave up since the worker that had them was gone. */
	lost: number;
	logins: number;
	checks: number;
	/** How often a refresh token arrived that had been used. */
	reuses: number;
}

export const isLogin = ({ path }: Arrived) =>
	/api-token-generate$|\/(auth|oauth)\/token$|\/login$/.test(path);

export const pause = async (milliseconds: number) =>
	await new Promise((done) => setTimeout(done, milliseconds));

/** Makes a provider answer as late as a real one would. */
export function slowly(simulator: Case['simulator'], latency = LATENCY): void {
	simulator.behave(async (request) => {
		await pause(isLogin(request) ? latency.login : latency.other);
		return undefined;
	});
}

/** Whether the provider takes a token now. */
export function accepts(simulator: Case['simulator'], token: unknown): boolean {
	return simulator instanceof PersonrSimulator
		? simulator.token === token
		: simulator.tokens.has(String(token));
}

/** How long the tokens live that the provider gives from now on. */
export function setLifetime(simulator: Case['simulator'], seconds: number): void {
	if (simulator instanceof GenLogsSimulator) simulator.lifetime = seconds;
	else simulator.expires = seconds;
}

function fieldsFor(name: ProviderName, simulator: Case['simulator']): CredentialData['data'] {
	if (simulator instanceof OAuthSimulator) return isGrant(name) ? grantFields(name, simulator) : {};
	if (simulator instanceof CustomSimulator) {
		const { settings, ...fields } = customFields(simulator);
		const renewal = { revokesPrevious: simulator.keepsOneToken };
		return { ...fields, settings: { ...settings, renewal } };
	}
	const { baseUrl, email, password } = simulator;
	const more = simulator instanceof GenLogsSimulator ? { apiKey: simulator.apiKey } : {};
	return { baseUrl, email, password, ...more };
}

/** n8n in queue mode, and as many simulated providers as there are cases. */
export class World {
	private readonly folder = mkdtempSync(join(tmpdir(), 'access-tokens-queue-'));
	readonly queue = new Queue(this.folder);
	private readonly cases: Case[] = [];

	/** A case of a provider: the HTTP Request node with the credential, or `Get` and then a request with its headers. */
	async add(provider: ProviderName, id: string, withNode = false): Promise<Case> {
		const { make, type } = PROVIDERS[provider];
		const simulator = await make().start();
		slowly(simulator);
		const credential = { id, name: id, type, data: fieldsFor(provider, simulator) };
		const credentials = { [type]: { id, name: id } };
		const url = `=${simulator.baseUrl}/things?execution={{ $execution.id }}`;
		const signed = {
			name: 'Request',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				url,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: type,
				options: {},
			},
			credentials,
		};
		const get = tokenNode('Token', credential, { operation: 'get' });
		const plain = {
			...signed,
			parameters: {
				url,
				sendHeaders: true,
				specifyHeaders: 'json',
				jsonHeaders: '={{ JSON.stringify($json.headers) }}',
				options: {},
			},
			credentials: undefined,
		};
		const workflow = inARow(id, [webhook(id), ...(withNode ? [get, plain] : [signed])]);
		const made = { id, simulator, credential, workflow };
		this.cases.push(made);
		return made;
	}

	/** Imports every case, and starts main and workers. */
	async start(workers = 3): Promise<void> {
		await this.queue.prepare();
		const { main } = this.queue;
		await main.importCredentials(this.cases.map(({ credential }) => credential));
		await main.importWorkflows(this.cases.map(({ workflow }) => workflow));
		await Promise.all(this.cases.map(async ({ id }) => await main.publish(id)));
		await this.queue.start(workers);
	}

	async stop(): Promise<void> {
		await this.queue.stop();
		await Promise.all(this.cases.map(({ simulator }) => simulator.stop()));
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** Calls a case's webhook many times at once. */
	async storm({ id, simulator }: Case, executions: number): Promise<Outcome> {
		const { main } = this.queue;
		const [logins, checks, lostBefore] = [simulator.logins, simulator.checks, this.lost(id)];
		const reuses = simulator instanceof OAuthSimulator ? simulator.reuses : 0;
		const answers = await Promise.all(
			Array.from({ length: executions }, async () => {
				const response = await fetch(`${main.origin}/webhook/${id}`, { method: 'POST' });
				await response.text();
				return response.ok;
			}),
		);
		const lost = this.lost(id) - lostBefore;
		return {
			executions,
			failed: answers.filter((ok) => !ok).length - lost,
			lost,
			logins: simulator.logins - logins,
			checks: simulator.checks - checks,
			reuses: (simulator instanceof OAuthSimulator ? simulator.reuses : 0) - reuses,
		};
	}

	/** How many executions of a workflow n8n has given up, by what it wrote to the database. */
	private lost(workflow: string): number {
		const rows = this.queue.postgres.ask(
			`select count(*) from execution_entity e join execution_data d on d."executionId" = e.id
			where e."workflowId" = '${workflow}' and d.data like '%${GIVEN_UP}%'`,
		);
		return Number(rows?.[0]);
	}
}

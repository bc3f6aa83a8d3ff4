import { customFields, CustomSimulator } from '../test/support/simulators/custom.mts';
import { GenLogsSimulator } from '../test/support/simulators/genLogs.mts';
import { GiroSimulator } from '../test/support/simulators/giro.mts';
import { PersonrSimulator } from '../test/support/simulators/personr.mts';
import { RocketChatSimulator } from '../test/support/simulators/rocketChat.mts';
import type { Simulator } from '../test/support/simulators/simulator.mts';
import type { CredentialData } from './n8n.mts';

export type ProviderName = 'giro' | 'rocketChat' | 'personr' | 'genLogs' | 'custom';

/** The port of each server, by its name. */
export type Ports = Record<string, number>;

/** The simulated providers, an API that nobody wrote code for among them, and credentials that fit. All of their data are invented. */
export class Providers {
	readonly giro = new GiroSimulator();
	readonly rocketChat = new RocketChatSimulator();
	readonly personr = new PersonrSimulator();
	readonly genLogs = new GenLogsSimulator();
	readonly custom = new CustomSimulator();

	get all() {
		return [this.giro, this.rocketChat, this.personr, this.genLogs, this.custom];
	}

	/** All servers, by name. */
	protected get servers(): Record<string, Simulator> {
		const { giro, rocketChat, personr, genLogs, custom } = this;
		return { giro, rocketChat, personr, genLogs, custom };
	}

	/** Starts them, on free ports where none are given. */
	async start(ports: Ports = {}): Promise<this> {
		for (const [name, server] of Object.entries(this.servers)) await server.start(ports[name]);
		return this;
	}

	async stop(): Promise<void> {
		await Promise.all(Object.values(this.servers).map((server) => server.stop()));
	}

	get ports(): Ports {
		const portOf = ({ origin }: Simulator) => Number(new URL(origin).port);
		const { servers } = this;
		return Object.fromEntries(Object.keys(servers).map((name) => [name, portOf(servers[name])]));
	}

	/** What a user would fill in, for each credential type. */
	get credentials(): CredentialData[] {
		const { giro, rocketChat, personr, genLogs, custom } = this;
		const credential = (type: string, name: string, data: CredentialData['data']) => {
			return { id: `${type}-simulated`, name, type, data };
		};
		return [
			credential('giroApi', 'GIRO (simulated)', {
				baseUrl: giro.baseUrl,
				xTag: giro.xTag,
				signIn: 'emailPassword',
				email: giro.email,
				password: giro.password,
			}),
			credential('rocketChatTokenApi', 'Rocket.Chat (simulated)', {
				serverUrl: rocketChat.baseUrl,
				userId: rocketChat.userId,
				authToken: rocketChat.authToken,
			}),
			credential('personrApi', 'Personr (simulated)', {
				baseUrl: personr.baseUrl,
				email: personr.email,
				password: personr.password,
			}),
			credential('genLogsApi', 'GenLogs (simulated)', {
				baseUrl: genLogs.baseUrl,
				apiKey: genLogs.apiKey,
				email: genLogs.email,
				password: genLogs.password,
				sendCredentialsIn: genLogs.placement,
			}),
			credential('customTokenApi', 'API of Your Own (simulated)', customFields(custom)),
		];
	}
}

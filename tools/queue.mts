import { N8n, newSettings, type CredentialData, type Settings } from './n8n.mts';
import { freePort } from './ports.mts';
import { Postgres, Redis } from './services.mts';
import { decrypt, type CredentialRow } from './storedCredential.mts';

/** n8n's own distributed engine: one main, which takes the webhooks, and workers, which execute. */
export class Queue {
	readonly redis = new Redis();
	readonly postgres = new Postgres();
	main!: N8n;
	workers: N8n[] = [];
	private readonly folder: string;
	private settings!: Settings;

	/** `folder` is the user folder that all of them share. */
	constructor(folder: string) {
		this.folder = folder;
	}

	/** Starts the services alone, so that credentials and workflows can be imported with `main`. */
	async prepare(): Promise<void> {
		await this.redis.start();
		await this.postgres.start();
		this.settings = await newSettings();
		this.main = new N8n(this.folder, this.settings, this.environment());
		this.main.installPackage();
	}

	/** Starts main and workers. */
	async start(workers: number): Promise<void> {
		await this.main.start();
		await Promise.all(Array.from({ length: workers }, () => this.addWorker()));
	}

	async addWorker(): Promise<N8n> {
		const settings = { ...this.settings, port: await freePort(), brokerPort: await freePort() };
		const worker = new N8n(this.folder, settings, {
			...this.environment(),
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(settings.port),
		});
		this.workers.push(worker);
		await worker.start(['worker', '--concurrency=10'], ['/healthz/readiness']);
		return worker;
	}

	/** The credential as the database has it, decrypted. */
	readCredential(id: string): CredentialData {
		const rows = this.postgres.ask(
			`select json_build_object('id', id, 'name', name, 'type', type, 'data', data) from credentials_entity where id = '${id}'`,
		);
		if (rows?.length !== 1) throw new Error(`n8n's database has no credential ${id}`);
		return decrypt(JSON.parse(rows[0]) as CredentialRow, this.settings.encryptionKey);
	}

	async stop(): Promise<void> {
		await Promise.all(this.workers.map((worker) => worker.stop()));
		await this.main?.stop();
		await this.redis.stop();
		await this.postgres.stop();
	}

	private environment(): Record<string, string> {
		return {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(this.redis.port),
			// A worker that was killed is noticed after seconds, not minutes.
			QUEUE_WORKER_LOCK_DURATION: '10000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
			QUEUE_WORKER_STALLED_INTERVAL: '5000',
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(this.postgres.port),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: 'n8n',
			DB_POSTGRESDB_PASSWORD: 'invented',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			EXECUTIONS_DATA_PRUNE: 'false',
		};
	}
}

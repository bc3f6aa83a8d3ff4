import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	closeSync,
	cpSync,
	mkdirSync,
	openSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

import { readExecution, type Outcome } from './execution.mts';
import { freePort } from './ports.mts';
import { decrypt, readRow } from './storedCredential.mts';

const PACKAGE = 'n8n-nodes-access-tokens';

/** Where `host.mjs` has put things. */
export interface Host {
	node: string;
	n8n: string;
	/** n8n's. */
	version: string;
	package: string;
}

/** What has to stay the same for a user folder to be used again. */
export interface Settings {
	encryptionKey: string;
	port: number;
	/** Where n8n would talk to its task runners; it insists on listening. */
	brokerPort: number;
}

export interface CredentialData {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** A workflow as n8n exports it. */
export interface WorkflowData {
	id: string;
	name: string;
	nodes: Array<Record<string, unknown>>;
	connections: Record<string, unknown>;
	[more: string]: unknown;
}

/** What one command of n8n's said. */
export interface Ran {
	status: number | null;
	output: string;
	errors: string;
}

/** What an execution in a process of its own left. */
export type Execution = Ran & Outcome;

/** No calls home, no questions, nothing listening but on this machine. */
const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_PYTHON_ENABLED: 'false',
	N8N_SECURE_COOKIE: 'false',
	N8N_LISTEN_ADDRESS: '127.0.0.1',
};

/** A module of n8n 2 that calls home; n8n 1 has no such module, and refuses its name. */
const QUIET_2 = { N8N_DISABLED_MODULES: 'mcp-registry' };

/** What the server answers when it is ready; n8n 1 answers the first before it has the second. */
const READY = ['/healthz/readiness', '/rest/settings'];

/** So that a result can be told from what is logged around it, at any log level. */
const LOG_AS_JSON = { N8N_LOG_FORMAT: 'json' };

const PIPES: StdioOptions = ['ignore', 'pipe', 'pipe'];

/** What a program needs of the machine's environment; nothing else of it is handed on. */
const KEPT = ['PATH', 'LANG', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'ComSpec', 'PATHEXT'];

export async function newSettings(): Promise<Settings> {
	return {
		encryptionKey: randomBytes(24).toString('hex'),
		port: await freePort(),
		brokerPort: await freePort(),
	};
}

/** Which n8n it is: the name of a folder in `test/system/e2e`, which `host.mjs` installs from. */
export const HOST = process.env.N8N_HOST ?? 'host';

export function readHost(): Host {
	return JSON.parse(readFileSync(join(`.${HOST}`, 'host.json'), 'utf8')) as Host;
}

/** The real n8n on a user folder of its own, with this package installed in it. */
export class N8n {
	readonly folder: string;
	readonly settings: Settings;
	/** What the server has written so far. */
	log = '';
	private readonly more: Record<string, string>;
	private readonly host: Host;
	private server?: ChildProcess;

	/** `more` are environment variables besides the quiet ones. */
	constructor(folder: string, settings: Settings, more: Record<string, string> = {}) {
		this.folder = resolve(folder);
		this.settings = settings;
		this.more = more;
		this.host = readHost();
	}

	/** n8n's major version. */
	get major(): number {
		return Number.parseInt(this.host.version, 10);
	}

	get origin(): string {
		return `http://127.0.0.1:${this.settings.port}`;
	}

	get databaseFile(): string {
		return join(this.folder, '.n8n', 'database.sqlite');
	}

	/** Puts the packed package where n8n installs community packages. */
	installPackage(): void {
		const modules = join(this.folder, '.n8n', 'nodes', 'node_modules');
		mkdirSync(modules, { recursive: true });
		cpSync(this.host.package, join(modules, PACKAGE), { recursive: true, force: true });
		const manifest = { name: 'installed-nodes', private: true, dependencies: {} };
		writeFileSync(join(this.folder, '.n8n', 'nodes', 'package.json'), JSON.stringify(manifest));
	}

	async importCredentials(credentials: CredentialData[]): Promise<void> {
		await this.withFile(credentials, async (file) => {
			await this.mustRun(['import:credentials', `--input=${file}`]);
		});
	}

	async importWorkflows(workflows: WorkflowData[]): Promise<void> {
		await this.withFile(workflows, async (file) => {
			await this.mustRun(['import:workflow', `--input=${file}`]);
		});
	}

	/** The credential as the database has it, decrypted. */
	readCredential(id: string): CredentialData {
		const row = readRow(this.host.node, this.databaseFile, id);
		return decrypt(row, this.settings.encryptionKey);
	}

	/** Executes a workflow in a process of its own. */
	async execute(id: string): Promise<Execution> {
		const ran = await this.run(['execute', `--id=${id}`, '--rawOutput'], LOG_AS_JSON);
		return { ...ran, ...readExecution(ran.output) };
	}

	/** Has the server run a workflow's triggers from its next start on. */
	async publish(id: string): Promise<void> {
		if (this.major === 1) await this.mustRun(['update:workflow', `--id=${id}`, '--active=true']);
		else await this.mustRun(['publish:workflow', `--id=${id}`]);
	}

	/** Runs one command of n8n's, and waits for its end. */
	async run(args: string[], more: Record<string, string> = {}): Promise<Ran> {
		// A program that ends loses what a pipe has not taken yet; a file takes everything at once.
		const name = join(this.folder, `ran-${randomBytes(4).toString('hex')}`);
		const files = [`${name}.out`, `${name}.err`];
		const [out, err] = files.map((file) => openSync(file, 'w', 0o600));
		const child = this.spawn(args, more, ['ignore', out, err]);
		const status = await new Promise<number | null>((done) => child.on('close', done));
		const [output, errors] = files.map((file) => readFileSync(file, 'utf8'));
		for (const file of [out, err]) closeSync(file);
		for (const file of files) rmSync(file);
		return { status, output, errors };
	}

	/** Starts the server, or another of n8n's commands that serve on its port, and waits until it answers. */
	async start(args = ['start'], ready = READY): Promise<void> {
		const server = this.spawn(args);
		this.server = server;
		let ended = false;
		const takeAlong = () => server.kill();
		process.on('exit', takeAlong);
		server.on('close', () => {
			ended = true;
			process.off('exit', takeAlong);
		});
		for (const stream of [server.stdout, server.stderr]) {
			stream?.on('data', (text: Buffer) => (this.log += text.toString('utf8')));
		}
		for (let waited = 0; waited < 120_000 && !ended; waited += 250) {
			const answers = await Promise.all(ready.map(async (path) => await this.answers(path)));
			if (!answers.includes(false)) return;
			await new Promise((done) => setTimeout(done, 250));
		}
		await this.stop();
		throw new Error(`n8n did not start:\n${this.log.slice(-2000)}`);
	}

	async stop(): Promise<void> {
		const { server } = this;
		this.server = undefined;
		if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
		const closed = new Promise((done) => server.on('close', done));
		server.kill('SIGTERM');
		const late = setTimeout(() => server.kill('SIGKILL'), 15_000);
		await closed;
		clearTimeout(late);
	}

	/** Ends the server at once, as the machine's failure would. */
	async kill(): Promise<void> {
		this.server?.kill('SIGKILL');
		await this.ended();
	}

	/** Makes the first user, and returns the cookie of its session. */
	async makeOwner(email: string, password: string): Promise<string> {
		const response = await fetch(`${this.origin}/rest/owner/setup`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ email, firstName: 'Demo', lastName: 'Owner', password }),
		});
		if (!response.ok) throw new Error(`n8n made no owner: ${await response.text()}`);
		return response.headers
			.getSetCookie()
			.map((cookie) => cookie.split(';')[0])
			.join('; ');
	}

	/** Resolves when the server ends, whoever ends it. */
	async ended(): Promise<void> {
		const { server } = this;
		if (server && server.exitCode === null && server.signalCode === null)
			await new Promise((done) => server.on('close', done));
	}

	/** n8n 1 says that it is ready before the editor's interface is there; while it starts, it answers with a text. */
	private async answers(path: string): Promise<boolean> {
		const response = await fetch(this.origin + path).catch(() => undefined);
		const isJson = response?.headers.get('content-type')?.startsWith('application/json');
		return response?.ok === true && isJson === true;
	}

	private spawn(args: string[], more = {}, stdio: StdioOptions = PIPES): ChildProcess {
		return spawn(this.host.node, [this.host.n8n, ...args], {
			cwd: this.folder,
			env: { ...this.environment(), ...more },
			stdio,
		});
	}

	private environment(): NodeJS.ProcessEnv {
		const kept = Object.fromEntries(KEPT.map((name) => [name, process.env[name]]));
		return {
			...kept,
			PATH: `${dirname(this.host.node)}${delimiter}${process.env.PATH ?? ''}`,
			HOME: this.folder,
			USERPROFILE: this.folder,
			...QUIET,
			...(this.major === 1 ? {} : QUIET_2),
			N8N_USER_FOLDER: this.folder,
			N8N_ENCRYPTION_KEY: this.settings.encryptionKey,
			N8N_PORT: String(this.settings.port),
			N8N_RUNNERS_BROKER_PORT: String(this.settings.brokerPort),
			...this.more,
		};
	}

	private async mustRun(args: string[]): Promise<Ran> {
		const ran = await this.run(args);
		if (ran.status === 0) return ran;
		throw new Error(
			`n8n ${args[0]} failed:\n${ran.output.slice(-2000)}\n${ran.errors.slice(-2000)}`,
		);
	}

	private async withFile(content: unknown, use: (file: string) => Promise<void>): Promise<void> {
		const file = join(this.folder, `import-${randomBytes(4).toString('hex')}.json`);
		writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
		await use(file).finally(() => rmSync(file));
	}
}

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { freePort } from './ports.mts';

/** Where Debian puts the programs of PostgreSQL, which are not on the path. */
const POSTGRES = '/usr/lib/postgresql';

/** Finds a program on the path or in Debian's folders of PostgreSQL, or says which package brings it. */
export function program(name: string, debianPackage: string): string {
	const versions = existsSync(POSTGRES) ? readdirSync(POSTGRES).sort().reverse() : [];
	const folders = [
		...(process.env.PATH ?? '').split(delimiter),
		...versions.map((version) => join(POSTGRES, version, 'bin')),
	];
	const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
	if (found) return found;
	throw new Error(`'${name}' is missing. On Debian: apt-get install ${debianPackage}`);
}

/** PostgreSQL refuses to run as root: there, as the user that its Debian package makes. */
function asPostgres(command: string[]): string[] {
	return process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command;
}

function idOf(flag: '-u' | '-g'): number {
	return Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
}

async function answers(port: number): Promise<boolean> {
	return await new Promise((done) => {
		const socket = connect(port, '127.0.0.1');
		socket.on('connect', () => done(true)).on('error', () => done(false));
		socket.on('close', () => done(false)).unref();
		socket.on('connect', () => socket.destroy());
	});
}

/** A server of somebody else's, on a free port of loopback, with a folder of its own that goes when it ends. */
export abstract class Service {
	port = 0;
	protected readonly folder = mkdtempSync(join(tmpdir(), 'access-tokens-service-'));
	private child?: ChildProcess;
	private said = '';

	/** Makes the folder ready, and returns the command that serves from it. */
	protected abstract prepare(): string[];

	protected abstract isReady(): Promise<boolean>;

	/** The environment variables that it runs with. */
	protected environment(): NodeJS.ProcessEnv {
		return process.env;
	}

	async start(): Promise<this> {
		this.port = await freePort();
		return await this.launch(this.prepare());
	}

	/** Starts the command, and waits until it serves. */
	protected async launch([command, ...args]: string[]): Promise<this> {
		const child = spawn(command, args, {
			cwd: this.folder,
			env: this.environment(),
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		this.child = child;
		const takeAlong = () => child.kill('SIGTERM');
		process.on('exit', takeAlong);
		child.on('close', () => process.off('exit', takeAlong));
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (text: Buffer) => (this.said += text.toString('utf8')));
		}
		for (let waited = 0; waited < 30_000 && child.exitCode === null; waited += 100) {
			if (await this.isReady()) return this;
			await new Promise((done) => setTimeout(done, 100));
		}
		await this.stop();
		throw new Error(`${command} did not start:\n${this.said.slice(-2000)}`);
	}

	async stop(): Promise<void> {
		await this.end();
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** Ends the program, and leaves its folder for another launch. */
	protected async end(): Promise<void> {
		const { child } = this;
		this.child = undefined;
		if (!child || child.exitCode !== null) return;
		const closed = new Promise((done) => child.on('close', done));
		child.kill('SIGTERM');
		await closed;
	}
}

/** Redis, which carries n8n's queue; it keeps nothing on disk. */
export class Redis extends Service {
	protected prepare(): string[] {
		const server = program('redis-server', 'redis-server');
		const settings = ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.folder];
		return [server, ...settings, '--save', '', '--appendonly', 'no'];
	}

	protected async isReady(): Promise<boolean> {
		return await answers(this.port);
	}
}

/** PostgreSQL, which holds n8n's data. Whoever reaches its port on this machine is let in while it runs. */
export class Postgres extends Service {
	protected prepare(): string[] {
		const data = join(this.folder, 'data');
		if (process.getuid?.() === 0) chownSync(this.folder, idOf('-u'), idOf('-g'));
		const make = [program('initdb', 'postgresql'), '-D', data, '-U', 'n8n', '-A', 'trust', '-N'];
		const [command, ...args] = asPostgres([...make, '-E', 'UTF8', '--locale=C']);
		const made = spawnSync(command, args, { cwd: this.folder, encoding: 'utf8' });
		if (made.status !== 0) throw new Error(`initdb failed:\n${made.stdout}\n${made.stderr}`);
		const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${this.folder}`];
		// Its data are thrown away: nothing has to survive a power cut.
		const quick = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
		return asPostgres([
			program('postgres', 'postgresql'),
			...['-D', data, '-p', String(this.port)],
			...[...settings, ...quick].flatMap((setting) => ['-c', setting]),
		]);
	}

	protected async isReady(): Promise<boolean> {
		return this.ask('select 1') !== undefined;
	}

	/** The rows that a query gives, with the columns apart by `|`; undefined where it was not answered. */
	ask(query: string): string[] | undefined {
		const where = ['-h', '127.0.0.1', '-p', String(this.port), '-U', 'n8n', '-d', 'postgres'];
		const asked = spawnSync(program('psql', 'postgresql-client'), [...where, '-Atc', query], {
			encoding: 'utf8',
		});
		return asked.status === 0 ? asked.stdout.split('\n').filter((line) => line !== '') : undefined;
	}
}

import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { readHost } from '../../../../../tools/n8n.mts';
import type { Arrived } from '../../../../support/simulators/simulator.mts';
import { EMAIL, LocalProgram, PASSWORD, type Call, type Program } from '../program.mts';

/** The command without its look for a newer version, which would leave this machine. */
const COMMAND = '.programs/node_modules/@directus/api/dist/cli/run.js';

/**
 * Directus: JSON, a token below `data`, its lifetime in milliseconds and as a JWT's, and refresh tokens that work once.
 * It keeps no list of its access tokens, so that only another secret ends one early.
 */
export class Directus extends LocalProgram implements Program {
	private secret = 1;
	protected override readonly readyPath = '/server/ping';

	/** @param lifetime of an access token, in seconds */
	constructor(private readonly lifetime: number) {
		super();
	}

	readonly call: Call = { method: 'GET', path: '/users/me' };
	readonly fields: IDataObject = { api: 'directus', username: EMAIL, password: PASSWORD };

	isLogin({ path }: Arrived): boolean {
		return path === '/auth/login' || path === '/auth/refresh';
	}

	isRefusal({ status }: { status: number }): boolean {
		return status === 401 || status === 403;
	}

	async endSession(): Promise<void> {
		await this.end();
		this.secret += 1;
		await this.launch(this.command('start'));
	}

	protected prepare(): string[] {
		const [command, ...args] = this.command('bootstrap');
		const options = { cwd: this.folder, env: this.environment(), encoding: 'utf8' } as const;
		const made = spawnSync(command, args, options);
		if (made.status !== 0) throw new Error(`Directus made no database:\n${made.stdout}`);
		return this.command('start');
	}

	protected override environment(): NodeJS.ProcessEnv {
		return {
			...super.environment(),
			HOST: '127.0.0.1',
			PORT: String(this.port),
			PUBLIC_URL: this.origin,
			DB_CLIENT: 'sqlite3',
			DB_FILENAME: join(this.folder, 'data.db'),
			KEY: 'invented-key',
			SECRET: `invented-secret-${this.secret}`,
			ADMIN_EMAIL: EMAIL,
			ADMIN_PASSWORD: PASSWORD,
			ACCESS_TOKEN_TTL: `${this.lifetime}s`,
			TELEMETRY: 'false',
		};
	}

	private command(name: string): string[] {
		return [readHost().node, resolve(COMMAND), name];
	}
}

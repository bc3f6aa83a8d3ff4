import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { program } from '../../../../../tools/services.mts';
import type { Arrived } from '../../../../support/simulators/simulator.mts';
import { LocalProgram, PASSWORD, USER, type Call, type Program } from '../program.mts';

/** The tables of a new installation, with the user `admin`, whose password is `password`. */
const TABLES = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3';
const MODULES = '/usr/lib/glewlwyd';

/** Glewlwyd's own API: JSON, an empty answer with a session cookie, and 401 for a session that it doesn't know. */
export class Glewlwyd extends LocalProgram implements Program {
	protected override readonly readyPath = '/config';

	/** @param lifetime of an administrator's session, in seconds */
	constructor(private readonly lifetime: number) {
		super();
	}

	readonly call: Call = { method: 'GET', path: '/api/user' };
	readonly fields: IDataObject = { api: 'glewlwyd', username: USER, password: PASSWORD };

	override async start(): Promise<this> {
		await super.start();
		const scope = ['g_admin', 'g_profile'];
		await this.add('user', { username: USER, password: PASSWORD, scope, enabled: true });
		return this;
	}

	isLogin({ method, path }: Arrived): boolean {
		return method === 'POST' && path === '/api/auth';
	}

	isRefusal({ status }: { status: number }): boolean {
		return status === 401;
	}

	async endSession(token: string): Promise<void> {
		await fetch(`${this.origin}/api/auth/`, { method: 'DELETE', headers: { cookie: token } });
	}

	/** Adds something as the administrator that each installation begins with. */
	async add(kind: 'user' | 'client' | 'mod/plugin', what: IDataObject): Promise<void> {
		const post = async (path: string, body: IDataObject, headers: Record<string, string> = {}) =>
			await fetch(`${this.origin}/api/${path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...headers },
				body: JSON.stringify(body),
			});
		const login = await post('auth', { username: 'admin', password: 'password' });
		const [cookie] = login.headers.getSetCookie()[0].split(';');
		const { status } = await post(kind, what, { cookie });
		if (status !== 200) throw new Error(`Glewlwyd added no ${kind}: ${status}`);
	}

	protected prepare(): string[] {
		const database = join(this.folder, 'glewlwyd.db');
		const age = `UPDATE g_scope SET gs_password_max_age = ${this.lifetime} WHERE gs_name = 'g_admin';`;
		const input = `${readFileSync(TABLES, 'utf8')}\n${age}`;
		const made = spawnSync(program('sqlite3', 'sqlite3'), [database], { input });
		if (made.status !== 0) throw new Error(`Glewlwyd has no database:\n${made.stderr}`);
		const settings = {
			...{ port: this.port, bind_address: '127.0.0.1', external_url: this.origin },
			...{ api_prefix: 'api', login_url: 'login.html', log_mode: 'console', log_level: 'WARNING' },
			...{ admin_scope: 'g_admin', profile_scope: 'g_profile', hash_algorithm: 'SHA512' },
			user_module_path: join(MODULES, 'user'),
			client_module_path: join(MODULES, 'client'),
			user_auth_scheme_module_path: join(MODULES, 'scheme'),
			plugin_module_path: join(MODULES, 'plugin'),
		};
		const lines = Object.entries(settings).map(
			([name, value]) => `${name}=${JSON.stringify(value)}`,
		);
		lines.push(`database = { type = "sqlite3"; path = ${JSON.stringify(database)}; };`);
		const file = join(this.folder, 'glewlwyd.conf');
		writeFileSync(file, lines.join('\n'));
		return [program('glewlwyd', 'glewlwyd'), `--config-file=${file}`];
	}
}

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { readHost } from '../../../../../tools/n8n.mts';
import type { Arrived } from '../../../../support/simulators/simulator.mts';
import { HASH, LocalProgram, PASSWORD, USER, type Call, type Program } from '../program.mts';

const COMMAND = '.programs/plain/node_modules/verdaccio/bin/verdaccio';

/** Logs in, or makes an account, as `npm login` and `npm adduser` do: they send the password twice, or once. */
export function userRequest(name: string, password: string) {
	return {
		method: 'PUT',
		path: `/-/user/org.couchdb.user:${name}`,
		body: { name, password },
	} as const;
}

/**
 * Verdaccio, a registry for npm packages: one address for logins and new accounts. It keeps no list of its tokens, so that
 * only another secret ends one early.
 */
export class Verdaccio extends LocalProgram implements Program {
	protected override readonly readyPath = '/-/ping';

	/**
	 * @param lifetime of a token, in seconds; none: as Verdaccio comes, where a token is no JWT and never expires
	 * @param maxUsers after how many accounts no more are made; -1: none is made
	 */
	constructor(
		private readonly lifetime?: number,
		private readonly maxUsers?: number,
	) {
		super();
	}

	readonly call: Call = { method: 'GET', path: '/-/npm/v1/user' };
	readonly fields: IDataObject = { api: 'verdaccio', username: USER, password: PASSWORD };

	isLogin({ method, path }: Arrived): boolean {
		return method === 'PUT' && path.startsWith('/-/user/');
	}

	isRefusal({ status }: { status: number }): boolean {
		return status === 401;
	}

	async endSession(): Promise<void> {
		await this.end();
		const database = { list: [], secret: 'invented-secret-of-32-characters' };
		writeFileSync(join(this.folder, 'storage', '.verdaccio-db.json'), JSON.stringify(database));
		await this.launch(this.command());
	}

	protected prepare(): string[] {
		writeFileSync(join(this.folder, 'htpasswd'), `${USER}:${HASH}\n`);
		const access = { access: '$authenticated', publish: '$authenticated' };
		const jwt = { sign: { expiresIn: `${this.lifetime}s` } };
		const settings = {
			storage: this.subfolder('storage'),
			auth: { htpasswd: { file: './htpasswd', max_users: this.maxUsers } },
			// It asks no other registry.
			uplinks: {},
			packages: { '**': access },
			...(this.lifetime !== undefined && { security: { api: { jwt } } }),
		};
		// YAML takes JSON.
		writeFileSync(join(this.folder, 'config.yaml'), JSON.stringify(settings));
		return this.command();
	}

	private command(): string[] {
		const config = ['--config', join(this.folder, 'config.yaml')];
		return [readHost().node, resolve(COMMAND), ...config, '--listen', `127.0.0.1:${this.port}`];
	}
}

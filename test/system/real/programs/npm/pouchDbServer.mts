import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { readHost } from '../../../../../tools/n8n.mts';
import type { Arrived } from '../../../../support/simulators/simulator.mts';
import { LocalProgram, PASSWORD, USER, type Call, type Program } from '../program.mts';

const COMMAND = '.programs/plain/node_modules/pouchdb-server/bin/pouchdb-server';

/**
 * PouchDB Server, which has CouchDB's API: a session cookie without an expiry, and a newer one with each answer. It keeps no
 * list of its sessions, so that only another secret ends one early.
 */
export class PouchDbServer extends LocalProgram implements Program {
	/** @param lifetime of a cookie, in seconds */
	constructor(private readonly lifetime: number) {
		super();
	}

	readonly call: Call = { method: 'GET', path: '/_active_tasks' };
	readonly fields: IDataObject = { api: 'pouchDbServer', username: USER, password: PASSWORD };

	isLogin({ method, path }: Arrived): boolean {
		return method === 'POST' && path === '/_session';
	}

	isRefusal({ status }: { status: number }): boolean {
		return status === 401;
	}

	async endSession(token: string): Promise<void> {
		await fetch(`${this.origin}/_config/couch_httpd_auth/secret`, {
			method: 'PUT',
			headers: { cookie: token, 'content-type': 'application/json' },
			body: JSON.stringify(`invented-secret-${Date.now()}`),
		});
	}

	protected prepare(): string[] {
		const file = join(this.folder, 'config.json');
		const settings = {
			admins: { [USER]: PASSWORD },
			couch_httpd_auth: { timeout: this.lifetime, secret: 'invented-secret' },
			log: { file: join(this.folder, 'log.txt') },
		};
		writeFileSync(file, JSON.stringify(settings));
		const where = ['--host', '127.0.0.1', '--port', String(this.port), '--dir', this.folder];
		const command = [readHost().node, resolve(COMMAND), '--in-memory', '--no-stdout-logs'];
		return [...command, ...where, '--config', file];
	}
}

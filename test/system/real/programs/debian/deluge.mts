import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { program } from '../../../../../tools/services.mts';
import { jsonBody, type Arrived } from '../../../../support/simulators/simulator.mts';
import { LocalProgram, PASSWORD, type Call, type Program } from '../program.mts';

const SALT = 'invented-salt';

/** A call as Deluge wants it. */
export function rpc(method: string, ...params: string[]): IDataObject {
	return { method, params, id: 1 };
}

/**
 * Deluge's web interface: JSON-RPC by POST alone, a session cookie whose expiry moves on with each request, and 200
 * with an error for a session that it doesn't know.
 */
export class Deluge extends LocalProgram implements Program {
	/** @param idle after how many seconds without a request it ends a session */
	constructor(private readonly idle: number) {
		super();
	}

	readonly call: Call = { method: 'POST', path: '/json', body: rpc('web.get_hosts') };
	readonly fields: IDataObject = { api: 'deluge', password: PASSWORD };

	isLogin(request: Arrived): boolean {
		return jsonBody(request)?.method === 'auth.login';
	}

	isRefusal({ text }: { text: string }): boolean {
		return text.includes('Not authenticated');
	}

	async endSession(token: string): Promise<void> {
		await fetch(`${this.origin}/json`, {
			method: 'POST',
			headers: { cookie: token, 'content-type': 'application/json' },
			body: JSON.stringify(rpc('auth.delete_session')),
		});
	}

	protected prepare(): string[] {
		const hash = createHash('sha1').update(SALT).update(PASSWORD).digest('hex');
		const settings = {
			interface: '127.0.0.1',
			port: this.port,
			session_timeout: this.idle,
			pwd_salt: SALT,
			pwd_sha1: hash,
			first_login: false,
			default_daemon: '',
		};
		const version = { file: 2, format: 1 };
		// Its configuration is two JSON objects, one after the other.
		const text = JSON.stringify(version) + JSON.stringify(settings);
		writeFileSync(join(this.folder, 'web.conf'), text);
		return [program('deluge-web', 'deluge-web'), '--do-not-daemonize', '--config', this.folder];
	}
}

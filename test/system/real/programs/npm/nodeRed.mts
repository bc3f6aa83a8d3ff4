import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { readHost } from '../../../../../tools/n8n.mts';
import type { Arrived } from '../../../../support/simulators/simulator.mts';
import { HASH, LocalProgram, PASSWORD, USER, type Call, type Program } from '../program.mts';

/** A user who may change nothing. */
export const READER = 'reader';

/** Node-RED's admin API: a form with fixed fields, and the standard answer of OAuth2. */
export class NodeRed extends LocalProgram implements Program {
	/** @param lifetime of a token, in seconds */
	constructor(private readonly lifetime: number) {
		super();
	}

	readonly call: Call = { method: 'GET', path: '/flows' };
	readonly fields: IDataObject = { api: 'nodeRed', username: USER, password: PASSWORD };

	isLogin({ path }: Arrived): boolean {
		return path === '/auth/token';
	}

	isRefusal({ status }: { status: number }): boolean {
		return status === 401;
	}

	async endSession(token: string): Promise<void> {
		await fetch(`${this.origin}/auth/revoke`, {
			method: 'POST',
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: JSON.stringify({ token }),
		});
	}

	protected prepare(): string[] {
		const settings = {
			uiHost: '127.0.0.1',
			uiPort: this.port,
			userDir: this.folder,
			flowFile: 'flows.json',
			credentialSecret: 'invented-secret',
			telemetry: { enabled: false, updateNotification: false },
			adminAuth: {
				type: 'credentials',
				sessionExpiryTime: this.lifetime,
				users: [
					{ username: USER, password: HASH, permissions: '*' },
					{ username: READER, password: HASH, permissions: 'read' },
				],
			},
		};
		const file = join(this.folder, 'settings.js');
		writeFileSync(file, `module.exports = ${JSON.stringify(settings)};`);
		return [readHost().node, resolve('.programs/node_modules/node-red/red.js'), '-s', file];
	}
}

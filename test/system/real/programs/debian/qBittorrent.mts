import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { program } from '../../../../../tools/services.mts';
import type { Arrived } from '../../../../support/simulators/simulator.mts';
import { LocalProgram, PASSWORD, USER, type Call, type Program } from '../program.mts';

/** qBittorrent: a form, a session cookie without an expiry, and 403 for a session that it doesn't know. */
export class QBittorrent extends LocalProgram implements Program {
	/** @param idle after how many seconds without a request it ends a session */
	constructor(private readonly idle: number) {
		super();
	}

	readonly call: Call = { method: 'GET', path: '/api/v2/torrents/info' };
	readonly fields: IDataObject = { api: 'qBittorrent', username: USER, password: PASSWORD };

	isLogin({ path }: Arrived): boolean {
		return path === '/api/v2/auth/login';
	}

	isRefusal({ status }: { status: number }): boolean {
		return status === 403;
	}

	async endSession(token: string): Promise<void> {
		await fetch(`${this.origin}/api/v2/auth/logout`, {
			method: 'POST',
			headers: { cookie: token },
		});
	}

	protected prepare(): string[] {
		const salt = randomBytes(16);
		const hash = pbkdf2Sync(PASSWORD, salt, 100_000, 64, 'sha512');
		const settings = [
			'[LegalNotice]',
			'Accepted=true',
			'[Preferences]',
			'WebUI\\Address=127.0.0.1',
			`WebUI\\Port=${this.port}`,
			`WebUI\\SessionTimeout=${this.idle}`,
			`WebUI\\Username=${USER}`,
			`WebUI\\Password_PBKDF2="@ByteArray(${salt.toString('base64')}:${hash.toString('base64')})"`,
			// It looks for no other client: nothing leaves this machine.
			'[BitTorrent]',
			'Session\\DHTEnabled=false',
			'Session\\LSDEnabled=false',
			'Session\\PeXEnabled=false',
		];
		const file = join(this.subfolder('qBittorrent/config'), 'qBittorrent.conf');
		writeFileSync(file, settings.join('\n'));
		return [program('qbittorrent-nox', 'qbittorrent-nox'), `--profile=${this.folder}`];
	}
}

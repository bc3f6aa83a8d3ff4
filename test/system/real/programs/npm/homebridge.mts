import { pbkdf2Sync } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { readHost } from '../../../../../tools/n8n.mts';
import type { Arrived } from '../../../../support/simulators/simulator.mts';
import { LocalProgram, PASSWORD, USER, type Call, type Program } from '../program.mts';

const COMMAND = '.programs/plain/node_modules/homebridge-config-ui-x/dist/bin/standalone.js';
const SALT = 'invented-salt';

/**
 * The web interface of Homebridge, without Homebridge. It keeps no list of its tokens, so that only another secret ends one
 * early.
 */
export class Homebridge extends LocalProgram implements Program {
	protected override readonly readyPath = '/api';

	/**
	 * @param lifetime of a token, in seconds
	 * @param otpSecret that of the user's authenticator app, where a login needs a code from it
	 */
	constructor(
		private readonly lifetime: number,
		private readonly otpSecret?: string,
	) {
		super();
	}

	readonly call: Call = { method: 'GET', path: '/api/users' };
	readonly fields: IDataObject = { api: 'homebridge', username: USER, password: PASSWORD };

	isLogin({ path }: Arrived): boolean {
		return path === '/api/auth/login';
	}

	isRefusal({ status }: { status: number }): boolean {
		return status === 401;
	}

	async endSession(): Promise<void> {
		await this.end();
		// It makes another one when it starts.
		rmSync(join(this.folder, '.uix-secrets'));
		await this.launch(this.command());
	}

	protected prepare(): string[] {
		const web = { platform: 'config', port: this.port, host: '127.0.0.1' };
		this.write('config.json', {
			bridge: { name: 'Invented', username: '0E:00:00:00:00:01', pin: '031-45-154' },
			platforms: [{ ...web, sessionTimeout: this.lifetime }],
		});
		const hashedPassword = pbkdf2Sync(PASSWORD, SALT, 1_000, 64, 'sha512').toString('hex');
		const user = { id: 1, username: USER, name: 'Ops', admin: true, hashedPassword, salt: SALT };
		const { otpSecret } = this;
		const isOtpActive = otpSecret !== undefined;
		this.write('auth.json', [{ ...user, ...(isOtpActive && { otpSecret, otpActive: true }) }]);
		return this.command();
	}

	/** It asks for the list of plugins when it starts: on this machine, where nothing answers. */
	protected override environment(): NodeJS.ProcessEnv {
		return { ...super.environment(), HTTPS_PROXY: 'http://127.0.0.1:9' };
	}

	private write(name: string, content: unknown): void {
		writeFileSync(join(this.folder, name), JSON.stringify(content));
	}

	private command(): string[] {
		return [readHost().node, resolve(COMMAND), '--user-storage-path', this.folder];
	}
}

import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { program } from '../../../../../tools/services.mts';
import type { Arrived } from '../../../../support/simulators/simulator.mts';
import { LocalProgram, PASSWORD, type Call, type Program } from '../program.mts';

/** Where Debian puts it. */
const HOME = '/usr/share/mediawiki';
/** MediaWiki takes bot passwords of 32 characters or more. */
export const BOT_PASSWORD = 'inventedbotpasswordof32letters00';
export const BOT = 'Ops@n8n';

/**
 * MediaWiki on PHP's own server: a first request for a login token, a form, a session cookie without an expiry, and 200
 * with an error for a session that it doesn't know.
 */
export class MediaWiki extends LocalProgram implements Program {
	protected override readonly readyPath = '/api.php';

	/** @param idle after how many seconds without a request it ends a session */
	constructor(private readonly idle: number) {
		super();
	}

	readonly call: Call = {
		method: 'GET',
		path: '/api.php?action=query&meta=userinfo&assert=user&format=json',
	};
	readonly fields: IDataObject = { api: 'mediaWiki', username: BOT, password: BOT_PASSWORD };

	isLogin({ path, body }: Arrived): boolean {
		return path === '/api.php' && body.includes('action=login');
	}

	isRefusal({ text }: { text: string }): boolean {
		return text.includes('assertuserfailed');
	}

	async endSession(token: string): Promise<void> {
		const headers = { cookie: token };
		const query = '/api.php?action=query&meta=tokens&type=csrf&format=json';
		const asked = await fetch(this.origin + query, { headers });
		const { query: answer } = (await asked.json()) as {
			query: { tokens: { csrftoken: string } };
		};
		await fetch(`${this.origin}/api.php`, {
			method: 'POST',
			headers,
			body: new URLSearchParams({
				...{ action: 'logout', format: 'json' },
				token: answer.tokens.csrftoken,
			}),
		});
	}

	protected prepare(): string[] {
		const database = ['--dbtype', 'sqlite', '--dbname', 'wiki', '--dbpath', this.subfolder('data')];
		const site = ['--server', this.origin, '--scriptpath', '', '--confpath', this.folder];
		this.maintain('install.php', ...database, ...site, '--pass', PASSWORD, 'Wiki', 'Ops');
		appendFileSync(this.settings, `$wgObjectCacheSessionExpiry = ${this.idle};\n`);
		const bot = ['--appid', 'n8n', '--grants', 'basic', 'Ops', BOT_PASSWORD];
		this.maintain('createBotPassword.php', ...bot);
		return [program('php', 'php-cli'), '-S', `127.0.0.1:${this.port}`, '-t', HOME];
	}

	protected override environment(): NodeJS.ProcessEnv {
		return { ...super.environment(), MW_CONFIG_FILE: this.settings };
	}

	private get settings(): string {
		return join(this.folder, 'LocalSettings.php');
	}

	private maintain(script: string, ...args: string[]): void {
		const { MW_CONFIG_FILE, ...environment } = this.environment();
		// The script that writes the settings doesn't run where it is told of some.
		const env = script === 'install.php' ? environment : { ...environment, MW_CONFIG_FILE };
		const options = { cwd: this.folder, env, encoding: 'utf8' } as const;
		const file = join(HOME, 'maintenance', script);
		const made = spawnSync(program('php', 'php-cli'), [file, ...args], options);
		if (made.status === 0) return;
		throw new Error(`MediaWiki's ${script} failed:\n${made.stdout}\n${made.stderr}`);
	}
}

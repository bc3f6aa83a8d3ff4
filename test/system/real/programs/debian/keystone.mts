import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { program } from '../../../../../tools/services.mts';
import type { Arrived } from '../../../../support/simulators/simulator.mts';
import { LocalProgram, PASSWORD, USER, type Call, type Program } from '../program.mts';

export const TOKENS = '/v3/auth/tokens';

/** Its own `keystone-wsgi-public` lets no more than five requests wait. */
const SERVER = `
import sys
from wsgiref.simple_server import WSGIServer, make_server
from keystone.server.wsgi import initialize_public_application
port = int(sys.argv.pop())
WSGIServer.request_queue_size = 1000
make_server('127.0.0.1', port, initialize_public_application()).serve_forever()
`;

/** What Keystone wants of a user who logs in, for a project or for the user's default one. */
export function identity(password: string, project?: string): IDataObject {
	const user = { name: USER, password, domain: { id: 'default' } };
	return {
		auth: {
			identity: { methods: ['password'], password: { user } },
			...(project !== undefined && { scope: { project: { id: project } } }),
		},
	};
}

/** OpenStack's Keystone on Python's own server: nested JSON, a token in a header, a date of expiry, and 401 for another token. */
export class Keystone extends LocalProgram implements Program {
	protected override readonly readyPath = '/v3';

	/** @param lifetime of a token, in seconds */
	constructor(private readonly lifetime: number) {
		super();
	}

	readonly call: Call = { method: 'GET', path: '/v3/auth/projects' };
	readonly fields: IDataObject = { api: 'keystone', username: USER, password: PASSWORD };

	override async start(): Promise<this> {
		await super.start();
		await this.giveDefaultProject();
		return this;
	}

	isLogin({ method, path }: Arrived): boolean {
		return method === 'POST' && path === TOKENS;
	}

	isRefusal({ status }: { status: number }): boolean {
		return status === 401;
	}

	async endSession(token: string): Promise<void> {
		const headers = { 'x-auth-token': token, 'x-subject-token': token };
		await fetch(this.origin + TOKENS, { method: 'DELETE', headers });
	}

	protected prepare(): string[] {
		const settings = [
			'[database]',
			`connection = sqlite:///${join(this.folder, 'keystone.db')}`,
			'[fernet_tokens]',
			`key_repository = ${this.subfolder('fernet')}`,
			'[token]',
			`expiration = ${this.lifetime}`,
			// Keystone is quicker with a cache, as it runs in a cloud.
			'[cache]',
			'enabled = true',
			'backend = oslo_cache.dict',
		];
		writeFileSync(this.settings, settings.join('\n'));
		this.manage('db_sync');
		this.manage('fernet_setup', '--keystone-user', 'root', '--keystone-group', 'root');
		const user = ['--bootstrap-username', USER, '--bootstrap-password', PASSWORD];
		this.manage('bootstrap', ...user, '--bootstrap-public-url', `${this.origin}/v3`);
		// Another Python than Debian's doesn't find Debian's packages.
		return ['/usr/bin/python3', '-c', SERVER, String(this.port)];
	}

	protected override environment(): NodeJS.ProcessEnv {
		return { ...super.environment(), OS_KEYSTONE_CONFIG_FILES: this.settings };
	}

	private get settings(): string {
		return join(this.folder, 'keystone.conf');
	}

	private manage(...args: string[]): void {
		const command = program('keystone-manage', 'python3-keystone');
		const options = { cwd: this.folder, env: this.environment(), encoding: 'utf8' } as const;
		const made = spawnSync(command, ['--config-file', this.settings, ...args], options);
		if (made.status !== 0) throw new Error(`keystone-manage ${args[0]} failed:\n${made.stderr}`);
	}

	private async giveDefaultProject(): Promise<void> {
		const headers: Record<string, string> = { 'content-type': 'application/json' };
		const send = async (method: string, path: string, body?: IDataObject) =>
			await fetch(this.origin + path, { method, headers, body: body && JSON.stringify(body) });
		const logIn = async (project?: string) => {
			const answer = await send('POST', TOKENS, identity(PASSWORD, project));
			headers['x-auth-token'] = answer.headers.get('x-subject-token') ?? '';
			return (await answer.json()) as { token: { user: { id: string } } };
		};
		await logIn();
		const listed = await send('GET', this.call.path);
		const { projects } = (await listed.json()) as { projects: Array<{ id: string }> };
		const [{ id }] = projects;
		const { token } = await logIn(id);
		const path = `/v3/users/${token.user.id}`;
		const { status } = await send('PATCH', path, { user: { default_project_id: id } });
		if (status !== 200) throw new Error(`Keystone set no default project: ${status}`);
	}
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { freePort } from '../../../../../tools/ports.mts';
import { program } from '../../../../../tools/services.mts';
import type { Arrived } from '../../../../support/simulators/simulator.mts';
import { LocalProgram, PASSWORD, USER, type Call, type Program } from '../program.mts';

/** The tokens of the user, as JupyterHub lists them. */
export const TOKENS = `/hub/api/users/${USER}/tokens`;

/** JupyterHub: nested JSON, a path with the user's name, a token with a date of expiry, and 403 for one that it doesn't know. */
export class JupyterHub extends LocalProgram implements Program {
	protected override readonly readyPath = '/hub/api/';
	private innerPorts: number[] = [];

	readonly call: Call = { method: 'GET', path: '/hub/api/user' };
	readonly fields: IDataObject = { api: 'jupyterHub', username: USER, password: PASSWORD };

	override async start(): Promise<this> {
		this.innerPorts = [await freePort(), await freePort()];
		return await super.start();
	}

	isLogin({ method, path }: Arrived): boolean {
		return method === 'POST' && path === TOKENS;
	}

	isRefusal({ status }: { status: number }): boolean {
		return status === 403;
	}

	/** Deletes the user's newest token, which is the one given. */
	async endSession(token: string): Promise<void> {
		const headers = { authorization: `Bearer ${token}` };
		const listed = await fetch(this.origin + TOKENS, { headers });
		const { api_tokens: tokens } = (await listed.json()) as {
			api_tokens: Array<{ id: string; created: string }>;
		};
		const [newest] = tokens.sort((a, b) => b.created.localeCompare(a.created));
		await fetch(`${this.origin}${TOKENS}/${newest.id}`, { method: 'DELETE', headers });
	}

	protected prepare(): string[] {
		const [hub, proxy] = this.innerPorts;
		const settings = {
			'JupyterHub.bind_url': this.origin,
			'JupyterHub.hub_bind_url': `http://127.0.0.1:${hub}`,
			'ConfigurableHTTPProxy.api_url': `http://127.0.0.1:${proxy}`,
			'ConfigurableHTTPProxy.auth_token': 'invented-token',
			'JupyterHub.authenticator_class': 'dummy',
			'DummyAuthenticator.password': PASSWORD,
			'JupyterHub.db_url': `sqlite:///${join(this.folder, 'hub.sqlite')}`,
		};
		const lines = Object.entries(settings).map(
			([name, value]) => `c.${name} = ${JSON.stringify(value)}`,
		);
		lines.push(`c.Authenticator.allowed_users = {${JSON.stringify(USER)}}`);
		const file = join(this.folder, 'config.py');
		writeFileSync(file, lines.join('\n'));
		return [program('jupyterhub', 'jupyterhub'), '--config', file];
	}

	protected override environment(): NodeJS.ProcessEnv {
		// Its proxy is from Debian too, and so are the proxy's packages, which another Node than Debian's doesn't look for.
		return { ...super.environment(), NODE_PATH: '/usr/share/nodejs:/usr/lib/nodejs' };
	}
}

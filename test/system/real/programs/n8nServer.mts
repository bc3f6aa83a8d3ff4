import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { N8n, newSettings } from '../../../../tools/n8n.mts';
import type { Arrived } from '../../../support/simulators/simulator.mts';
import { EMAIL, PASSWORD, pause, type Call, type Program } from './program.mts';

const SECONDS_PER_HOUR = 3_600;

/** n8n itself: JSON, and a cookie that holds a JWT. */
export class N8nServer implements Program {
	private readonly folder = mkdtempSync(join(tmpdir(), 'access-tokens-n8n-'));
	private n8n?: N8n;

	/** @param lifetime of a session, in seconds */
	constructor(private readonly lifetime: number) {}

	readonly call: Call = { method: 'GET', path: '/rest/workflows' };
	readonly fields: IDataObject = { api: 'n8n', username: EMAIL, password: PASSWORD };

	get origin(): string {
		return this.n8n?.origin ?? '';
	}

	async start(): Promise<void> {
		this.n8n = new N8n(this.folder, await newSettings(), {
			N8N_USER_MANAGEMENT_JWT_DURATION_HOURS: String(this.lifetime / SECONDS_PER_HOUR),
		});
		await this.n8n.start();
		await this.n8n.makeOwner(EMAIL, PASSWORD);
	}

	async stop(): Promise<void> {
		await this.n8n?.stop();
		rmSync(this.folder, { recursive: true, force: true });
	}

	isLogin({ method, path }: Arrived): boolean {
		return method === 'POST' && path === '/rest/login';
	}

	isRefusal({ status }: { status: number }): boolean {
		return status === 401;
	}

	async endSession(token: string): Promise<void> {
		await fetch(`${this.origin}/rest/logout`, { method: 'POST', headers: { cookie: token } });
		// In the same second, a login would return the very JWT that was ended.
		await pause(1.1);
	}
}

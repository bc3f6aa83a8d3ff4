import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { Service } from '../../../../tools/services.mts';
import type { Arrived } from '../../../support/simulators/simulator.mts';

/** The user that every program has. */
export const EMAIL = 'ops@example.com';
export const USER = 'ops';
export const PASSWORD = 'Invented-password-1';
/** What bcrypt makes of the password. */
export const HASH = '$2b$08$RSR4fn8yNft2yw0/lnJlyuoY1gs/Wu1DX.kQdOGZUzTSsenBBJvGS';

/** A request of the user's own, below the program's address. */
export interface Call {
	method: 'GET' | 'POST';
	path: string;
	body?: IDataObject;
}

/** What the tests have to know of a program that nobody here wrote. */
export interface Program {
	readonly origin: string;
	start(): Promise<unknown>;
	stop(): Promise<void>;
	/** The fields of the credential, but for the base URL. */
	readonly fields: IDataObject;
	/** A request that needs a login. */
	readonly call: Call;
	/** Whether a request is a login, or a renewal in place of one. */
	isLogin(request: Arrived): boolean;
	/** Whether an answer to that request says that there is no session. */
	isRefusal(answer: { status: number; text: string }): boolean;
	/** Ends the session on the server's side. */
	endSession(token: string): Promise<void>;
}

/** A program that runs in a folder of its own and knows no other home. */
export abstract class LocalProgram extends Service {
	get origin(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** A folder below the program's own, made if it isn't there. */
	protected subfolder(name: string): string {
		const folder = join(this.folder, name);
		mkdirSync(folder, { recursive: true });
		return folder;
	}

	protected override environment(): NodeJS.ProcessEnv {
		const { PATH, LANG, TMPDIR } = process.env;
		return { PATH, LANG, TMPDIR, HOME: this.folder };
	}

	/** What answers when the program is ready. */
	protected readonly readyPath: string = '/';

	protected async isReady(): Promise<boolean> {
		const response = await fetch(this.origin + this.readyPath).catch(() => undefined);
		await response?.body?.cancel();
		return response?.ok === true;
	}
}

/** Waits in real time, as the programs do: their sessions end by a clock of their own. */
export async function pause(seconds: number): Promise<void> {
	await new Promise((done) => setTimeout(done, seconds * 1_000));
}

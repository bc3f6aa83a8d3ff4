import { Readable } from 'node:stream';

import type {
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';

import type { Chance } from './chance.mts';
import type { RemotePersonr } from './remotePersonr.mts';
import type { WorkerProcess } from './workerProcess.mts';

/**
 * What n8n takes for the parts of an execution, in milliseconds: a wait, how much longer it may be, and the processor's time.
 * With these, storms go as those of the real n8n in `test/system/queue` do: a worker ends some 20 executions a second.
 */
const TAKES = {
	/** Taking the execution from the queue, reading its workflow, and beginning it. */
	begin: { wait: 2, more: 0, cost: 25 },
	/** Reading the credential from PostgreSQL, and decrypting it. */
	read: { wait: 4, more: 3, cost: 2 },
	/** Between `authenticate` and the request on the network. */
	send: { wait: 0, more: 0, cost: 2 },
	/** Receiving an answer. */
	receive: { wait: 1, more: 0, cost: 2 },
	/** Encrypting the credential, and writing it. */
	write: { wait: 6, more: 5, cost: 2 },
	/** Storing what came of the execution. */
	end: { wait: 2, more: 0, cost: 25 },
};

/** An execution of a workflow whose HTTP Request node calls Personr once. */
export class Execution {
	constructor(
		private readonly worker: WorkerProcess,
		/** The credential in the database, which all workers share. */
		private readonly row: ICredentialDataDecryptedObject,
		private readonly personr: RemotePersonr,
		private readonly chance: Chance,
		/** Takes down what happens. */
		private readonly note: (event: string) => void,
	) {}

	/** Whether it goes well. */
	async run(): Promise<boolean> {
		await this.take('begin');
		const { failure } = await this.request().then(
			() => ({ failure: undefined }),
			(error: unknown) => ({ failure: String(error) }),
		);
		if (failure) this.tell(`an execution FAILED: ${failure}`);
		await this.take('end');
		return failure === undefined;
	}

	/** n8n's `requestWithAuthentication`: after any error it calls `preAuthentication` and sends the request once more. */
	private async request(): Promise<void> {
		await this.take('read');
		const credentials = { ...this.row };
		try {
			await this.send(credentials);
		} catch (error) {
			const context = { helpers: { httpRequest: this.httpRequest } } as IHttpRequestHelper;
			const data = await this.worker.preAuthentication.call(context, credentials);
			if (Object.keys(data).length === 0) throw error;
			await this.take('write');
			Object.assign(this.row, data);
			if (data.accessToken) this.tell(`stored ${String(data.accessToken)}`);
			Object.assign(credentials, data);
			await this.send(credentials);
		}
	}

	private async send(credentials: ICredentialDataDecryptedObject): Promise<void> {
		const uri = `${String(credentials.baseUrl)}/things`;
		const options = { method: 'GET', uri, headers: {} } as unknown as IHttpRequestOptions;
		const authenticated = await this.worker.authenticate(credentials, options);
		await this.take('send');
		const { status } = await this.answerTo(authenticated);
		if (status !== 200)
			throw new Error(`${status} to ${String(authenticated.headers?.Authorization)}`);
	}

	/** n8n's request helper, as far as the package uses it. */
	private readonly httpRequest = async (options: IHttpRequestOptions): Promise<unknown> => {
		const { pathname } = new URL(options.url);
		this.tell(`sends ${pathname}`);
		const { status, body } = await this.answerTo(options);
		this.tell(`${status} from ${pathname}`);
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		return { statusCode: status, headers: {}, body: Readable.from([Buffer.from(text)]) };
	};

	private async answerTo(options: IHttpRequestOptions) {
		const reply = await this.personr.answerTo(options);
		await this.take('receive');
		return reply;
	}

	private async take(part: keyof typeof TAKES): Promise<void> {
		const { wait, more, cost } = TAKES[part];
		await this.worker.after(wait + this.chance.about(more), cost);
	}

	private tell(event: string): void {
		this.note(`${this.worker.name} ${event}`);
	}
}

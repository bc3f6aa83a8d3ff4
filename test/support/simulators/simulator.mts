import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One request as it arrived, kept for inspection. */
export interface Arrived {
	method: string;
	/** Path and query, still percent-encoded. */
	target: string;
	path: string;
	/** The raw query, without its question mark. */
	query: string;
	headers: Record<string, string>;
	/** Header names and values as they were sent, in turn. */
	rawHeaders: string[];
	body: Buffer;
}

/**
 * What a simulator answers: an object becomes JSON; `reset` breaks the connection instead, and `send` writes the
 * answer by itself, for what no well-behaved server does.
 */
export interface Reply {
	status: number;
	/** The words beside the status. */
	statusText?: string;
	body?: unknown;
	headers?: Record<string, string | string[]>;
	reset?: boolean;
	send?: (outgoing: ServerResponse) => void;
}

export type Behaviour = (request: Arrived) => Reply | undefined | Promise<Reply | undefined>;

/**
 * A strict HTTP server on loopback that stands for a provider: it refuses whatever the real one would, keeps every
 * request, and can be made to answer otherwise or late.
 */
export abstract class Simulator {
	/** Every request since the start or the last `forget`. */
	readonly arrived: Arrived[] = [];
	/** The server's clock, which its `Date` header tells. */
	now: () => number = () => Date.now();
	/** The `Date` header where it is none of its clock; null: there is none. */
	date?: string | null;
	/** How it writes a token in a response. */
	writeToken: (token: string) => string = (token) => token;
	private readonly server: Server;
	private readonly sockets = new Set<Socket>();
	private override?: Behaviour;
	/** Of the last start, so that what was sent there can be judged after the end. */
	private port = 0;

	constructor() {
		this.server = createServer((request, response) => void this.serve(request, response));
		this.server.on('connection', (socket) => {
			this.sockets.add(socket);
			socket.on('close', () => this.sockets.delete(socket));
		});
	}

	/** Where the simulated API begins; what a user would put into the credential. */
	abstract get baseUrl(): string;

	/** Answers one request as the real provider would. */
	protected abstract answer(request: Arrived): Reply;

	/** Starts to listen; port 0 takes a free one. */
	async start(port = 0): Promise<this> {
		await new Promise<void>((resolve, reject) => {
			this.server.once('error', reject);
			this.server.listen(port, '127.0.0.1', resolve);
		});
		this.port = (this.server.address() as AddressInfo).port;
		return this;
	}

	async stop(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await new Promise((resolve) => this.server.close(resolve));
	}

	get origin(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Answers with what `behaviour` returns, and as usual where it returns nothing; undefined ends it. */
	behave(behaviour?: Behaviour): void {
		this.override = behaviour;
	}

	/** What the provider answers as it is, with all that it does on the way. */
	wouldAnswer(request: Arrived): Reply {
		return this.answer(request);
	}

	/** How many requests arrived at a path. */
	count(path: string | RegExp): number {
		return this.to(path).length;
	}

	/** The requests that arrived at a path. */
	to(path: string | RegExp): Arrived[] {
		return this.arrived.filter((request) =>
			typeof path === 'string' ? request.path === path : path.test(request.path),
		);
	}

	forget(): void {
		this.arrived.length = 0;
	}

	private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of incoming) chunks.push(chunk as Buffer);
		const target = incoming.url ?? '';
		const mark = target.indexOf('?');
		const request: Arrived = {
			method: incoming.method ?? '',
			target,
			path: mark === -1 ? target : target.slice(0, mark),
			query: mark === -1 ? '' : target.slice(mark + 1),
			headers: incoming.headers as Record<string, string>,
			rawHeaders: incoming.rawHeaders,
			body: Buffer.concat(chunks),
		};
		this.arrived.push(request);
		const { status, statusText, body, headers, reset, send } =
			(await this.override?.(request)) ?? this.answer(request);
		if (reset) {
			incoming.socket.destroy();
			return;
		}
		if (send) {
			send(outgoing);
			return;
		}
		const date = this.date === undefined ? new Date(this.now()).toUTCString() : this.date;
		// Node writes a date of its own otherwise, from a clock that no test sets.
		outgoing.sendDate = false;
		if (date !== null) outgoing.setHeader('Date', date);
		const text =
			typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body ?? {});
		const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
		if (statusText !== undefined) outgoing.statusMessage = statusText;
		outgoing.writeHead(status, { 'Content-Type': type, ...headers }).end(text);
	}
}

/** The JSON object in a body, or undefined. */
export function jsonBody({ body }: Arrived): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(body.toString('utf8'));
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
}

/** Whether an object has these keys and no others. */
export function hasExactly(object: object, keys: string[]): boolean {
	return JSON.stringify(Object.keys(object).sort()) === JSON.stringify([...keys].sort());
}

/** A gate that behaviours wait at until it is opened. */
export function gate(): { wait: Promise<void>; open: () => void } {
	let open = () => {};
	const wait = new Promise<void>((resolve) => (open = resolve));
	return { wait, open };
}

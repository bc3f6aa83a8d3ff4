import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A bare HTTP server on loopback, for what the providers' simulators are too well-behaved to do. */
export interface Loopback {
	origin: string;
	/** When each request arrived, in epoch milliseconds. */
	arrivals: number[];
	stop: () => Promise<void>;
}

/** Starts one; `count` says for how many requests it was called, from 1. */
export async function loopback(handler: Handler): Promise<Loopback> {
	const arrivals: number[] = [];
	const server = createServer((request, response) => {
		arrivals.push(Date.now());
		handler(request, response, arrivals.length);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		arrivals,
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

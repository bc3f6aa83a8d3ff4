import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A bare HTTP server on loopback, for behaviour that the providers' simulators do not have. */
export interface Loopback {
	origin: string;
	/** When each request arrived, in epoch milliseconds. */
	arrivals: number[];
	stop: () => Promise<void>;
}

/** Starts one. `count` is the number of the request, from 1. */
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

import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { selfSigned } from './certificate.mts';

/** An HTTPS server in front of a simulator, whose certificate nobody has signed but itself. */
export interface HttpsFront {
	origin: string;
	cert: string;
	stop: () => Promise<void>;
}

/** Starts one that passes every request on to `target`. */
export async function httpsFront(target: string): Promise<HttpsFront> {
	const pair = selfSigned();
	const server = createServer(pair, (incoming, outgoing) => {
		const { method, headers, url = '/' } = incoming;
		const passedOn = request(new URL(url, target), { method, headers }, (answer) => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(outgoing);
		});
		incoming.pipe(passedOn);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return {
		origin: `https://localhost:${(server.address() as AddressInfo).port}`,
		cert: pair.cert,
		async stop() {
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
		},
	};
}

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Where ports are drawn from: below those that systems give to outgoing connections (Linux from 32768 on, others from
 * 49152 on; RFC 6335). One of those may be a connection's own when the program that got it starts to listen.
 */
const PORTS = { from: 20_000, to: 32_000 };

/** What was drawn in this process: a program takes a while until it listens. */
const drawn = new Set<number>();

async function isFree(port: number): Promise<boolean> {
	const server = createServer();
	return await new Promise((done) => {
		server.on('error', () => done(false));
		server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
	});
}

/** A port of loopback that nobody listens on, and that nobody else in this process was given. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(PORTS.from, PORTS.to);
		if (drawn.has(port)) continue;
		drawn.add(port);
		if (await isFree(port)) return port;
	}
}

import { request } from 'node:http';

import { Simulator, type Arrived, type Reply } from '../../support/simulators/simulator.mts';

/** A loopback server that passes every request on to a real program as it is, and keeps it, so that logins can be counted. */
export class Front extends Simulator {
	constructor(private readonly target: () => string) {
		super();
	}

	get baseUrl(): string {
		return this.origin;
	}

	protected answer({ method, target, headers, body }: Arrived): Reply {
		const url = new URL(target, this.target());
		// A program that looks at the host, as qBittorrent does, has to see its own.
		const passedHeaders = { ...headers, host: url.host };
		const send: Reply['send'] = (outgoing) => {
			const passedOn = request(url, { method, headers: passedHeaders }, (answer) => {
				outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders);
				answer.pipe(outgoing);
			});
			passedOn.on('error', () => outgoing.destroy());
			passedOn.end(body);
		};
		return { status: 0, send };
	}
}

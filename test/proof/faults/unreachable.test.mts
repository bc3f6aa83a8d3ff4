import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

import { selfSigned } from '../../support/certificate.mts';
import { loopback } from '../../support/server.mts';
import { unreachable } from './faults.mts';
import { POINTS } from './points.mts';
import { strikeEverywhere } from './proof.mts';

const TLS_ADVICE = "Check {address} and n8n's proxy and network rules";
const CERTIFICATE_ADVICE = `${TLS_ADVICE}{certificate}`;
const AT_FIRST = POINTS.filter(({ before }) => before.length === 0);
/** What Get sends before it puts out an old token. */
const CHECKS = AT_FIRST.filter(({ operation }) => operation === 'get, due').length;
/** Connections: the first request of each operation, and what a regeneration sends although its list failed. */
const FIRST = AT_FIRST.length + 1 + CHECKS;

test('connection refused', async () => {
	// Nobody listens on the port that TCPMUX once had.
	const says = 'could not be reached: it refused the connection';
	const fault = unreachable('connection refused', 'http://127.0.0.1:1', { says });
	expect(await strikeEverywhere(fault)).toEqual([]);
});

test('DNS failure', async () => {
	// RFC 2606, 2: there is never such a host; without a network its name cannot even be looked up.
	const says = /could not be reached: (there is no such host|its name could not be looked up)/;
	const fault = unreachable('DNS failure', 'https://provider.invalid', { says });
	expect(await strikeEverywhere(fault)).toEqual([]);
});

test('TLS failure: a certificate that nobody signed', async () => {
	let connections = 0;
	const requests: string[] = [];
	const server: Server = createServer(selfSigned(), ({ url }) => void requests.push(String(url)));
	server.on('connection', () => (connections += 1));
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const says = 'could not be reached: its certificate is not trusted';
	const ending = { says, advice: CERTIFICATE_ADVICE, again: 'none' } as const;
	expect(await strikeEverywhere(unreachable('TLS failure', origin, ending))).toEqual([]);
	expect(connections).toBe(FIRST);
	expect(requests).toEqual([]);
	server.closeAllConnections();
	await new Promise((done) => server.close(done));
});

test('TLS failure: a server that speaks plain HTTP', async () => {
	const server = await loopback(() => {});
	const origin = server.origin.replace('http:', 'https:');
	const says = 'could not be reached: the request was stopped (EPROTO)';
	const ending = { says, advice: TLS_ADVICE, again: 'none', unclear: true } as const;
	expect(await strikeEverywhere(unreachable('TLS failure', origin, ending))).toEqual([]);
	expect(server.arrivals).toEqual([]);
	await server.stop();
});

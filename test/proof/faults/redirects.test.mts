import { loopback, type Loopback } from '../../support/server.mts';
import type { Arrived } from '../../support/simulators/simulator.mts';
import { echo, redirected, type Fault } from './faults.mts';
import { strikeEverywhere } from './proof.mts';

let other: Loopback;

beforeAll(async () => void (other = await loopback((_request, response) => response.end('{}'))));
afterAll(async () => await other.stop());

/** Where it leads, with the whole request in its query. */
function redirecting(status: number, name: string, origin: (request: Arrived) => string): Fault {
	return {
		name: `${status} to ${name}`,
		...redirected(''),
		reply: (request) => {
			const Location = `${origin(request)}/elsewhere?${encodeURIComponent(echo(request))}`;
			return { status, headers: { Location }, body: echo(request) };
		},
	};
}

describe.each([301, 302, 307])('%i', (status) => {
	test('to another host', async () => {
		const fault = redirecting(status, 'another host', () => other.origin);
		const problems = await strikeEverywhere({ ...fault, ...redirected(other.origin) });
		expect(problems).toEqual([]);
		expect(other.arrivals).toEqual([]);
	});

	test('to the same host', async () => {
		const fault = redirecting(status, 'the same host', ({ headers }) => `http://${headers.host}`);
		const onlyOrigin = /cannot be used: it redirects to http:\/\/127\.0\.0\.1:\d+\. Nothing/;
		expect(await strikeEverywhere({ ...fault, says: onlyOrigin })).toEqual([]);
	});

	test('to a path of the same host', async () => {
		const fault = redirecting(status, 'the same host', () => '');
		const onlyOrigin = /cannot be used: it redirects to http:\/\/127\.0\.0\.1:\d+\. Nothing/;
		expect(await strikeEverywhere({ ...fault, says: onlyOrigin })).toEqual([]);
	});
});

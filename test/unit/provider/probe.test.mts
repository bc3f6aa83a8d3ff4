import { genLogs } from '../../../tokens/providers/genLogs';
import { reachFor } from '../../../tokens/provider/tokenSource';
import { n8nHttpRequest } from '../../support/helpers.mts';
import { loopback } from '../../support/server.mts';

const TOKEN = { accessToken: 'abc', userId: null, accountId: null };

/** What the cheap call is taken to say where the provider answers this, and how often it was asked. */
async function probed(status: number): Promise<[string, number]> {
	const server = await loopback((_request, response) => response.writeHead(status).end('{}'));
	const fields = { apiKey: 'invented-key', email: 'ops@example.com', password: 'invented' };
	const signIn = genLogs.readLoginDetails({ baseUrl: server.origin, ...fields });
	const { probe } = reachFor(genLogs, signIn, [], await n8nHttpRequest());
	const said = await probe(TOKEN).finally(server.stop);
	return [said, server.arrivals.length];
}

test.each([
	[200, 'accepted'],
	[204, 'accepted'],
	[400, 'accepted'],
	[403, 'accepted'],
	[404, 'accepted'],
	[407, 'accepted'],
	[409, 'accepted'],
	[422, 'accepted'],
	[428, 'accepted'],
	[499, 'accepted'],
	[401, 'refused'],
	[408, 'broken'],
	[429, 'broken'],
	[500, 'broken'],
	[503, 'broken'],
	[302, 'broken'],
])('the cheap call that gets %i was %s, and is made once', async (status, said) => {
	expect(await probed(status)).toEqual([said, 1]);
});

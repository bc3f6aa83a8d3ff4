import { sendCheck } from '../../../tokens/provider/httpClient';
import { n8nHttpRequest } from '../../support/helpers.mts';
import { Invented } from '../../support/invented.mts';
import { loopback } from '../../support/server.mts';

const TOKEN = { accessToken: 'invented token', userId: null, accountId: null };

/** The result of a check that gets this status, and how many requests it took. */
async function checked(status: number): Promise<[string, number]> {
	const server = await loopback((_request, response) => response.writeHead(status).end('{}'));
	const source = new Invented({ tokenUrl: server.origin }).open({ secret: 'invented' });
	const result = await sendCheck(source, TOKEN, await n8nHttpRequest()).finally(server.stop);
	return [result, server.arrivals.length];
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
	[401, 'rejected'],
	[408, 'inconclusive'],
	[429, 'inconclusive'],
	[500, 'inconclusive'],
	[503, 'inconclusive'],
	[302, 'inconclusive'],
])('a check that gets %i says: %s, after one request', async (status, result) => {
	expect(await checked(status)).toEqual([result, 1]);
});

import { Failure } from '../../../tokens/http/failure';
import { withHttpClient } from '../../../tokens/provider/httpClient';
import type { ApiRequest, HttpClient } from '../../../tokens/provider/provider';
import { n8nHttpRequest } from '../../support/helpers.mts';
import { loopback, type Loopback } from '../../support/server.mts';
import { skipWaits } from '../../support/waits.mts';

let server: Loopback;
let body = '';
const waits = skipWaits();

beforeEach(async () => {
	server = await loopback((_request, response) => response.end(body));
});

afterEach(async () => await server.stop());

const get = (): ApiRequest => ({ method: 'GET', url: server.origin, headers: {} });

async function run<T>(
	work: (http: HttpClient) => Promise<T>,
	secrets: string[] = [],
	cancel?: AbortSignal,
) {
	return await withHttpClient({ title: 'Example' }, secrets, await n8nHttpRequest(), work, {
		cancel,
	});
}

/** Fails with a message of the API that repeats a text. */
const failWith = async (providerMessage: string) =>
	await Promise.reject(new Failure('LOGIN_REJECTED', 'It broke', { providerMessage }));

test('the result is the value of the work, or its failure', async () => {
	expect(await run(async ({ send }) => (await send(get())).status)).toEqual({ value: 200 });
	expect((await run(async () => await failWith('why'))).failure?.message).toBe('It broke: why.');
});

test('an unexpected error names the API and repeats nothing', async () => {
	const { failure } = await run(async () => await Promise.reject(new Error('invented')));
	expect(failure?.code).toBe('UNEXPECTED');
	expect(failure?.message).toMatch(/^The request to Example could not be completed\./);
});

test.each([
	['as JSON', '{"access_token": "invented-token-1"}', 'invented-token-1'],
	['as JSON inside JSON', '{"body": "{\\"jwt\\":\\"invented-token-2\\"}"}', 'invented-token-2'],
	['in a response that is cut off', '{"token":"invented-token-3", "us', 'invented-token-3'],
])('a token that was received %s appears in no failure', async (_name, text, token) => {
	body = text;
	const secrets = ['given'];
	const { failure } = await run(async ({ send }) => {
		await send(get());
		return await failWith(`no such ${token}`);
	}, secrets);
	expect(failure?.message).toBe('It broke: no such ***.');
	expect(secrets).toEqual(['given', token]);
});

test('a value that the work names appears in no failure', async () => {
	const { failure } = await run(async ({ keepSecret }) => {
		keepSecret('invented-code');
		return await failWith('no such invented-code');
	});
	expect(failure?.message).toBe('It broke: no such ***.');
});

test('time and waiting go by the clock', async () => {
	const { value } = await run(async ({ now, sleep, unlessCanceled }) => {
		const start = now();
		await sleep(3_600_000);
		return [now() - start, await unlessCanceled(Promise.resolve('done'))];
	});
	expect(waits).toEqual([3_600_000]);
	expect(value?.[0]).toBeGreaterThanOrEqual(3_600_000);
	expect(value?.[1]).toBe('done');
});

test('nothing is sent and no other work is awaited once the execution is canceled', async () => {
	const stop = new AbortController();
	stop.abort();
	const forever = new Promise<never>(() => {});
	for (const work of [
		async ({ send }: HttpClient) => void (await send(get())),
		async ({ unlessCanceled }: HttpClient) => await unlessCanceled(forever),
	]) {
		const { failure } = await run(work, [], stop.signal);
		expect(failure).toMatchObject({ code: 'CANCELED', message: 'The execution was canceled.' });
	}
	expect(server.arrivals).toEqual([]);
});

import { Failure } from '../../../tokens/http/failure';
import {
	httpSender,
	type ApiRequest,
	type ApiResponse,
	type HttpRequestHelper,
} from '../../../tokens/http/client';
import { n8nHttpRequest } from '../../support/helpers.mts';
import { loopback, type Handler, type Loopback } from '../../support/server.mts';
import { skipWaits } from '../../support/waits.mts';

let httpRequest: HttpRequestHelper;
const servers: Loopback[] = [];
const waits = skipWaits();

beforeAll(async () => {
	httpRequest = await n8nHttpRequest();
});

afterEach(async () => {
	await Promise.all(servers.splice(0).map(async (server) => await server.stop()));
});

async function serve(handler: Handler): Promise<Loopback> {
	const server = await loopback(handler);
	servers.push(server);
	return server;
}

interface Sent {
	response?: ApiResponse;
	failure?: Failure;
}

async function send(origin: string, more: Partial<ApiRequest> = {}): Promise<Sent> {
	const request: ApiRequest = {
		method: 'POST',
		url: `${origin}/login?password=s3cret-pass`,
		headers: { 'x-api-key': 's3cret-key' },
		...more,
	};
	return await httpSender(httpRequest, { title: 'Example' })(request).then(
		(response) => ({ response }),
		(failure: Failure) => {
			expect(failure).toBeInstanceOf(Failure);
			expect(`${failure.message}${JSON.stringify(failure)}`).not.toMatch(/s3cret|password=/);
			return { failure };
		},
	);
}

/** Responds with a status and headers to the first `times` requests, then with 200. */
function busy(status: number, times: number, headers: () => Record<string, string> = () => ({})) {
	return serve((_request, response, count) =>
		response
			.writeHead(count <= times ? status : 200, count <= times ? headers() : {})
			.end(`{"n":${count}}`),
	);
}

describe('a busy API', () => {
	test.each([429, 502, 503, 504])('that answers %i gets the request again', async (status) => {
		const server = await busy(status, 3);
		const { response } = await send(server.origin);
		expect(response).toMatchObject({ status: 200, text: '{"n":4}' });
		expect(server.arrivals).toHaveLength(4);
	});

	test.each([429, 502, 503, 504])('that goes on with %i gets four requests', async (status) => {
		const server = await busy(status, Infinity);
		const { response } = await send(server.origin);
		expect(response).toMatchObject({ status, text: '{"n":4}' });
		expect(server.arrivals).toHaveLength(4);
	});

	test.each([400, 401, 403, 404, 408, 500, 501])(
		'that answers %i gets one request',
		async (status) => {
			const server = await busy(status, Infinity);
			expect((await send(server.origin)).response?.status).toBe(status);
			expect(server.arrivals).toHaveLength(1);
		},
	);

	test('gets twice as long each time', async () => {
		const server = await busy(503, Infinity);
		await send(server.origin);
		expect(waits).toEqual([500, 1_000, 2_000]);
	});

	test('gets the same body again', async () => {
		const bodies: string[] = [];
		const server = await serve((request, response, count) => {
			let body = '';
			request.on('data', (chunk: Buffer) => (body += chunk.toString()));
			request.on('end', () => {
				bodies.push(body.replace(/boundary-[\w-]+/g, 'boundary'));
				response.writeHead(count === 1 ? 503 : 200).end();
			});
		});
		const form = new FormData();
		form.append('email', 'ops@example.com');
		await send(server.origin, { body: form });
		expect(bodies).toHaveLength(2);
		expect(bodies[1]).toBe(bodies[0]);
		expect(bodies[0]).toContain('ops@example.com');
	});
});

describe("'Retry-After'", () => {
	test('of some seconds is honoured', async () => {
		const server = await busy(503, 1, () => ({ 'Retry-After': '1' }));
		expect((await send(server.origin)).response?.status).toBe(200);
		expect(waits).toEqual([1_000]);
	});

	test('of no seconds means at once', async () => {
		const server = await busy(429, 2, () => ({ 'Retry-After': '0' }));
		expect((await send(server.origin)).response?.status).toBe(200);
		expect(waits).toEqual([0, 0]);
	});

	test('of a date is honoured', async () => {
		// A date has no milliseconds: this one is between 1 and 2 s ahead.
		const server = await busy(503, 1, () => ({
			'Retry-After': new Date(Date.now() + 2_000).toUTCString(),
		}));
		expect((await send(server.origin)).response?.status).toBe(200);
		expect(waits).toHaveLength(1);
		expect(waits[0]).toBeGreaterThanOrEqual(900);
		expect(waits[0]).toBeLessThanOrEqual(2_000);
	});

	test('of a date that is past means at once', async () => {
		const server = await busy(503, 1, () => ({ 'Retry-After': new Date(0).toUTCString() }));
		expect((await send(server.origin)).response?.status).toBe(200);
		expect(waits).toEqual([0]);
	});

	test.each([
		['120', 120],
		['31', 31],
		['1000000', 1_000_000],
		['999999999', 999_999_999],
	])('of %s s, longer than the limit, ends the attempts with an error', async (seconds, shown) => {
		const server = await busy(429, Infinity, () => ({ 'Retry-After': seconds }));
		const { failure } = await send(server.origin);
		expect(server.arrivals).toHaveLength(1);
		expect(waits).toEqual([]);
		expect(failure).toMatchObject({
			code: 'RATE_LIMITED',
			details: { status: 429, retryAfter: shown },
		});
		expect(failure?.message).toBe(
			`Example is limiting requests right now (429). Wait ${shown} seconds.`,
		);
	});

	test('that is nonsense is ignored', async () => {
		const server = await busy(503, 1, () => ({ 'Retry-After': 'soon; or 9e99' }));
		expect((await send(server.origin)).response?.status).toBe(200);
		expect(waits).toEqual([500]);
	});
});

describe("Rocket.Chat's 'X-RateLimit-Reset'", () => {
	test('is the time of the next attempt', async () => {
		const server = await busy(429, 1, () => ({
			'X-RateLimit-Reset': String(Date.now() + 5_000),
		}));
		expect((await send(server.origin)).response?.status).toBe(200);
		expect(waits).toHaveLength(1);
		expect(waits[0]).toBeGreaterThan(4_000);
		expect(waits[0]).toBeLessThanOrEqual(5_000);
	});

	test('in the past means that our clock is ahead: the limit still holds for a second', async () => {
		const server = await busy(429, 1, () => ({ 'X-RateLimit-Reset': String(Date.now() - 500) }));
		expect((await send(server.origin)).response?.status).toBe(200);
		expect(waits).toEqual([1_000]);
	});

	test('that is too far ahead ends the attempts with an error', async () => {
		const server = await busy(429, Infinity, () => ({
			'X-RateLimit-Reset': String(Date.now() + 59_500),
		}));
		const { failure } = await send(server.origin, { once: true });
		expect(server.arrivals).toHaveLength(1);
		expect(failure?.details.retryAfter).toBe(60);
		expect(failure?.message).toContain('Wait 60 seconds before you run this again');
	});

	test('is ignored where the status is not 429', async () => {
		const server = await busy(503, 1, () => ({
			'X-RateLimit-Reset': String(Date.now() + 59_500),
		}));
		expect((await send(server.origin)).response?.status).toBe(200);
		expect(waits).toEqual([500]);
	});
});

describe('a broken connection', () => {
	test('is tried again', async () => {
		const server = await serve((request, response, count) =>
			count < 3 ? request.socket.resetAndDestroy() : response.end('{}'),
		);
		expect((await send(server.origin)).response?.status).toBe(200);
		expect(server.arrivals).toHaveLength(3);
	});

	test('is tried again where it breaks within the answer', async () => {
		const server = await serve((request, response, count) => {
			if (count > 1) return response.end('{}');
			response.writeHead(200, { 'Content-Length': '100' });
			return response.write('{"tok', () => request.socket.destroy());
		});
		expect((await send(server.origin)).response).toMatchObject({ status: 200, text: '{}' });
		expect(server.arrivals).toHaveLength(2);
	});

	test('is an error after four attempts', async () => {
		const server = await serve((request) => request.socket.destroy());
		const { failure } = await send(server.origin);
		expect(server.arrivals).toHaveLength(4);
		expect(failure?.code).toBe('UNREACHABLE');
		expect(failure?.message).toBe(
			`Example could not be reached: it broke the connection. Check 'Base URL' of the credential (${server.origin}), or try again later.`,
		);
	});

	test('that was never made has plain words', async () => {
		const server = await loopback(() => {});
		await server.stop();
		const { failure } = await send(server.origin);
		expect(failure?.message).toContain('Example could not be reached: it refused the connection');
	});
});

describe('a request that must not be sent twice', () => {
	test('is not sent again after an unclear break', async () => {
		const server = await serve((request) => request.socket.resetAndDestroy());
		const { failure } = await send(server.origin, { once: true });
		expect(server.arrivals).toHaveLength(1);
		expect(failure?.message).toContain('it broke the connection');
	});

	test('is not sent again after a break within the answer', async () => {
		const server = await serve((request, response) => {
			response.writeHead(200, { 'Content-Length': '100' });
			response.write('{"tok', () => request.socket.destroy());
		});
		expect((await send(server.origin, { once: true })).failure?.code).toBe('UNREACHABLE');
		expect(server.arrivals).toHaveLength(1);
	});

	test.each([502, 503, 504])('is not sent again after %i', async (status) => {
		const server = await busy(status, Infinity);
		expect((await send(server.origin, { once: true })).response?.status).toBe(status);
		expect(server.arrivals).toHaveLength(1);
	});

	test('is sent again after 429, which an API says before it does anything', async () => {
		const server = await busy(429, 1);
		expect((await send(server.origin, { once: true })).response?.status).toBe(200);
		expect(server.arrivals).toHaveLength(2);
	});
});

describe('a canceled execution', () => {
	test('sends nothing more', async () => {
		const stop = new AbortController();
		const server = await serve((_request, response) => {
			stop.abort();
			response.writeHead(503).end();
		});
		const send = httpSender(httpRequest, { title: 'Example' }, { cancel: stop.signal });
		const request: ApiRequest = { method: 'GET', url: server.origin, headers: {} };
		await expect(send(request)).rejects.toMatchObject({ code: 'CANCELED' });
		await expect(send(request)).rejects.toMatchObject({ code: 'CANCELED' });
		expect(server.arrivals).toHaveLength(1);
	});
});

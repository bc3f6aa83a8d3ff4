import { Failure } from '../../../tokens/http/failure';
import type { ApiResponse, ApiRequest } from '../../../tokens/provider/provider';
import { httpSender, type HttpRequestHelper, type Limits } from '../../../tokens/http/client';
import { n8nHttpRequest } from '../../support/helpers.mts';
import { loopback, type Handler, type Loopback } from '../../support/server.mts';

let httpRequest: HttpRequestHelper;
const servers: Loopback[] = [];

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
	answer?: ApiResponse;
	failure?: Failure;
	took: number;
}

async function send(
	origin: string,
	limits: Partial<Limits> = {},
	more: Partial<ApiRequest> = {},
): Promise<Sent> {
	const call: ApiRequest = {
		method: 'POST',
		url: `${origin}/login?password=s3cret-pass`,
		headers: { 'x-api-key': 's3cret-key' },
		...more,
	};
	const start = Date.now();
	const took = () => Date.now() - start;
	return await httpSender(httpRequest, 'Example', { pause: 1, ...limits })(call).then(
		(answer) => ({ answer, took: took() }),
		(failure: Failure) => {
			expect(failure).toBeInstanceOf(Failure);
			expect(`${failure.message}${JSON.stringify(failure)}`).not.toMatch(/s3cret|password=/);
			return { failure, took: took() };
		},
	);
}

/** Answers a status with headers for the first `times` requests, then 200. */
function busy(status: number, times: number, headers: () => Record<string, string> = () => ({})) {
	return serve((_request, response, count) =>
		response
			.writeHead(count <= times ? status : 200, count <= times ? headers() : {})
			.end(`{"n":${count}}`),
	);
}

describe('a busy provider', () => {
	test.each([429, 502, 503, 504])('that answers %i is asked again', async (status) => {
		const server = await busy(status, 3);
		const { answer } = await send(server.origin);
		expect(answer).toMatchObject({ status: 200, text: '{"n":4}' });
		expect(server.arrivals).toHaveLength(4);
	});

	test.each([429, 502, 503, 504])('that goes on with %i is asked four times', async (status) => {
		const server = await busy(status, Infinity);
		const { answer } = await send(server.origin);
		expect(answer).toMatchObject({ status, text: '{"n":4}' });
		expect(server.arrivals).toHaveLength(4);
	});

	test.each([400, 401, 403, 404, 408, 500, 501])('that answers %i is not', async (status) => {
		const server = await busy(status, Infinity);
		expect((await send(server.origin)).answer?.status).toBe(status);
		expect(server.arrivals).toHaveLength(1);
	});

	test('is given twice as long each time', async () => {
		const server = await busy(503, Infinity);
		await send(server.origin, { pause: 40 });
		const gaps = server.arrivals.slice(1).map((at, i) => at - server.arrivals[i]);
		expect(gaps[0]).toBeGreaterThanOrEqual(38);
		expect(gaps[1]).toBeGreaterThanOrEqual(78);
		expect(gaps[2]).toBeGreaterThanOrEqual(158);
	});

	test('is sent the same body again', async () => {
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
		await send(server.origin, {}, { body: form });
		expect(bodies).toHaveLength(2);
		expect(bodies[1]).toBe(bodies[0]);
		expect(bodies[0]).toContain('ops@example.com');
	});
});

describe("'Retry-After'", () => {
	test('of some seconds is honoured', async () => {
		const server = await busy(503, 1, () => ({ 'Retry-After': '1' }));
		const { answer, took } = await send(server.origin);
		expect(answer?.status).toBe(200);
		expect(took).toBeGreaterThanOrEqual(990);
		expect(took).toBeLessThan(3_000);
	});

	test('of no seconds means at once', async () => {
		const server = await busy(429, 2, () => ({ 'Retry-After': '0' }));
		const { answer, took } = await send(server.origin, { pause: 10_000 });
		expect(answer?.status).toBe(200);
		expect(took).toBeLessThan(2_000);
	});

	test('of a date is honoured', async () => {
		// A date has no milliseconds: this one lies between 1 and 2 s ahead.
		const server = await busy(503, 1, () => ({
			'Retry-After': new Date(Date.now() + 2_000).toUTCString(),
		}));
		const { answer, took } = await send(server.origin);
		expect(answer?.status).toBe(200);
		expect(took).toBeGreaterThanOrEqual(900);
		expect(took).toBeLessThan(4_000);
	});

	test('of a date that is past means at once', async () => {
		const server = await busy(503, 1, () => ({ 'Retry-After': new Date(0).toUTCString() }));
		const { answer, took } = await send(server.origin, { pause: 10_000 });
		expect(answer?.status).toBe(200);
		expect(took).toBeLessThan(2_000);
	});

	test.each([
		['120', 120],
		['31', 31],
		['1000000', 1_000_000],
		['999999999', 999_999_999],
	])('of %s s, longer than the limit, is not waited for, and told', async (seconds, told) => {
		const server = await busy(429, Infinity, () => ({ 'Retry-After': seconds }));
		const { failure, took } = await send(server.origin);
		expect(server.arrivals).toHaveLength(1);
		expect(took).toBeLessThan(2_000);
		expect(failure).toMatchObject({
			kind: 'unavailable',
			details: { status: 429, retryAfter: told },
		});
		expect(failure?.message).toBe(
			`Example is limiting requests right now (429). Wait ${told} seconds.`,
		);
	});

	test('that is nonsense counts for nothing', async () => {
		const server = await busy(503, 1, () => ({ 'Retry-After': 'soon; or 9e99' }));
		expect((await send(server.origin)).answer?.status).toBe(200);
	});
});

describe("Rocket.Chat's 'X-RateLimit-Reset'", () => {
	test('is the moment of the next attempt', async () => {
		let reset = 0;
		const server = await busy(429, 1, () => {
			reset = Date.now() + 400;
			return { 'X-RateLimit-Reset': String(reset) };
		});
		expect((await send(server.origin)).answer?.status).toBe(200);
		expect(server.arrivals[1]).toBeGreaterThanOrEqual(reset - 5);
		expect(server.arrivals[1]).toBeLessThan(reset + 1_500);
	});

	test('that lies too far ahead is told', async () => {
		const server = await busy(429, Infinity, () => ({
			'X-RateLimit-Reset': String(Date.now() + 59_500),
		}));
		const { failure } = await send(server.origin, {}, { once: true });
		expect(server.arrivals).toHaveLength(1);
		expect(failure?.details.retryAfter).toBe(60);
		expect(failure?.message).toContain('Wait 60 seconds before you run this again');
	});

	test('says nothing where another trouble than the limit is met', async () => {
		const server = await busy(503, 1, () => ({
			'X-RateLimit-Reset': String(Date.now() + 59_500),
		}));
		expect((await send(server.origin)).answer?.status).toBe(200);
		expect(server.arrivals).toHaveLength(2);
	});
});

describe('a broken connection', () => {
	test('is tried again', async () => {
		const server = await serve((request, response, count) =>
			count < 3 ? request.socket.resetAndDestroy() : response.end('{}'),
		);
		expect((await send(server.origin)).answer?.status).toBe(200);
		expect(server.arrivals).toHaveLength(3);
	});

	test('is tried again where it breaks within the answer', async () => {
		const server = await serve((request, response, count) => {
			if (count > 1) return response.end('{}');
			response.writeHead(200, { 'Content-Length': '100' });
			return response.write('{"tok', () => request.socket.destroy());
		});
		expect((await send(server.origin)).answer).toMatchObject({ status: 200, text: '{}' });
		expect(server.arrivals).toHaveLength(2);
	});

	test('that stays so is told after four attempts', async () => {
		const server = await serve((request) => request.socket.destroy());
		const { failure } = await send(server.origin);
		expect(server.arrivals).toHaveLength(4);
		expect(failure?.kind).toBe('unavailable');
		expect(failure?.message).toBe(
			'Example could not be reached: it broke the connection. Check the address in the credential, or try again later.',
		);
	});

	test('that was never made is told in plain words', async () => {
		const server = await loopback(() => {});
		await server.stop();
		const { failure } = await send(server.origin);
		expect(failure?.message).toContain('Example could not be reached: it refused the connection');
	});
});

describe('a call that must not be made twice', () => {
	test('is not sent again after an unclear break', async () => {
		const server = await serve((request) => request.socket.resetAndDestroy());
		const { failure } = await send(server.origin, {}, { once: true });
		expect(server.arrivals).toHaveLength(1);
		expect(failure?.message).toContain('it broke the connection');
	});

	test('is not sent again after a break within the answer', async () => {
		const server = await serve((request, response) => {
			response.writeHead(200, { 'Content-Length': '100' });
			response.write('{"tok', () => request.socket.destroy());
		});
		expect((await send(server.origin, {}, { once: true })).failure?.kind).toBe('unavailable');
		expect(server.arrivals).toHaveLength(1);
	});

	test.each([502, 503, 504])('is not sent again after %i', async (status) => {
		const server = await busy(status, Infinity);
		expect((await send(server.origin, {}, { once: true })).answer?.status).toBe(status);
		expect(server.arrivals).toHaveLength(1);
	});

	test('is sent again after 429, which is said before anything is made', async () => {
		const server = await busy(429, 1);
		expect((await send(server.origin, {}, { once: true })).answer?.status).toBe(200);
		expect(server.arrivals).toHaveLength(2);
	});
});

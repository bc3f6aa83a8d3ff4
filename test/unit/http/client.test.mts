import { gzipSync } from 'node:zlib';

import { Failure } from '../../../tokens/http/failure';
import {
	httpSender,
	type ApiRequest,
	type HttpRequestHelper,
	type SendOptions,
} from '../../../tokens/http/client';
import { n8nHttpRequest } from '../../support/helpers.mts';
import { loopback, type Handler, type Loopback } from '../../support/server.mts';
import { skipWaits } from '../../support/waits.mts';

let httpRequest: HttpRequestHelper;
const servers: Loopback[] = [];
skipWaits();

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

/** A request with secrets in every part. None of them may appear in an error. */
function request(origin: string, more: Partial<ApiRequest> = {}): ApiRequest {
	return {
		method: 'POST',
		url: `${origin}/login?email=ops%40example.com&password=s3cret-pass`,
		headers: { 'x-api-key': 's3cret-key' },
		...more,
	};
}

async function send(what: ApiRequest, options?: SendOptions) {
	return await httpSender(httpRequest, { title: 'Example' }, options)(what);
}

async function failureOf(what: ApiRequest, options?: SendOptions): Promise<Failure> {
	const error: unknown = await send(what, options).then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	expect(error).toBeInstanceOf(Failure);
	const failure = (error as Failure).redacted([]);
	const all = JSON.stringify({ ...failure, message: failure.message, details: failure.details });
	expect(all).not.toMatch(/s3cret|password=|\/login/);
	return failure;
}

describe('a response', () => {
	test('is returned as it came, with any status', async () => {
		for (const status of [200, 201, 400, 401, 403, 404, 422, 500]) {
			const server = await serve((_incoming, response) =>
				response.writeHead(status, { 'Content-Type': 'application/json' }).end('{"a": "ü" ,}'),
			);
			const before = Date.now();
			const response = await send(request(server.origin));
			expect(response).toMatchObject({ status, text: '{"a": "ü" ,}' });
			expect(response.sentAt).toBeGreaterThanOrEqual(before);
			expect(response.sentAt).toBeLessThanOrEqual(server.arrivals[0]);
			expect(server.arrivals).toHaveLength(1);
		}
	});

	test('counts its time from the attempt that got it', async () => {
		const server = await serve((_incoming, response, count) =>
			response.writeHead(count === 1 ? 503 : 200).end(),
		);
		const { sentAt } = await send(request(server.origin));
		expect(sentAt).toBeGreaterThanOrEqual(server.arrivals[0] + 500);
	});

	test('has its headers by names in lower case, and every cookie by itself', async () => {
		const server = await serve((_incoming, response) => {
			response.setHeader('X-Auth-Token', 'invented');
			response.setHeader('X-Realm', ['a', 'b']);
			response.setHeader('Set-Cookie', ['sid=1, 2; Path=/', 'csrf=3']);
			response.end();
		});
		const { headers, setCookies } = await send(request(server.origin));
		expect(headers).toMatchObject({ 'x-auth-token': 'invented', 'x-realm': 'a, b' });
		expect(headers).not.toHaveProperty('set-cookie');
		expect(setCookies).toEqual(['sid=1, 2; Path=/', 'csrf=3']);
	});

	test('without cookies has none', async () => {
		const server = await serve((_incoming, response) => response.end());
		expect((await send(request(server.origin))).setCookies).toEqual([]);
	});

	test('that is compressed is read', async () => {
		const server = await serve((_incoming, response) =>
			response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('{"token":"x"}')),
		);
		expect((await send(request(server.origin))).text).toBe('{"token":"x"}');
	});
});

/** What a server receives of a request: method, content type and body. */
async function received(more: Partial<ApiRequest>): Promise<string[]> {
	const seen: string[] = [];
	const server = await serve((incoming, response) => {
		seen.push(incoming.method ?? '', incoming.headers['content-type'] ?? '');
		let body = '';
		incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
		incoming.on('end', () => {
			seen.push(body);
			response.end();
		});
	});
	await send({ ...request(server.origin), ...more });
	return seen;
}

describe('a request', () => {
	test.each(['POST', 'PUT', 'PATCH'] as const)('with %s has its body', async (method) => {
		const json = { a: 'ü', b: [1] };
		expect(await received({ method, body: json })).toEqual([
			method,
			'application/json',
			JSON.stringify(json),
		]);
	});

	test('with a list sends it as JSON', async () => {
		expect(await received({ body: [{ a: 1 }] })).toEqual(['POST', 'application/json', '[{"a":1}]']);
	});

	test('with a form is encoded as one', async () => {
		const body = new URLSearchParams({ 'a b': 'c&d=é+' });
		const [, type, text] = await received({ body });
		expect(type).toMatch(/^application\/x-www-form-urlencoded\b/);
		expect(text).toBe('a+b=c%26d%3D%C3%A9%2B');
	});

	test.each([
		['application/json', '{"big":12345678901234567890} '],
		['application/json', '{"broken":'],
		['application/json', '{}'],
		['application/x-www-form-urlencoded', 'a=%7B&b'],
		['text/xml; charset=utf-8', '<a>é</a>\n'],
		['text/plain', '   '],
	])('with %s sends the text %j as it is', async (type, body) => {
		const headers = { 'Content-Type': type };
		expect(await received({ headers, body })).toEqual(['POST', type, body]);
	});
});

describe('limits', () => {
	test('the time is up while the body still drips', async () => {
		let drip: NodeJS.Timeout | undefined;
		const server = await serve((_incoming, response) => {
			response.writeHead(200);
			drip = setInterval(() => response.write('x'), 20);
		});
		const start = Date.now();
		const failure = await failureOf(request(server.origin), { time: 300 });
		clearInterval(drip);
		expect(Date.now() - start).toBeLessThan(1_500);
		expect(failure.code).toBe('TIMEOUT');
		expect(failure.message).toMatch(
			/^Example did not answer within .* seconds\. Check 'Base URL' of the credential \(http:\/\/127\.0\.0\.1:\d+\), or try again later\.$/,
		);
		expect(server.arrivals).toHaveLength(1);
	});

	test('the time is up where no response comes at all, and it counts for all attempts', async () => {
		const server = await serve((incoming, _response, count) => {
			if (count === 1) incoming.socket.destroy();
		});
		const real = AbortSignal.timeout.bind(AbortSignal);
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementation((time) => {
			// The time of the second attempt is up soon.
			return real(timeout.mock.calls.length === 1 ? time : 50);
		});
		const failure = await failureOf(request(server.origin), { time: 20_000 });
		const [first, second] = timeout.mock.calls.map(([time]) => time);
		timeout.mockRestore();
		expect(first).toBeLessThanOrEqual(20_000);
		// The second attempt does not get the whole time again.
		expect(second).toBeLessThanOrEqual(first - 500);
		expect(failure.message).toContain('did not answer within 20 seconds');
		expect(server.arrivals).toHaveLength(2);
	});

	test('1 MiB is read and one byte more is not', async () => {
		const size = 1024 * 1024;
		const server = await serve((_incoming, response, count) =>
			response.end(Buffer.alloc(size + count - 1, 'x')),
		);
		expect((await send(request(server.origin))).text).toHaveLength(size);
		const failure = await failureOf(request(server.origin));
		expect(failure).toMatchObject({ code: 'BAD_RESPONSE', details: { outcomeUnknown: true } });
		expect(failure.message).toContain('the answer is too large');
		expect(server.arrivals).toHaveLength(2);
	});

	test('a body that may be cut is read up to there, and no further', async () => {
		let written = 0;
		const server = await serve((_incoming, response) => {
			const write = () => {
				if (response.destroyed || written > 20_000_000) return void response.end();
				written += 16_384;
				response.write('x'.repeat(16_384), () => setImmediate(write));
			};
			write();
		});
		const { text } = await send(request(server.origin), { cutAt: 1000, retries: 0 });
		expect(text).toBe('x'.repeat(1000));
		expect(written).toBeLessThan(10_000_000);
	});

	test('the size counts decompressed', async () => {
		const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
		expect(bomb.length).toBeLessThan(1024 * 1024);
		const server = await serve((_incoming, response) =>
			response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb),
		);
		const before = process.memoryUsage().arrayBuffers;
		expect((await failureOf(request(server.origin))).message).toContain('too large');
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
	});
});

describe('a redirect', () => {
	test.each([301, 302, 303, 307, 308])('with %i is not followed', async (status) => {
		const other = await serve((_incoming, response) => response.end('{}'));
		const server = await serve((_incoming, response) =>
			response.writeHead(status, { Location: `${other.origin}/steal?echo=s3cret-pass` }).end(),
		);
		const failure = await failureOf(request(server.origin));
		expect(other.arrivals).toHaveLength(0);
		expect(server.arrivals).toHaveLength(1);
		expect(failure.code).toBe('REDIRECTED');
		expect(failure.details.outcomeUnknown).toBeFalsy();
		expect(failure.message).toBe(
			`Example cannot be used: it redirects to ${other.origin}. Nothing was sent there. Check 'Base URL' of the credential (${server.origin}).`,
		);
	});

	test.each([
		['to another path of its own', '/elsewhere', true],
		['to nowhere', undefined, false],
		['to an invalid address', 'http://[', false],
		['to a script', 'javascript:s3cret-pass', false],
	])('%s is not followed either', async (_name, location, named) => {
		const server = await serve((_incoming, response) =>
			response.writeHead(302, location === undefined ? {} : { Location: location }).end(),
		);
		const { message } = await failureOf(request(server.origin));
		expect(message).toContain(named ? `it redirects to ${server.origin}.` : 'it redirects.');
		expect(server.arrivals).toHaveLength(1);
	});

	test('names no more of its target than the origin', async () => {
		const server = await serve((_incoming, response) =>
			response
				.writeHead(302, {
					Location: 'https://ops:s3cret-pass@evil.example/login?password=s3cret-pass',
				})
				.end(),
		);
		expect((await failureOf(request(server.origin))).message).toContain(
			'it redirects to https://evil.example.',
		);
	});

	test('is an answer where the request says so', async () => {
		const other = await serve((_incoming, response) => response.end('{}'));
		const server = await serve((_incoming, response) =>
			response
				.writeHead(302, { Location: `${other.origin}/home`, 'Set-Cookie': 'sid=1' })
				.end('moved'),
		);
		expect(await send(request(server.origin, { redirects: 'answer' }))).toMatchObject({
			status: 302,
			text: 'moved',
			headers: { location: `${other.origin}/home` },
			setCookies: ['sid=1'],
		});
		expect(other.arrivals).toHaveLength(0);
	});
});

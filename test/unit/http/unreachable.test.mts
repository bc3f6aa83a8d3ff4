import { Failure } from '../../../tokens/http/failure';
import { httpSender, type ApiRequest, type HttpRequestHelper } from '../../../tokens/http/client';
import { n8nHttpRequest } from '../../support/helpers.mts';
import { loopback } from '../../support/server.mts';
import { skipWaits } from '../../support/waits.mts';

skipWaits();

const REQUEST: ApiRequest = {
	method: 'POST',
	url: 'https://api.example.com/login?password=s3cret-pass',
	headers: {},
};

/** Sends with a helper that fails like this. Returns the failure and how often it was sent. */
async function broken(error: unknown, request: Partial<ApiRequest> = {}) {
	let sent = 0;
	const httpRequest = (async () => {
		sent += 1;
		return await Promise.reject(error as Error);
	}) as HttpRequestHelper;
	const failure = await httpSender(httpRequest, { title: 'Example' })({
		...REQUEST,
		...request,
	}).then(
		() => undefined,
		(thrown: unknown) => thrown as Failure,
	);
	expect(failure).toBeInstanceOf(Failure);
	expect(failure?.message).not.toContain('s3cret');
	return { failure: failure as Failure, sent };
}

const withCode = (code: string) => Object.assign(new Error('s3cret-pass'), { code });

const BASE_URL = "Check 'Base URL' of the credential (https://api.example.com)";
const ADDRESS = `${BASE_URL}, or try again later.`;
const NETWORK = `${BASE_URL} and n8n's proxy and network rules.`;

describe('a connection that was never made', () => {
	test.each([
		['ECONNREFUSED', 'it refused the connection'],
		['ENOTFOUND', 'there is no such host'],
		['EAI_AGAIN', 'its name could not be looked up'],
		['EHOSTUNREACH', 'there is no route to it'],
		['ENETUNREACH', 'there is no route to it'],
	])(
		'%s has plain words, and is tried again even where a request may be sent only once',
		async (code, words) => {
			for (const once of [false, true]) {
				const { failure, sent } = await broken(withCode(code), { once });
				expect(failure.message).toBe(`Example could not be reached: ${words}. ${ADDRESS}`);
				expect(failure).toMatchObject({ code: 'UNREACHABLE', details: { outcomeUnknown: false } });
				expect(sent).toBe(4);
			}
		},
	);
});

describe('a connection that broke', () => {
	const RESET = 'it broke the connection';
	const LATE = 'it did not answer in time';

	test.each([
		['ECONNRESET', RESET, withCode('ECONNRESET')],
		['EPIPE', RESET, withCode('EPIPE')],
		['ETIMEDOUT', LATE, withCode('ETIMEDOUT')],
		['ECONNABORTED', LATE, withCode('ECONNABORTED')],
		['ERR_STREAM_PREMATURE_CLOSE', RESET, withCode('ERR_STREAM_PREMATURE_CLOSE')],
		['ABORT_ERR', RESET, withCode('ABORT_ERR')],
		['"socket hang up"', RESET, new Error('socket hang up')],
		['"Premature close"', RESET, new Error('Premature close')],
		['a cancelled one', RESET, Object.assign(new Error('aborted'), { code: 'ERR_CANCELED' })],
		['one that is the cause', RESET, new Error('', { cause: withCode('ECONNRESET') })],
	])(
		'%s: the server may have received it, so a request that does harm is not sent twice',
		async (_n, words, error) => {
			const again = await broken(error);
			expect(again.failure.message).toBe(`Example could not be reached: ${words}. ${ADDRESS}`);
			expect(again.failure).toMatchObject({
				code: words === LATE ? 'TIMEOUT' : 'UNREACHABLE',
				details: { outcomeUnknown: true },
			});
			expect(again.sent).toBe(4);
			const { failure, sent } = await broken(error, { once: true });
			expect(failure.message).toBe(again.failure.message);
			expect(sent).toBe(1);
		},
	);
});

describe('an error that no further attempt can help', () => {
	test.each(['Z_DATA_ERROR', 'HPE_INVALID_CONSTANT', 'ERR_BUFFER_ZLIB', 'ERR__ERROR_BROTLI'])(
		'%s: a response that cannot be read',
		async (code) => {
			const { failure, sent } = await broken(withCode(code));
			expect(failure.message).toBe('Example gave an answer that cannot be read. Try again later.');
			expect(failure).toMatchObject({ code: 'BAD_RESPONSE', details: { outcomeUnknown: true } });
			expect(sent).toBe(1);
		},
	);

	test.each([
		'CERT_HAS_EXPIRED',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'SELF_SIGNED',
	])('%s: a certificate that is not trusted, so that nothing was sent', async (code) => {
		const { failure, sent } = await broken(withCode(code));
		expect(failure.message).toBe(
			`Example could not be reached: its certificate is not trusted. ${NETWORK}`,
		);
		expect(failure).toMatchObject({ code: 'UNREACHABLE', details: { outcomeUnknown: false } });
		expect(sent).toBe(1);
	});

	test.each([
		['an unknown code', withCode('EPROTO_OTHER'), ' (EPROTO_OTHER)'],
		['a code of three letters', withCode('EIO'), ' (EIO)'],
		['one of forty', withCode('E'.repeat(40)), ` (${'E'.repeat(40)})`],
		['one of two', withCode('EX'), ''],
		['one of more than forty', withCode('E'.repeat(41)), ''],
		['a text with a dash', withCode('s3cret-pass'), ''],
		['a code with something before it', withCode('x EIO'), ''],
		['a code with something behind it', withCode('EIO x'), ''],
		['a number', Object.assign(new Error('odd'), { code: 7 }), ''],
		['no error at all', 's3cret-pass', ''],
		['nothing', undefined, ''],
	])('%s is not repeated unless it is a code', async (_name, error, shown) => {
		const { failure, sent } = await broken(error);
		expect(failure.message).toBe(
			`Example could not be reached: the request was stopped${shown}. ${NETWORK}`,
		);
		expect(failure).toMatchObject({ code: 'UNREACHABLE', details: { outcomeUnknown: true } });
		expect(sent).toBe(1);
	});

	test('an error that is its own cause ends the search', async () => {
		const error = new Error('odd');
		error.cause = error;
		expect((await broken(error)).failure.message).toContain('the request was stopped.');
	});

	test('a response that claims to be compressed and is not', async () => {
		const server = await loopback((_request, response) =>
			response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('{"token":"x"}'),
		);
		const send = httpSender(await n8nHttpRequest(), { title: 'Example' });
		const failure: Failure = await send({ ...REQUEST, url: server.origin }).then(
			() => undefined as never,
			(thrown: unknown) => thrown as Failure,
		);
		await server.stop();
		expect(failure.message).toBe('Example gave an answer that cannot be read. Try again later.');
		expect(server.arrivals).toHaveLength(1);
	});
});

test('the field is named as the credential calls it, with scheme, host and port and nothing else of the address', async () => {
	const api = { title: 'Example', addressField: 'Server URL' };
	const httpRequest = async () => await Promise.reject(withCode('ECONNREFUSED'));
	const url = 'http://ops:s3cret@chat.example.com:3000/s3cret?key=s3cret#s3cret';
	const failure = (await httpSender(
		httpRequest,
		api,
	)({ ...REQUEST, url }).catch((thrown: unknown) => thrown)) as Failure;
	expect(failure.headline).toBe('Example could not be reached: it refused the connection');
	expect(failure.description).toBe(
		"Check 'Server URL' of the credential (http://chat.example.com:3000), or try again later.",
	);
});

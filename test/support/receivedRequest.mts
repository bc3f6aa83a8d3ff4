import type { IncomingMessage } from 'node:http';

import busboy from 'busboy';

import { httpSender, type ApiRequest, type HttpRequestHelper } from '../../tokens/http/client';
import { n8nHttpRequest } from './helpers.mts';
import { loopback } from './server.mts';

/** A request as a server sees it. */
export interface Received {
	method: string;
	/** As it came over the wire. */
	target: string;
	query: Array<[string, string]>;
	headers: IncomingMessage['headers'];
	/** The body as text. */
	text: string;
	/** The fields of a multipart body, as busboy reads them. */
	parts: Array<[string, string]>;
}

let helper: Promise<HttpRequestHelper> | undefined;

/** Sends a request through n8n's own helper, to loopback in place of its host, and returns what arrives. */
export async function receivedOf(request: ApiRequest): Promise<Received> {
	const received: Received[] = [];
	const server = await loopback((incoming, response) => {
		void read(incoming).then((one) => {
			received.push(one);
			response.end();
		});
	});
	try {
		const { pathname, search } = new URL(request.url);
		const url = `${server.origin}${pathname}${search}`;
		helper ??= n8nHttpRequest();
		await httpSender(await helper, { title: 'Example' })({ ...request, url });
	} finally {
		await server.stop();
	}
	return received[0];
}

async function read(incoming: IncomingMessage): Promise<Received> {
	const { method = '', url: target = '', headers } = incoming;
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	const body = Buffer.concat(chunks);
	const isMultipart = headers['content-type']?.startsWith('multipart/form-data') === true;
	return {
		method,
		target,
		query: [...new URL(target, 'http://loopback').searchParams],
		headers,
		text: body.toString(),
		parts: isMultipart ? await partsOf(body, headers) : [],
	};
}

async function partsOf(
	body: Buffer,
	headers: IncomingMessage['headers'],
): Promise<Array<[string, string]>> {
	const parts: Array<[string, string]> = [];
	const parser = busboy({ headers, defParamCharset: 'utf8' });
	parser.on('field', (name, value) => parts.push([name, value]));
	await new Promise((resolve, reject) => {
		parser.on('close', resolve).on('error', reject).end(body);
	});
	return parts;
}

import type { Program } from './programs/program.mts';

/** What a program answered, with nothing of this package on the way. */
export interface Answer {
	status: number;
	text: string;
	headers: Headers;
	/** Each `Set-Cookie` line. */
	cookies: string[];
}

/** Sends one request with Node's own client; a body that is an object goes as JSON. */
export async function ask(
	{ origin }: Program,
	{ method, path, body }: { method: string; path: string; body?: object },
	headers: Record<string, string> = {},
): Promise<Answer> {
	const isJson = body !== undefined && !(body instanceof URLSearchParams);
	const response = await fetch(origin + path, {
		method,
		redirect: 'manual',
		headers: { ...(isJson && { 'content-type': 'application/json' }), ...headers },
		body: isJson ? JSON.stringify(body) : (body as URLSearchParams | undefined),
	});
	const { status } = response;
	const cookies = response.headers.getSetCookie();
	return { status, text: await response.text(), headers: response.headers, cookies };
}

/** What a client sends back of the first cookie that was set. */
export function cookieOf({ cookies }: Answer): string {
	return cookies[0].split(';')[0];
}

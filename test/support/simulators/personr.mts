import { randomBytes } from 'node:crypto';

import busboy from 'busboy';

import { Simulator, jsonBody, type Arrived, type Reply } from './simulator.mts';

const BASE = '/api/1.1/wf';

/** Personr on Bubble's workflow API: a multipart login, and a new token kills the old one. */
export class PersonrSimulator extends Simulator {
	email = 'ops@example.com';
	password = 'Pä55 w+rd/&=%?';
	userId = '1700000000000x123456789012345678';
	/** Seconds. */
	expires = 31_536_000;
	/** How it writes them. */
	writeExpiry: (seconds: number) => unknown = (seconds) => seconds;
	/** The one token that is good now. */
	token = '';
	/** What the cheap call answers to any token at all, where it does not look. */
	checkIgnoresTokens = false;
	/** The parts of the last login, as busboy read them. */
	lastForm: Array<{ name: string; value: string }> = [];

	get baseUrl(): string {
		return `${this.origin}${BASE}`;
	}

	get logins(): number {
		return this.count(`${BASE}/api-token-generate`);
	}

	get checks(): number {
		return this.count(`${BASE}/api-applicant-status`);
	}

	/** Ends the token that is good now, as an administrator would. */
	revoke(): void {
		this.token = '';
	}

	protected answer(request: Arrived): Reply {
		if (request.path === `${BASE}/api-token-generate`) return this.login(request);
		const good = this.token !== '' && request.headers.authorization === `Bearer ${this.token}`;
		if (request.path === `${BASE}/api-applicant-status`) {
			if (request.method !== 'POST')
				return { status: 405, body: { message: 'Method not allowed' } };
			if (!good && !this.checkIgnoresTokens) return refused(request);
			const { applicant_id } = jsonBody(request) ?? {};
			if (typeof applicant_id === 'string')
				return { status: 200, body: { status: 'success', response: { applicant_id } } };
			return {
				status: 400,
				body: { statusCode: 400, body: { status: 'MISSING_DATA', message: 'Missing parameter' } },
			};
		}
		if (!good) return refused(request);
		if (request.path.endsWith('/missing'))
			return { status: 404, body: { message: 'Workflow not found' } };
		if (request.path.endsWith('/broken'))
			return { status: 500, body: { message: 'Something went wrong' } };
		return { status: 200, body: { status: 'success', response: { path: request.path } } };
	}

	private login({ method, query, headers, body }: Arrived): Reply {
		if (method !== 'POST') return { status: 405, body: { message: 'Method not allowed' } };
		if (query !== '') return { status: 400, body: { message: 'Unexpected query' } };
		const parts = readMultipart(headers, body);
		if (typeof parts === 'string') return { status: 400, body: { message: parts } };
		this.lastForm = parts;
		const names = parts
			.map(({ name }) => name)
			.sort()
			.join();
		if (names !== 'email,password') {
			return {
				status: 400,
				body: {
					statusCode: 400,
					body: { status: 'MISSING_DATA', message: `Wrong fields: ${names}` },
				},
			};
		}
		const value = (wanted: string) => parts.find(({ name }) => name === wanted)?.value;
		if (value('email') !== this.email || value('password') !== this.password) {
			// The documented bytes: a trailing comma and a curly apostrophe, so not valid JSON.
			return {
				status: 400,
				headers: { 'Content-Type': 'application/json' },
				body: '{"statusCode": 400, "reason": "INVALID_LOGIN_CREDENTIALS", "message": "We didn’t find an account with those login credentials", }',
			};
		}
		this.token = `bus|${Date.now()}x${randomBytes(6).toString('hex')}|${randomBytes(16).toString('hex')}`;
		const response = {
			token: this.writeToken(this.token),
			user_id: this.userId,
			expires: this.writeExpiry(this.expires),
		};
		return { status: 200, body: { status: 'success', response } };
	}
}

/** The real answer echoes the refused token. */
function refused({ headers }: Arrived): Reply {
	const token = (headers.authorization ?? '').replace(/^Bearer /, '');
	const translation = `Invalid or expired token: ${token}`;
	return {
		status: 401,
		body: { error_class: 'Unauthorized', args: { code: 401 }, message: null, translation },
	};
}

/** Reads a multipart form with a library; a text says what is wrong with it. */
function readMultipart(
	headers: Record<string, string>,
	body: Buffer,
): Array<{ name: string; value: string }> | string {
	if (!/^multipart\/form-data; ?boundary=\S+$/.test(headers['content-type'] ?? ''))
		return 'Not a multipart form';
	if (Number(headers['content-length']) !== body.length)
		return 'Content-Length is missing or wrong';
	const parts: Array<{ name: string; value: string }> = [];
	let wrong = '';
	const reader = busboy({ headers });
	reader.on('field', (name, value) => parts.push({ name, value }));
	reader.on('file', (name, stream) => {
		wrong = `${name} is a file`;
		stream.resume();
	});
	reader.on('error', (error) => (wrong = String(error)));
	reader.end(body);
	return wrong === '' ? parts : wrong;
}

import { createHash } from 'node:crypto';

import {
	Simulator,
	hasExactly,
	jsonBody,
	type Arrived,
	type Reply,
} from '../../test/support/simulators/simulator.mts';
import type { CredentialData } from '../n8n.mts';

const KEY = 'Bearer invented-store-key-3c90';

interface Secret {
	token: string;
	expiresAt: string | null;
	fingerprint: string;
}

/** A user's own store of secrets: tells what it holds without the secret itself, and takes a new one by PUT. */
export class SecretStore extends Simulator {
	/** What it holds, by path. */
	readonly secrets = new Map<string, Secret>();

	get baseUrl(): string {
		return this.origin;
	}

	/** n8n's Header Auth credential for it. */
	readonly credential: CredentialData = {
		id: 'secret-store',
		name: 'Secret Store',
		type: 'httpHeaderAuth',
		data: { name: 'Authorization', value: KEY },
	};

	/** How many requests of a method arrived. */
	calls(method: string): number {
		return this.arrived.filter((request) => request.method === method).length;
	}

	protected answer(request: Arrived): Reply {
		const { method, path, query, headers } = request;
		if (headers.authorization !== KEY) return { status: 401, body: { error: 'Unauthorized' } };
		if (query !== '') return { status: 400, body: { error: 'Unexpected query' } };
		if (method === 'PUT') return this.write(request);
		if (method !== 'GET') return { status: 405, body: { error: 'Method not allowed' } };
		const secret = this.secrets.get(path);
		if (secret === undefined) return { status: 404, body: 'No such secret' };
		const { fingerprint, expiresAt } = secret;
		return { status: 200, body: { fingerprint, expiresAt } };
	}

	private write(request: Arrived): Reply {
		const secret = jsonBody(request) as Secret | undefined;
		const isJson = (request.headers['content-type'] ?? '').startsWith('application/json');
		if (!isJson || !secret || !hasExactly(secret, ['token', 'expiresAt', 'fingerprint']))
			return { status: 422, body: { error: 'Not the expected JSON' } };
		const { token, expiresAt, fingerprint } = secret;
		const right = createHash('sha256').update(token).digest('hex').slice(0, 12);
		const isTime = expiresAt === null || !Number.isNaN(Date.parse(expiresAt));
		if (fingerprint !== right || !isTime) return { status: 422, body: { error: 'Wrong values' } };
		this.secrets.set(request.path, secret);
		return { status: 204, body: '' };
	}
}

import type { IncomingMessage } from 'node:http';

import { FieldReader } from '../../tokens/provider/fieldReader';
import { identityDigest, header } from '../../tokens/provider/presentation';
import type {
	ApiResponse,
	Fields,
	HttpClient,
	Provider,
	TokenResponse,
	TokenSource,
} from '../../tokens/provider/provider';
import { isSuccess, readToken, rejection, textOrNull } from '../../tokens/provider/response';
import { jsonOf } from '../../tokens/http/json';
import { loopback } from './server.mts';

const KEY = 'invented-key';

/** Where the invented API is, and which optional parts its provider has. */
export interface InventedOptions {
	/** Where tokens come from. */
	tokenUrl: string;
	/** Where they are used, if that is another host. */
	apiUrl?: string;
	canCheck?: boolean;
	canRefresh?: boolean;
}

/** A provider that uses every part of the interface, also those that no real provider uses. */
export class Invented implements Provider {
	readonly name = 'invented';
	readonly title = 'Invented';
	readonly credentialType = 'inventedApi';
	readonly credentialTitle = 'Invented API';

	constructor(private readonly options: InventedOptions) {}

	open(fields: Fields): TokenSource {
		const { tokenUrl, apiUrl = tokenUrl, canCheck = true, canRefresh = true } = this.options;
		const secret = new FieldReader(fields, this).text('secret', 'Secret');
		return {
			title: this.title,
			identity: identityDigest(this.name, tokenUrl, { secret }),
			secrets: [secret, KEY],
			baseUrls: [tokenUrl, apiUrl],
			revokesPrevious: true,
			requestToken: async (http) => await this.post('login', { secret }, http),
			...(canRefresh && {
				refreshToken: async ({ refreshToken, accessToken }: TokenResponse, http: HttpClient) =>
					await this.post('refresh', { refreshToken, accessToken }, http),
			}),
			present: (token) => ({
				...header('X-Invented', token),
				query: { token: token.accessToken },
				cookies: { session: token.accessToken, region: 'eu' },
				otherHeaders: { 'x-key': KEY },
			}),
			...(canCheck && {
				check: () => ({ method: 'GET', url: `${apiUrl}/me?fields=id`, headers: { accept: '*/*' } }),
			}),
		};
	}

	private async post(
		path: string,
		body: Record<string, unknown>,
		{ send }: HttpClient,
	): Promise<TokenResponse> {
		const url = `${this.options.tokenUrl}/${path}`;
		const response = await send({ method: 'POST', url, headers: { 'x-key': KEY }, body });
		return this.read(response, path);
	}

	private read(response: ApiResponse, path: string): TokenResponse {
		if (!isSuccess(response.status))
			throw rejection(this, response, { what: `the ${path}`, check: 'Check it' });
		const json = jsonOf(response.text) ?? {};
		return {
			accessToken: readToken(json.token, this),
			issuedAt: response.sentAt,
			expiresAt: null,
			obtainedAt: response.sentAt,
			userId: null,
			accountId: null,
			tokenName: null,
			refreshToken: textOrNull(json.refreshToken),
			refreshTokenExpiresAt: null,
		};
	}
}

/** The invented API: strict, and with one valid token at a time. */
export interface InventedApi {
	origin: string;
	/** Method and path with query of every request. */
	arrived: string[];
	/** The secret to log in with. */
	secret: string;
	token: string;
	refreshToken: string;
	/** The status of every response to a path, where it is an error. Its message repeats what the request holds. */
	failing: Map<string, number>;
	stop(): Promise<void>;
}

/** Starts the invented API on loopback. */
export async function inventedApi(): Promise<InventedApi> {
	const server = await loopback((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			api.arrived.push(`${request.method} ${request.url}`);
			const [status, json] = answer(api, request, body);
			response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
		});
	});
	const api: InventedApi = {
		origin: server.origin,
		arrived: [],
		secret: 'invented secret',
		token: '',
		refreshToken: '',
		failing: new Map(),
		stop: server.stop,
	};
	return api;
}

let made = 0;

function answer(api: InventedApi, request: IncomingMessage, body: string): [number, unknown] {
	const { pathname, searchParams } = new URL(request.url ?? '', api.origin);
	const status = api.failing.get(pathname);
	const json = jsonOf(body) ?? {};
	const repeated = [...Object.values(json), request.headers['x-key']].join(' ');
	if (status !== undefined) return [status, { message: `not ${repeated}` }];
	if (request.headers['x-key'] !== KEY) return [403, {}];
	if (pathname === '/me') {
		const { 'x-invented': own, cookie } = request.headers;
		const isRight = own === api.token && cookie === `session=${api.token}; region=eu`;
		return [isRight && searchParams.get('token') === api.token ? 200 : 401, {}];
	}
	const isRight =
		pathname === '/login' ? json.secret === api.secret : json.refreshToken === api.refreshToken;
	if (!isRight) return [401, { message: `not ${repeated}` }];
	made += 1;
	api.token = `token+${made}/==`;
	api.refreshToken = `refresh-${made}`;
	return [200, { token: api.token, refreshToken: api.refreshToken }];
}

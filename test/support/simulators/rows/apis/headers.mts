import { jwt } from '../jwt.mts';
import {
	ACCOUNT,
	HOUR,
	ID,
	KEY,
	PASSWORD,
	PLAIN_PASSWORD,
	type Row,
	USER,
	basic,
	bearer,
	header,
	json,
} from '../row.mts';

/** The token behind another header or prefix. */
export const headerRows: Row[] = [
	{
		api: 'Pi-hole v6',
		login: { path: '/api/auth', json: { password: PASSWORD } },
		lifetime: 1_800,
		sliding: true,
		answer: ({ token, second, lifetime }) =>
			json({ session: { valid: true, totp: false, sid: token, csrf: second, validity: lifetime } }),
		calls: ({ token }) => header('X-FTL-SID', token),
		refusal: { status: 401, body: { error: { key: 'unauthorized' } } },
		typed: {
			loginUrl: '/api/auth',
			password: PASSWORD,
			settings: { send: { name: 'X-FTL-SID' } },
		},
	},
	{
		api: 'Cisco Catalyst Center (DNAC)',
		login: { path: '/dna/system/api/v1/auth/token', headers: basic(USER, PASSWORD) },
		answer: ({ token }) => json({ Token: token }),
		calls: ({ token }) => header('X-Auth-Token', token),
		typed: {
			loginUrl: '/dna/system/api/v1/auth/token',
			...ACCOUNT,
			sendLoginIn: 'basic',
			settings: { send: { name: 'X-Auth-Token' } },
		},
	},
	{
		api: 'Check Point Management',
		login: { path: '/web_api/login', json: { user: USER, password: PASSWORD } },
		answer: ({ token }) => json({ sid: token }),
		calls: ({ token }) => header('X-chkp-sid', token),
		typed: {
			loginUrl: '/web_api/login',
			...ACCOUNT,
			usernameField: 'user',
			settings: { send: { name: 'X-chkp-sid' } },
		},
	},
	{
		api: 'HashiCorp Vault (AppRole)',
		login: { path: '/v1/auth/approle/login', json: { role_id: USER, secret_id: PASSWORD } },
		lifetime: 1_200,
		answer: ({ token, lifetime }) =>
			json({
				lease_id: '',
				lease_duration: 0,
				wrap_info: null,
				auth: { client_token: token, policies: ['default'], lease_duration: lifetime },
			}),
		calls: ({ token }) => header('X-Vault-Token', token),
		refusal: { status: 403, body: { errors: ['permission denied'] } },
		typed: {
			loginUrl: '/v1/auth/approle/login',
			...ACCOUNT,
			usernameField: 'role_id',
			passwordField: 'secret_id',
			settings: { send: { name: 'X-Vault-Token' } },
		},
	},
	{
		api: 'ThingsBoard',
		login: { path: '/api/auth/login', json: { username: USER, password: PASSWORD } },
		makeToken: jwt,
		lifetime: 9_000,
		answer: ({ token, refreshToken }) => json({ token, refreshToken }),
		calls: ({ token }) => header('X-Authorization', `Bearer ${token}`),
		typed: {
			loginUrl: '/api/auth/login',
			...ACCOUNT,
			settings: { send: { name: 'X-Authorization' } },
		},
	},
	{
		api: 'Yotpo',
		login: { path: '/core/v3/stores/YOUR-STORE-ID/access_tokens', json: { secret: PASSWORD } },
		answer: ({ token }) => json({ access_token: token }),
		calls: ({ token }) => header('X-Yotpo-Token', token),
		typed: {
			loginUrl: '/core/v3/stores/YOUR-STORE-ID/access_tokens',
			password: PASSWORD,
			passwordField: 'secret',
			settings: { send: { name: 'X-Yotpo-Token' } },
		},
	},
	{
		api: 'NetBox',
		login: { path: '/api/users/tokens/provision/', json: { username: USER, password: PASSWORD } },
		answer: ({ token, second }) => ({
			status: 201,
			body: { id: 6, version: 2, user: { id: 2 }, expires: null, key: second, token },
		}),
		calls: ({ token, second }) => header('Authorization', `Bearer nbt_${second}.${token}`),
		typed: {
			loginUrl: '/api/users/tokens/provision/',
			...ACCOUNT,
			keptValues: { value: [{ name: 'key', from: 'json', path: 'key' }] },
			settings: { send: { value: 'Bearer nbt_{key}.{token}' } },
		},
	},
	{
		api: 'Paperless-ngx',
		login: { path: '/api/token/', json: { username: USER, password: PASSWORD } },
		answer: ({ token }) => json({ token }),
		calls: ({ token }) => header('Authorization', `Token ${token}`),
		typed: {
			loginUrl: '/api/token/',
			...ACCOUNT,
			settings: { send: { value: 'Token {token}' } },
		},
	},
	{
		api: 'Dremio',
		login: { path: '/apiv2/login', json: { userName: USER, password: PASSWORD } },
		lifetime: 30 * HOUR,
		answer: ({ token, expiresAt }) => json({ token, userName: USER, expires: expiresAt }),
		calls: ({ token }) => header('Authorization', `_dremio${token}`),
		typed: {
			loginUrl: '/apiv2/login',
			...ACCOUNT,
			usernameField: 'userName',
			settings: { send: { value: '_dremio{token}' } },
		},
	},
	{
		api: 'Jellyfin (Emby)',
		login: {
			path: '/Users/AuthenticateByName',
			headers: {
				Authorization: 'MediaBrowser Client="n8n", Device="n8n", DeviceId="n8n-1", Version="1.0"',
			},
			json: { Username: USER, Pw: PASSWORD },
		},
		answer: ({ token }) => json({ User: { Name: USER, Id: ID }, AccessToken: token }),
		calls: ({ token }) => header('Authorization', `MediaBrowser Token="${token}"`),
		typed: {
			loginUrl: '/Users/AuthenticateByName',
			...ACCOUNT,
			usernameField: 'Username',
			passwordField: 'Pw',
			extraFields: {
				field: [
					{
						name: 'Authorization',
						value: 'MediaBrowser Client="n8n", Device="n8n", DeviceId="n8n-1", Version="1.0"',
						sendIn: 'header',
					},
				],
			},
			settings: { send: { value: 'MediaBrowser Token="{token}"' } },
		},
	},
	{
		api: 'Oracle ZFS Appliance',
		login: {
			path: '/api/access/v1',
			headers: { 'X-Auth-User': USER, 'X-Auth-Key': PLAIN_PASSWORD },
		},
		lifetime: HOUR / 4,
		silent: true,
		sliding: true,
		answer: ({ token }) => ({ status: 201, headers: { 'X-Auth-Session': token } }),
		calls: ({ token }) => header('X-Auth-Session', token),
		typed: {
			loginUrl: '/api/access/v1',
			username: USER,
			password: PLAIN_PASSWORD,
			usernameField: 'X-Auth-User',
			passwordField: 'X-Auth-Key',
			sendLoginIn: 'header',
			settings: { send: { name: 'X-Auth-Session' }, renewal: { maxAge: 0.2 } },
		},
	},
	{
		api: 'GLPI (v1 REST)',
		login: {
			method: 'GET',
			path: '/apirest.php/initSession',
			headers: { ...basic(USER, PASSWORD), 'App-Token': KEY },
		},
		answer: ({ token }) => json({ session_token: token }),
		calls: ({ token }) => ({ headers: { 'Session-Token': token, 'App-Token': KEY } }),
		refusal: { status: 401, body: ['ERROR_SESSION_TOKEN_INVALID', 'invalid'] },
		typed: {
			loginUrl: '/apirest.php/initSession',
			...ACCOUNT,
			sendLoginIn: 'basic',
			secretFields: { secret1: { value: KEY } },
			requestHeaders: { header: [{ name: 'App-Token', value: '{secret1}' }] },
			settings: { login: { method: 'GET' }, send: { name: 'Session-Token' } },
		},
	},
	{
		api: 'N-able N-central',
		login: {
			path: '/api/auth/authenticate',
			headers: { Authorization: `Bearer ${PLAIN_PASSWORD}` },
		},
		makeToken: jwt,
		lifetime: HOUR,
		answer: ({ token, refreshToken, lifetime }) =>
			json({
				tokens: {
					access: { token, type: 'Bearer', expirySeconds: lifetime },
					refresh: { token: refreshToken, type: 'Body', expirySeconds: 90_000 },
				},
			}),
		calls: bearer,
		typed: {
			loginUrl: '/api/auth/authenticate',
			password: PLAIN_PASSWORD,
			sendLoginIn: 'none',
			extraFields: {
				field: [{ name: 'Authorization', value: 'Bearer {password}', sendIn: 'header' }],
			},
		},
	},
];

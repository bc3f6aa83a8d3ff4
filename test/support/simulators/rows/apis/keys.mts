import {
	ACCOUNT,
	HOUR,
	KEY,
	PASSWORD,
	PLAIN_PASSWORD,
	type Row,
	USER,
	field,
	json,
	oauthAnswer,
} from '../row.mts';

/** Fixed headers on each call beside the token's, such as an API key or a tenant. */
export const keyRows: Row[] = [
	{
		api: 'Toast',
		login: {
			path: '/authentication/v1/authentication/login',
			json: {
				clientId: USER,
				clientSecret: PASSWORD,
				userAccessType: 'TOAST_MACHINE_CLIENT',
			},
		},
		lifetime: 86_400,
		answer: ({ token, lifetime }) =>
			json({ token: { tokenType: 'Bearer', accessToken: token, expiresIn: lifetime } }),
		calls: ({ token }) => ({
			headers: {
				Authorization: `Bearer ${token}`,
				'Toast-Restaurant-External-ID': 'YOUR-RESTAURANT-ID',
			},
		}),
		typed: {
			loginUrl: '/authentication/v1/authentication/login',
			...ACCOUNT,
			usernameField: 'clientId',
			passwordField: 'clientSecret',
			extraFields: { field: [field('userAccessType', 'TOAST_MACHINE_CLIENT')] },
			requestHeaders: {
				header: [{ name: 'Toast-Restaurant-External-ID', value: 'YOUR-RESTAURANT-ID' }],
			},
		},
	},
	{
		api: 'bKash checkout',
		login: {
			path: '/token/grant',
			headers: { username: USER, password: PLAIN_PASSWORD },
			json: { app_key: KEY, app_secret: PASSWORD },
		},
		lifetime: HOUR,
		silent: true,
		answer: ({ token, refreshToken }) =>
			json({ statusCode: '0000', id_token: token, refresh_token: refreshToken }),
		calls: ({ token }) => ({ headers: { Authorization: token, 'X-APP-Key': KEY } }),
		typed: {
			loginUrl: '/token/grant',
			username: KEY,
			password: PASSWORD,
			usernameField: 'app_key',
			passwordField: 'app_secret',
			secretFields: {
				secret1: { name: 'username', value: USER, sendIn: 'header' },
				secret2: { name: 'password', value: PLAIN_PASSWORD, sendIn: 'header' },
			},
			requestHeaders: { header: [{ name: 'X-APP-Key', value: '{username}' }] },
			settings: { send: { value: '{token}' }, renewal: { maxAge: 0.9 } },
		},
	},
	{
		api: 'OpenSubtitles.com',
		login: {
			path: '/api/v1/login',
			headers: { 'Api-Key': KEY, 'User-Agent': 'YourApp v1.0' },
			json: { username: USER, password: PASSWORD },
		},
		answer: ({ token }) => json({ user: { user_id: 66 }, token, status: 200 }),
		calls: ({ token }) => ({
			headers: {
				Authorization: `Bearer ${token}`,
				'Api-Key': KEY,
				'User-Agent': 'YourApp v1.0',
			},
		}),
		typed: {
			loginUrl: '/api/v1/login',
			...ACCOUNT,
			secretFields: { secret1: { value: KEY } },
			requestHeaders: {
				header: [
					{ name: 'Api-Key', value: '{secret1}' },
					{ name: 'User-Agent', value: 'YourApp v1.0' },
				],
			},
		},
	},
	{
		api: 'IG trading',
		login: {
			path: '/session',
			headers: { 'X-IG-API-KEY': KEY, Version: '2' },
			json: { identifier: USER, password: PASSWORD },
		},
		answer: ({ token, second }) => json({}, { CST: token, 'X-SECURITY-TOKEN': second }),
		calls: ({ token, second }) => ({
			headers: { CST: token, 'X-SECURITY-TOKEN': second, 'X-IG-API-KEY': KEY },
		}),
		typed: {
			loginUrl: '/session',
			...ACCOUNT,
			usernameField: 'identifier',
			extraFields: { field: [{ name: 'Version', value: '2', sendIn: 'header' }] },
			secretFields: { secret1: { value: KEY } },
			keptValues: { value: [{ name: 'security', from: 'header', path: 'X-SECURITY-TOKEN' }] },
			requestHeaders: {
				header: [
					{ name: 'X-IG-API-KEY', value: '{secret1}' },
					{ name: 'X-SECURITY-TOKEN', value: '{security}' },
				],
			},
			settings: { token: { from: 'header', path: 'CST' }, send: { name: 'CST' } },
		},
	},
	{
		api: 'Sophos Central',
		login: {
			path: '/api/v2/oauth2/token',
			form: {
				grant_type: 'client_credentials',
				scope: 'token',
				client_id: USER,
				client_secret: PASSWORD,
			},
		},
		lifetime: HOUR,
		answer: oauthAnswer,
		calls: ({ token }) => ({
			headers: { Authorization: `Bearer ${token}`, 'X-Tenant-ID': 'YOUR-TENANT-ID' },
		}),
		typed: {
			...{ grantType: 'clientCredentials', clientAuthentication: 'body', scope: 'token' },
			tokenUrl: 'https://id.sophos.com/api/v2/oauth2/token',
			...{ clientId: USER, clientSecret: PASSWORD },
			requestHeaders: { header: [{ name: 'X-Tenant-ID', value: 'YOUR-TENANT-ID' }] },
		},
	},
];

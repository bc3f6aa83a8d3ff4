import { jwt } from '../jwt.mts';
import {
	ACCOUNT,
	CHECK,
	DAY,
	HOUR,
	KEY,
	PASSWORD,
	type Row,
	USER,
	basic,
	basicOfClient,
	bearer,
	field,
	json,
	oauthAnswer,
} from '../row.mts';

const CLIENT_FIELDS = { usernameField: 'client_id', passwordField: 'client_secret' };
/** Client credentials of OAuth 2, sent as fields of the body. */
const CLIENT_CREDENTIALS = {
	...{ grantType: 'clientCredentials', clientAuthentication: 'body' },
	...{ clientId: USER, clientSecret: PASSWORD },
};
const clientForm = {
	grant_type: 'client_credentials',
	client_id: USER,
	client_secret: PASSWORD,
};

/** A form or HTTP Basic at the login, and a token behind `Authorization: Bearer`. */
export const standardRows: Row[] = [
	{
		api: 'Technitium DNS',
		login: { path: '/api/user/login', form: { user: USER, pass: PASSWORD } },
		lifetime: HOUR / 2,
		silent: true,
		sliding: true,
		answer: ({ token }) => json({ status: 'ok', token }),
		calls: bearer,
		refusal: { status: 200, body: { status: 'invalid-token' } },
		typed: {
			loginUrl: '/api/user/login',
			...ACCOUNT,
			usernameField: 'user',
			passwordField: 'pass',
			sendLoginIn: 'form',
			settings: { renewal: { maxAge: 0.4 }, check: { ...CHECK, url: '/api/user/session/get' } },
		},
	},
	{
		api: 'Mealie',
		login: { path: '/api/auth/token', form: { username: USER, password: PASSWORD } },
		makeToken: jwt,
		lifetime: 2 * DAY,
		answer: ({ token }) => json({ access_token: token, token_type: 'bearer' }),
		calls: bearer,
		typed: { loginUrl: '/api/auth/token', ...ACCOUNT, sendLoginIn: 'form' },
	},
	{
		api: 'Veeva Vault',
		login: { path: '/api/v24.3/auth', form: { username: USER, password: PASSWORD } },
		answer: ({ token }) => json({ responseStatus: 'SUCCESS', sessionId: token }),
		calls: bearer,
		typed: { loginUrl: '/api/v24.3/auth', ...ACCOUNT, sendLoginIn: 'form' },
	},
	{
		api: 'Looker',
		login: { path: '/api/4.0/login', form: { client_id: USER, client_secret: PASSWORD } },
		lifetime: HOUR,
		answer: oauthAnswer,
		calls: bearer,
		typed: { loginUrl: '/api/4.0/login', ...ACCOUNT, ...CLIENT_FIELDS, sendLoginIn: 'form' },
	},
	{
		api: '3CX v20',
		login: { path: '/connect/token', form: clientForm },
		lifetime: HOUR,
		silent: true,
		answer: ({ token }) => json({ access_token: token }),
		calls: bearer,
		typed: {
			...CLIENT_CREDENTIALS,
			tokenUrl: '/connect/token',
			settings: { renewal: { maxAge: 0.9 } },
		},
	},
	{
		api: 'Guesty Open API',
		login: { path: '/oauth2/token', form: { ...clientForm, scope: 'open-api' } },
		lifetime: DAY,
		silent: true,
		answer: ({ token }) => json({ access_token: token }),
		calls: bearer,
		typed: {
			...CLIENT_CREDENTIALS,
			...{ tokenUrl: '/oauth2/token', scope: 'open-api' },
			settings: { renewal: { maxAge: 23 } },
		},
	},
	{
		api: 'Amadeus',
		login: { path: '/v1/security/oauth2/token', form: clientForm },
		lifetime: HOUR / 2,
		answer: oauthAnswer,
		calls: bearer,
		typed: { ...CLIENT_CREDENTIALS, tokenUrl: '/v1/security/oauth2/token' },
	},
	{
		api: 'Shopware 6',
		login: {
			path: '/api/oauth/token',
			json: { grant_type: 'client_credentials', client_id: USER, client_secret: PASSWORD },
		},
		lifetime: 600,
		answer: oauthAnswer,
		calls: bearer,
		typed: { ...CLIENT_CREDENTIALS, tokenUrl: '/api/oauth/token', bodyFormat: 'json' },
	},
	{
		api: 'Pax8',
		login: {
			path: '/v1/token',
			json: {
				grant_type: 'client_credentials',
				audience: 'https://api.pax8.com',
				client_id: USER,
				client_secret: PASSWORD,
			},
		},
		lifetime: DAY,
		answer: oauthAnswer,
		calls: bearer,
		typed: {
			...CLIENT_CREDENTIALS,
			...{ tokenUrl: '/v1/token', bodyFormat: 'json', audience: 'https://api.pax8.com' },
		},
	},
	{
		api: 'Wazuh server API',
		login: { path: '/security/user/authenticate', headers: basic(USER, PASSWORD) },
		makeToken: jwt,
		lifetime: 900,
		answer: ({ token }) => json({ data: { token }, error: 0 }),
		calls: bearer,
		typed: { loginUrl: '/security/user/authenticate', ...ACCOUNT, sendLoginIn: 'basic' },
	},
	{
		api: 'Akeneo PIM',
		login: {
			path: '/api/oauth/v1/token',
			headers: basicOfClient('CLIENT-ID', KEY),
			form: { grant_type: 'password', username: USER, password: PASSWORD },
		},
		lifetime: HOUR,
		answer: ({ token, refreshToken, lifetime }) =>
			json({ access_token: token, expires_in: lifetime, refresh_token: refreshToken }),
		calls: bearer,
		refusal: { status: 401, body: { code: 401, message: 'Authentication is required' } },
		typed: {
			...{ grantType: 'password', tokenUrl: '/api/oauth/v1/token', ...ACCOUNT },
			...{ clientId: 'CLIENT-ID', clientSecret: KEY },
		},
	},
	{
		api: 'Jamf Pro (user)',
		login: { path: '/api/v1/auth/token', headers: basic(USER, PASSWORD) },
		lifetime: HOUR / 2,
		answer: ({ token, expiresAt }) => json({ token, expires: new Date(Number(expiresAt)) }),
		calls: bearer,
		typed: { loginUrl: '/api/v1/auth/token', ...ACCOUNT, sendLoginIn: 'basic' },
	},
	{
		api: 'Zoom Server-to-Server',
		login: {
			path: '/oauth/token',
			headers: basicOfClient(USER, PASSWORD),
			form: { grant_type: 'account_credentials', account_id: 'YOUR-ACCOUNT-ID' },
		},
		lifetime: HOUR,
		answer: oauthAnswer,
		calls: bearer,
		typed: {
			...{ grantType: 'clientCredentials', tokenUrl: 'https://zoom.us/oauth/token' },
			...{ clientId: USER, clientSecret: PASSWORD },
			extraFields: {
				field: [field('grant_type', 'account_credentials'), field('account_id', 'YOUR-ACCOUNT-ID')],
			},
		},
	},
	{
		api: 'Workday (API client with a refresh token)',
		login: {
			path: '/ccx/oauth2/YOUR-TENANT/token',
			headers: basicOfClient(USER, PASSWORD),
			form: { grant_type: 'refresh_token', refresh_token: KEY },
		},
		lifetime: HOUR,
		silent: true,
		answer: ({ token }) => json({ access_token: token }),
		calls: bearer,
		typed: {
			...{ grantType: 'refreshToken', tokenUrl: '/ccx/oauth2/YOUR-TENANT/token' },
			...{ clientId: USER, clientSecret: PASSWORD, refreshToken: KEY },
			settings: { renewal: { maxAge: 0.9 } },
		},
	},
	{
		api: 'HaloPSA',
		login: {
			path: '/auth/token',
			headers: basicOfClient(USER, PASSWORD),
			form: { grant_type: 'client_credentials' },
		},
		lifetime: HOUR,
		answer: oauthAnswer,
		calls: bearer,
		refusal: { status: 400, body: { error: 'invalid_token' } },
		typed: {
			...{ grantType: 'clientCredentials', tokenUrl: '/auth/token' },
			...{ clientId: USER, clientSecret: PASSWORD },
		},
	},
];

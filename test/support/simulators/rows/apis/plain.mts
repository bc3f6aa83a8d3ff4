import { jwt } from '../jwt.mts';
import { ACCOUNT, DAY, HOUR, PASSWORD, type Row, USER, bearer, json } from '../row.mts';

/** A JSON login whose answer says all, and a token behind `Authorization: Bearer`. */
export const plainRows: Row[] = [
	{
		api: 'Nginx Proxy Manager',
		login: { path: '/api/tokens', json: { identity: USER, secret: PASSWORD } },
		makeToken: jwt,
		lifetime: DAY,
		answer: ({ token, expiresAt }) => json({ token, expires: new Date(Number(expiresAt)) }),
		calls: bearer,
		refusal: { status: 400, body: { error: { code: 400, message: 'Token has expired' } } },
		typed: {
			loginUrl: '/api/tokens',
			...ACCOUNT,
			usernameField: 'identity',
			passwordField: 'secret',
		},
	},
	{
		api: 'Portainer',
		login: { path: '/api/auth', json: { Username: USER, Password: PASSWORD } },
		makeToken: jwt,
		lifetime: 8 * HOUR,
		answer: ({ token }) => json({ jwt: token }),
		calls: bearer,
		refusal: { status: 401, body: { message: 'Invalid JWT token' } },
		typed: {
			loginUrl: '/api/auth',
			...ACCOUNT,
			usernameField: 'Username',
			passwordField: 'Password',
		},
	},
	{
		api: 'Vikunja',
		login: { path: '/api/v1/login', json: { username: USER, password: PASSWORD } },
		makeToken: jwt,
		lifetime: 600,
		answer: ({ token }) => json({ token }),
		calls: bearer,
		typed: { loginUrl: '/api/v1/login', ...ACCOUNT },
	},
	{
		api: 'Directus',
		login: { path: '/auth/login', json: { email: USER, password: PASSWORD } },
		makeToken: jwt,
		lifetime: 900,
		answer: ({ token, refreshToken, lifetime }) =>
			json({
				data: { access_token: token, expires: lifetime * 1000, refresh_token: refreshToken },
			}),
		calls: bearer,
		refusal: { status: 401, body: { errors: [{ extensions: { code: 'TOKEN_EXPIRED' } }] } },
		typed: { loginUrl: '/auth/login', ...ACCOUNT, usernameField: 'email' },
	},
	{
		api: 'PocketBase',
		login: {
			path: '/api/collections/_superusers/auth-with-password',
			json: { identity: USER, password: PASSWORD },
		},
		makeToken: jwt,
		lifetime: 5 * DAY,
		answer: ({ token }) => json({ token, record: { id: 'r1', email: USER } }),
		calls: bearer,
		typed: {
			loginUrl: '/api/collections/_superusers/auth-with-password',
			...ACCOUNT,
			usernameField: 'identity',
		},
	},
	{
		api: 'plentymarkets',
		login: { path: '/rest/login', json: { username: USER, password: PASSWORD } },
		lifetime: DAY,
		answer: ({ token, lifetime }) => json({ accessToken: token, expiresIn: lifetime }),
		calls: bearer,
		typed: { loginUrl: '/rest/login', ...ACCOUNT },
	},
	{
		api: 'Personio v1',
		login: { path: '/v1/auth', json: { client_id: USER, client_secret: PASSWORD } },
		lifetime: DAY,
		silent: true,
		sameToken: true,
		answer: ({ token }) => json({ success: true, data: { token } }),
		calls: bearer,
		typed: {
			loginUrl: '/v1/auth',
			...ACCOUNT,
			usernameField: 'client_id',
			passwordField: 'client_secret',
		},
	},
	{
		api: 'Shiprocket',
		login: { path: '/v1/external/auth/login', json: { email: USER, password: PASSWORD } },
		makeToken: jwt,
		lifetime: 10 * DAY,
		answer: ({ token }) => json({ token }),
		calls: bearer,
		typed: { loginUrl: '/v1/external/auth/login', ...ACCOUNT, usernameField: 'email' },
	},
	{
		api: 'Feishu / Lark',
		login: {
			path: '/open-apis/auth/v3/tenant_access_token/internal',
			json: { app_id: USER, app_secret: PASSWORD },
		},
		lifetime: 7_200,
		answer: ({ token, lifetime }) =>
			json({ code: 0, tenant_access_token: token, expire: lifetime }),
		calls: bearer,
		refusal: { status: 200, body: { code: 1, msg: 'invalid' } },
		typed: {
			loginUrl: '/open-apis/auth/v3/tenant_access_token/internal',
			...ACCOUNT,
			usernameField: 'app_id',
			passwordField: 'app_secret',
		},
	},
	{
		api: 'GoCardless Bank Account Data',
		login: { path: '/api/v2/token/new/', json: { secret_id: USER, secret_key: PASSWORD } },
		lifetime: DAY,
		answer: ({ token, refreshToken, lifetime }) =>
			json({
				access: token,
				access_expires: lifetime,
				refresh: refreshToken,
				refresh_expires: lifetime * 30,
			}),
		calls: bearer,
		typed: {
			loginUrl: '/api/v2/token/new/',
			...ACCOUNT,
			usernameField: 'secret_id',
			passwordField: 'secret_key',
		},
	},
	{
		api: 'TheTVDB v4',
		login: { path: '/v4/login', json: { apikey: PASSWORD } },
		lifetime: 30 * DAY,
		silent: true,
		answer: ({ token }) => json({ status: 'success', data: { token } }),
		calls: bearer,
		typed: { loginUrl: '/v4/login', password: PASSWORD, passwordField: 'apikey' },
	},
];

import {
	ACCOUNT,
	CHECK,
	DAY,
	HOUR,
	PASSWORD,
	type Row,
	USER,
	bearer,
	field,
	json,
} from '../row.mts';

/** A call of Moodle's that reads: all of them have this path. */
const SITE_INFO =
	'/webservice/rest/server.php?wsfunction=core_webservice_get_site_info&moodlewsrestformat=json';

/** The login or the token goes into the query. */
export const queryRows: Row[] = [
	{
		api: 'Synology DSM',
		login: {
			path: '/webapi/auth.cgi',
			form: {
				api: 'SYNO.API.Auth',
				method: 'login',
				version: '6',
				session: 'webui',
				format: 'sid',
				enable_syno_token: 'yes',
				account: USER,
				passwd: PASSWORD,
			},
		},
		answer: ({ token, second }) => json({ data: { sid: token, synotoken: second }, success: true }),
		calls: ({ token, second }) => ({
			query: { _sid: token },
			headers: { 'X-SYNO-TOKEN': second },
		}),
		refusal: { status: 200, body: { error: { code: 119 }, success: false } },
		typed: {
			loginUrl: '/webapi/auth.cgi',
			...ACCOUNT,
			sendLoginIn: 'template',
			loginBody:
				'api=SYNO.API.Auth&method=login&version=6&account={username}&passwd={password}&session=webui&format=sid&enable_syno_token=yes',
			keptValues: { value: [{ name: 'synotoken', from: 'json', path: 'data.synotoken' }] },
			requestHeaders: { header: [{ name: 'X-SYNO-TOKEN', value: '{synotoken}' }] },
			settings: { send: { in: 'query', name: '_sid' }, check: CHECK },
		},
	},
	{
		api: 'Moodle web services',
		login: {
			path: '/login/token.php',
			form: { username: USER, password: PASSWORD, service: 'YOUR-SERVICE' },
		},
		answer: ({ token, second }) => json({ token, privatetoken: second }),
		calls: ({ token }) => ({
			query: {
				wstoken: token,
				wsfunction: 'core_webservice_get_site_info',
				moodlewsrestformat: 'json',
			},
		}),
		callPath: SITE_INFO,
		refusal: { status: 200, body: { exception: 'x', errorcode: 'invalidtoken', message: 'x' } },
		typed: {
			loginUrl: '/login/token.php',
			...ACCOUNT,
			sendLoginIn: 'form',
			extraFields: { field: [field('service', 'YOUR-SERVICE')] },
			settings: {
				send: { in: 'query', name: 'wstoken' },
				check: { ...CHECK, url: SITE_INFO },
			},
		},
	},
	{
		api: 'shopVOX',
		login: { path: '/v1/login', json: { user: USER, password: PASSWORD } },
		answer: ({ token }) => json({ authToken: token, accountID: 'YOUR-ACCOUNT-ID' }),
		calls: ({ token }) => ({ query: { authToken: token, account_id: 'YOUR-ACCOUNT-ID' } }),
		callPath: '/things?account_id=YOUR-ACCOUNT-ID',
		typed: {
			loginUrl: '/v1/login',
			...ACCOUNT,
			usernameField: 'user',
			settings: { send: { in: 'query', name: 'authToken' } },
		},
	},
	{
		api: 'Setmore',
		login: {
			method: 'GET',
			path: '/api/v1/o/oauth2/token',
			query: { refreshToken: PASSWORD },
		},
		lifetime: 7 * DAY,
		answer: ({ token, lifetime }) =>
			json({ response: true, data: { token: { access_token: token, expires_in: lifetime } } }),
		calls: bearer,
		typed: {
			loginUrl: '/api/v1/o/oauth2/token',
			password: PASSWORD,
			passwordField: 'refreshToken',
			sendLoginIn: 'query',
			settings: { login: { method: 'GET' } },
		},
	},
	{
		api: 'WeCom / WeChat',
		login: {
			method: 'GET',
			path: '/cgi-bin/gettoken',
			query: { corpid: USER, corpsecret: PASSWORD },
		},
		lifetime: 2 * HOUR,
		answer: ({ token, lifetime }) =>
			json({ errcode: 0, errmsg: 'ok', access_token: token, expires_in: lifetime }),
		calls: ({ token }) => ({ query: { access_token: token } }),
		refusal: { status: 200, body: { errcode: 40014, errmsg: 'invalid access_token' } },
		typed: {
			loginUrl: '/cgi-bin/gettoken',
			...ACCOUNT,
			usernameField: 'corpid',
			passwordField: 'corpsecret',
			sendLoginIn: 'query',
			settings: {
				login: { method: 'GET' },
				send: { in: 'query', name: 'access_token' },
				check: { ...CHECK, url: '/cgi-bin/getcallbackip' },
			},
		},
	},
	{
		api: 'Wialon (Gurtam)',
		login: {
			path: '/wialon/ajax.html',
			form: { svc: 'token/login', params: '{"token": "wialon-token-of-the-user"}' },
		},
		answer: ({ token }) => json({ eid: token, user: { id: 7 } }),
		calls: ({ token }) => ({ query: { sid: token } }),
		refusal: { status: 200, body: { error: 1 } },
		typed: {
			loginUrl: '/wialon/ajax.html',
			sendLoginIn: 'form',
			extraFields: {
				field: [field('svc', 'token/login'), field('params', '{"token": "{secret1}"}')],
			},
			secretFields: { secret1: { value: 'wialon-token-of-the-user' } },
			settings: {
				token: { from: 'json', path: 'eid' },
				send: { in: 'query', name: 'sid' },
				check: CHECK,
			},
		},
	},
];

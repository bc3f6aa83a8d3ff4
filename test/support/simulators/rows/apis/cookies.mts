import { jwt } from '../jwt.mts';
import {
	ACCOUNT,
	CHECK,
	DAY,
	PASSWORD,
	type Presented,
	type Row,
	USER,
	field,
	json,
	setting,
} from '../row.mts';

const cookie = (name: string, value: string): Presented => ({ cookies: { [name]: value } });

/** The token is a cookie. */
export const cookieRows: Row[] = [
	{
		api: 'HPE ArubaOS-CX',
		login: { path: '/rest/v10.04/login', form: { username: USER, password: PASSWORD } },
		answer: ({ token }) => setting({ id: token }),
		calls: ({ token }) => cookie('id', token),
		typed: { loginUrl: '/rest/v10.04/login', ...ACCOUNT, sendLoginIn: 'form' },
	},
	{
		api: 'AdGuard Home',
		login: { path: '/control/login', json: { name: USER, password: PASSWORD } },
		answer: ({ token }) => setting({ agh_session: token }),
		calls: ({ token }) => cookie('agh_session', token),
		typed: { loginUrl: '/control/login', ...ACCOUNT, usernameField: 'name' },
	},
	{
		api: 'Frigate',
		login: { path: '/api/login', json: { user: USER, password: PASSWORD } },
		makeToken: jwt,
		lifetime: DAY,
		answer: ({ token }) => setting({ frigate_token: token }),
		calls: ({ token }) => cookie('frigate_token', token),
		typed: { loginUrl: '/api/login', ...ACCOUNT, usernameField: 'user' },
	},
	{
		api: 'qBittorrent',
		login: { path: '/api/v2/auth/login', form: { username: USER, password: PASSWORD } },
		answer: ({ token }) => setting({ SID: token }, 'Ok.'),
		calls: ({ token }) => cookie('SID', token),
		refusal: { status: 403, body: 'Forbidden' },
		typed: { loginUrl: '/api/v2/auth/login', ...ACCOUNT, sendLoginIn: 'form' },
	},
	{
		api: 'Traccar',
		login: { path: '/api/session', form: { email: USER, password: PASSWORD } },
		answer: ({ token }) => setting({ JSESSIONID: token }, { id: 1, email: USER }),
		calls: ({ token }) => cookie('JSESSIONID', token),
		typed: {
			loginUrl: '/api/session',
			...ACCOUNT,
			usernameField: 'email',
			sendLoginIn: 'form',
		},
	},
	{
		api: 'Acumatica ERP (cookie)',
		login: {
			path: '/entity/auth/login',
			json: {
				name: USER,
				password: PASSWORD,
				company: 'YOUR-COMPANY',
				branch: 'YOUR-BRANCH',
			},
		},
		lifetime: 20 * 60,
		silent: true,
		sliding: true,
		answer: ({ token }) => ({ ...setting({ '.ASPXAUTH': token }), status: 204, body: '' }),
		calls: ({ token }) => cookie('.ASPXAUTH', token),
		typed: {
			loginUrl: '/entity/auth/login',
			...ACCOUNT,
			usernameField: 'name',
			extraFields: {
				field: [field('company', 'YOUR-COMPANY'), field('branch', 'YOUR-BRANCH')],
			},
			settings: { renewal: { maxAge: 0.3 } },
		},
	},
	{
		api: 'Cisco ACI (APIC)',
		login: {
			path: '/api/aaaLogin.json',
			json: { aaaUser: { attributes: { name: USER, pwd: PASSWORD } } },
		},
		lifetime: 600,
		answer: ({ token, lifetime }) =>
			json({
				totalCount: '1',
				imdata: [{ aaaLogin: { attributes: { token, refreshTimeoutSeconds: String(lifetime) } } }],
			}),
		calls: ({ token }) => cookie('APIC-cookie', token),
		refusal: { status: 403, body: { imdata: [{ error: { attributes: { code: '403' } } }] } },
		typed: {
			loginUrl: '/api/aaaLogin.json',
			...ACCOUNT,
			usernameField: 'aaaUser.attributes.name',
			passwordField: 'aaaUser.attributes.pwd',
			settings: {
				expiry: {
					from: 'seconds',
					path: 'imdata[0].aaaLogin.attributes.refreshTimeoutSeconds',
				},
				send: { in: 'cookie', name: 'APIC-cookie' },
			},
		},
	},
	{
		api: 'WebUntis (JSON-RPC)',
		login: {
			path: '/WebUntis/jsonrpc.do',
			query: { school: 'YOUR-SCHOOL' },
			json: {
				jsonrpc: '2.0',
				id: '1',
				method: 'authenticate',
				params: { user: USER, password: PASSWORD, client: 'n8n' },
			},
		},
		answer: ({ token }) => json({ jsonrpc: '2.0', id: '1', result: { sessionId: token } }),
		calls: ({ token }) => ({
			...cookie('JSESSIONID', token),
			query: { school: 'YOUR-SCHOOL' },
		}),
		callPath: '/WebUntis/jsonrpc.do?school=YOUR-SCHOOL',
		refusal: {
			status: 200,
			body: { jsonrpc: '2.0', id: '1', error: { code: -8520, message: 'not logged in' } },
		},
		typed: {
			loginUrl: '/WebUntis/jsonrpc.do?school=YOUR-SCHOOL',
			...ACCOUNT,
			sendLoginIn: 'template',
			loginBody:
				'{"jsonrpc": "2.0", "id": "1", "method": "authenticate", "params": {"user": "{username}", "password": "{password}", "client": "n8n"}}',
			settings: {
				send: { in: 'cookie', name: 'JSESSIONID' },
				check: {
					...CHECK,
					url: '/WebUntis/jsonrpc.do?school=YOUR-SCHOOL',
					method: 'POST',
					body: '{"jsonrpc": "2.0", "id": "1", "method": "getTeachers", "params": {}}',
				},
			},
		},
	},
];

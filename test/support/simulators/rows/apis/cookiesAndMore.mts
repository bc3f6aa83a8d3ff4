import { jwt } from '../jwt.mts';
import {
	ACCOUNT,
	CHECK,
	HOUR,
	ID,
	PASSWORD,
	type Presented,
	type Row,
	USER,
	field,
	json,
	setting,
} from '../row.mts';

const cookie = (name: string, value: string): Presented => ({ cookies: { [name]: value } });

/** A cookie, and further values beside it. */
export const cookiesAndMoreRows: Row[] = [
	{
		api: 'Proxmox VE (ticket)',
		login: { path: '/api2/json/access/ticket', form: { username: USER, password: PASSWORD } },
		makeToken: ({ second }) => `PVE:ops@pve:66F2A1B0::${second}+/==`,
		lifetime: 7_200,
		silent: true,
		answer: ({ token, second }) =>
			json({ data: { username: USER, ticket: token, CSRFPreventionToken: `66F2:${second}` } }),
		calls: ({ token, second }) => ({
			cookies: { PVEAuthCookie: token },
			headers: { CSRFPreventionToken: `66F2:${second}` },
		}),
		typed: {
			loginUrl: '/api2/json/access/ticket',
			...ACCOUNT,
			sendLoginIn: 'form',
			keptValues: { value: [{ name: 'csrf', from: 'json', path: 'data.CSRFPreventionToken' }] },
			requestHeaders: { header: [{ name: 'CSRFPreventionToken', value: '{csrf}' }] },
			settings: {
				send: { in: 'cookie', name: 'PVEAuthCookie' },
				renewal: { maxAge: 1.5 },
			},
		},
	},
	{
		api: 'UniFi Network (UniFi OS)',
		login: { path: '/api/auth/login', json: { username: USER, password: PASSWORD } },
		makeToken: jwt,
		lifetime: 7_200,
		answer: ({ token, second }) => {
			const answer = setting({ TOKEN: token });
			return { ...answer, headers: { ...answer.headers, 'X-CSRF-Token': second } };
		},
		calls: ({ token, second }) => ({
			cookies: { TOKEN: token },
			headers: { 'X-CSRF-Token': second },
		}),
		typed: {
			loginUrl: '/api/auth/login',
			...ACCOUNT,
			keptValues: { value: [{ name: 'csrf', from: 'jwt', path: 'csrfToken' }] },
			requestHeaders: { header: [{ name: 'X-CSRF-Token', value: '{csrf}' }] },
		},
	},
	{
		api: 'TP-Link Omada controller',
		login: { path: `/${ID}/api/v2/login`, json: { username: USER, password: PASSWORD } },
		first: { path: '/api/info', reply: json({ errorCode: 0, result: { omadacId: ID } }) },
		lifetime: HOUR,
		silent: true,
		answer: ({ token, second }) =>
			setting({ OMADA_SESSION: token }, { errorCode: 0, result: { token: second } }),
		calls: ({ token, second }) => ({
			cookies: { OMADA_SESSION: token },
			headers: { 'Csrf-Token': second, Referer: 'https://YOUR-CONTROLLER/' },
		}),
		callPath: '/{id}/api/v2/sites',
		refusal: {
			status: 200,
			headers: { 'Content-Type': 'text/html' },
			body: '<!DOCTYPE html><html><title>Login</title></html>',
		},
		typed: {
			loginUrl: '/{id}/api/v2/login',
			...ACCOUNT,
			keptValues: {
				value: [
					{ name: 'id', answer: 'first', from: 'json', path: 'result.omadacId' },
					{ name: 'csrf', from: 'json', path: 'result.token' },
				],
			},
			requestHeaders: {
				header: [
					{ name: 'Csrf-Token', value: '{csrf}' },
					{ name: 'Referer', value: 'https://YOUR-CONTROLLER/' },
				],
			},
			settings: {
				firstRequest: { url: '/api/info' },
				token: { from: 'cookie' },
				renewal: { maxAge: 0.9 },
				check: { ...CHECK, url: '/{id}/api/v2/sites' },
			},
		},
	},
	{
		api: 'AWX / Ansible controller (session)',
		login: {
			path: '/api/login/',
			headers: {
				'X-CSRFToken': 'csrf-of-the-first-request',
				Referer: 'https://YOUR-SERVER/api/login/',
			},
			cookies: { csrftoken: 'csrf-of-the-first-request' },
			form: { username: USER, password: PASSWORD },
		},
		first: {
			path: '/api/login/',
			reply: setting({ csrftoken: 'csrf-of-the-first-request' }, '<form></form>'),
		},
		lifetime: HOUR / 2,
		answer: ({ token, second, lifetime }) => ({
			status: 302,
			headers: {
				Location: '/accounts/profile/',
				'Set-Cookie': [
					'userLoggedIn=true; Path=/',
					`csrftoken=${second}; Path=/; SameSite=Lax`,
					`awx_sessionid=${token}; HttpOnly; Max-Age=${lifetime}; Path=/; SameSite=Lax`,
				],
			},
		}),
		calls: ({ token }) => cookie('awx_sessionid', token),
		typed: {
			loginUrl: '/api/login/',
			...ACCOUNT,
			sendLoginIn: 'form',
			extraFields: {
				field: [
					{ name: 'X-CSRFToken', value: '{csrf}', sendIn: 'header' },
					{ name: 'Referer', value: 'https://YOUR-SERVER/api/login/', sendIn: 'header' },
				],
			},
			keptValues: {
				value: [{ name: 'csrf', answer: 'first', from: 'cookie', path: 'csrftoken' }],
			},
			settings: { firstRequest: { url: '/api/login/' } },
		},
	},
	{
		api: 'MicroStrategy',
		login: {
			path: '/api/auth/login',
			json: { username: USER, password: PASSWORD, loginMode: 1 },
		},
		answer: ({ token, second }) => {
			const answer = setting({ JSESSIONID: token }, '');
			return { ...answer, status: 204, headers: { ...answer.headers, 'X-MSTR-AuthToken': second } };
		},
		calls: ({ token, second }) => ({
			headers: { 'X-MSTR-AuthToken': second },
			cookies: { JSESSIONID: token },
		}),
		refusal: { status: 401, body: { code: 'ERR009', message: 'Session expired' } },
		typed: {
			loginUrl: '/api/auth/login',
			...ACCOUNT,
			extraFields: { field: [field('loginMode', '1', 'json')] },
			keptValues: { value: [{ name: 'mstr', from: 'header', path: 'X-MSTR-AuthToken' }] },
			requestHeaders: { header: [{ name: 'X-MSTR-AuthToken', value: '{mstr}' }] },
			settings: { token: { from: 'cookie' } },
		},
	},
	{
		api: 'SAP Business One Service Layer',
		login: {
			path: '/b1s/v1/Login',
			json: { CompanyDB: 'YOUR-COMPANY-DB', UserName: USER, Password: PASSWORD },
		},
		lifetime: HOUR / 2,
		sliding: true,
		answer: ({ token, lifetime }) =>
			setting(
				{ B1SESSION: token, ROUTEID: '.node3' },
				{
					SessionId: token,
					Version: '1000190',
					SessionTimeout: lifetime / 60,
				},
			),
		calls: ({ token }) => ({ cookies: { B1SESSION: token, ROUTEID: '.node3' } }),
		refusal: {
			status: 401,
			body: { error: { code: 301, message: 'Invalid session or session already timeout.' } },
		},
		typed: {
			loginUrl: '/b1s/v1/Login',
			...ACCOUNT,
			usernameField: 'UserName',
			passwordField: 'Password',
			extraFields: { field: [field('CompanyDB', 'YOUR-COMPANY-DB')] },
			keptValues: { value: [{ name: 'route', from: 'cookie', path: 'ROUTEID' }] },
			requestHeaders: { header: [{ name: 'Cookie', value: 'ROUTEID={route}' }] },
			settings: {
				expiry: { from: 'minutes', path: 'SessionTimeout' },
				send: { in: 'cookie', name: 'B1SESSION' },
			},
		},
	},
];

import {
	ACCOUNT,
	CHECK,
	HOUR,
	ID,
	PASSWORD,
	type Row,
	USER,
	basic,
	bearer,
	field,
	header,
	json,
} from '../row.mts';

/** Nested logins, and answers of their own kind: response headers, a bare string, XML, an id for the URL. */
export const answerRows: Row[] = [
	{
		api: 'Matrix (Synapse)',
		login: {
			path: '/_matrix/client/v3/login',
			json: {
				type: 'm.login.password',
				identifier: { type: 'm.id.user', user: USER },
				password: PASSWORD,
				refresh_token: true,
			},
		},
		refresh: ({ refreshToken }) => ({
			path: '/_matrix/client/v3/refresh',
			json: { refresh_token: refreshToken },
		}),
		lifetime: 300,
		answer: ({ token, refreshToken, lifetime }) =>
			json({
				user_id: '@ops:example.com',
				device_id: 'GHTYAJCE',
				access_token: token,
				expires_in_ms: lifetime * 1000,
				refresh_token: refreshToken,
			}),
		calls: bearer,
		refusal: { status: 401, body: { errcode: 'M_UNKNOWN_TOKEN', error: 'Unknown token' } },
		typed: {
			loginUrl: '/_matrix/client/v3/login',
			...ACCOUNT,
			usernameField: 'identifier.user',
			extraFields: {
				field: [
					field('type', 'm.login.password'),
					field('identifier.type', 'm.id.user'),
					field('refresh_token', 'true', 'json'),
				],
			},
			settings: { refresh: { url: '/_matrix/client/v3/refresh', field: 'refresh_token' } },
		},
	},
	{
		api: 'Semble (GraphQL login)',
		login: {
			path: '/graphql',
			json: {
				query:
					'mutation ($email: String!, $password: String!) {signIn(email: $email, password: $password) {token}}',
				variables: { email: USER, password: PASSWORD },
			},
		},
		answer: ({ token }) => json({ data: { signIn: { token } } }),
		calls: ({ token }) => header('x-token', token),
		callPath: '/graphql',
		refusal: { status: 200, body: { errors: [{ message: 'Not signed in' }], data: null } },
		typed: {
			loginUrl: '/graphql',
			...ACCOUNT,
			sendLoginIn: 'template',
			loginBody:
				'{"query": "mutation ($email: String!, $password: String!) {signIn(email: $email, password: $password) {token}}", "variables": {"email": "{username}", "password": "{password}"}}',
			settings: {
				send: { name: 'x-token' },
				check: { ...CHECK, url: '/graphql', method: 'POST', body: '{"query": "YOUR-QUERY"}' },
			},
		},
	},
	{
		api: 'OpenStack Keystone',
		login: {
			path: '/v3/auth/tokens',
			json: {
				auth: {
					identity: {
						methods: ['password'],
						password: {
							user: {
								name: USER,
								domain: { name: 'YOUR-DOMAIN' },
								password: PASSWORD,
							},
						},
					},
					scope: { project: { id: 'YOUR-PROJECT-ID' } },
				},
			},
		},
		lifetime: HOUR,
		answer: ({ token, expiresAt }) => ({
			status: 201,
			headers: { 'X-Subject-Token': token },
			body: {
				token: {
					methods: ['password'],
					issued_at: new Date(Number(expiresAt) - HOUR * 1000),
					expires_at: new Date(Number(expiresAt)),
				},
			},
		}),
		calls: ({ token }) => header('X-Auth-Token', token),
		typed: {
			loginUrl: '/v3/auth/tokens',
			...ACCOUNT,
			sendLoginIn: 'template',
			loginBody:
				'{"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "{username}", "domain": {"name": "YOUR-DOMAIN"}, "password": "{password}"}}}, "scope": {"project": {"id": "YOUR-PROJECT-ID"}}}}',
			settings: { send: { name: 'X-Auth-Token' } },
		},
	},
	{
		api: 'Mattermost (password login)',
		login: { path: '/api/v4/users/login', json: { login_id: USER, password: PASSWORD } },
		answer: ({ token }) => json({ id: 'u1', username: 'ops', email: USER }, { Token: token }),
		calls: bearer,
		typed: { loginUrl: '/api/v4/users/login', ...ACCOUNT, usernameField: 'login_id' },
	},
	{
		api: 'Huawei FusionSolar',
		login: { path: '/thirdData/login', json: { userName: USER, systemCode: PASSWORD } },
		answer: ({ token }) =>
			json({ success: true, data: null, failCode: 0 }, { 'xsrf-token': token }),
		calls: ({ token }) => header('xsrf-token', token),
		refusal: { status: 200, body: { success: false, data: null, failCode: 305, message: null } },
		typed: {
			loginUrl: '/thirdData/login',
			...ACCOUNT,
			usernameField: 'userName',
			passwordField: 'systemCode',
			settings: {
				token: { from: 'header', path: 'xsrf-token' },
				send: { name: 'xsrf-token' },
				check: {
					...CHECK,
					method: 'POST',
					url: '/thirdData/getStationList',
					body: '{}',
					every: 10,
				},
			},
		},
	},
	{
		api: 'Redfish (iDRAC, iLO, XCC)',
		login: {
			path: '/redfish/v1/SessionService/Sessions',
			json: { UserName: USER, Password: PASSWORD },
		},
		answer: ({ token }) => ({
			status: 201,
			headers: {
				'X-Auth-Token': token,
				Location: '/redfish/v1/SessionService/Sessions/1',
			},
			body: { Id: '1', Name: 'User Session', UserName: USER },
		}),
		calls: ({ token }) => header('X-Auth-Token', token),
		typed: {
			loginUrl: '/redfish/v1/SessionService/Sessions',
			...ACCOUNT,
			usernameField: 'UserName',
			passwordField: 'Password',
			settings: { send: { name: 'X-Auth-Token' } },
		},
	},
	{
		api: 'VMware vCenter',
		login: { path: '/api/session', headers: basic(USER, PASSWORD) },
		answer: ({ token }) => ({
			status: 201,
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(token),
		}),
		calls: ({ token }) => header('vmware-api-session-id', token),
		typed: {
			loginUrl: '/api/session',
			...ACCOUNT,
			sendLoginIn: 'basic',
			settings: { send: { name: 'vmware-api-session-id' } },
		},
	},
	{
		api: 'Splunk (user name and password)',
		login: { path: '/services/auth/login', form: { username: USER, password: PASSWORD } },
		answer: ({ token }) => ({
			status: 200,
			headers: { 'Content-Type': 'text/xml; charset=utf-8' },
			body: `<response>\n  <sessionKey>${token}</sessionKey>\n  <messages><msg code=""></msg></messages>\n</response>\n`,
		}),
		calls: ({ token }) => header('Authorization', `Splunk ${token}`),
		typed: {
			loginUrl: '/services/auth/login',
			...ACCOUNT,
			sendLoginIn: 'form',
			settings: {
				token: { from: 'between', path: '<sessionKey>…</sessionKey>' },
				send: { value: 'Splunk {token}' },
			},
		},
	},
	{
		api: 'Tableau Server / Cloud',
		login: {
			path: '/api/3.22/auth/signin',
			headers: { Accept: 'application/json' },
			json: {
				credentials: {
					personalAccessTokenName: USER,
					personalAccessTokenSecret: PASSWORD,
					site: { contentUrl: 'YOUR-SITE' },
				},
			},
		},
		lifetime: 177 * HOUR + 5 * 60 + 38,
		newestOnly: true,
		answer: ({ token }) =>
			json({
				credentials: {
					site: { id: ID, contentUrl: 'YOUR-SITE' },
					user: { id: '815' },
					token,
					estimatedTimeToExpiration: '177:05:38',
				},
			}),
		calls: ({ token }) => header('X-Tableau-Auth', token),
		callPath: '/api/3.22/sites/{siteId}/workbooks',
		typed: {
			loginUrl: '/api/3.22/auth/signin',
			...ACCOUNT,
			usernameField: 'credentials.personalAccessTokenName',
			passwordField: 'credentials.personalAccessTokenSecret',
			extraFields: {
				field: [
					field('credentials.site.contentUrl', 'YOUR-SITE'),
					{ name: 'Accept', value: 'application/json', sendIn: 'header' },
				],
			},
			keptValues: { value: [{ name: 'siteId', from: 'json', path: 'credentials.site.id' }] },
			settings: { send: { name: 'X-Tableau-Auth' }, renewal: { revokesPrevious: true } },
		},
	},
	{
		api: 'Victron VRM',
		login: { path: '/v2/auth/login', json: { username: USER, password: PASSWORD } },
		answer: ({ token }) => json({ token, idUser: Number(ID) }),
		calls: ({ token }) => header('X-Authorization', `Bearer ${token}`),
		callPath: '/v2/users/{idUser}/installations',
		typed: {
			loginUrl: '/v2/auth/login',
			...ACCOUNT,
			keptValues: { value: [{ name: 'idUser', from: 'json', path: 'idUser' }] },
			settings: { send: { name: 'X-Authorization' } },
		},
	},
];

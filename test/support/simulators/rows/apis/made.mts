import { authenticator } from 'otplib';

import { jwt } from '../jwt.mts';
import {
	ACCOUNT,
	DAY,
	HOUR,
	KEY,
	PASSWORD,
	type Row,
	USER,
	basic,
	bearer,
	field,
	header,
	json,
	oauthAnswer,
} from '../row.mts';

/** What its own client sends with every request. */
const ANGEL_ONE = {
	Accept: 'application/json',
	'X-UserType': 'USER',
	'X-SourceID': 'WEB',
	'X-ClientLocalIP': 'YOUR-LOCAL-IP',
	'X-ClientPublicIP': 'YOUR-PUBLIC-IP',
	'X-MACAddress': 'YOUR-MAC-ADDRESS',
};

const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** Values that each login makes anew, and addresses that are looked up once. */
export const madeRows: Row[] = [
	{
		api: 'Angel One SmartAPI',
		login: (now) => ({
			path: '/rest/auth/angelbroking/user/v1/loginByPassword',
			headers: { 'X-PrivateKey': KEY, ...ANGEL_ONE },
			json: {
				clientcode: USER,
				password: PASSWORD,
				totp: authenticator.clone({ epoch: now }).generate(TOTP_SECRET),
			},
		}),
		makeToken: jwt,
		lifetime: DAY,
		answer: ({ token, refreshToken, second }) =>
			json({
				status: true,
				data: { jwtToken: token, refreshToken, feedToken: second },
			}),
		calls: ({ token }) => ({
			headers: { Authorization: `Bearer ${token}`, 'X-PrivateKey': KEY, ...ANGEL_ONE },
		}),
		typed: {
			loginUrl: '/rest/auth/angelbroking/user/v1/loginByPassword',
			...ACCOUNT,
			usernameField: 'clientcode',
			secretFields: { secret1: { value: KEY } },
			requestHeaders: {
				header: [
					{ name: 'X-PrivateKey', value: '{secret1}' },
					...Object.entries(ANGEL_ONE).map(([name, value]) => ({ name, value })),
				],
			},
			settings: { oneTimeCode: { secret: TOTP_SECRET, name: 'totp' } },
		},
	},
	{
		api: 'Tripletex',
		login: (now) => ({
			path: '/v2/token/session/:create',
			json: {
				consumerToken: KEY,
				employeeToken: PASSWORD,
				expirationDate: new Date(now + 5 * DAY * 1000).toISOString().slice(0, 10),
			},
		}),
		lifetime: 4 * DAY,
		silent: true,
		answer: ({ token }) => json({ value: { token } }),
		calls: ({ token }) => header('Authorization', basic('YOUR-COMPANY-ID', token).Authorization),
		typed: {
			loginUrl: '/v2/token/session/:create',
			extraFields: { field: [field('expirationDate', '{today+5}')] },
			secretFields: {
				secret1: { name: 'consumerToken', value: KEY },
				secret2: { name: 'employeeToken', value: PASSWORD },
				secret3: { value: 'YOUR-COMPANY-ID' },
			},
			settings: {
				send: { value: 'Basic {secret3:token|base64}' },
				renewal: { maxAge: 90 },
			},
		},
	},
	{
		api: 'DocuWare',
		login: {
			path: '/connect/token',
			form: {
				grant_type: 'password',
				scope: 'docuware.platform',
				client_id: 'docuware.platform.net.client',
				username: USER,
				password: PASSWORD,
			},
		},
		lifetime: HOUR,
		answer: oauthAnswer,
		calls: bearer,
		typed: {
			loginUrl: 'https://identity.example.com/connect/token',
			...ACCOUNT,
			sendLoginIn: 'form',
			extraFields: {
				field: [
					field('grant_type', 'password'),
					field('scope', 'docuware.platform'),
					field('client_id', 'docuware.platform.net.client'),
				],
			},
		},
	},
	{
		api: 'Sellercloud',
		login: { path: '/api/token', json: { Username: USER, Password: PASSWORD } },
		lifetime: HOUR,
		answer: oauthAnswer,
		calls: bearer,
		typed: {
			loginUrl: '/api/token',
			...ACCOUNT,
			usernameField: 'Username',
			passwordField: 'Password',
		},
	},
];

import {
	answer,
	describeRows,
	jwt,
	SENT_AT,
	TOKEN,
	MINUTE,
	HOUR,
	DAY,
} from '../../../support/answers.mts';

describeRows('in the JSON of APIs in the cloud', [
	[
		'Veeva Vault',
		answer({ responseStatus: 'SUCCESS', sessionId: TOKEN, userId: 12021, vaultId: 1776 }),
		{ token: TOKEN },
		null,
	],
	['Personio v1', answer({ success: true, data: { token: TOKEN } }), { token: TOKEN }, null],
	[
		'Toast',
		answer({
			token: {
				tokenType: 'Bearer',
				scope: null,
				expiresIn: 86400,
				accessToken: TOKEN,
				idToken: null,
			},
			status: 'SUCCESS',
		}),
		{ token: TOKEN, where: 'token at `token.accessToken`' },
		DAY,
	],
	['shopVOX', answer({ authToken: TOKEN, accountID: 12 }), { token: TOKEN }, null],
	[
		'Tripletex',
		answer({ value: { id: 7, version: 1, expirationDate: '2026-01-20', token: TOKEN } }),
		{ token: TOKEN, where: 'token at `value.token`' },
		Date.UTC(2026, 0, 20) - SENT_AT,
	],
	[
		'N-able N-central',
		answer({
			tokens: {
				access: { token: TOKEN, type: 'Bearer', expirySeconds: 3600 },
				refresh: { token: `r${TOKEN}`, expirySeconds: 90000 },
			},
		}),
		{ token: TOKEN, where: 'token at `tokens.access.token`', refreshToken: `r${TOKEN}` },
		HOUR,
	],
	[
		'Jamf Pro',
		answer({ token: TOKEN, expires: '2026-01-15T13:00:00.123Z' }),
		{ token: TOKEN },
		30 * MINUTE + 123,
	],
	[
		'Semble',
		answer({ data: { signIn: { token: TOKEN } } }),
		{ where: 'token at `data.signIn.token`' },
		null,
	],
	[
		'Setmore',
		answer({
			response: true,
			data: {
				token: { access_token: TOKEN, token_type: 'bearer', expires_in: 7200, user_id: 'ops' },
			},
		}),
		{ token: TOKEN, where: 'token at `data.token.access_token`' },
		2 * HOUR,
	],
	['Yotpo', answer({ access_token: TOKEN }), { token: TOKEN }, null],
	[
		'bKash',
		answer({
			token_type: 'Bearer',
			id_token: TOKEN,
			expires_in: '3600',
			refresh_token: `r${TOKEN}`,
		}),
		{ token: TOKEN },
		HOUR,
	],
	[
		'WeCom',
		answer({ errcode: 0, errmsg: 'ok', access_token: TOKEN, expires_in: 7200 }),
		{ token: TOKEN },
		2 * HOUR,
	],
	[
		'Feishu',
		answer({ code: 0, msg: 'ok', tenant_access_token: `t-${TOKEN}`, expire: 7200 }),
		{ token: `t-${TOKEN}` },
		2 * HOUR,
	],
	[
		'GoCardless Bank Account Data',
		answer({
			access: TOKEN,
			access_expires: 86400,
			refresh: `r${TOKEN}`,
			refresh_expires: 2592000,
		}),
		{ token: TOKEN, where: 'token at `access`', refreshToken: `r${TOKEN}` },
		DAY,
	],
	['TheTVDB v4', answer({ data: { token: TOKEN }, status: 'success' }), { token: TOKEN }, null],
	[
		'OpenSubtitles.com',
		answer({ user: { user_id: 66, level: 'Sub' }, token: TOKEN, status: 200 }),
		{ token: TOKEN },
		null,
	],
	[
		'Victron VRM',
		answer({ token: TOKEN, idUser: 22, verification_mode: 'password' }),
		{ token: TOKEN },
		null,
	],
	[
		'WebUntis',
		answer({ jsonrpc: '2.0', id: '1', result: { sessionId: TOKEN, personType: 2 } }),
		{ token: TOKEN },
		null,
	],
	[
		'IG trading (version 3)',
		answer({
			clientId: '1',
			oauthToken: {
				access_token: TOKEN,
				refresh_token: `r${TOKEN}`,
				scope: 'profile',
				token_type: 'Bearer',
				expires_in: '60',
			},
		}),
		{ token: TOKEN, where: 'token at `oauthToken.access_token`' },
		MINUTE,
	],
	[
		'Angel One SmartAPI',
		answer({
			status: true,
			message: 'SUCCESS',
			data: { jwtToken: jwt(DAY), refreshToken: `r${TOKEN}`, feedToken: `f${TOKEN}` },
		}),
		{ where: 'token at `data.jwtToken`', refreshToken: `r${TOKEN}` },
		DAY,
	],
	// Akeneo, Shopware, DocuWare, Sellercloud, Looker, Zoom, Guesty, Amadeus, Sophos, Pax8, HaloPSA, 3CX, Workday.
	[
		'an OAuth 2.0 token endpoint',
		answer({
			access_token: TOKEN,
			token_type: 'Bearer',
			expires_in: 3600,
			scope: 'read',
			refresh_token: `r${TOKEN}`,
		}),
		{ token: TOKEN, refreshToken: `r${TOKEN}`, expiryWhere: 'expiry at `expires_in`' },
		HOUR,
	],
]);

import {
	answer,
	describeRows,
	jwt,
	SENT_AT,
	TOKEN,
	SECOND,
	MINUTE,
	HOUR,
	DAY,
} from '../../../support/answers.mts';

describeRows('in the JSON of self-hosted APIs', [
	[
		'Pi-hole v6',
		answer({
			session: {
				valid: true,
				totp: false,
				sid: TOKEN,
				csrf: `c${TOKEN}`,
				validity: 1800,
				message: 'ok',
			},
			took: 0.03,
		}),
		{ token: TOKEN, where: 'token at `session.sid`', expiryWhere: 'expiry at `session.validity`' },
		30 * MINUTE,
	],
	[
		'Technitium DNS',
		answer({ displayName: 'Administrator', username: 'admin', token: TOKEN, status: 'ok' }),
		{ token: TOKEN },
		null,
	],
	[
		'Nginx Proxy Manager',
		answer({ token: TOKEN, expires: '2026-01-16T12:30:00.000Z' }),
		{ token: TOKEN, expiryWhere: 'expiry at `expires`' },
		DAY,
	],
	['Portainer', answer({ jwt: jwt(8 * HOUR) }), { expiryWhere: 'expiry from the JWT' }, 8 * HOUR],
	[
		'Proxmox VE',
		answer({
			data: {
				username: 'ops@pve',
				ticket: 'PVE:ops@pve:6968DF88::c2lnbmF0dXJl+/c2lnbmF0dXJl==',
				CSRFPreventionToken: '6968DF88:c2lnbmF0dXJl',
				cap: { access: { 'User.Modify': 1 } },
			},
		}),
		{
			token: 'PVE:ops@pve:6968DF88::c2lnbmF0dXJl+/c2lnbmF0dXJl==',
			where: 'token at `data.ticket`',
		},
		null,
	],
	[
		'Synology DSM',
		answer({
			data: { did: 'd'.repeat(20), is_portal_port: false, sid: TOKEN, synotoken: 'sHortOne12' },
			success: true,
		}),
		{ token: TOKEN, where: 'token at `data.sid`' },
		null,
	],
	[
		'Cisco ACI',
		answer({
			totalCount: '1',
			imdata: [
				{
					aaaLogin: {
						attributes: {
							token: TOKEN,
							siteFingerprint: 'abcdefghijklmnop',
							refreshTimeoutSeconds: '600',
							userName: 'admin',
						},
						children: [{ aaaUserDomain: { attributes: { name: 'all' } } }],
					},
				},
			],
		}),
		{ token: TOKEN, where: 'token at `imdata[0].aaaLogin.attributes.token`' },
		null,
	],
	['Cisco Catalyst Center', answer({ Token: jwt(HOUR) }), { where: 'token at `Token`' }, HOUR],
	[
		'Check Point Management',
		answer({
			uid: '1d6f5b1e-2c3d',
			sid: TOKEN,
			url: 'https://192.0.2.1:443/web_api',
			'session-timeout': 600,
		}),
		{ token: TOKEN, where: 'token at `sid`' },
		null,
	],
	[
		'Wazuh',
		answer({ data: { token: jwt(15 * MINUTE) }, error: 0 }),
		{ where: 'token at `data.token`' },
		15 * MINUTE,
	],
	['GLPI', answer({ session_token: TOKEN }), { token: TOKEN }, null],
	[
		'NetBox',
		answer({
			id: 6,
			user: { id: 2, username: 'ops' },
			expires: null,
			key: TOKEN,
			write_enabled: true,
		}),
		{ token: TOKEN, where: 'token at `key`' },
		null,
	],
	[
		'HashiCorp Vault',
		answer({
			lease_id: '',
			lease_duration: 0,
			wrap_info: null,
			auth: {
				client_token: `hvs.${TOKEN}`,
				accessor: TOKEN,
				token_policies: ['default-policy'],
				lease_duration: 1200,
				renewable: true,
			},
		}),
		{ token: `hvs.${TOKEN}`, expiryWhere: 'expiry at `auth.lease_duration`' },
		20 * MINUTE,
	],
	[
		'Jellyfin',
		answer({
			User: { Name: 'ops', Id: TOKEN },
			SessionInfo: { Id: 'a'.repeat(32) },
			AccessToken: TOKEN,
			ServerId: 'b'.repeat(32),
		}),
		{ token: TOKEN, where: 'token at `AccessToken`' },
		null,
	],
	['Paperless-ngx', answer({ token: TOKEN }), { token: TOKEN }, null],
	['Mealie', answer({ access_token: jwt(48 * HOUR), token_type: 'bearer' }), {}, 48 * HOUR],
	['Vikunja', answer({ token: jwt(10 * MINUTE) }), {}, 10 * MINUTE],
	[
		'Directus',
		answer({ data: { access_token: TOKEN, expires: 900000, refresh_token: `r${TOKEN}` } }),
		{ token: TOKEN, refreshToken: `r${TOKEN}`, hint: expect.stringContaining('milliseconds') },
		null,
	],
	[
		'PocketBase',
		answer({
			record: { id: 'abc', email: 'ops@example.com', tokenKey: TOKEN },
			token: jwt(5 * DAY),
		}),
		{ where: 'token at `token`' },
		5 * DAY,
	],
	[
		'Matrix (Synapse)',
		answer({
			user_id: '@ops:example.com',
			access_token: `syt_${TOKEN}`,
			expires_in_ms: 300000,
			refresh_token: `syr_${TOKEN}`,
			device_id: 'ABCDEFGHIJ',
		}),
		{ token: `syt_${TOKEN}`, refreshToken: `syr_${TOKEN}` },
		5 * MINUTE,
	],
	[
		'ThingsBoard',
		answer({ token: jwt(9000 * SECOND), refreshToken: jwt(7 * DAY) }),
		{ where: 'token at `token`', refreshToken: jwt(7 * DAY) },
		9000 * SECOND,
	],
	['Moodle', answer({ token: TOKEN, privatetoken: `p${TOKEN}` }), { token: TOKEN }, null],
	[
		'Dremio',
		answer({
			token: TOKEN,
			userName: 'ops',
			expires: SENT_AT + 30 * HOUR,
			email: 'ops@example.com',
		}),
		{ token: TOKEN },
		30 * HOUR,
	],
	[
		'Tableau',
		answer({
			credentials: {
				site: { id: TOKEN },
				user: { id: TOKEN },
				token: `t${TOKEN}`,
				estimatedTimeToExpiration: '177:05:38',
			},
		}),
		{ token: `t${TOKEN}`, where: 'token at `credentials.token`' },
		177 * HOUR + 5 * MINUTE + 38 * SECOND,
	],
]);

import {
	answer,
	describeRows,
	found,
	jwt,
	SENT_AT,
	TOKEN,
	MINUTE,
	HOUR,
	DAY,
} from '../../../support/answers.mts';

const UNIFI = jwt(2 * HOUR, { csrfToken: 'c'.repeat(36) });
describeRows('outside JSON', [
	[
		'UniFi Network',
		answer(
			{ unique_id: TOKEN, username: 'ops', deviceToken: `d${TOKEN}`, isOwner: false },
			{
				setCookies: [`TOKEN=${UNIFI}; path=/; samesite=strict; secure; httponly`],
				headers: { 'x-csrf-token': 'c'.repeat(36) },
			},
		),
		{ token: `TOKEN=${UNIFI}`, isCookie: true, where: 'token in the cookie `TOKEN`' },
		2 * HOUR,
	],
	[
		'Redfish',
		answer(
			{ '@odata.id': '/redfish/v1/SessionService/Sessions/1', Id: '1', UserName: 'ops' },
			{
				status: 201,
				headers: { 'x-auth-token': TOKEN, location: '/redfish/v1/SessionService/Sessions/1' },
			},
		),
		{ token: TOKEN, isCookie: false, where: 'token in the header `X-Auth-Token`' },
		null,
	],
	[
		'VMware vCenter',
		answer(`"${TOKEN}"`),
		{ token: TOKEN, where: 'token in the whole body' },
		null,
	],
	['Wazuh (raw)', answer(`${jwt(15 * MINUTE)}\n`), { token: jwt(15 * MINUTE) }, 15 * MINUTE],
	[
		'OpenStack Keystone',
		answer(
			{
				token: {
					methods: ['password'],
					user: {
						domain: { id: 'default' },
						id: TOKEN,
						name: 'ops',
						password_expires_at: '2026-02-01T00:00:00.000000',
					},
					audit_ids: ['mAjXQhiYRyKwkB4qygdLVg'],
					expires_at: '2026-01-15T13:30:00.000000Z',
					issued_at: '2026-01-15T12:30:00.000000Z',
				},
			},
			{ status: 201, headers: { 'x-subject-token': `gAAAA${TOKEN}` } },
		),
		{ token: `gAAAA${TOKEN}`, expiryWhere: 'expiry at `token.expires_at`' },
		HOUR,
	],
	[
		'HPE ArubaOS-CX',
		answer('', { setCookies: [`id=${TOKEN}; Secure; HttpOnly`] }),
		{ token: `id=${TOKEN}` },
		null,
	],
	[
		'Oracle ZFS Appliance',
		answer('', { status: 201, headers: { 'x-auth-session': TOKEN } }),
		{ token: TOKEN },
		null,
	],
	[
		'AWX (session)',
		answer('', {
			status: 302,
			headers: { location: '/api/' },
			setCookies: [`csrftoken=${TOKEN}; Path=/`, `awx_sessionid=${TOKEN}; Max-Age=1800; Path=/`],
		}),
		{ token: `awx_sessionid=${TOKEN}`, expiryWhere: 'expiry of the cookie' },
		30 * MINUTE,
	],
	[
		'AdGuard Home',
		answer('OK\n', { setCookies: [`agh_session=${TOKEN}; Path=/; HttpOnly`] }),
		{ token: `agh_session=${TOKEN}` },
		null,
	],
	[
		'Frigate',
		answer({}, { setCookies: [`frigate_token=${jwt(DAY)}; HttpOnly; Path=/`] }),
		{ expiryWhere: 'expiry from the JWT' },
		DAY,
	],
	[
		'qBittorrent',
		answer('Ok.', { setCookies: [`SID=${TOKEN}; HttpOnly; path=/`] }),
		{ token: `SID=${TOKEN}`, isCookie: true },
		null,
	],
	[
		'Mattermost',
		answer({ id: TOKEN, username: 'ops', email: 'ops@example.com' }, { headers: { token: TOKEN } }),
		{ token: TOKEN },
		null,
	],
	[
		'Traccar',
		answer({ id: 1, name: 'ops' }, { setCookies: [`JSESSIONID=node0${TOKEN}; Path=/`] }),
		{ token: `JSESSIONID=node0${TOKEN}` },
		null,
	],
	[
		'MicroStrategy',
		answer('', {
			status: 204,
			headers: { 'x-mstr-authtoken': TOKEN },
			setCookies: [`JSESSIONID=${TOKEN}`],
		}),
		{ token: TOKEN, where: 'token in the header `X-MSTR-AuthToken`' },
		null,
	],
	[
		'Acumatica ERP',
		answer('', {
			status: 204,
			setCookies: [
				'ASP.NET_SessionId=abcdefghijklmnopqrstuvwx; path=/',
				'Locale=Culture=en-US&TimeZone=GMTE0000U; path=/',
				`.ASPXAUTH=${TOKEN}; path=/`,
			],
		}),
		{ isCookie: true, token: expect.stringContaining(`.ASPXAUTH=${TOKEN}`) },
		null,
	],
]);

describe('with one more setting:', () => {
	test('SAP Business One needs two cookies', () => {
		const setCookies = ['B1SESSION=1d6f5b1e-2c3d-11ee; HttpOnly', 'ROUTEID=.node1; path=/b1s'];
		const response = answer(
			{ SessionId: '1d6f5b1e-2c3d-11ee', SessionTimeout: 30 },
			{ setCookies },
		);
		const minutes = { from: 'minutes', path: 'SessionTimeout' } as const;
		expect(found(response).token).toBe('1d6f5b1e-2c3d-11ee');
		expect(found(response, { from: 'cookie' }, minutes)).toMatchObject({
			token: 'B1SESSION=1d6f5b1e-2c3d-11ee',
			expiresAt: SENT_AT + 30 * MINUTE,
		});
	});

	test('Splunk answers in XML', () => {
		const text = '<response>\n  <sessionKey>4f3b^9c2e7d1a6085</sessionKey>\n</response>';
		const path = '<sessionKey>…</sessionKey>';
		expect(found(answer(text), { from: 'between', path }).token).toBe('4f3b^9c2e7d1a6085');
	});

	test('Wialon and FusionSolar have names of their own', () => {
		expect(found(answer({ eid: TOKEN, user: {} }), { from: 'json', path: 'eid' }).token).toBe(
			TOKEN,
		);
		const response = answer({ success: true }, { headers: { 'xsrf-token': TOKEN } });
		expect(found(response, { from: 'header', path: 'XSRF-TOKEN' }).token).toBe(TOKEN);
	});

	test('Directus counts in milliseconds, Cisco ACI in seconds under a name of its own', () => {
		const directus = answer({ data: { access_token: TOKEN, expires: 900000 } });
		expect(found(directus, {}, { from: 'milliseconds' }).expiresAt).toBe(SENT_AT + 15 * MINUTE);
		const aci = answer({
			imdata: [{ aaaLogin: { attributes: { token: TOKEN, refreshTimeoutSeconds: '600' } } }],
		});
		const path = 'imdata[0].aaaLogin.attributes.refreshTimeoutSeconds';
		expect(found(aci, {}, { from: 'seconds', path }).expiresAt).toBe(SENT_AT + 10 * MINUTE);
	});
});

import { OWN_SERVER, code, docs, nango, type Facts } from './facts.mts';

/** Networks, servers, storage, and what watches over them. */
export const networkFacts: Record<string, Facts> = {
	'AdGuard Home': {
		base: OWN_SERVER,
		ends: 'as `session_ttl` is set, not said in the answer',
		refuses: '',
		limits:
			'Too many failed logins are answered with 429: "Out of login attempts". A wrong password is refused with 400.',
		sources: [
			docs('AdguardTeam/AdGuardHome@75e43ab5 openapi/openapi.yaml'),
			code('AdguardTeam/AdGuardHome@75e43ab5 internal/home/authhttp.go'),
		],
	},
	'AWX / Ansible controller (session)': {
		base: OWN_SERVER,
		ends: 'after 30 minutes by default, as its cookie says',
		refuses: '',
		remark:
			"Enter your server's address in *Referer* too. This is for calls that read: those that write want a CSRF token as well. AWX recommends its own OAuth2 tokens for programs. They need no login: with one of them, n8n's *Bearer Auth* is enough.",
		sources: [
			docs('docs.ansible.com/projects/awx/en/latest/rest_api/authentication.html'),
			docs('ansible/awx@0a655cab docs/docsite/rst/rest_api/authentication.rst'),
		],
	},
	'Check Point Management': {
		base: "`https://YOUR-SERVER`, the management server's address without a path",
		ends: '',
		refuses: '',
		isSelfSigned: true,
		remark:
			'With an API key: leave *User Name* empty, enter the key as *Password*, and `api-key` as *Name of the Password Field*.',
		sources: [code('CheckPointSW/cp_mgmt_api_python_sdk@5db24fe cpapi/mgmt_api.py')],
	},
	'Cisco ACI (APIC)': {
		base: "`https://YOUR-APIC`, the controller's address without a path",
		ends: 'as the answer says',
		refuses: 'the status 403',
		isSelfSigned: true,
		sources: [code('datacenter/acitoolkit@629b848 acitoolkit/acisession.py')],
	},
	'Cisco Catalyst Center (DNAC)': {
		base: OWN_SERVER,
		ends: '',
		refuses: 'the status 401',
		isSelfSigned: true,
		sources: [
			code(
				'cisco-en-programmability/dnacentersdk@14361f17 dnacentersdk/api/authentication.py, restsession.py',
			),
		],
	},
	'GLPI (v1 REST)': {
		base: "`https://YOUR-SERVER`, the address that GLPI's pages begin with",
		yours: { secret1: 'your app token' },
		ends: 'not said in the answer',
		refuses: 'the status 401 with `ERROR_SESSION_TOKEN_INVALID`',
		limits:
			'With `session_write=true` in the query of calls, those of one session run one after the other.',
		sources: [docs('glpi-project/glpi@05ac6f2f apirest.md')],
	},
	'HashiCorp Vault (AppRole)': {
		base: '`https://YOUR-SERVER:8200`, with the port that Vault usually has',
		yours: { username: 'your role ID', password: 'your secret ID' },
		ends: 'as the answer says',
		refuses: 'the status 403',
		remark: 'With a namespace: add it to *Request Headers* as `X-Vault-Namespace`.',
		sources: [
			code('hvac/hvac@09902dea hvac/api/auth_methods/approle.py, adapters.py, constants/client.py'),
		],
	},
	'HPE ArubaOS-CX': {
		base: "`https://YOUR-SWITCH`, the switch's address without a path",
		ends: 'after some time without a call, as the switch is set',
		refuses: '',
		isSelfSigned: true,
		limits:
			'At most three sessions for each user and switch, then 401 "session limit reached". Each login opens one, and nothing closes it before its time.',
		remark:
			'The REST API has to be switched on. The path holds its version: replace `v10.04` with that of your switch, which `GET /rest` lists.',
		sources: [
			docs(
				'support.hpe.com/techhub/eginfolib/Aruba/OS-CX_10.04/5200-6725/GUID-72996CEB-9416-4292-87FD-0A79FC39AACA.html',
			),
			code('aruba/pyaoscx@cdda6137 pyaoscx/session.py'),
		],
	},
	'Jamf Pro (user)': {
		base: '`https://YOUR-INSTANCE.jamfcloud.com`',
		ends: 'as the answer says',
		refuses: '',
		sources: [nango('jamf-basic')],
	},
	'N-able N-central': {
		base: OWN_SERVER,
		yours: { password: "your user's API token, a JWT" },
		ends: 'as the answer says',
		refuses: '',
		sources: [nango('nable-ncentral')],
	},
	NetBox: {
		base: OWN_SERVER,
		ends: 'never by default',
		refuses: '',
		limits:
			"**Each login makes another permanent token** in the user's list, and nothing deletes it. The first test of the credential is a login, too. So better make one token in NetBox and use n8n's *Bearer Auth* with it.",
		remark:
			'This is for NetBox 4.5 and later, whose tokens have two parts. Before, take out *Kept Values*, and enter `Token {token}` as *Value*.',
		sources: [
			docs('netbox-community/netbox docs/integrations/rest-api.md'),
			code('netbox-community/netbox@43fe81f9 netbox/users/api/serializers_/tokens.py'),
		],
	},
	'Nginx Proxy Manager': {
		base: OWN_SERVER,
		ends: 'after 1 day, as the answer says',
		refuses: 'the status **400** with "Token has expired"',
		remark: 'An account with 2FA gets no token this way.',
		sources: [
			code(
				'NginxProxyManager/nginx-proxy-manager@a62c2a6d backend/schema/paths/tokens/post.json, models/token.js, lib/error.js',
			),
		],
	},
	'OpenStack Keystone': {
		base: '`https://YOUR-SERVER`, the address of the identity service, with its port and without `/v3`',
		ends: 'as the answer says',
		refuses: '',
		remark:
			'Other services of your cloud have other hosts: add them to **Settings** → **Additional Allowed Domains**.',
		sources: [
			docs(
				'openstack/keystone api-ref/source/v3/authenticate-v3.inc, samples/admin/auth-password-unscoped-request-with-domain.json, samples/admin/auth-token-scoped-request.json',
			),
		],
	},
	'Oracle ZFS Appliance': {
		base: "`https://YOUR-APPLIANCE`, the appliance's address with its port and without a path",
		ends: 'after 15 minutes without a call by default, not said in the answer',
		refuses: '',
		sources: [docs('docs.oracle.com/cd/E78901_01/html/E78915/goqle.html')],
	},
	'Pi-hole v6': {
		base: '`https://YOUR-PI-HOLE`, without `/api` or `/admin`',
		ends: 'after 30 minutes without a call by default',
		refuses: 'the status 401',
		limits:
			'At most 16 sessions by default, then 429. Each login opens one, and nothing closes it before its time. Logins have a rate limit, too.',
		remark: 'With 2FA: **Settings** → **One-Time Code** with the name `totp`.',
		sources: [
			docs('pi-hole/FTL@8d1add8d src/api/docs/content/specs/auth.yaml, main.yaml'),
			code('pi-hole/FTL@8d1add8d src/config/config.c'),
		],
	},
	Portainer: {
		base: OWN_SERVER,
		ends: 'after 8 hours by default, as the token says',
		refuses: 'the status 401',
		sources: [
			code(
				'portainer/portainer api/http/handler/auth/authenticate.go, api/http/security/bouncer.go, api/portainer.go',
			),
		],
	},
	'Proxmox VE (ticket)': {
		base: '`https://YOUR-SERVER:8006`, with the port that Proxmox VE usually has',
		yours: { username: 'your user with the realm, such as `admin@pam`' },
		ends: 'after 2 hours, not said in the answer',
		refuses: '',
		isSelfSigned: true,
		remark: 'An account with TFA gets no ticket this way.',
		sources: [code('proxmoxer/proxmoxer@336a031 proxmoxer/backends/https.py, README.rst')],
	},
	'Redfish (iDRAC, iLO, XCC)': {
		base: '`https://YOUR-SERVER`, the address of the management controller without a path',
		ends: 'not said in the answer',
		refuses: '',
		isSelfSigned: true,
		sources: [code('DMTF/python-redfish-library@9c9cf45 src/redfish/rest/v1.py')],
	},
	'Sophos Central': {
		base: "the address of your tenant's region, which the API's whoami call names with the tenant's ID: look both up once",
		yours: { clientId: 'your client ID', clientSecret: 'your client secret' },
		ends: 'as the answer says',
		refuses: '',
		sources: [nango('sophos-central')],
	},
	'Synology DSM': {
		base: '`https://YOUR-NAS`, the address of DSM with its port and without a path',
		ends: 'not said in the answer',
		refuses: '200 with `"success": false` and a code of 106, 107 or 119',
		limits: 'The code 107 means that the session was interrupted by another login.',
		remark:
			'With 2FA: write `&otp_code={totp}` at the end of the body, and add **Settings** → **One-Time Code** without a name.',
		sources: [code('N4S4/synology-api@50b4343 synology_api/auth.py, error_codes.py')],
	},
	'Technitium DNS': {
		base: '`http://YOUR-SERVER:5380`, with the port that its web console usually has',
		ends: 'after 30 minutes without a call by default, not said in the answer',
		refuses: '200 with `"status": "invalid-token"`',
		remark:
			'This is for version 15 and later. Before, choose *Query* under **Send Token** and enter the name `token`. With 2FA: **Settings** → **One-Time Code** with the name `totp`.',
		sources: [docs('TechnitiumSoftware/DnsServer@aa9044d4 APIDOCS.md')],
	},
	'TP-Link Omada controller': {
		base: "`https://YOUR-CONTROLLER`, the controller's address without a path. Enter it in *Referer* too",
		ends: 'unknown; a client assumes 1 hour',
		refuses: '200 with an HTML page',
		isSelfSigned: true,
		remark: "Write `{id}` where a call's URL has the controller's ID.",
		sources: [
			code('MarkGodwin/tplink-omada-api@f6adc03 src/tplink_omada_client/omadaapiconnection.py'),
		],
	},
	'UniFi Network (UniFi OS)': {
		base: '`https://YOUR-CONSOLE`. UniFi OS Server has the port 11443',
		ends: 'after 2 hours in an example, as the token says',
		refuses: 'the status 401, or 403 for the CSRF token',
		isSelfSigned: true,
		remark:
			'The network application is below `/proxy/network`. The classic controller has `/api/login` and the port 8443. Accounts in the cloud or with MFA get no token this way.',
		sources: [code('Art-of-WiFi/UniFi-API-client@acc7835 src/Client.php, README.md')],
	},
	'VMware vCenter': {
		base: OWN_SERVER,
		ends: 'not said in the answer',
		refuses: '',
		isSelfSigned: true,
		sources: [
			docs('developer.broadcom.com/xapis/vsphere-automation-api/latest/cis'),
			docs('gist.github.com/goneri/93af017a'),
		],
	},
	'Wazuh server API': {
		base: '`https://YOUR-SERVER:55000`, with the port that the API usually has',
		ends: 'as the token, a JWT, says',
		refuses: '',
		isSelfSigned: true,
		limits: '50 failed logins block the address for 5 minutes, unless it is set otherwise.',
		sources: [
			docs('documentation.wazuh.com/4.7/user-manual/api/getting-started.html'),
			docs('documentation.wazuh.com/4.2/user-manual/api/configuration.html'),
		],
	},
};

import { OWN_SERVER, code, docs, type Facts } from './facts.mts';

/** What people run at home, in a team or at a school. */
export const appFacts: Record<string, Facts> = {
	Directus: {
		base: OWN_SERVER,
		ends: 'after 15 minutes by default, as the token says',
		refuses: 'the status 401 with `TOKEN_EXPIRED`',
		sources: [
			docs(
				'directus/docs@acb59c8d content/guides/03.auth/4.email-login.md, content/configuration/security-limits.md, content/guides/04.connect/5.errors.md',
			),
		],
	},
	Frigate: {
		base: '`https://YOUR-SERVER:8971`, with the port that wants a login',
		ends: 'after 1 day by default, as the token says',
		refuses: '',
		isSelfSigned: true,
		limits:
			'Failed logins can be limited. The example in its documentation allows one in a second, 5 in a minute and 20 in an hour.',
		sources: [docs('blakeblackshear/frigate@e3fa7018 docs/docs/configuration/authentication.md')],
	},
	'Huawei FusionSolar': {
		base: '`https://eu5.fusionsolar.huawei.com`, or the host of your region',
		yours: { password: 'your system code' },
		ends: 'not said in the answer',
		refuses: '200 with `"failCode": 305`',
		limits:
			'Too many calls are refused with `"failCode": 407`. The check is a call as well, so it is made every 10 minutes at most. Until then an ended token can go unnoticed.',
		sources: [
			code(
				'tijsverkoyen/HomeAssistant-FusionSolar@0991283 custom_components/fusion_solar/fusion_solar/openapi/openapi_api.py, custom_components/fusion_solar/config_flow.py',
			),
		],
	},
	'Jellyfin (Emby)': {
		base: OWN_SERVER,
		ends: 'no end is declared',
		refuses: '',
		limits:
			'One session for each `DeviceId`. In a second credential, replace `n8n-1` with another name.',
		sources: [
			code(
				'jellyfin/jellyfin@c3ed1407 Jellyfin.Api/Controllers/UserController.cs, Jellyfin.Server.Implementations/Security/AuthorizationContext.cs',
			),
		],
	},
	'Matrix (Synapse)': {
		base: '`https://YOUR-HOMESERVER`, without `/_matrix`',
		yours: { username: 'your user name' },
		ends: 'as the answer says; a server may let it last for ever',
		refuses: 'the status 401 with `M_UNKNOWN_TOKEN`',
		limits:
			'**Each login makes another device** in the list of your sessions, and the first test of the credential is a login, too. Renewing with the refresh token makes none. To use one device again, add the extra field `device_id` with a name of your choice: the next login may then end the token before. Logins have a rate limit, with 429.',
		sources: [
			docs(
				'matrix-org/matrix-spec@d0ba2aae data/api/client-server/login.yaml, refresh.yaml, content/client-server-api/_index.md',
			),
		],
	},
	'Mattermost (password login)': {
		base: OWN_SERVER,
		ends: '',
		refuses: '',
		remark: 'With MFA: **Settings** → **One-Time Code** with the name `token`.',
		sources: [docs('mattermost/mattermost-api-reference@a00af94 v4/source/introduction.yaml')],
	},
	Mealie: {
		base: OWN_SERVER,
		ends: 'after 48 hours by default, as the token says',
		refuses: '',
		limits: 'A user who is locked after failed logins is refused with 423.',
		sources: [
			code('mealie-recipes/mealie mealie/routes/auth/auth.py'),
			docs(
				'mealie-recipes/mealie docs/docs/documentation/getting-started/installation/backend-config.md',
			),
		],
	},
	'Moodle web services': {
		base: '`https://YOUR-MOODLE`, the address that its pages begin with',
		ends: 'not said in the answer',
		refuses: '200 with the error `invalidtoken`',
		remark:
			"`YOUR-SERVICE` is the short name of a web service that an administrator has switched on. All calls go to `/webservice/rest/server.php` and name the function in their query, as the check's address does.",
		sources: [
			code('docs.huihoo.com/phpdoc/moodle/2.8/xref/login/token.php.source.txt'),
			code('docs.huihoo.com/phpdoc/moodle/2.8/xref/webservice/lib.php.source.txt'),
			code('github.com/moodle/moodle/commit/32d4d0d1ce791b7ff6c83eb96cf7ac6965584e51'),
		],
	},
	'Paperless-ngx': {
		base: OWN_SERVER,
		ends: 'never',
		refuses: '',
		limits: 'Logins have a rate limit, as it is set.',
		sources: [docs('paperless-ngx/paperless-ngx docs/api.md, docs/configuration.md')],
	},
	PocketBase: {
		base: OWN_SERVER,
		ends: 'after 5 days by default, as the token says',
		refuses: 'the status 401 or 403, or as fewer rows',
		remark:
			"This is for superusers. For the users of a collection, replace `_superusers` with its name. An expired token counts as a guest's: where guests may read, there are fewer rows and no error.",
		sources: [
			code(
				'pocketbase/pocketbase@5d217ddb core/collection_model_auth_options.go, apis/middlewares.go',
			),
		],
	},
	qBittorrent: {
		base: OWN_SERVER,
		ends: 'not said in the answer',
		refuses: 'the status 403',
		limits: 'After failed logins it bans the address.',
		sources: [
			code(
				'rmartin16/qbittorrent-api@2713a5a src/qbittorrentapi/auth.py, src/qbittorrentapi/request.py',
			),
		],
	},
	ThingsBoard: {
		base: OWN_SERVER,
		ends: 'after 2.5 hours by default, as the token says',
		refuses: '',
		sources: [
			docs('thingsboard.io/docs/reference/rest-api/'),
			docs('thingsboard.io/docs/pe/user-guide/ui/jwt-security-settings/'),
		],
	},
	Traccar: {
		base: '`https://YOUR-SERVER`, without `/api`',
		ends: 'never by default',
		refuses: 'the status 401',
		sources: [
			docs('traccar/traccar@9e5c458a openapi.yaml'),
			code('traccar/traccar@9e5c458a src/main/java/org/traccar/config/Keys.java'),
		],
	},
	'Victron VRM': {
		base: '`https://vrmapi.victronenergy.com`',
		ends: '',
		refuses: '',
		remark: "Write `{idUser}` where a call's URL has the user's ID.",
		sources: [code('victronenergy/vrm-api-python-client@98e512c vrmapi/vrm.py')],
	},
	Vikunja: {
		base: OWN_SERVER,
		ends: 'after 10 minutes, as the token says',
		refuses: '',
		sources: [
			code(
				'go-vikunja/vikunja@762dc4eb config-raw.json, pkg/routes/routes.go, pkg/modules/auth/auth.go',
			),
		],
	},
	'WebUntis (JSON-RPC)': {
		base: '`https://YOUR-SERVER`, the host that your browser shows in WebUntis',
		ends: '',
		refuses: '200 with the error -8520',
		remark:
			'All calls are POSTs to the same address. Their body names the `method`, as that of the check does. Your user has to be allowed to call it: replace `getTeachers` if not.',
		sources: [
			code(
				'python-webuntis/python-webuntis@cf3d241 webuntis/session.py, webuntis/utils/remote.py, webuntis/utils/userinput.py',
			),
		],
	},
	'Wialon (Gurtam)': {
		base: '`https://hst-api.wialon.com`',
		yours: { secret1: 'your token' },
		ends: '',
		refuses: '200 with `"error": 1`',
		limits: 'Too many requests of a kind at a time are refused with `"error": 1003`.',
		remark: 'All calls go to `/wialon/ajax.html` and name the service as `svc` in their query.',
		sources: [code('wialon/python-wialon@1dafd11 wialon/api.py')],
	},
};

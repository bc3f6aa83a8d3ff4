import {
	CLIENT,
	OAUTH_CLIENT,
	OWN_SERVER,
	code,
	docs,
	nango,
	secondary,
	type Facts,
} from './facts.mts';

/** Data, messages, documents, and who may use them. */
export const cloudFacts: Record<string, Facts> = {
	'3CX v20': {
		base: '`https://YOUR-3CX`, without `/xapi`',
		yours: { ...OAUTH_CLIENT, clientSecret: 'your API key' },
		ends: 'after 1 hour',
		refuses: '',
		sources: [nango('3cx')],
	},
	'Apple App Store Connect': {
		base: '`https://api.appstoreconnect.apple.com`',
		yours: {
			keyId: "your key's ID",
			issuer: 'your issuer ID',
			signingKey: 'the private key: the text of the file that Apple gave you',
		},
		ends: '15 minutes after it was signed, or as you set *JWT Lifetime*',
		refuses: '',
		limits: 'A JWT that lives longer than 20 minutes is refused.',
		sources: [
			nango('apple-app-store'),
			secondary('npmjs.com/package/n8n-nodes-appstore-jwt-generator'),
		],
	},
	'Box (JWT app)': {
		base: '`https://api.box.com`',
		yours: {
			clientId: 'your client ID',
			clientSecret: 'your client secret',
			keyId: "your key's ID, `publicKeyID` in Box's file",
			subject: "your enterprise's ID",
			signingKey: 'the private key, without its passphrase',
		},
		ends: 'as the answer says',
		refuses: '',
		remark:
			"The private key in Box's file is encrypted: decrypt it first, with `openssl pkcs8`. The token is that of the app's service account.",
		sources: [
			docs('developer.box.com/guides/authentication/jwt/without-sdk'),
			code('box/box-node-sdk@7dcf9c2b src/token-manager.ts'),
		],
	},
	'DocuSign (JWT grant)': {
		base: 'the `base_uri` of your account, which the call `https://account.docusign.com/oauth/userinfo` names: look it up once',
		yours: {
			issuer: 'your integration key',
			subject: 'the ID of the user to act for',
			signingKey: 'the private RSA key of your integration key',
		},
		ends: 'as the answer says',
		refuses: '',
		remark:
			'The user, or an administrator, has to agree once before the first login. For a developer account, write `account-d.docusign.com` in both places.',
		sources: [
			docs('developers.docusign.com/platform/auth/jwt-get-token'),
			docs('docs.docusign.com/esign/guide/authentication/oa2_jwt.html'),
			code(
				'docusign/code-examples-python@8682090 app/jwt_helpers/jwt_helper.py, app/docusign/views.py',
			),
		],
	},
	Dremio: {
		base: OWN_SERVER,
		ends: 'after 30 hours, as the answer says',
		refuses: '',
		sources: [
			code('dremio/dremio-oss TokenUtils.java, UserLoginSession.java, TokenManagerImpl.java'),
		],
	},
	'Feishu / Lark': {
		base: '`https://open.feishu.cn` for Feishu, `https://open.larksuite.com` for Lark',
		yours: { username: 'your app ID', password: 'your app secret' },
		ends: 'after 2 hours, as the answer says',
		refuses: 'another `code` than 0 in the answer; its number and status are unknown',
		sources: [
			code(
				'larksuite/node-sdk@f54b49f client/__tests__/token-manager.test.ts, client/__tests__/token-manager-assertion.ts, utils/format-domain.ts',
			),
		],
	},
	Looker: {
		base: '`https://YOUR-INSTANCE`, with the port of its API if it has one of its own',
		yours: CLIENT,
		ends: 'as the answer says',
		refuses: '',
		sources: [nango('looker')],
	},
	MicroStrategy: {
		base: '`https://YOUR-SERVER/MicroStrategyLibrary`, the address of its library, without `/api`',
		ends: '',
		refuses: 'the status 401 with `ERR009`',
		remark:
			"`loginMode` is 1 for a user of MicroStrategy's own, 16 for LDAP. In a project, add `X-MSTR-ProjectID` to *Request Headers*.",
		sources: [
			code('MicroStrategy/mstrio-py@a4e953e mstrio/connection.py, mstrio/api/authentication.py'),
		],
	},
	'Okta API services': {
		base: '`https://YOUR-DOMAIN.okta.com`',
		yours: {
			clientId: 'your client ID',
			keyId: "your key's ID",
			signingKey: 'the private key, as PEM',
		},
		ends: 'as the answer says',
		refuses: '',
		remark:
			'`YOUR-SCOPE` is such as `okta.users.read`. In the app, choose *Public key / Private key* and switch off *Proof of possession (DPoP)*.',
		sources: [
			docs('developer.okta.com/docs/guides/build-self-signed-jwt/-/main/'),
			nango('okta-cc'),
			secondary('nango.dev/docs/api-integrations/okta-cc/connect'),
		],
	},
	'OpenSubtitles.com': {
		base: '`https://api.opensubtitles.com`',
		yours: { secret1: 'your API key' },
		ends: '',
		refuses: '',
		remark: 'Replace `YourApp v1.0` with the name of your app.',
		sources: [code('vankasteelj/opensubtitles.com@bee1e56 opensubtitles.js, methods.json')],
	},
	'Snowflake SQL API (key pair)': {
		base: '`https://YOUR-ACCOUNT.snowflakecomputing.com`',
		yours: {
			issuer:
				'`ACCOUNT.USER.SHA256:…`, where what follows `USER.` is the `RSA_PUBLIC_KEY_FP` that `DESCRIBE USER` shows',
			subject: '`ACCOUNT.USER`',
			signingKey: 'the private key, as PEM without a passphrase',
		},
		ends: '15 minutes after it was signed, or as you set *JWT Lifetime*',
		refuses: '',
		limits: 'A JWT that lives longer than an hour is refused.',
		remark:
			'Write the account identifier and the user in capitals. If the identifier is a locator, leave the region out.',
		sources: [
			docs('docs.snowflake.com/en/developer-guide/sql-api/authenticating'),
			nango('snowflake-jwt'),
		],
	},
	'Splunk (user name and password)': {
		base: '`https://YOUR-SERVER:8089`, with the port that its API usually has',
		ends: '',
		refuses: '',
		isSelfSigned: true,
		sources: [code('splunk/splunk-sdk-python splunklib/binding.py')],
	},
	'Tableau Server / Cloud': {
		base: "`https://YOUR-TABLEAU`, your server's address, or that of your site's pod without a path",
		yours: {
			username: "your personal access token's name",
			password: "your personal access token's secret",
		},
		ends: 'as the answer says',
		refuses: 'the status 401',
		limits:
			'**A login ends the session before**: one personal access token has one session. Use it nowhere else, and a second one in a second credential.',
		remark:
			"The path holds the version of the API: replace `3.22` with that of your server. `YOUR-SITE` is what the site's address has behind `/site/`. Write `{siteId}` where a call's URL has the site's ID.",
		sources: [
			docs('help.tableau.com/current/api/rest_api/en-us/REST/rest_api_concepts_auth.htm'),
			docs('help.tableau.com/current/server/en-us/security_personal_access_tokens.htm'),
			code(
				'tableau/server-client-python@08647c8e tableauserverclient/server/endpoint/auth_endpoint.py',
			),
			nango('tableau'),
		],
	},
	'TheTVDB v4': {
		base: '`https://api4.thetvdb.com`',
		yours: { password: 'your API key' },
		ends: 'after 1 month, not said in the answer',
		refuses: '',
		remark: 'With a PIN: enter it under *Secret Fields* with the name `pin`.',
		sources: [docs('thetvdb/v4-api@c1536e0 docs/swagger.yml')],
	},
	'WeCom / WeChat': {
		base: '`https://qyapi.weixin.qq.com` for WeCom',
		yours: { username: "your corporation's ID", password: 'your secret' },
		ends: 'after 2 hours, as the answer says',
		refuses: '200 with `errcode` 40001, 40014 or 42001',
		limits:
			'Whether a new token ends the one before is unknown here. If other programs get tokens for the same app, give n8n an app of its own.',
		remark:
			"For a WeChat official account: base URL `https://api.weixin.qq.com`, login URL `/cgi-bin/token`, the names `appid` and `secret`, and the extra field `grant_type` with the value `client_credential`, sent in the query. The secret goes into the login's address, and so into the logs of servers.",
		sources: [
			code(
				'wechatpy/wechatpy@5b8502e wechatpy/work/client/__init__.py, wechatpy/work/client/api/misc.py, wechatpy/client/__init__.py, wechatpy/client/base.py, wechatpy/constants.py',
			),
		],
	},
	'Zoom Server-to-Server': {
		base: '`https://api.zoom.us`',
		yours: OAUTH_CLIENT,
		ends: 'as the answer says',
		refuses: '',
		sources: [nango('zoom-cc')],
	},
};

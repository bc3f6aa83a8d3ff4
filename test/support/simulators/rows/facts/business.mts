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

/** What companies sell, pay, plan and hire with. */
export const businessFacts: Record<string, Facts> = {
	'Acumatica ERP (cookie)': {
		base: '`https://YOUR-SERVER/YOUR-INSTANCE`, the address that its pages begin with',
		ends: 'after about 20 minutes without a call, not said in the answer',
		refuses: '',
		limits:
			'A trial licence allows two users of the API at a time, and sessions that nobody closed count. Each login opens one, and nothing closes it before its time.',
		sources: [
			secondary('api-evangelist/acumatica rate-limits/acumatica-rate-limits.yml'),
			secondary('riptutorial.com/acumatica/topic/9298'),
		],
	},
	'Akeneo PIM': {
		base: OWN_SERVER,
		yours: OAUTH_CLIENT,
		ends: 'after 1 hour, as the answer says',
		refuses: 'the status 401',
		sources: [
			docs(
				'akeneo/pim-api-docs@61ef548d content/rest-api/authentication.md, content/rest-api/responses.md',
			),
		],
	},
	Amadeus: {
		base: '`https://api.amadeus.com`, or `https://test.api.amadeus.com` for tests',
		yours: OAUTH_CLIENT,
		ends: 'as the answer says',
		refuses: '',
		sources: [
			code('amadeus4dev/amadeus-python amadeus/client/access_token.py, amadeus/amadeus.py'),
		],
	},
	'Angel One SmartAPI': {
		base: '`https://apiconnect.angelbroking.com`',
		yours: { secret1: 'your API key' },
		ends: 'as the token, a JWT, says',
		refuses: '',
		limits: 'Each login needs a one-time code.',
		remark:
			'The secret of the one-time code is what you gave to your authenticator app. Replace the addresses of your network and of your network card: its own client sends them.',
		sources: [code('angel-one/smartapi-python@032e4154 SmartApi/smartConnect.py')],
	},
	'bKash checkout': {
		base: 'the address that bKash gave you, up to what stands before `/token/grant`',
		yours: {
			username: 'your app key',
			password: 'your app secret',
			secret1: 'your user name',
			secret2: 'your password',
		},
		ends: 'after 1 hour, which the credential does not read',
		refuses: '',
		limits: 'Logins have a rate limit.',
		remark:
			"The app key is the user name here, because the login's body holds it beside the app secret, and your account goes into headers. Each call needs the app key, too: `{username}` stands for it.",
		sources: [
			secondary('yaqub.dev/blog/integrating-bkash-tokenized-checkout-in-laravel'),
			secondary('context7 developer_bka_sh_reference'),
		],
	},
	DocuWare: {
		base: '`https://YOUR-DOMAIN`, without `/DocuWare`',
		yours: { loginUrl: 'the `token_endpoint` of its identity service, a whole address' },
		ends: 'as the answer says',
		refuses: '',
		remark:
			'Look the login URL up once, in the browser: `https://YOUR-DOMAIN/DocuWare/Platform/Home/IdentityServiceInfo` names the `IdentityServiceUrl`. That address with `/.well-known/openid-configuration` behind it names the `token_endpoint`.',
		sources: [nango('docuware')],
	},
	'GoCardless Bank Account Data': {
		base: '`https://bankaccountdata.gocardless.com`',
		yours: { username: 'your secret ID', password: 'your secret key' },
		ends: 'as the answer says',
		refuses: '',
		sources: [
			code('nordigen/nordigen-python@c4a42fe nordigen/nordigen.py, nordigen/types/types.py'),
		],
	},
	'Guesty Open API': {
		base: '`https://open-api.guesty.com`',
		yours: OAUTH_CLIENT,
		ends: 'after 24 hours',
		refuses: '',
		limits: 'Few logins a day are allowed; the number is unknown here.',
		sources: [docs('open-api-docs.guesty.com/docs/authentication')],
	},
	HaloPSA: {
		base: '`https://YOUR-HALO`, without `/api` or `/auth`',
		yours: OAUTH_CLIENT,
		ends: 'as the answer says',
		refuses: "the status **400** or 401, by a user's report",
		sources: [
			nango('halo-psa'),
			secondary('github.com/n8n-io/n8n/issues/16857'),
			secondary('github.com/n8n-io/n8n/issues/22893'),
		],
	},
	'IG trading': {
		base: '`https://api.ig.com/gateway/deal`, or `https://demo-api.ig.com/gateway/deal` for a demo account',
		yours: { secret1: 'your API key' },
		ends: '',
		refuses: '',
		remark: 'Version 3 of its login gives an OAuth token that ends after 60 seconds.',
		sources: [code('ig-python/trading-ig@d1069b0 trading_ig/rest.py')],
	},
	'NetSuite (M2M)': {
		base: '`https://YOUR-ACCOUNT-ID.suitetalk.api.netsuite.com`',
		yours: {
			clientId: 'your client ID',
			keyId: 'the ID of your certificate',
			signingKey: 'the private key of your certificate',
		},
		ends: 'as the answer says',
		refuses: '',
		remark:
			'This is for a key of the type RSA. The claim `scope` is `restlets`, `rest_webservices`, `suite_analytics`, or several of them with commas between.',
		sources: [
			docs('docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_162790605110.html'),
			docs('docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_162755359851.html'),
			nango('netsuite-client-credentials'),
		],
	},
	Pax8: {
		base: '`https://api.pax8.com`',
		yours: OAUTH_CLIENT,
		ends: 'as the answer says',
		refuses: '',
		sources: [nango('pax8')],
	},
	'Personio v1': {
		base: '`https://api.personio.de`',
		yours: CLIENT,
		ends: 'after 24 hours, not said in the answer',
		refuses: '',
		limits: 'At most 60 logins a minute, then a pause of a minute.',
		remark:
			"A login before the end gives the same token again, so its age can't be counted from the login.",
		sources: [
			docs('developer.personio.de/reference/auth'),
			docs('developer.personio.de/changelog/authentication-api-improved-bearer-token'),
			nango('personio'),
		],
	},
	plentymarkets: {
		base: 'the address of your system, which it shows below **Setup** → **Settings** → **API** → **Data**, without `/rest`',
		ends: 'as the answer says',
		refuses: '',
		sources: [
			docs('plentymarkets/api-doc@8cd2bdf plentymarkets/openApiV3/openApiV3.json'),
			code(
				'repat/plentymarkets-rest-client@a717aba5 src/PlentymarketsRestClient/PlentymarketsRestClient.php',
			),
			secondary(
				'docs.axelor.com/connect-help-center/docs/HTML/en/apps/commerce/plentymarkets.html',
			),
		],
	},
	'SAP Business One Service Layer': {
		base: OWN_SERVER.replace('without', 'with its port and without'),
		ends: 'after 30 minutes without a call by default',
		refuses: 'the status 401 with the error 301',
		isSelfSigned: true,
		limits:
			'A login with the same account elsewhere may end the session, so give n8n an account of its own.',
		remark:
			'If your server has no load balancer and so sets no cookie `ROUTEID`, the login fails and says so. Then take out *Kept Values* and *Request Headers*.',
		sources: [
			docs('help.sap.com Working_with_SAP_Business_One_Service_Layer.pdf'),
			docs('support.huaweicloud.com bestpractice-sparkpack'),
			secondary('volcengine.com/article/1641203'),
			secondary('n8n.io/workflows/4932'),
		],
	},
	Sellercloud: {
		base: 'the `restApiEndpoint` that `https://api.sellercloud.com/api/server-by-team/?team=YOUR-TEAM` names: open it in the browser once',
		ends: 'as the answer says',
		refuses: '',
		sources: [nango('sellercloud')],
	},
	'Semble (GraphQL login)': {
		base: '`https://open.semble.io`',
		ends: '',
		refuses: 'unknown; GraphQL answers 200',
		remark:
			"Replace `YOUR-QUERY` with a query that needs the token and changes nothing. That the login's arguments are of the type `String` is assumed: the source writes them into the mutation itself.",
		sources: [nango('semble')],
	},
	Setmore: {
		base: '`https://developer.setmore.com`',
		yours: { password: 'your refresh token, which stays the same' },
		ends: 'as the answer says',
		refuses: '',
		remark: "The refresh token goes into the login's address, and so into the logs of servers.",
		sources: [nango('setmore')],
	},
	Shiprocket: {
		base: '`https://apiv2.shiprocket.in`',
		yours: {
			username: 'the email address of your API user',
			password: 'the password of your API user',
		},
		ends: 'after 10 days, as the token says',
		refuses: '',
		sources: [
			secondary('api-evangelist/shiprocket authentication/shiprocket-authentication.yml'),
			secondary('packagist.org/packages/tims/shiprocket-php-sdk'),
		],
	},
	shopVOX: {
		base: '`https://api.shopvox.com`',
		ends: '',
		refuses: '',
		remark:
			"Put `account_id` into the query of your calls. The login's answer has it as `accountID`.",
		sources: [nango('shopvox')],
	},
	'Shopware 6': {
		base: "`https://YOUR-SHOP`, the shop's address without `/api`",
		yours: OAUTH_CLIENT,
		ends: 'after 10 minutes, as the answer says',
		refuses: '',
		sources: [
			docs('shopware/docs guides/development/integrations-api/auth-api-requests.md, index.md'),
			nango('shopware'),
		],
	},
	Toast: {
		base: '`https://YOUR-SUBDOMAIN.toasttab.com`',
		yours: CLIENT,
		ends: 'as the answer says',
		refuses: '',
		sources: [nango('toast')],
	},
	Tripletex: {
		base: '`https://tripletex.no`, or `https://api-test.tripletex.tech` for tests',
		yours: {
			secret1: 'your consumer token',
			secret2: 'your employee token',
			secret3: "your company's ID",
		},
		ends: 'on the day that was asked for',
		refuses: '',
		remark: "Nango's list has `0` as the company's ID where none is named.",
		sources: [nango('tripletex')],
	},
	'Veeva Vault': {
		base: '`https://YOUR-SUBDOMAIN.veevavault.com`',
		ends: 'after some time without a call, not said in the answer',
		refuses: '',
		remark: 'The path holds the version of the API: replace `v24.3` with yours.',
		sources: [docs('developer.veevavault.com/api/24.3/'), nango('veeva-vault')],
	},
	'Workday (API client with a refresh token)': {
		base: '`https://YOUR-WORKDAY-HOST`, without `/ccx`',
		yours: { ...OAUTH_CLIENT, refreshToken: 'yours, which stays the same' },
		ends: 'after 1 hour',
		refuses: '',
		sources: [nango('workday-refresh-token')],
	},
	Yotpo: {
		base: '`https://api.yotpo.com`',
		yours: { password: 'your API secret' },
		ends: '',
		refuses: '',
		sources: [nango('yotpo')],
	},
};

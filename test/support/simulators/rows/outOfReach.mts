const BODY = 'The token goes into the body of every call.';
const CERTIFICATE = 'It wants a client certificate.';
const SIGNATURE = 'It wants a signature of its own.';

/** The APIs of the field that no description reaches, and why. */
export const OUT_OF_REACH: Record<string, string> = {
	'FortiManager / FortiAnalyzer': BODY,
	'Homematic CCU (JSON-RPC)': BODY,
	'Sage Intacct (XML session)': BODY,
	'Geotab (MyGeotab)': BODY,
	'Betfair (bot login)': CERTIFICATE,
	ADP: CERTIFICATE,
	'Emarsys (WSSE)': SIGNATURE,
	'Check Point Harmony (Avanan)': SIGNATURE,
};

const PRIVATE_KEY = '*OAuth2: Client Credentials*, with *Private Key JWT*';
const BEARER = '*OAuth2: JWT Bearer*';
const SIGNED = '*Signed JWT*';

/** The APIs of the field whose token comes from another grant than a login, and which. */
export const OTHER_GRANTS: Record<string, string> = {
	'NetSuite (M2M)': PRIVATE_KEY,
	'Okta API services': PRIVATE_KEY,
	'DocuSign (JWT grant)': BEARER,
	'Box (JWT app)': BEARER,
	'Apple App Store Connect': SIGNED,
	'Snowflake SQL API (key pair)': SIGNED,
};

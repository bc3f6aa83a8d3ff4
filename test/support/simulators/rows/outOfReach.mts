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

const ASSERTION = 'The login wants a signed JWT.';
const OWN_JWT = 'The token is a signed JWT that the client makes itself.';

/** The APIs of the field that want an OAuth2 or JWT grant, and why. */
export const OTHER_GRANTS: Record<string, string> = {
	'NetSuite (M2M)': ASSERTION,
	'Okta API services': ASSERTION,
	'DocuSign (JWT grant)': ASSERTION,
	'Box (JWT app)': ASSERTION,
	'Apple App Store Connect': OWN_JWT,
	'Snowflake SQL API (key pair)': OWN_JWT,
};

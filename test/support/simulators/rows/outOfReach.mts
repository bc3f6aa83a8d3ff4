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

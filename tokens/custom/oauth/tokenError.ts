import { Failure } from '../../http/failure';
import { jsonOf } from '../../http/json';
import type { ApiResponse } from '../../provider/provider';
import { isSuccess, rejection } from '../../provider/response';
import type { OAuthDescription, OAuthGrant } from './description';

/** What the error codes of a token request mean (RFC 6749, 5.2; RFC 8707, 2), and what to do. */
const MEANING: Readonly<Record<string, { what: string; advice: string }>> = {
	invalid_request: {
		what: 'the token request lacks something, or holds something that it does not know',
		advice:
			"Compare 'Scope', 'Audience', 'Resource', 'Body Format' and 'Extra Fields' with the API's documentation",
	},
	invalid_client: {
		what: 'it does not accept the client',
		advice: "Check 'Client ID', 'Client Secret' and 'Client Authentication'",
	},
	unauthorized_client: {
		what: 'this client may not get a token in this way',
		advice:
			"Allow it where the client is registered, or choose another entry in 'How to Get a Token'",
	},
	unsupported_grant_type: {
		what: 'it gives no tokens in this way',
		advice: "Choose another entry in 'How to Get a Token', or check 'Token URL'",
	},
	invalid_scope: {
		what: 'it does not give this scope',
		advice: "Check 'Scope', and what the client is allowed where it is registered",
	},
	invalid_target: {
		what: 'it gives no tokens for this resource',
		advice: "Check 'Resource' and 'Audience'",
	},
};

/** What `invalid_grant` means for each grant: what it was given is wrong, or is not valid any more. */
const INVALID_GRANT: Record<OAuthGrant, { what: string; advice: string }> = {
	clientCredentials: {
		what: 'it does not accept the client',
		advice: "Check 'Client ID' and 'Client Secret'",
	},
	password: {
		what: 'it does not accept the user name or the password',
		advice: "Check 'User Name' and 'Password'",
	},
	refreshToken: {
		what: 'the refresh token has expired, was revoked or has been used before',
		advice: "Get a new refresh token from the API and paste it into 'Refresh Token'",
	},
	jwtBearer: {
		what: 'it does not accept the signed JWT',
		advice:
			"Check 'Issuer', 'Subject', 'JWT Audience', 'Signing Key', 'Key ID' and 'JWT Lifetime', and the clock of the machine with n8n",
	},
};

/** They say that the API has trouble of its own. RFC 6749 has them for browsers, and some APIs for token requests too. */
const TROUBLE = new Set(['server_error', 'temporarily_unavailable']);

/** The error code in an answer to a token request; undefined where there is none, or the answer holds a token. */
export function tokenErrorCode({ text }: ApiResponse): string | undefined {
	const { error, access_token: token } = jsonOf(text) ?? {};
	return typeof error === 'string' && error !== '' && token === undefined ? error : undefined;
}

/**
 * Throws a Failure where an answer says that there is no token: what it means, and what to do. What the API says itself
 * follows, such as its `error_description`.
 */
export function assertToken(response: ApiResponse, oauth: OAuthDescription, title: string): void {
	const code = tokenErrorCode(response);
	if (isSuccess(response.status) && code === undefined) return;
	const meaning = meaningOf(code, oauth);
	const what = 'the token request';
	if (isPassing(response, code)) {
		const status = TROUBLE.has(code ?? '') ? 503 : response.status;
		throw rejection({ title }, { ...response, status }, { what, check: '' });
	}
	if (meaning === undefined) {
		const isRedirect = response.status >= 300 && response.status < 400;
		const check = isRedirect ? "Check 'Token URL'" : checkOf(oauth);
		throw rejection({ title }, response, { what, check });
	}
	throw new Failure('LOGIN_REJECTED', `${title} refused the token request: ${meaning.what}`, {
		providerMessage: response.text,
		status: response.status,
		advice: meaning.advice,
	});
}

function meaningOf(code: string | undefined, { grant, clientAuthentication }: OAuthDescription) {
	if (code === 'invalid_grant') return INVALID_GRANT[grant];
	const meaning = code !== undefined && Object.hasOwn(MEANING, code) ? MEANING[code] : undefined;
	if (code !== 'invalid_client' || clientAuthentication !== 'privateKeyJwt') return meaning;
	const advice =
		"Check 'Client ID', 'Signing Key', 'Key ID', 'Algorithm' and 'JWT Audience', and the clock of the machine with n8n";
	return meaning && { ...meaning, advice };
}

/** Whether the same request may go better later: by its status alone, whatever the code says. */
function isPassing({ status }: ApiResponse, code?: string): boolean {
	return status >= 500 || status === 408 || status === 429 || TROUBLE.has(code ?? '');
}

/** What to check where the API does not say what is wrong. */
function checkOf(oauth: OAuthDescription): string {
	return oauth.grant === 'clientCredentials'
		? "Check 'Client ID', 'Client Secret' and 'Client Authentication'"
		: `${INVALID_GRANT[oauth.grant].advice}. Check 'Client ID' and 'Client Authentication' too`;
}

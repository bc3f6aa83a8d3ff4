import { HOUR, KEY, bearer, oauthAnswer, type Row, type Wanted, type WantedJwt } from '../row.mts';
import { fingerprintFor, signingKeyFor } from '../signedJwt.mts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const signingKey = signingKeyFor('RS256');

/** Client credentials with a JWT in place of the secret. */
const clientAssertion = (
	path: string,
	form: Record<string, string>,
	jwt: Pick<WantedJwt, 'algorithm' | 'claims'>,
): Wanted => ({
	path,
	form: { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, ...form },
	jwt: {
		field: 'client_assertion',
		algorithm: jwt.algorithm,
		keyId: 'KEY-ID',
		claims: { iss: 'CLIENT-ID', sub: 'CLIENT-ID', ...jwt.claims },
		longest: HOUR,
	},
});

const withKey = {
	grantType: 'clientCredentials',
	clientAuthentication: 'privateKeyJwt',
	...{ clientId: 'CLIENT-ID', keyId: 'KEY-ID' },
};
const common = { lifetime: HOUR, answer: oauthAnswer, calls: bearer };

/** APIs whose token request holds a signed JWT. */
export const signedRows: Row[] = [
	{
		...common,
		api: 'NetSuite (M2M)',
		login: clientAssertion(
			'/services/rest/auth/oauth2/v1/token',
			{},
			{ algorithm: 'PS256', claims: { scope: 'rest_webservices' } },
		),
		typed: {
			...withKey,
			tokenUrl: '/services/rest/auth/oauth2/v1/token',
			...{ algorithm: 'PS256', signingKey: signingKeyFor('PS256') },
			claims: '{"scope": "rest_webservices"}',
		},
	},
	{
		...common,
		api: 'Okta API services',
		login: clientAssertion(
			'/oauth2/v1/token',
			{ scope: 'YOUR-SCOPE' },
			{ algorithm: 'RS256', claims: {} },
		),
		typed: { ...withKey, tokenUrl: '/oauth2/v1/token', scope: 'YOUR-SCOPE', signingKey },
	},
	{
		...common,
		api: 'DocuSign (JWT grant)',
		login: {
			path: '/oauth/token',
			form: { grant_type: JWT_BEARER },
			jwt: {
				field: 'assertion',
				algorithm: 'RS256',
				claims: {
					iss: 'CLIENT-ID',
					sub: 'USER-ID',
					aud: 'account.docusign.com',
					scope: 'signature impersonation',
				},
				longest: HOUR,
			},
		},
		typed: {
			grantType: 'jwtBearer',
			tokenUrl: 'https://account.docusign.com/oauth/token',
			...{
				issuer: 'CLIENT-ID',
				subject: 'USER-ID',
				jwtAudience: 'account.docusign.com',
				signingKey,
			},
			claims: '{"scope": "signature impersonation"}',
		},
	},
	{
		...common,
		api: 'Box (JWT app)',
		login: {
			path: '/oauth2/token',
			form: { grant_type: JWT_BEARER, client_id: 'CLIENT-ID', client_secret: KEY },
			jwt: {
				field: 'assertion',
				algorithm: 'RS256',
				keyId: 'KEY-ID',
				claims: { iss: 'CLIENT-ID', sub: 'ENTERPRISE-ID', box_sub_type: 'enterprise' },
				longest: 60,
			},
		},
		typed: {
			grantType: 'jwtBearer',
			clientAuthentication: 'body',
			tokenUrl: 'https://api.box.com/oauth2/token',
			...{ clientId: 'CLIENT-ID', clientSecret: KEY, subject: 'ENTERPRISE-ID' },
			...{ signingKey, keyId: 'KEY-ID', claims: '{"box_sub_type": "enterprise"}' },
		},
	},
];

const FINGERPRINT = `ACCOUNT.USER.SHA256:${fingerprintFor('RS256')}`;
const ownJwt = {
	login: { path: '' },
	lifetime: HOUR / 4,
	answer: oauthAnswer,
};

/** APIs whose token is a JWT that the client signs. */
export const ownJwtRows: Row[] = [
	{
		...ownJwt,
		api: 'Apple App Store Connect',
		ownJwt: {
			algorithm: 'ES256',
			keyId: 'KEY-ID',
			claims: { iss: 'ISSUER-ID', aud: 'appstoreconnect-v1' },
			longest: HOUR / 3,
		},
		calls: bearer,
		typed: {
			...{ grantType: 'signedJwt', algorithm: 'ES256', signingKey: signingKeyFor('ES256') },
			...{ keyId: 'KEY-ID', issuer: 'ISSUER-ID', jwtAudience: 'appstoreconnect-v1' },
		},
	},
	{
		...ownJwt,
		api: 'Snowflake SQL API (key pair)',
		ownJwt: {
			algorithm: 'RS256',
			claims: { iss: FINGERPRINT, sub: 'ACCOUNT.USER' },
			longest: HOUR,
		},
		calls: ({ token }) => ({
			headers: {
				Authorization: `Bearer ${token}`,
				'X-Snowflake-Authorization-Token-Type': 'KEYPAIR_JWT',
			},
		}),
		typed: {
			...{ grantType: 'signedJwt', signingKey },
			...{ issuer: FINGERPRINT, subject: 'ACCOUNT.USER' },
			requestHeaders: {
				header: [{ name: 'X-Snowflake-Authorization-Token-Type', value: 'KEYPAIR_JWT' }],
			},
		},
	},
];

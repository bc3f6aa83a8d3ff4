import type { FieldReader } from '../../provider/fieldReader';
import type { LoginDescription } from '../description';
import { ALGORITHMS } from '../jwt/algorithms';
import type { JwtDescription } from '../jwt/jwt';
import { readSigningKey } from '../jwt/signingKey';
import type { OAuthDescription, OAuthGrant } from '../oauth/description';
import { readAddress } from './address';
import { readAdditions, readLogin } from './readLogin';

/** The ways to get a token: the first one is the default. */
export const GRANT_TYPES = [
	'login',
	'clientCredentials',
	'password',
	'refreshToken',
	'jwtBearer',
	'signedJwt',
] as const;

/** How a token comes about. */
export interface Grant {
	/** A login of the API's own; for other grants its address, and what goes along with the request. */
	login: Omit<LoginDescription, 'method' | 'keptNames'>;
	/** Whether its address is the user's own, and not a path after the base URL. */
	hasOwnUrl: boolean;
	/** A token request of OAuth2. */
	oauth?: OAuthDescription;
	/** The token is such a JWT. Nothing is sent for it. */
	jwt?: JwtDescription;
	/** '': none is needed. */
	signingKey: string;
}

const MINUTE = 60_000;
/** Some servers take no assertion that lives longer, such as Box. */
const ASSERTION_LIFETIME = MINUTE;
/** Some take no longer one, such as Apple's, which allows 20 minutes. */
const TOKEN_LIFETIME = 15 * MINUTE;

/** Reads and checks how a token comes about. Throws a Failure that names the field. */
export function readGrant(read: FieldReader, baseUrl: string): Grant {
	const grantType = read.choice('grantType', 'How to Get a Token', GRANT_TYPES);
	if (grantType === 'login') {
		const hasOwnUrl = isAbsolute(read.optionalText('loginUrl', 'Login URL'));
		return { login: readLogin(read, baseUrl), hasOwnUrl, signingKey: '' };
	}
	if (grantType !== 'signedJwt') return readOAuth(read, baseUrl, grantType);
	const { jwt, signingKey } = readJwt(read, TOKEN_LIFETIME, '');
	return { login: requestTo(read, baseUrl, 'none'), hasOwnUrl: false, jwt, signingKey };
}

function readOAuth(read: FieldReader, baseUrl: string, grant: OAuthGrant): Grant {
	const format = read.choice('bodyFormat', 'Body Format', ['form', 'json']);
	const url = readAddress(read, 'tokenUrl', 'Token URL', baseUrl);
	if (url === undefined) {
		const advice = "Fill in where the API gives out tokens, such as '/oauth/token'";
		throw read.wrong('Token URL', 'is empty', advice);
	}
	const client = readClient(read, grant);
	const isBearer = grant === 'jwtBearer';
	const isSigned = isBearer || client.clientAuthentication === 'privateKeyJwt';
	const { jwt, signingKey } = isSigned
		? readJwt(read, ASSERTION_LIFETIME, client.clientId)
		: { jwt: undefined, signingKey: '' };
	const { clientId } = client;
	const clientAssertion =
		jwt && client.clientAuthentication === 'privateKeyJwt'
			? {
					...jwt,
					// Both are the client's id (RFC 7523, 3).
					...(isBearer
						? { issuer: clientId, subject: clientId, claims: {} }
						: { subject: jwt.subject || clientId }),
				}
			: undefined;
	const isPassword = grant === 'password';
	return {
		login: {
			...requestTo(read, url, format),
			username: isPassword ? read.text('username', 'User Name') : '',
			password: isPassword ? read.text('password', 'Password') : '',
		},
		hasOwnUrl: isAbsolute(read.optionalText('tokenUrl', 'Token URL')),
		oauth: {
			grant,
			...client,
			refreshToken:
				grant === 'refreshToken' ? read.text('refreshToken', 'Refresh Token').trim() : '',
			scope: read.optionalText('scope', 'Scope').trim(),
			audience: read.optionalText('audience', 'Audience').trim(),
			resource: read.optionalText('resource', 'Resource').trim(),
			...(isBearer && { assertion: jwt }),
			clientAssertion,
		},
		signingKey,
	};
}

function readClient(read: FieldReader, grant: OAuthGrant) {
	const label = 'Client Authentication';
	const ways = ['basic', 'body', 'privateKeyJwt', 'none'] as const;
	const clientAuthentication = read.choice('clientAuthentication', label, ways);
	const hasSecret = clientAuthentication === 'basic' || clientAuthentication === 'body';
	const isNeeded = grant === 'clientCredentials' && hasSecret;
	const text = (name: string, title: string, isRequired: boolean) =>
		isRequired ? read.text(name, title) : read.optionalText(name, title);
	return {
		clientAuthentication,
		clientId: text(
			'clientId',
			'Client ID',
			isNeeded || clientAuthentication === 'privateKeyJwt',
		).trim(),
		clientSecret: hasSecret ? text('clientSecret', 'Client Secret', isNeeded).trim() : '',
	};
}

/**
 * @param lifetime in milliseconds, where none was entered
 * @param issuer where none was entered
 */
function readJwt(
	read: FieldReader,
	lifetime: number,
	issuer: string,
): { jwt: JwtDescription; signingKey: string } {
	const algorithm = read.choice('algorithm', 'Algorithm', JWT_ALGORITHMS);
	const signingKey = read.text('signingKey', 'Signing Key');
	const wrong = (problem: string, advice: string) => read.wrong('Signing Key', problem, advice);
	const jwt = {
		algorithm,
		key: readSigningKey(signingKey, algorithm, wrong),
		keyId: read.optionalText('keyId', 'Key ID').trim(),
		issuer: read.optionalText('issuer', 'Issuer').trim() || issuer,
		subject: read.optionalText('subject', 'Subject').trim(),
		audience: read.optionalText('jwtAudience', 'JWT Audience').trim(),
		lifetime: read.duration('jwtLifetime', 'JWT Lifetime (Minutes)', MINUTE) || lifetime,
		claims: read.jsonObject('claims', 'Claims'),
	};
	return { jwt, signingKey };
}

/** All algorithms, first the one that most APIs want. */
const JWT_ALGORITHMS = ['RS256' as const, ...ALGORITHMS];

/** A request without user name and password, and what goes along with it. */
function requestTo(
	read: FieldReader,
	url: string,
	sendLoginIn: LoginDescription['sendLoginIn'],
): Grant['login'] {
	return {
		url,
		urlField: 'Token URL',
		...{ username: '', password: '', usernameField: 'username', passwordField: 'password' },
		...{ sendLoginIn, body: '', contentType: '' },
		...readAdditions(read),
	};
}

function isAbsolute(address: string): boolean {
	return /^\s*https?:/i.test(address);
}

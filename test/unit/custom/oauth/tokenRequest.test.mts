import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';

import { Failure } from '../../../../tokens/http/failure';
import type { HttpRequestHelper } from '../../../../tokens/http/client';
import { withHttpClient } from '../../../../tokens/provider/httpClient';
import type { LoginDescription } from '../../../../tokens/custom/description';
import type { JwtDescription } from '../../../../tokens/custom/jwt/jwt';
import type { OAuthDescription } from '../../../../tokens/custom/oauth/description';
import {
	sendTokenRequest,
	type TokenAnswer,
	type TokenRequestParts,
} from '../../../../tokens/custom/oauth/sendTokenRequest';
import { baseValues } from '../../../../tokens/custom/placeholders';
import { n8nHttpRequest } from '../../../support/helpers.mts';
import { keyPairFor } from '../../../support/signingKeys.mts';
import { OAuthSimulator } from '../../../support/simulators/oauth.mts';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const { privateKey, publicKey } = keyPairFor('RS256');

let httpRequest: HttpRequestHelper;
let server: OAuthSimulator;

beforeAll(async () => {
	httpRequest = await n8nHttpRequest();
});

beforeEach(async () => {
	server = await new OAuthSimulator().start();
	server.publicKey = publicKey;
});

afterEach(async () => {
	await server.stop();
});

function oauth(changes: Partial<OAuthDescription> = {}): OAuthDescription {
	const { clientId, clientSecret } = server;
	return {
		grant: 'clientCredentials',
		clientAuthentication: 'basic',
		...{ clientId, clientSecret, refreshToken: '' },
		...{ scope: '', audience: '', resource: '' },
		...changes,
	};
}

function login(changes: Partial<LoginDescription> = {}): LoginDescription {
	return {
		...{ url: server.tokenUrl, method: 'POST', sendLoginIn: 'form', body: '', contentType: '' },
		...{ username: '', password: '', usernameField: '', passwordField: '' },
		...{ extraFields: [], secretFields: {}, requestHeaders: [], keptNames: [] },
		...changes,
	};
}

function jwt(changes: Partial<JwtDescription> = {}): JwtDescription {
	const { clientId: issuer } = server;
	const claims = { algorithm: 'RS256', keyId: 'k1', issuer, subject: '', audience: '' } as const;
	return { ...claims, key: privateKey, lifetime: 60_000, claims: {}, ...changes };
}

async function send(
	of: OAuthDescription,
	changes: Partial<LoginDescription> = {},
	refreshToken = '',
): Promise<{ value?: TokenAnswer; failure?: Failure }> {
	const description = login(changes);
	const values = baseValues(description, Date.now());
	const parts: TokenRequestParts = {
		oauth: of,
		login: description,
		values,
		cookies: [],
		title: 'Example',
	};
	const secrets = [of.clientSecret, description.password].filter((secret) => secret !== '');
	return await withHttpClient({ title: 'Example' }, secrets, httpRequest, (http) =>
		sendTokenRequest(parts, refreshToken, 'encoded', http),
	);
}

async function tokenOf(...sent: Parameters<typeof send>): Promise<string> {
	const { value, failure } = await send(...sent);
	if (failure) throw failure;
	const { access_token: token } = JSON.parse(value?.response.text ?? '{}') as Record<
		string,
		string
	>;
	expect(server.tokens).toContain(token);
	return token;
}

async function failureOf(...sent: Parameters<typeof send>): Promise<Failure> {
	const { failure } = await send(...sent);
	expect(failure).toBeInstanceOf(Failure);
	return failure as Failure;
}

describe('client credentials', () => {
	test.each(['basic', 'body', 'none', 'privateKeyJwt'] as const)(
		'authenticate the client: %s',
		async (clientAuthentication) => {
			server.authentication = clientAuthentication;
			const { clientId } = server;
			const clientAssertion = jwt({ issuer: clientId, subject: clientId });
			await tokenOf(oauth({ clientAuthentication, clientAssertion }));
			expect(server.requests).toBe(1);
		},
	);

	test('carry scope, audience and resource', async () => {
		server.extra = {
			scope: 'read write',
			audience: 'urn:example',
			resource: 'https://api.example.com/',
		};
		await tokenOf(oauth(server.extra));
	});

	test('go out as JSON where that is chosen', async () => {
		server.format = 'json';
		server.extra = { audience: 'urn:example' };
		await tokenOf(oauth(server.extra), { sendLoginIn: 'json' });
	});

	test('take extra fields, of which one replaces a standard one of its name', async () => {
		server.grant = 'account_credentials';
		server.extra = { account_id: 'a-1' };
		const field = (name: string, value: string) =>
			({ name, value, sendIn: 'body', type: 'text' }) as const;
		const extraFields = [field('grant_type', server.grant), field('account_id', 'a-1')];
		await tokenOf(oauth(), { extraFields });
	});

	test('leave a header of the user’s own alone', async () => {
		const value = `Basic ${Buffer.from('other:client').toString('base64')}`;
		const extra = { name: 'authorization', value, sendIn: 'header', type: 'text' } as const;
		await failureOf(oauth(), { extraFields: [extra] });
		expect(server.arrived[0].headers.authorization).toBe(value);
	});

	test('take braces literally', async () => {
		server.clientSecret = '{now}{"a"}';
		server.authentication = 'body';
		await tokenOf(oauth({ clientAuthentication: 'body' }));
	});
});

describe('HTTP Basic', () => {
	test('writes a space as %20', async () => {
		await tokenOf(oauth());
		const [, base64] = server.arrived[0].headers.authorization.split(' ');
		expect(Buffer.from(base64, 'base64').toString()).toMatch(/^app%201%2Fops:c%252Bl%2Bient%20s/);
	});

	test('is sent once more, raw, where the API does not know the client', async () => {
		server.readsBasic = 'raw';
		const { value } = await send(oauth());
		expect(value?.isBasicRaw).toBe(true);
		expect(server.requests).toBe(2);
	});

	test('is sent once where both encodings are the same', async () => {
		const failure = await failureOf(oauth({ clientId: 'app', clientSecret: 'wrong-secret' }));
		expect(server.requests).toBe(1);
		expect(failure.code).toBe('LOGIN_REJECTED');
		expect(failure.message).toBe(
			"Example refused the token request: it does not accept the client: invalid_client: No such client. Check 'Client ID', 'Client Secret' and 'Client Authentication'.",
		);
	});

	test('is not sent raw where a colon in the id has two readings', async () => {
		server.readsBasic = 'raw';
		await failureOf(oauth({ clientId: 'urn:app' }));
		expect(server.requests).toBe(1);
	});

	test('is left out without a secret', async () => {
		server.authentication = 'none';
		await tokenOf(oauth({ clientSecret: '' }));
	});
});

describe('the password grant', () => {
	const named = { usernameField: 'username', passwordField: 'password' };

	test('sends user name and password', async () => {
		server.grant = 'password';
		const { email: username, password } = server;
		await tokenOf(oauth({ grant: 'password' }), { ...named, username, password });
	});

	test('tells a wrong password, and repeats none of it', async () => {
		server.grant = 'password';
		const { email: username } = server;
		const details = { ...named, username, password: 'wr0ng pass' };
		const failure = await failureOf(oauth({ grant: 'password' }), details);
		expect(server.requests).toBe(1);
		expect(failure.code).toBe('LOGIN_REJECTED');
		expect(failure.message).toBe(
			"Example refused the token request: it does not accept the user name or the password: invalid_grant: Not ***. Check 'User Name' and 'Password'.",
		);
	});
});

describe('JWT bearer', () => {
	beforeEach(() => {
		server.grant = JWT_BEARER;
		server.authentication = 'none';
		server.claims = { iss: server.clientId, sub: 'user-1' };
	});

	const bearer = (changes: Partial<JwtDescription> = {}) =>
		oauth({
			grant: 'jwtBearer',
			clientAuthentication: 'none',
			assertion: jwt({ subject: 'user-1', ...changes }),
		});

	test('signs an assertion for the token URL, as jose reads it', async () => {
		await tokenOf(bearer());
		const [assertion] = server.assertions;
		await compactVerify(assertion, publicKey);
		expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' });
		const { iat = 0, exp, aud, jti } = decodeJwt(assertion);
		expect([exp, aud]).toEqual([iat + 60, server.tokenUrl]);
		expect(jti).toMatch(/^[0-9a-f-]{36}$/);
	});

	test('leaves the query of the token URL out of the audience, and takes another one', async () => {
		server.claims.aud = 'https://id.example.com';
		await tokenOf(bearer({ audience: 'https://id.example.com' }));
		await send(bearer(), { url: `${server.tokenUrl}?tenant=1` });
		const sent = new URLSearchParams(server.arrived[1].body.toString());
		expect(decodeJwt(sent.get('assertion') ?? '').aud).toBe(server.tokenUrl);
	});

	test('with a client that authenticates itself, by a second assertion', async () => {
		server.authentication = 'privateKeyJwt';
		const { clientId } = server;
		const clientAssertion = jwt({ issuer: clientId, subject: clientId });
		await tokenOf({ ...bearer(), clientAuthentication: 'privateKeyJwt', clientAssertion });
		expect(new Set(server.assertions).size).toBe(2);
	});

	test.each([-600_000, 600_000])(
		'is made anew for an API whose clock is off by %d ms',
		async (off) => {
			server.now = () => Date.now() + off;
			await tokenOf(bearer());
			expect(server.requests).toBe(2);
		},
	);

	test('is not made anew where the clocks agree', async () => {
		const failure = await failureOf(bearer({ subject: 'user-2' }));
		expect(server.requests).toBe(1);
		expect(failure.message).toContain(
			'it does not accept the signed JWT: invalid_grant: Another sub',
		);
	});
});

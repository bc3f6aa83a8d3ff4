// An authorization server that others wrote, in a process of its own: oidc-provider comes as ES modules alone. First it prints
// its address and a refresh token, and then what it does. It ends with its input.
import { importJWK, jwtVerify } from 'jose';
import Provider from 'oidc-provider';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** The registered clients, and the key that the issuer `service-1` of assertions signs with. */
const { clients, publicKey } = JSON.parse(process.argv[2]);

const provider = new Provider('http://127.0.0.1', {
	clients,
	cookies: { keys: ['invented'] },
	clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
	features: {
		clientCredentials: { enabled: true },
		introspection: { enabled: true, allowedPolicy: () => true },
		devInteractions: { enabled: false },
		resourceIndicators: {
			enabled: true,
			defaultResource: () => 'urn:example:api',
			getResourceServerInfo: () => ({ scope: 'read write', accessTokenFormat: 'opaque' }),
			useGrantedResource: () => true,
		},
	},
	scopes: ['openid', 'offline_access', 'read', 'write'],
	findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
	rotateRefreshToken: true,
	ttl: { AccessToken: 3600, ClientCredentials: 600, RefreshToken: 86_400, Grant: 86_400 },
});

/** RFC 7523, 2.1: a grant that the server lacks, made of its own parts and of jose. */
async function jwtBearer(ctx, next) {
	const { client, params } = ctx.oidc;
	const key = await importJWK(publicKey, 'PS256');
	const wanted = { issuer: 'service-1', subject: 'ops', audience: ctx.oidc.urlFor('token') };
	try {
		const { payload } = await jwtVerify(params.assertion, key, wanted);
		const { iss, jti, exp } = payload;
		if (!(await provider.ReplayDetection.unique(iss, jti, exp))) throw new Error('used before');
	} catch (error) {
		ctx.status = 400;
		ctx.body = { error: 'invalid_grant', error_description: error.message };
		return;
	}
	const token = new provider.ClientCredentials({ client, scope: params.scope });
	const { expiration: expires_in, tokenType: token_type } = token;
	ctx.body = { access_token: await token.save(), expires_in, token_type };
	await next();
}
provider.registerGrantType(JWT_BEARER, jwtBearer, ['assertion', 'scope']);

/** As a user gets one who signs in with a browser. */
async function newRefreshToken() {
	const client = await provider.Client.find('refreshing');
	const account = { accountId: 'ops', clientId: client.clientId };
	const grant = new provider.Grant(account);
	grant.addOIDCScope('openid offline_access');
	const token = new provider.RefreshToken({
		accountId: 'ops',
		client,
		grantId: await grant.save(),
		gty: 'authorization_code',
		scope: 'openid offline_access',
		claims: {},
		rotations: 0,
		iiat: Math.floor(Date.now() / 1000),
	});
	return await token.save();
}

provider.on('grant.success', ({ oidc }) => console.log(`grant ${oidc.params.grant_type}`));
provider.on('grant.error', (_ctx, { error }) => console.log(`error ${error}`));
provider.on('server_error', (_ctx, { stack }) => console.log(`broken ${stack}`));
const server = provider.listen(0, '127.0.0.1', async () => {
	const origin = `http://127.0.0.1:${server.address().port}`;
	console.log(JSON.stringify({ origin, refreshToken: await newRefreshToken() }));
});
process.stdin.resume().on('end', () => process.exit(0));

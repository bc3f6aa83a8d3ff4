import type {
	IAuthenticate,
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	IHttpRequestHelper,
} from 'n8n-workflow';

import { openCredential } from '../../tokens/n8n/openCredential';
import {
	tokenAuthenticate,
	tokenPreAuthentication,
	nodeRequestOptions,
	type NodeRequest,
} from '../../tokens/n8n/credentialHooks';
import { genLogs } from '../../tokens/providers/genLogs';
import { personr } from '../../tokens/providers/personr';
import type { HttpRequestHelper } from '../../tokens/http/client';
import { serializeToken } from '../../tokens/cache/storedToken';
import { sessionAccount, type SessionAccount } from '../support/accounts.mts';
import { setClock } from '../support/clock.mts';
import { n8nHttpRequest } from '../support/helpers.mts';

type Data = ICredentialDataDecryptedObject;
/** The form of it that is a function. */
type Authenticate = Exclude<IAuthenticate, IAuthenticateGeneric>;

const HOUR = 3_600_000;
const GET = { kind: 'get', policy: { renewBefore: 0, maxAge: 0 } } as const;

/** The two functions of a credential type, called in an order that is this test's own. */
let account: SessionAccount;
let httpRequest: HttpRequestHelper;
let url: string;

beforeAll(async () => {
	httpRequest = await n8nHttpRequest();
});

afterEach(async () => {
	jest.useRealTimers();
	await account.simulator.stop();
});

async function start(name: 'genLogs' | 'personr') {
	account = await sessionAccount(name);
	url = `${account.simulator.baseUrl}/things`;
	const provider = name === 'genLogs' ? genLogs : personr;
	const helpers = { helpers: { httpRequest } } as unknown as IHttpRequestHelper;
	const preAuthentication = tokenPreAuthentication();
	return {
		provider,
		/** What a node asks with, as new as n8n's own copy of the credential. */
		nodeRequest: (): NodeRequest => ({
			credential: openCredential(provider, account.fields),
			stored: { kind: 'none' },
			request: GET,
		}),
		authenticate: tokenAuthenticate(provider) as Authenticate,
		preAuthenticate: async (credentials: Data) =>
			Object.assign(credentials, await preAuthentication.call(helpers, credentials)) as Data,
	};
}

const failureOf = async (doing: Promise<unknown>): Promise<Error> =>
	await doing.then(
		(value) => {
			throw new Error(`It did not fail: ${JSON.stringify(value)}`);
		},
		(error: Error) => error,
	);

test('without a token, n8n is told with a 401 that the other function comes first', async () => {
	const { authenticate, preAuthenticate } = await start('genLogs');
	const credentials = { ...account.fields };
	const error = await failureOf(authenticate(credentials, { url }));
	expect(error.message).toBe('The token has to be renewed first');
	expect(error).toMatchObject({ response: { status: 401 } });
	await preAuthenticate(credentials);
	const signed = await authenticate(credentials, { url });
	expect(Object.keys(signed.headers ?? {})).toContain('Access-Token');
});

test('a credential that no request is being made with is only marked as watched', async () => {
	const { preAuthenticate } = await start('genLogs');
	expect(await preAuthenticate({})).toEqual({ tokenState: 'managed' });
	expect(account.simulator.arrived).toEqual([]);
});

test('a node’s request for a token never becomes a request to the API', async () => {
	const { authenticate, preAuthenticate, nodeRequest } = await start('genLogs');
	const credentials = { ...account.fields };
	const node = nodeRequest();
	await failureOf(authenticate(credentials, nodeRequestOptions(node)));
	await preAuthenticate(credentials);
	const { message } = await failureOf(authenticate(credentials, nodeRequestOptions(node)));
	expect(message).toBe('The token is there: no request is to be sent');
	expect(node.result?.value).toMatchObject({ renewed: true });
});

test('of requests that want a login in the same turn of the event loop, one makes it and the others keep their second try', async () => {
	const { authenticate, preAuthenticate } = await start('genLogs');
	let preAuthentications = 0;
	const send = async () => {
		const credentials = { ...account.fields };
		return await authenticate(credentials, { url }).catch(async () => {
			preAuthentications += 1;
			await preAuthenticate(credentials);
			return await authenticate(credentials, { url });
		});
	};
	const signed = await Promise.all(Array.from({ length: 5 }, send));
	expect(new Set(signed.map(({ headers }) => headers?.['Access-Token'])).size).toBe(1);
	expect(preAuthentications).toBe(1);
	expect(account.simulator.logins).toBe(1);
});

test('who goes on with a token that is due is not the one whose renewal failed', async () => {
	const { authenticate, preAuthenticate, nodeRequest } = await start('genLogs');
	const ask = async (credentials: Data) => {
		const node = nodeRequest();
		const { message } = await failureOf(authenticate(credentials, nodeRequestOptions(node)));
		if (message.includes('renewed first')) await preAuthenticate(credentials);
		return node.result?.value;
	};
	const credentials = { ...account.fields };
	await ask(credentials);
	setClock(Date.now() + 23 * HOUR);
	account.simulator.behave(() => ({ status: 403, body: { detail: 'Not now' } }));
	const [first, second] = [await ask({ ...credentials }), await ask({ ...credentials })];
	expect(first).toMatchObject({ renewed: false, refreshFailure: { first: true } });
	expect(second).toMatchObject({ renewed: false, refreshFailure: { first: false } });
	expect(account.simulator.logins).toBe(2);
});

test('a login that fails does not tell the token of earlier login details', async () => {
	const { authenticate, preAuthenticate, provider } = await start('genLogs');
	const { source } = openCredential(provider, { ...account.fields, password: 'of old' });
	const ids = { userId: null, accountId: null, tokenName: null };
	const grant = {
		accessToken: 'stored-token-of-old',
		issuedAt: 1_000,
		obtainedAt: 1_000,
		expiresAt: 2_000,
		refreshToken: 'stored-refresh-of-old',
		refreshTokenExpiresAt: null,
		...ids,
	};
	const tokenSession = serializeToken({ digest: source.identity, order: 1_000, response: grant });
	const detail = 'Not stored-token-of-old, not stored-refresh-of-old';
	account.simulator.behave(() => ({ status: 403, body: { detail } }));
	const credentials = { ...account.fields, tokenSession };
	await failureOf(authenticate(credentials, { url }));
	const { message } = await failureOf(preAuthenticate(credentials));
	expect(message).toContain('Not ***, not ***');
});

test('a token that another worker has ended since, and that cannot be replaced, is not used', async () => {
	const { authenticate, preAuthenticate, provider } = await start('personr');
	const { cache: known } = openCredential(provider, account.fields);
	known.workers.tokenAcquired('an older one');
	// Workers log in: the check learns from the next login.
	known.workers.tokenFound({ accessToken: 'theirs', obtainedAt: 0 });
	const credentials = { ...account.fields };
	await failureOf(authenticate(credentials, { url }));
	await preAuthenticate(credentials);
	account.simulator.revoke();
	account.simulator.behave(({ path }) =>
		path === account.loginPath ? { status: 403, body: { message: 'Not now' } } : undefined,
	);
	const { message } = await failureOf(authenticate(credentials, { url }));
	expect(message).toContain('Not now');
	expect(account.simulator.count(/\/things$/)).toBe(0);
});

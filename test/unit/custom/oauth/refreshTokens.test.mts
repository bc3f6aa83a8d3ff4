import { Failure } from '../../../../tokens/http/failure';
import type { HttpRequestHelper } from '../../../../tokens/http/client';
import { withHttpClient } from '../../../../tokens/provider/httpClient';
import type { TokenResponse } from '../../../../tokens/provider/provider';
import type { LoginDescription } from '../../../../tokens/custom/description';
import { RefreshTokens, refreshTokensOf } from '../../../../tokens/custom/oauth/refreshTokens';
import { sendRefresh } from '../../../../tokens/custom/oauth/sendTokenRequest';
import { baseValues } from '../../../../tokens/custom/placeholders';
import { n8nHttpRequest } from '../../../support/helpers.mts';
import { OAuthSimulator } from '../../../support/simulators/oauth.mts';

let httpRequest: HttpRequestHelper;
let server: OAuthSimulator;
let entered: string;
let tokens: RefreshTokens;

beforeAll(async () => {
	httpRequest = await n8nHttpRequest();
});

beforeEach(async () => {
	server = await new OAuthSimulator().start();
	server.grant = 'refresh_token';
	entered = server.newRefreshToken();
	tokens = new RefreshTokens();
});

afterEach(async () => {
	await server.stop();
});

type Stored = Pick<TokenResponse, 'refreshToken' | 'obtainedAt'>;

/** Renews, and returns the failure or undefined. */
async function refresh(stored?: Stored): Promise<Failure | undefined> {
	const { clientId, clientSecret, tokenUrl } = server;
	const login: LoginDescription = {
		...{ url: tokenUrl, method: 'POST', sendLoginIn: 'form', body: '', contentType: '' },
		...{ username: '', password: '', usernameField: '', passwordField: '' },
		...{ extraFields: [], secretFields: {}, requestHeaders: [], keptNames: [] },
	};
	const values = baseValues(login, Date.now());
	const oauth = {
		...({ grant: 'refreshToken', clientAuthentication: 'basic' } as const),
		...{ clientId, clientSecret, refreshToken: entered },
		...{ scope: '', audience: '', resource: '' },
	};
	const parts = { oauth, login, values, cookies: [], title: 'Example' };
	const { failure } = await withHttpClient({ title: 'Example' }, [], httpRequest, (http) =>
		sendRefresh(parts, tokens, stored as TokenResponse, 'encoded', http),
	);
	return failure;
}

/** The refresh tokens that came, in turn. */
const sent = () =>
	server.arrived.map(({ body }) => new URLSearchParams(body.toString()).get('refresh_token'));

describe('a refresh token', () => {
	test('that is replaced at each use is never sent twice, not even by 20 at once', async () => {
		const failures = await Promise.all(Array.from({ length: 20 }, () => refresh()));
		expect(failures.filter((failure) => failure !== undefined)).toEqual([]);
		expect(new Set(sent()).size).toBe(20);
		expect(server.reuses).toBe(0);
	});

	test('that stays the same is sent each time', async () => {
		server.rotates = false;
		await refresh();
		await refresh();
		expect(sent()).toEqual([entered, entered]);
	});

	test('comes from the credential, where that holds a newer one', async () => {
		await refresh();
		const newer = server.newRefreshToken();
		await refresh({ refreshToken: newer, obtainedAt: Date.now() + 1_000 });
		expect(sent()).toEqual([entered, newer]);
	});

	test('does not come from the credential where that holds an older one, or none', async () => {
		const obtainedAt = Date.now() - 1_000;
		await refresh();
		expect(await refresh({ refreshToken: entered, obtainedAt })).toBeUndefined();
		expect(await refresh({ refreshToken: null, obtainedAt: Date.now() + 1_000 })).toBeUndefined();
		expect(new Set(sent()).size).toBe(3);
	});

	test('from an answer is newer than the stored one even if the clock went back', async () => {
		const stored = { refreshToken: entered, obtainedAt: Date.now() + 3_600_000 };
		await refresh(stored);
		expect(await refresh(stored)).toBeUndefined();
		expect(server.reuses).toBe(0);
	});

	test('that is dead says what to do, and is not repeated', async () => {
		server.refreshTokens.clear();
		const failure = await refresh();
		expect(failure?.code).toBe('LOGIN_REJECTED');
		expect(failure?.message).toContain("paste it into 'Refresh Token'");
		expect(failure?.message).not.toContain(entered);
		expect(failure?.message).not.toContain('lost');
	});
});

describe('a lost answer', () => {
	const lose = async () => {
		server.behave((request) => {
			server.wouldAnswer(request);
			return { status: 200, reset: true };
		});
		const failure = await refresh();
		server.behave();
		return failure;
	};

	const cutOff = async () => {
		server.behave((request) => {
			const { status, body } = server.wouldAnswer(request);
			return { status, body: JSON.stringify(body).slice(0, -2) };
		});
		await refresh();
		server.behave();
	};

	test('is told, and the request is not repeated', async () => {
		const failure = await lose();
		expect(server.requests).toBe(1);
		expect(failure?.isRejection).toBe(false);
		expect(failure?.message).toContain('the new one may be lost with the answer');
	});

	test.each([
		['broke off', lose],
		['was cut off', cutOff],
	])('explains a refusal that follows, where it %s', async (_how, happens) => {
		await happens();
		const failure = await refresh();
		expect(failure?.message).toContain('The answer to an earlier renewal was lost');
	});

	test('explains nothing once it went well again', async () => {
		await lose();
		const given = { refreshToken: server.newRefreshToken(), obtainedAt: Date.now() + 1_000 };
		expect(await refresh(given)).toBeUndefined();
		server.refreshTokens.clear();
		const failure = await refresh();
		expect(failure?.message).not.toContain('lost');
	});

	test('of a request that was not sent is none', async () => {
		server.behave(() => ({ status: 429, body: { error: 'slow_down' } }));
		const failure = await refresh();
		expect(failure?.message).not.toContain('lost');
	});
});

test('what came of one entered token is known apart from what came of another', () => {
	const one = refreshTokensOf('one');
	one.keep({ refreshToken: 'next', obtainedAt: 1 });
	expect(refreshTokensOf('one').current('first')).toBe('next');
	expect(refreshTokensOf('two').current('first')).toBe('first');
	for (let i = 0; i <= 1_000; i += 1) refreshTokensOf(`more ${i}`);
	expect(refreshTokensOf('one').current('first')).toBe('first');
});

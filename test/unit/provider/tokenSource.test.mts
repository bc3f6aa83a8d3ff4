import type { HttpRequestHelper } from '../../../tokens/http/client';
import { tokenRequester, sendCheck } from '../../../tokens/provider/httpClient';
import type { TokenResponse } from '../../../tokens/provider/provider';
import { n8nHttpRequest } from '../../support/helpers.mts';
import {
	Invented,
	inventedApi,
	type InventedApi,
	type InventedOptions,
} from '../../support/invented.mts';
import { skipWaits } from '../../support/waits.mts';

let httpRequest: HttpRequestHelper;
let api: InventedApi;
let other: InventedApi;
skipWaits();

beforeAll(async () => {
	httpRequest = await n8nHttpRequest();
});

beforeEach(async () => {
	api = await inventedApi();
	other = await inventedApi();
});

afterEach(async () => {
	await Promise.all([api.stop(), other.stop()]);
});

function open(options: Partial<InventedOptions> = {}) {
	return new Invented({ tokenUrl: api.origin, ...options }).open({ secret: 'invented secret' });
}

async function logIn(): Promise<TokenResponse> {
	const { value } = await tokenRequester(open(), [], httpRequest)();
	api.arrived.length = 0;
	return value as TokenResponse;
}

describe('a request for a token', () => {
	test('is a login where there is no current token', async () => {
		const { value } = await tokenRequester(open(), [], httpRequest)();
		expect(value?.accessToken).toBe(api.token);
		expect(api.arrived).toEqual(['POST /login']);
	});

	test('is a refresh where there is one', async () => {
		const current = await logIn();
		const { value } = await tokenRequester(open(), [], httpRequest)(current);
		expect(value?.accessToken).toBe(api.token);
		expect(value?.accessToken).not.toBe(current.accessToken);
		expect(api.arrived).toEqual(['POST /refresh']);
	});

	test('is a login where the source cannot refresh', async () => {
		const current = await logIn();
		const source = open({ canRefresh: false });
		const { value } = await tokenRequester(source, [], httpRequest)(current);
		expect(value?.accessToken).toBe(api.token);
		expect(api.arrived).toEqual(['POST /login']);
	});

	test.each([400, 401, 404])('is a login after a refresh that gets %i', async (status) => {
		const current = await logIn();
		api.failing.set('/refresh', status);
		const { value } = await tokenRequester(open(), [], httpRequest)(current);
		expect(value?.accessToken).toBe(api.token);
		expect(api.arrived).toEqual(['POST /refresh', 'POST /login']);
	});

	test('fails with the refresh where the API has trouble of its own', async () => {
		const current = await logIn();
		api.failing.set('/refresh', 500);
		const { failure } = await tokenRequester(open(), [], httpRequest)(current);
		expect(failure?.code).toBe('SERVER_ERROR');
		expect(api.arrived).toEqual(['POST /refresh']);
	});

	test('fails with the login where the API rejects both', async () => {
		const current = await logIn();
		api.failing.set('/refresh', 401);
		api.secret = 'another one';
		const { failure } = await tokenRequester(open(), [], httpRequest)(current);
		expect(failure).toMatchObject({ code: 'LOGIN_REJECTED', details: { status: 401 } });
		expect(failure?.message).toMatch(/^Invented refused the login \(401\): not/);
		expect(api.arrived).toEqual(['POST /refresh', 'POST /login']);
	});

	test('fails without the secrets that the API repeats', async () => {
		const current = await logIn();
		api.failing.set('/refresh', 500);
		const refresh = await tokenRequester(open(), [], httpRequest)(current);
		expect(refresh.failure?.message).toContain('***');
		for (const secret of [current.refreshToken, current.accessToken, 'invented-key'])
			expect(refresh.failure?.message).not.toContain(secret);
		api.failing.set('/login', 400);
		const login = await tokenRequester(open(), ['could not process'], httpRequest)();
		expect(login.failure?.message).toContain('***');
		expect(login.failure?.message).not.toContain('invented secret');
	});

	test('keeps out of its failure what the caller adds to the secrets', async () => {
		api.failing.set('/login', 400);
		const source = { ...open(), secrets: [] };
		const { failure } = await tokenRequester(source, ['invented-key'], httpRequest)();
		expect(failure?.message).toContain('invented secret');
		expect(failure?.message).not.toContain('invented-key');
	});

	test('that meets a fault of the source repeats nothing of it', async () => {
		const source = { ...open(), requestToken: async () => await Promise.reject(new Error('oops')) };
		const { failure } = await tokenRequester(source, [], httpRequest)();
		expect(failure?.code).toBe('UNEXPECTED');
		expect(failure?.message).not.toContain('oops');
	});
});

describe('a check', () => {
	test('carries the token in header, query and cookie, and the headers beside it', async () => {
		const token = await logIn();
		expect(await sendCheck(open(), token, httpRequest)).toBe('accepted');
		expect(api.arrived).toEqual([
			`GET /me?fields=id&token=${encodeURIComponent(token.accessToken)}`,
		]);
	});

	test('rejects a made-up token', async () => {
		const token = { ...(await logIn()), accessToken: 'made-up' };
		expect(await sendCheck(open(), token, httpRequest)).toBe('rejected');
	});

	test('is inconclusive where the source has none, and nothing is sent', async () => {
		const token = await logIn();
		expect(await sendCheck(open({ canCheck: false }), token, httpRequest)).toBe('inconclusive');
		expect(api.arrived).toEqual([]);
	});

	test('is inconclusive where nothing answers', async () => {
		const token = await logIn();
		const source = open();
		await api.stop();
		expect(await sendCheck(source, token, httpRequest)).toBe('inconclusive');
	});

	test('waits no longer than 10 seconds', async () => {
		const token = await logIn();
		const timeout = jest.spyOn(AbortSignal, 'timeout');
		await sendCheck(open(), token, httpRequest);
		const [[time]] = timeout.mock.calls;
		timeout.mockRestore();
		expect(time).toBe(10_000);
	});

	test('may go to another host than the login', async () => {
		const source = open({ apiUrl: other.origin });
		const { value } = await tokenRequester(source, [], httpRequest)();
		other.token = api.token;
		expect(await sendCheck(source, value as TokenResponse, httpRequest)).toBe('accepted');
		expect([api.arrived, other.arrived.length]).toEqual([['POST /login'], 1]);
		expect(source.baseUrls).toEqual([api.origin, other.origin]);
	});
});

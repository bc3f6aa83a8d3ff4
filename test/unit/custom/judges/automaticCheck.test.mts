import { AutomaticCheck, type JudgedSource } from '../../../../tokens/custom/judges/automaticCheck';
import { clock } from '../../../../tokens/http/waiting';
import {
	emptyJudgeMemory,
	type JudgeAccess,
	type JudgeMemory,
} from '../../../../tokens/provider/check/judges';
import { HOUR, SECOND, START, time, useStillClock } from '../../../support/cacheWorld.mts';

useStillClock();

const BASE = 'https://api.example.com';
const TOKEN = {
	accessToken: 'invented-token',
	userId: null,
	accountId: null,
	obtainedAt: START - HOUR,
};

let memory: JudgeMemory;
/** Path and token of each request. */
let sent: string[];
/** The status for a path and a token. */
let status: (path: string, token: string) => number | undefined;

const source: JudgedSource = {
	baseUrl: BASE,
	mayMakeUp: true,
	request: (judge, { accessToken }, isMadeUp) => ({
		method: 'GET',
		url: judge.url,
		headers: { token: isMadeUp ? 'made-up' : accessToken },
	}),
};

function check(path?: string, changes: Partial<JudgedSource> = {}): AutomaticCheck {
	const url = `${BASE}${path}`;
	const access: JudgeAccess = {
		...(path !== undefined && {
			user: { method: 'GET', url, bareUrl: url.split('?')[0], hasBody: false },
		}),
		memory,
		async send(request) {
			const asked = request.url.slice(BASE.length) || '/';
			sent.push(`${asked} ${request.headers.token}`);
			const found = status(asked, request.headers.token);
			const answer = { text: '', headers: {}, setCookies: [], sentAt: 0 };
			return await Promise.resolve(found === undefined ? undefined : { status: found, ...answer });
		},
		isAllowed: (address) => !address.includes('forbidden'),
	};
	return new AutomaticCheck(access, { ...source, ...changes });
}

beforeEach(() => {
	memory = emptyJudgeMemory();
	sent = [];
	status = (_path, token) => (token === 'made-up' ? 401 : 200);
});

test('three requests go at once, and one a second after that', async () => {
	status = (path, token) => (path === '/' ? (token === 'made-up' ? 401 : 404) : 404);
	expect(await check('/things?page=1').judge(TOKEN)).toBe('accepted');
	expect(sent).toEqual([
		'/things?page=1 made-up',
		'/things made-up',
		'/ made-up',
		'/ invented-token',
	]);
	const waits = () => (clock.sleep as jest.Mock).mock.calls.map(([duration]) => duration as number);
	expect(waits()).toEqual([SECOND]);
	await check('/things?page=1').judge(TOKEN);
	expect(waits()).toEqual([SECOND, 2 * SECOND]);
	time.now += 10 * SECOND;
	for (let n = 0; n < 3; n += 1) await check().judge(TOKEN);
	expect(waits()).toHaveLength(2);
});

test('three judges are asked at most', async () => {
	for (const name of ['a', 'b', 'c', 'd']) {
		const judge = { method: 'GET' as const, url: `${BASE}/${name}` };
		const madeUp = Promise.resolve({ status: 403 });
		memory.records.set(name, { judge, at: START, madeUp, tells: true });
	}
	status = () => 404;
	expect(await check('/things').judge(TOKEN)).toBe('unproven');
	expect(sent).toEqual(['/d made-up', '/c made-up', '/b made-up']);
});

test('a judge without an answer is left alone for an hour', async () => {
	status = () => undefined;
	expect(await check().judge(TOKEN)).toBe('unproven');
	time.now += HOUR - 1;
	expect(await check().judge(TOKEN)).toBe('unproven');
	expect(sent).toHaveLength(1);
	time.now += 1;
	status = (_path, token) => (token === 'made-up' ? 401 : 200);
	expect(await check().judge(TOKEN)).toBe('accepted');
});

test('checks at the same moment share the made-up token', async () => {
	const verdicts = ['a', 'b', 'c'].map(
		async (accessToken) => await check('/x').judge({ ...TOKEN, accessToken }),
	);
	expect(await Promise.all(verdicts)).toEqual(['accepted', 'accepted', 'accepted']);
	expect(sent.filter((line) => line.endsWith('made-up'))).toHaveLength(1);
});

test('an address that the token may not be sent to, or that becomes dangerous, is not asked', async () => {
	expect(await check('/forbidden').judge(TOKEN)).toBe('accepted');
	expect(sent[0]).toBe('/ made-up');
	sent.length = 0;
	memory = emptyJudgeMemory();
	const request: JudgedSource['request'] = (judge, token, isMadeUp) => ({
		...source.request(judge, token, isMadeUp),
		url: judge.url.replace('%7Bx%7D', 'logout').replace('{x}', 'logout'),
	});
	await check('/{x}', { request }).judge(TOKEN);
	expect(sent[0]).toBe('/ made-up');
});

test('a request that cannot be made proves nothing', async () => {
	const request = () => {
		throw new Error('no value');
	};
	expect(await check('/things', { request }).judge(TOKEN)).toBe('unproven');
	expect(sent).toEqual([]);
});

test('a fresh token that another worker may have revoked teaches nothing', async () => {
	status = () => 401;
	expect(await check('/x').judge(TOKEN)).toBe('suspect');
	const fresh = { ...TOKEN, accessToken: 'fresh' };
	expect(await check('/x').tryFresh(fresh, true)).toBe('inconclusive');
	expect(await check('/x').judge(TOKEN)).toBe('suspect');
	expect(await check('/x').tryFresh(fresh, false)).toBe('rejected');
	// It refuses anything, so the next one in turn is asked.
	sent.length = 0;
	await check('/x').judge(TOKEN);
	expect(sent[0]).toBe('/ made-up');
});

import { candidates, isDangerous, keyOf } from '../../../../tokens/custom/judges/candidates';
import type { Judge, UserRequest } from '../../../../tokens/provider/check/judges';

const BASE = 'https://api.example.com/v1';
const GET: UserRequest = {
	method: 'GET',
	url: `${BASE}/things?page=2`,
	bareUrl: `${BASE}/things`,
	accept: 'application/json',
	hasBody: false,
};
const urls = (judges: Judge[]) => judges.map(({ url }) => url);
const judge = (url: string): Judge => ({ method: 'GET', url });

describe('an address is dangerous', () => {
	test.each([
		...['logout', 'signout', 'kill', 'delete', 'remove', 'revoke'],
		...['reset', 'restart', 'reboot', 'shutdown'],
	])('that holds %s', (word) => {
		expect(isDangerous(`${BASE}/${word}`)).toBe(true);
		expect(isDangerous(`${BASE}/users/${word.toUpperCase()}all/5`)).toBe(true);
		expect(isDangerous(`${BASE}/api?action=${word}`)).toBe(true);
		expect(isDangerous(`${BASE}/api?${word}=1`)).toBe(true);
	});

	test.each(['/log-out', '/Sign_Out', '/%6Cogout', '/re.boot', '/a?do=log+out', '/a?do=log%20out'])(
		'in any spelling: %s',
		(path) => {
			expect(isDangerous(`${BASE}${path}`)).toBe(true);
		},
	);

	test('that cannot be read', () => {
		expect(isDangerous('not an address')).toBe(true);
	});

	test.each(['', '/things', '/things?page=2', '/100%', '/log/out', '/{site}/things'])(
		'but not %s',
		(path) => {
			expect(isDangerous(`${BASE}${path}`)).toBe(false);
		},
	);
});

describe('the judges to try', () => {
	test('are the failed request, its address without query, and the base URL', () => {
		expect(candidates(undefined, [], GET, BASE)).toEqual([
			{ method: 'GET', url: `${BASE}/things?page=2`, accept: 'application/json' },
			{ method: 'GET', url: `${BASE}/things`, accept: 'application/json' },
			{ method: 'GET', url: BASE },
		]);
	});

	test('begin with the proven one, and those that are known to tell', () => {
		const known = [judge(`${BASE}/known`), judge('https://other.example.com/known')];
		expect(urls(candidates(judge(`${BASE}/me`), known, GET, BASE))).toEqual([
			`${BASE}/me`,
			`${BASE}/known`,
			`${BASE}/things?page=2`,
			`${BASE}/things`,
			BASE,
		]);
	});

	test.each<[string, Partial<UserRequest>]>([
		['a POST', { method: 'POST' }],
		['a HEAD', { method: 'HEAD' }],
		['a GET with a body', { hasBody: true }],
		['one that cannot be sent again as it was', { url: undefined }],
	])('leave out %s, and ask its address with a GET', (_what, changes) => {
		expect(urls(candidates(undefined, [], { ...GET, ...changes }, BASE))).toEqual([
			`${BASE}/things`,
			BASE,
		]);
	});

	test('without a request are the proven one, those known, wherever they are, and the base URL', () => {
		const known = [judge('https://other.example.com/known')];
		expect(urls(candidates(judge(`${BASE}/me`), known, undefined, BASE))).toEqual([
			`${BASE}/me`,
			'https://other.example.com/known',
			BASE,
		]);
		expect(urls(candidates(undefined, [], undefined, BASE))).toEqual([BASE]);
	});

	test('hold each one once', () => {
		const same = { ...GET, url: BASE, bareUrl: BASE };
		expect(urls(candidates(judge(BASE), [judge(BASE)], same, BASE))).toEqual([BASE]);
	});

	test('hold no dangerous one, and none that the user described with a body', () => {
		const logout = { ...GET, url: `${BASE}/session?do=logout`, bareUrl: `${BASE}/session` };
		expect(urls(candidates(judge(`${BASE}/revoke`), [], logout, BASE))).toEqual([
			`${BASE}/session`,
			BASE,
		]);
		const post: Judge = { method: 'POST', url: `${BASE}/graphql`, body: '{}' };
		expect(candidates(post, [], undefined, 'https://api.example.com/reset')).toEqual([]);
	});
});

test('a judge is named by its request, whatever it accepts', () => {
	expect(keyOf({ method: 'GET', url: BASE, accept: 'text/html' })).toBe(keyOf(judge(BASE)));
	expect(keyOf({ method: 'POST', url: BASE })).not.toBe(keyOf(judge(BASE)));
	expect(keyOf({ method: 'POST', url: BASE, body: 'a' })).not.toBe(
		keyOf({ method: 'POST', url: BASE }),
	);
});

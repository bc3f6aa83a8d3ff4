import { setAuthHeaders } from '../../../tokens/n8n/authHeaders';

const URL = 'https://api.example.com/alerts';
const BEARER = { tokenType: 'Bearer', headers: { Authorization: 'Bearer new' } };

test('the headers replace any of the same name, whatever its case, and the others stay', () => {
	const headers = { authorization: 'Bearer old', AUTHORIZATION: 'older', Accept: 'text/plain' };
	expect(setAuthHeaders({ url: URL, headers }, BEARER).headers).toEqual({
		Accept: 'text/plain',
		Authorization: 'Bearer new',
	});
});

test('a request without headers gets them, and those beside the token', () => {
	const presentation = { ...BEARER, otherHeaders: { 'x-tag': 'invented' } };
	expect(setAuthHeaders({ url: URL }, presentation).headers).toEqual({
		Authorization: 'Bearer new',
		'x-tag': 'invented',
	});
});

test('a query token replaces one of its name, and the other parameters stay', () => {
	const presentation = { tokenType: 'Query', headers: {}, query: { token: 'new' } };
	const options = { url: URL, qs: { token: 'old', page: 2 } };
	expect(setAuthHeaders(options, presentation).qs).toEqual({ token: 'new', page: 2 });
	expect(setAuthHeaders({ url: URL }, BEARER)).not.toHaveProperty('qs');
	const inAddress = { uri: `${URL}?token=old&page=2` } as never;
	expect(setAuthHeaders(inAddress, presentation)).toMatchObject({
		uri: `${URL}?page=2`,
		qs: { token: 'new' },
	});
});

test.each([
	[undefined, 'sid=new; route=a'],
	['theme=dark', 'sid=new; route=a; theme=dark'],
	['sid=old; theme=dark;lang=en', 'sid=new; route=a; theme=dark; lang=en'],
])("cookies come first, and the request's own of other names stay: %j", (given, expected) => {
	const presentation = { tokenType: 'Cookie', headers: {}, cookies: { sid: 'new', route: 'a' } };
	const headers = given === undefined ? {} : { cookie: given };
	expect(setAuthHeaders({ url: URL, headers }, presentation).headers).toEqual({ Cookie: expected });
});

test('no redirect is followed, whatever the request says, and all else stays', () => {
	const follows = { maxRedirects: 5, sendCredentialsOnCrossOriginRedirect: true };
	const options = { url: URL, method: 'POST' as const, body: { a: 1 }, ...follows };
	expect(setAuthHeaders(options, { tokenType: 'None', headers: {} })).toEqual({
		url: URL,
		method: 'POST',
		body: { a: 1 },
		headers: {},
		maxRedirects: 0,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
	});
});

test('the given options are left as they are', () => {
	const options = { url: URL, headers: { authorization: 'Bearer old' }, qs: { page: 1 } };
	setAuthHeaders(options, { ...BEARER, query: { token: 'new' }, cookies: { sid: 'new' } });
	expect(options).toEqual({ url: URL, headers: { authorization: 'Bearer old' }, qs: { page: 1 } });
});

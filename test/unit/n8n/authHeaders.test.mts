import { setAuthHeaders } from '../../../tokens/n8n/authHeaders';

const URL = 'https://api.example.com/alerts';

test('the headers take the place of any of the same name, whatever its case, and the others stay', () => {
	const headers = { authorization: 'Bearer old', AUTHORIZATION: 'older', Accept: 'text/plain' };
	expect(setAuthHeaders({ url: URL, headers }, { Authorization: 'Bearer new' }).headers).toEqual({
		Accept: 'text/plain',
		Authorization: 'Bearer new',
	});
});

test('a request without headers gets them', () => {
	expect(setAuthHeaders({ url: URL }, { 'x-tag': 'invented' }).headers).toEqual({ 'x-tag': 'invented' });
});

test('no redirect is followed, whatever the request says, and all else stays', () => {
	const follows = { maxRedirects: 5, sendCredentialsOnCrossOriginRedirect: true };
	expect(setAuthHeaders({ url: URL, method: 'POST', body: { a: 1 }, ...follows }, {})).toEqual({
		url: URL,
		method: 'POST',
		body: { a: 1 },
		headers: {},
		maxRedirects: 0,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
	});
});

test('the request that was given is left as it is', () => {
	const options = { url: URL, headers: { authorization: 'Bearer old' } };
	setAuthHeaders(options, { Authorization: 'Bearer new' });
	expect(options).toEqual({ url: URL, headers: { authorization: 'Bearer old' } });
});

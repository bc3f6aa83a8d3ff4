import { answer, CONTEXT, failureOf, found, TOKEN } from '../../../support/answers.mts';

const [SECRET] = CONTEXT.secrets;
const OTHER = 'b'.repeat(20);

describe('in JSON', () => {
	test.each<[unknown, string]>([
		[{ ACCESS_TOKEN: TOKEN }, 'ACCESS_TOKEN'],
		[{ 'access-token': TOKEN }, 'access-token'],
		[{ 'access.token': TOKEN }, '["access.token"]'],
		[{ a: { b: { c: { d: { token: TOKEN } } } } }, 'a.b.c.d.token'],
		[[{ token: TOKEN }], '[0].token'],
		[{ data: [[{ token: [TOKEN, OTHER] }]] }, 'data[0][0].token[0]'],
		[{ access: TOKEN }, 'access'],
		[{ ticket: TOKEN }, 'ticket'],
		[{ data: { ticket: TOKEN } }, 'data.ticket'],
		// By rank …
		[{ token: OTHER, deep: { accessToken: TOKEN } }, 'deep.accessToken'],
		[{ id_token: OTHER, deep: { jwt: TOKEN } }, 'deep.jwt'],
		[{ sid: OTHER, deep: { idToken: TOKEN } }, 'deep.idToken'],
		[{ key: OTHER, deep: { sid: TOKEN } }, 'deep.sid'],
		// … then by depth …
		[{ deep: { token: OTHER }, authToken: TOKEN }, 'authToken'],
		[{ deep: { er: { token: OTHER } }, list: [{ token: TOKEN }] }, 'list[0].token'],
		// … and equal values are one.
		[{ token: TOKEN, jwt: TOKEN, apiToken: `Bearer ${TOKEN}` }, 'token'],
		// What does not look like a token is none.
		[{ access_token: 'short', token: TOKEN }, 'token'],
		[{ access_token: 'two words', token: TOKEN }, 'token'],
		[{ access_token: 'https://example.com/x', token: TOKEN }, 'token'],
		[{ access_token: '<b>not a token</b>', token: TOKEN }, 'token'],
		[{ access_token: '{"not":"one"}', token: TOKEN }, 'token'],
		[{ access_token: 'no-t\u00f6ken', token: TOKEN }, 'token'],
		[{ access_token: SECRET, token: TOKEN }, 'token'],
		[{ access_token: `Bearer ${SECRET}`, token: TOKEN }, 'token'],
		[{ access_token: 1234567890, token: TOKEN }, 'token'],
		[{ token: '12345678' }, 'token'],
	])('%j: at %s', (json, path) => {
		expect(found(answer(json)).where).toBe(`token at \`${path}\``);
	});

	test.each([
		'refresh',
		'csrf',
		'xsrf',
		'reset',
		'wrap',
		'challenge',
		'mfa',
		'temp',
		'feed',
		'device',
		'private',
		'user',
		'policy',
		'profile',
	])('never below a name with %s, nor such a name', (word) => {
		const below = { [`My-${word.toUpperCase()}_info`]: { data: { token: OTHER } } };
		expect(found(answer({ ...below, deeper: { sid: TOKEN } })).token).toBe(TOKEN);
		expect(failureOf(() => found(answer(below))).code).toBe('LOGIN_REJECTED');
		const named = { [`${word}_token`]: OTHER, [word]: OTHER };
		expect(failureOf(() => found(answer(named))).code).toBe('LOGIN_REJECTED');
	});

	test.each([
		{ a: { b: { c: { d: { e: { token: TOKEN } } } } } },
		{ data: { key: TOKEN } },
		{ data: { access: TOKEN } },
		{ a: { b: { ticket: TOKEN } } },
		{ data: [{}, { token: TOKEN }] },
		{ token: '1234567' },
		{ mytoken: TOKEN },
		{ token: null },
		{ token: { value: TOKEN } },
	])('%j holds none', (json) => {
		expect(failureOf(() => found(answer(json))).words).toContain('no token was found');
	});

	test('several that differ are an error that lists them', () => {
		const { code, words } = failureOf(() =>
			found(
				answer({ data: { token: TOKEN, jwt: OTHER }, deeper: { x: { token: 'c'.repeat(20) } } }),
			),
		);
		expect(code).toBe('LOGIN_REJECTED');
		expect(words).toContain('could be the token: `data.token` and `data.jwt`.');
		expect(words).toContain("'Token in the Answer'");
		expect(words).not.toContain(TOKEN);
	});

	test('a leading Bearer and blanks are dropped', () => {
		expect(found(answer({ token: ` Bearer ${TOKEN}\n` })).token).toBe(TOKEN);
		expect(found(answer({ token: `bearer ${TOKEN}` })).token).toBe(TOKEN);
	});

	test('one that is too long for a header is an error', () => {
		expect(failureOf(() => found(answer({ token: 'a'.repeat(8_193) }))).words).toContain('8 kB');
	});

	test('cookies that are too long for a header are an error', () => {
		const setCookies = ['a', 'b'].map((name) => `${name}=${name.repeat(4_100)}`);
		expect(failureOf(() => found(answer({}, { setCookies }))).words).toContain('8 kB');
		expect(found(answer({}, { setCookies: setCookies.slice(1) })).token).toBe(setCookies[1]);
	});
});

describe('elsewhere', () => {
	test('JSON counts before headers, these before the body and cookies', () => {
		const headers = { authorization: `Bearer ${OTHER}`, 'x-auth-token': `h${OTHER}` };
		const setCookies = [`SESSION=c${OTHER}`];
		const more = { headers, setCookies };
		expect(found(answer({ sid: TOKEN }, more)).token).toBe(TOKEN);
		expect(found(answer(TOKEN, more)).token).toBe(`h${OTHER}`);
		expect(found(answer(TOKEN, { headers: { authorization: headers.authorization } })).token).toBe(
			OTHER,
		);
		expect(found(answer(TOKEN, { setCookies })).token).toBe(TOKEN);
		expect(found(answer('', { setCookies })).token).toBe(`SESSION=c${OTHER}`);
	});

	test.each([
		'X-Subject-Token',
		'X-Auth-Token',
		'X-Auth-Session',
		'X-MSTR-AuthToken',
		'Token',
		'Authorization',
	])('the header %s', (name) => {
		const response = answer('', { headers: { [name.toLowerCase()]: TOKEN } });
		expect(found(response)).toMatchObject({
			token: TOKEN,
			where: `token in the header \`${name}\``,
		});
		expect(found(response, { from: 'header' }).token).toBe(TOKEN);
		expect(failureOf(() => found(response, { from: 'json' })).code).toBe('LOGIN_REJECTED');
	});

	test('no header of another name, and none with several values', () => {
		const headers = {
			'x-token': TOKEN,
			token: `${TOKEN}, ${OTHER}`,
			authorization: `Basic ${OTHER}`,
		};
		expect(failureOf(() => found(answer('', { headers }))).code).toBe('LOGIN_REJECTED');
	});

	test.each([TOKEN, `\uFEFF${TOKEN}\r\n`, `"${TOKEN}"`, `Bearer ${TOKEN}`, `"Bearer ${TOKEN}"`])(
		'a body that is nothing else: %j',
		(text) => {
			expect(found(answer(text)).token).toBe(TOKEN);
		},
	);

	test.each(['Ok.', 'a'.repeat(15), `token=${'a b'.repeat(8)}`, `<p>${TOKEN}</p>`, `"${SECRET}"`])(
		'no other body: %j',
		(text) => {
			expect(failureOf(() => found(answer(text))).code).toBe('LOGIN_REJECTED');
		},
	);

	test('all cookies that can be a part of the session', () => {
		const setCookies = [
			`A=${TOKEN}; Path=/`,
			`csrftoken=${OTHER}`,
			`XSRF-TOKEN=${OTHER}`,
			`my_refresh=${OTHER}`,
			`language=${OTHER}`,
			`short=${'a'.repeat(15)}`,
			`secret=${SECRET}`,
			`gone=${OTHER}; Max-Age=0`,
			`B="${OTHER}"`,
		];
		const expected = { token: `A=${TOKEN}; B="${OTHER}"`, isCookie: true, refreshToken: null };
		expect(found(answer('', { setCookies }))).toMatchObject(expected);
		expect(found(answer({ token: OTHER }, { setCookies }), { from: 'cookie' })).toMatchObject({
			...expected,
			where: 'token in the cookies `A` and `B`',
		});
	});
});

describe('where the user says', () => {
	const response = answer(
		{ data: { id: TOKEN, number: 4711, big: 1e20, list: [OTHER], secret: SECRET, object: {} } },
		{ headers: { 'x-my-token': `Bearer ${OTHER}` }, setCookies: ['lang=en'] },
	);

	test.each([
		['json', 'data.id', TOKEN, 'token at `data.id`'],
		['json', 'data.number', '4711', 'token at `data.number`'],
		['json', 'data.list.0', OTHER, 'token at `data.list[0]`'],
		['header', ' X-My-Token ', OTHER, 'token in the header `X-My-Token`'],
		['cookie', 'lang', 'lang=en', 'token in the cookie `lang`'],
		['between', '"id":"…"', TOKEN, 'token between the two texts'],
		['auto', 'data.id', undefined, undefined],
	] as const)('%s %j', (from, path, token, where) => {
		if (token === undefined)
			expect(failureOf(() => found(response, { from, path })).code).toBe('LOGIN_REJECTED');
		else
			expect(found(response, { from, path })).toMatchObject({
				token,
				where,
				isCookie: from === 'cookie',
			});
	});

	test('the whole body, also a short one', () => {
		expect(found(answer(' abc\n'), { from: 'body' }).token).toBe('abc');
		expect(found(answer('"abc"'), { from: 'body' }).token).toBe('abc');
		expect(found(answer(`"${TOKEN}"`), { from: 'json' }).token).toBe(TOKEN);
	});

	test.each([
		['json', 'data.none', 'no token was found at `data.none`'],
		['json', 'data.object', 'no token was found at `data.object`'],
		['json', 'data.big', 'no token was found at `data.big`'],
		['json', 'data.secret', 'at `data.secret` is a secret of the credential'],
		['header', 'X-Other', 'no token was found in the header `X-Other`'],
		['cookie', 'session', 'no token was found in the cookie `session`'],
		['between', '<a>…</a>', 'no token was found between the two texts'],
	] as const)('%s %j is an error', (from, path, problem) => {
		const { code, words } = failureOf(() => found(response, { from, path }));
		expect(code).toBe('LOGIN_REJECTED');
		expect(words).toContain(problem);
		expect(words).toContain("Check 'From' and 'Path' of 'Token in the Answer'");
		expect(words).toContain('`data.id`');
		for (const value of [TOKEN, OTHER, SECRET]) expect(words).not.toContain(value);
	});

	test('a text around it needs its dots', () => {
		const { code, words } = failureOf(() => found(response, { from: 'between', path: '<a>' }));
		expect(code).toBe('INVALID_INPUT');
		expect(words).toContain("'Path' of 'Token in the Answer'");
	});

	test('what cannot be sent in a header is an error', () => {
		const { words } = failureOf(() => found(answer('two words'), { from: 'body' }));
		expect(words).toContain('characters that cannot be sent');
	});
});

describe('a refresh token', () => {
	test.each<[unknown, string | null]>([
		[{ token: TOKEN, refresh_token: OTHER }, OTHER],
		[{ token: TOKEN, RefreshToken: ` ${OTHER} ` }, OTHER],
		[{ data: { token: TOKEN, refresh: OTHER }, refresh: 'other' }, OTHER],
		[{ data: { token: TOKEN }, refreshToken: OTHER }, OTHER],
		[{ access: { token: TOKEN }, refresh: { token: OTHER } }, OTHER],
		[{ token: TOKEN, refresh_token: 'two words' }, null],
		[{ token: TOKEN, refresh_token: SECRET }, null],
		[{ token: TOKEN, refresh_token: 12345678 }, null],
		[{ token: TOKEN, refresh_token: '' }, null],
		[{ token: TOKEN, user: { refresh_token: OTHER } }, null],
		[{ token: TOKEN, refresh_expires: OTHER }, null],
		[{ token: TOKEN }, null],
	])('in %j', (json, expected) => {
		expect(found(answer(json))).toMatchObject({ token: TOKEN, refreshToken: expected });
	});
});

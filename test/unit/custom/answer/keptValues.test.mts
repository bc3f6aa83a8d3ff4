import { readKeptValues } from '../../../../tokens/custom/answer/keptValues';
import type { KeptValue } from '../../../../tokens/custom/description';
import { answer, CONTEXT, failureOf, HOUR, jwt, TOKEN } from '../../../support/answers.mts';

const LOGIN = answer(
	{
		site: { id: 's-1', number: 4711, on: true, pi: 3.14, big: 2 ** 60, nothing: '', object: {} },
		html: '<b>x</b>',
	},
	{
		headers: {
			'x-csrf': 'from header',
			authorization: `Bearer ${jwt(HOUR, { tenant: 'header' })}`,
		},
		setCookies: [
			'csrftoken=from-cookie',
			`TOKEN=${jwt(HOUR, { csrfToken: 'from-jwt', roles: ['a', 'b'] })}`,
			'gone=1; Max-Age=0',
		],
	},
);
const FIRST = answer('<input name="csrf" value="a&amp;b">', { setCookies: ['csrftoken=first'] });

function row(more: Partial<KeptValue>): KeptValue {
	return { name: 'kept', answer: 'login', from: 'json', path: '', ...more };
}

function kept(...rows: Array<Partial<KeptValue>>) {
	return readKeptValues(rows.map(row), { login: LOGIN, first: FIRST }, CONTEXT);
}

test.each<[KeptValue['from'], string, string]>([
	['json', 'site.id', 's-1'],
	['json', ' site.id ', 's-1'],
	['json', 'site.number', '4711'],
	['json', 'site.on', 'true'],
	['json', 'site.pi', '3.14'],
	['header', 'X-CSRF', 'from header'],
	['cookie', 'csrftoken', 'from-cookie'],
	['jwt', 'csrfToken', 'from-jwt'],
	['jwt', 'roles[1]', 'b'],
	['jwt', 'tenant', 'header'],
	['between', '"html":"…"', '<b>x</b>'],
])('from %s at %j', (from, path, value) => {
	expect(kept({ from, path })).toEqual({ kept: value });
});

test('from the first answer', () => {
	const answer = 'first';
	expect(kept({ answer, from: 'cookie', path: 'csrftoken' })).toEqual({ kept: 'first' });
	expect(kept({ answer, from: 'between', path: 'name="csrf" value="…">' })).toEqual({
		kept: 'a&b',
	});
});

test('several, by name', () => {
	const rows = [
		row({ name: 'a', path: 'site.id' }),
		row({ name: 'b', from: 'header', path: 'x-csrf' }),
	];
	expect(kept(...rows)).toEqual({ a: 's-1', b: 'from header' });
	expect(kept()).toEqual({});
});

test("the token's own claims count before those of other JWTs", () => {
	const login = answer({
		id_token: jwt(HOUR, { tenant: 'id' }),
		token: jwt(HOUR, { tenant: 'token' }),
	});
	const claim = row({ from: 'jwt', path: 'tenant' });
	const read = (token?: string) => readKeptValues([claim], { login }, { ...CONTEXT, token }).kept;
	expect(read()).toBe('id');
	expect(read(jwt(HOUR, { tenant: 'token' }))).toBe('token');
	expect(read(`Bearer ${jwt(HOUR, { tenant: 'token' })}`)).toBe('token');
	expect(read(TOKEN)).toBe('id');
});

test.each<[KeptValue['from'], string, string]>([
	['json', 'site.none', 'was not found in the answer to the login'],
	['json', 'site.nothing', 'was not found'],
	['json', 'site.object', 'is not text'],
	['json', 'site.big', 'is not text'],
	['json', '', 'is not text'],
	['header', 'x-other', 'was not found'],
	['header', '', 'was not found'],
	['cookie', 'CSRFTOKEN', 'was not found'],
	['cookie', 'gone', 'was not found'],
	['jwt', 'none', 'was not found'],
	['between', '<i>…</i>', 'was not found'],
	['between', '<i>', 'was not found'],
])('%s at %j is an error that names the row', (from, path, problem) => {
	const { code, words } = failureOf(() => kept({ name: 'csrf', from, path }));
	expect(code).toBe('BAD_RESPONSE');
	expect(words).toContain(`'csrf' under 'Kept Values' ${problem}`);
	expect(words).toContain('`site.id`');
	expect(words).toContain("Check 'From' and 'Path' of this value");
	for (const value of ['s-1', 'from-cookie', 'eyJ']) expect(words).not.toContain(value);
});

test('a first answer that there is none of', () => {
	const rows = [row({ answer: 'first', from: 'cookie', path: 'csrftoken' })];
	const { words } = failureOf(() => readKeptValues(rows, { login: LOGIN }, CONTEXT));
	expect(words).toContain("'kept' under 'Kept Values' is of the first request");
	expect(words).toContain("Add 'First Request' under 'Settings'");
});

test.each(['a\nb', 'a\u0000b', 'a'.repeat(8_193)])('what cannot be sent: %j', (value) => {
	const rows = [row({ path: 'value' })];
	const read = () => readKeptValues(rows, { login: answer({ value }) }, CONTEXT);
	const { words } = failureOf(read);
	expect(words).toContain("'kept' under 'Kept Values' cannot be sent");
});

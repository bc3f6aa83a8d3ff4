import {
	isProof,
	isSameLook,
	lookOf,
	mayTell,
	opinionOf,
	shapeOf,
	type Known,
	type Opinion,
} from '../../../../tokens/custom/judges/look';
import type { Look } from '../../../../tokens/provider/check/judges';

const BASE = 'https://api.example.com/v1/things?page=2';

function look(status: number, headers: Record<string, string> = {}, text = ''): Look {
	return lookOf({ status, text, headers, setCookies: [], sentAt: 0 }, BASE);
}
const ok = (text: string, type = 'application/json') => look(200, { 'content-type': type }, text);
const redirect = (location: string) => look(302, { location });

describe('the shape of an answer', () => {
	test.each([
		['values', '{"id":1,"name":"a"}', '{"name":"b","id":"x"}'],
		['the number of elements', '[{"id":1}]', '[{"id":1},{"id":2}]'],
		['white space', '{"a":{"b":1}}', '{ "a": { "b": 2 } }'],
		['what is no JSON', 'hello', 'good bye'],
	])('leaves out %s', (_what, one, other) => {
		expect(shapeOf('application/json', one)).toBe(shapeOf('application/json', other));
	});

	test.each([
		['keys', '{"data":{"id":1}}', '{"error":"no token"}'],
		['levels', '{"a":{"b":1}}', '{"a":1,"b":1}'],
		['what is null', '{"data":null}', '{"data":{"me":1}}'],
		['an empty list', '{"items":[]}', '{"items":[{"id":1}]}'],
		['names that hold a slash', '{"a/b":1}', '{"a":{"b":1}}'],
	])('tells %s apart', (_what, one, other) => {
		expect(shapeOf('application/json', one)).not.toBe(shapeOf('application/json', other));
	});

	test('tells content types apart, and not their parameters', () => {
		expect(shapeOf('text/html', '{}')).not.toBe(shapeOf('application/json', '{}'));
		expect(shapeOf('Text/HTML; charset=utf-8', '')).toBe(shapeOf('text/html', ''));
		expect(shapeOf(undefined, '{}')).not.toBe(shapeOf('application/json', '{}'));
	});

	test('holds nothing that the API said', () => {
		expect(ok('{"secret-key":"secret-value"}')).toEqual({
			status: 200,
			shape: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
		});
		expect(look(401, {}, '{"error":"secret"}')).toEqual({ status: 401 });
	});

	test('copes with deep and with large JSON', () => {
		const deep = '{"a":'.repeat(2_000) + '1' + '}'.repeat(2_000);
		expect(shapeOf('application/json', deep)).toMatch(/^[0-9a-f]{16}$/);
		const large = JSON.stringify(
			Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [n, n])),
		);
		expect(shapeOf('application/json', large)).toMatch(/^[0-9a-f]{16}$/);
	});
});

test('of a redirect, the target without its query counts', () => {
	expect(redirect('/login?next=%2Fthings')).toEqual({
		status: 302,
		location: 'https://api.example.com/login',
	});
	expect(redirect('https://api.example.com/login#top')).toEqual(redirect('/login?x=1'));
	expect(isSameLook(redirect('/login?a=1'), redirect('/login?b=2'))).toBe(true);
	expect(isSameLook(redirect('/login'), redirect('/home'))).toBe(false);
	expect(isSameLook(redirect('/login'), look(301, { location: '/login' }))).toBe(false);
	expect(redirect('http://[broken?x=1').location).toBe('http://[broken');
});

describe('a judge may tell tokens apart', () => {
	test.each([200, 204, 302, 303, 307, 400, 401, 403, 406, 422, 498])(
		'that answers a made-up one with %i',
		(status) => {
			expect(mayTell({ status }, false)).toBe(true);
			expect(mayTell({ status }, true)).toBe(true);
		},
	);

	test.each([408, 425, 429, 500, 503])('but not one that answers with %i', (status) => {
		expect(mayTell({ status }, false)).toBe(false);
		expect(mayTell({ status }, true)).toBe(false);
	});

	test.each([301, 308, 404, 405, 410])('nor with %i, unless the user named it', (status) => {
		expect(mayTell({ status }, false)).toBe(false);
		expect(mayTell({ status }, true)).toBe(true);
	});

	test('nor one that does not answer', () => {
		expect(mayTell(undefined, false)).toBe(false);
		expect(mayTell(undefined, true)).toBe(false);
	});
});

describe('an answer to the stored token means', () => {
	const data = ok('{"data":1}');
	const error = ok('{"error":"no"}');
	const unauthorized = { status: 401 };
	const usual = { madeUp: unauthorized };
	const proven = { madeUp: unauthorized, refused: unauthorized };
	const forbidden = { status: 403 };

	test.each<[string, Opinion, Look | undefined, Partial<Known>]>([
		['nothing: no answer', 'passing', undefined, usual],
		...[408, 425, 429, 500, 502].map((status): [string, Opinion, Look, Partial<Known>] => [
			`nothing: ${status}`,
			'passing',
			{ status },
			proven,
		]),
		['good: 2xx', 'good', data, usual],
		['good: 304', 'good', { status: 304 }, usual],
		['suspect: 401', 'suspect', unauthorized, { madeUp: forbidden }],
		['suspect: as the made-up one', 'suspect', forbidden, { madeUp: forbidden }],
		['another reason: not as the made-up one', 'other', forbidden, usual],
		['another reason: 404', 'other', { status: 404 }, usual],
		[
			'suspect: a redirect as for the made-up one',
			'suspect',
			redirect('/login?next=a'),
			{ madeUp: redirect('/login?next=b') },
		],
		[
			'another reason: a redirect elsewhere',
			'other',
			redirect('/v2'),
			{ madeUp: redirect('/login') },
		],
		['refused: as a proven judge refuses', 'refused', unauthorized, proven],
		['refused: 401 of a proven judge', 'refused', unauthorized, { ...proven, refused: forbidden }],
		['suspect: any other status of a proven judge', 'suspect', { status: 404 }, proven],
		['suspect: a redirect of a proven judge', 'suspect', redirect('/login'), proven],
		['good: 2xx of a proven judge', 'good', data, proven],
		['nothing: a success like the made-up one', 'blind', error, { madeUp: error }],
		['good: a success unlike the made-up one', 'good', data, { madeUp: error }],
		[
			'suspect: a success like the made-up one, where a good one looked otherwise',
			'suspect',
			error,
			{ madeUp: error, good: data },
		],
		[
			'refused: a success as a proven judge refuses',
			'refused',
			error,
			{ madeUp: error, refused: error },
		],
		[
			'suspect: such a success at the named address',
			'suspect',
			error,
			{ madeUp: error, isNamed: true },
		],
		[
			'suspect: such a 404 there',
			'suspect',
			{ status: 404 },
			{ madeUp: { status: 404 }, isNamed: true },
		],
		['nothing: a success, with no made-up one to compare', 'blind', data, {}],
		['good: the failed request itself succeeds', 'good', data, { isFailed: true }],
		['suspect: 401, with no made-up one to compare', 'suspect', unauthorized, {}],
		['nothing: 404, with no made-up one to compare', 'blind', { status: 404 }, {}],
	])('%s', (_case, opinion, answer, known) => {
		expect(opinionOf(answer, { isNamed: false, isFailed: false, ...known })).toBe(opinion);
	});
});

describe('a fresh token', () => {
	const unauthorized = { status: 401 };

	test.each<[string, boolean | undefined, Look | undefined, Look, Look | undefined]>([
		['is accepted: the old one was refused', true, ok('{}'), unauthorized, unauthorized],
		['is answered otherwise', true, { status: 404 }, unauthorized, unauthorized],
		['is answered the same', false, { status: 403 }, { status: 403 }, unauthorized],
		['gets 401', false, unauthorized, { status: 403 }, { status: 403 }],
		['is answered as the made-up one', false, { status: 403 }, unauthorized, { status: 403 }],
		['gets a success of the same shape', false, ok('{"a":1}'), ok('{"a":2}'), ok('{"a":3}')],
		['gets a success of another shape', true, ok('{"b":1}'), ok('{"a":2}'), ok('{"a":3}')],
		['meets a busy API', undefined, { status: 503 }, unauthorized, unauthorized],
		['gets no answer', undefined, undefined, unauthorized, unauthorized],
		['with no made-up one to compare', true, ok('{}'), unauthorized, undefined],
	])('%s', (_case, proof, fresh, suspect, madeUp) => {
		expect(isProof(fresh, suspect, madeUp)).toBe(proof);
	});
});

import { readRetryAfter } from '../../../tokens/http/retryAfter';

const NOW = Date.UTC(2026, 0, 15, 12);
const later = (milliseconds: number) => new Date(NOW + milliseconds).toUTCString();

function read(headers: Record<string, unknown>, { status = 429, text = '' } = {}) {
	return readRetryAfter({ status, headers, text }, NOW);
}

test.each([
	['seconds', { 'retry-after': ' 7 ' }, 7_000],
	['a date', { 'retry-after': later(7_000) }, 7_000],
	['a date in the past', { 'retry-after': later(-7_000) }, 0],
	[
		'a date by a clock that is an hour ahead',
		{ 'retry-after': later(3_607_000), date: later(3_600_000) },
		7_000,
	],
	[
		'a date by a clock that is a second ahead',
		{ 'retry-after': later(7_000), date: later(1_000) },
		7_000,
	],
	['too many digits', { 'retry-after': '9999999999' }, undefined],
	['nonsense', { 'retry-after': '1 minute' }, undefined],
	['nothing', {}, undefined],
])("'Retry-After' with %s", (_name, headers, expected) => {
	expect(read(headers)).toBe(expected);
	expect(read(headers, { status: 503 })).toBe(expected);
});

test.each([
	['a time ahead', { 'x-ratelimit-reset': String(NOW + 7_000) }, 7_000],
	['a time that has just passed', { 'x-ratelimit-reset': String(NOW - 100) }, 1_000],
	[
		'a time by a clock that is an hour ahead',
		{ 'x-ratelimit-reset': String(NOW + 3_607_000), date: later(3_600_000) },
		7_000,
	],
	['a time more than a day ahead', { 'x-ratelimit-reset': String(NOW + 86_400_000) }, undefined],
	['seconds instead of milliseconds', { 'x-ratelimit-reset': String(NOW / 1_000 + 7) }, undefined],
])("'X-RateLimit-Reset' with %s", (_name, headers, expected) => {
	expect(read(headers)).toBe(expected);
	expect(read(headers, { status: 200 })).toBeUndefined();
	expect(read({ ...headers, 'retry-after': '3' })).toBe(3_000);
});

test.each([
	[
		'Error, too many requests. Please slow down. You must wait 42 seconds before trying this endpoint again.',
		42_000,
	],
	['You must wait 0 seconds', 1_000],
	['You must wait 1 second', 1_000],
	['You must wait 123456 seconds', undefined],
	['Please wait', undefined],
])('the text of a rate limit: %s', (text, expected) => {
	expect(read({}, { text })).toBe(expected);
	expect(read({}, { text, status: 503 })).toBeUndefined();
});

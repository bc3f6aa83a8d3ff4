import { findToken } from '../../../../tokens/custom/answer/findToken';
import type { ApiResponse } from '../../../../tokens/provider/provider';

// All of n8n waits while an answer is read. Each of these took from many seconds to minutes.
const SHORT = 2_500;
const CONTEXT = { title: 'api.example.com', secrets: ['invented-pass', 'invented-key-4711'] };
const MANY = 3_000;

function answer(text: string, setCookies: string[] = []): ApiResponse {
	return { status: 200, text, headers: {}, setCookies, sentAt: Date.UTC(2026, 11, 1) };
}

/** What reading takes, in milliseconds. */
function timeOf(response: ApiResponse): number {
	const begun = performance.now();
	try {
		findToken(response, { from: 'auto', path: '' }, { from: 'auto', path: '' }, CONTEXT);
	} catch {
		// A failure takes its time as well.
	}
	return performance.now() - begun;
}

function many(value: (index: number) => unknown): string {
	const entries = Array.from({ length: MANY }, (_, index) => [`a${index}`, value(index)]);
	return JSON.stringify(Object.fromEntries(entries));
}

test.each([
	['tags that do not end', answer('<title'.repeat(30_000))],
	['thousands of possible tokens', answer(many((index) => ({ token: `value-${index}-xyz` })))],
	[
		'thousands of past expiries',
		answer(
			many(() => ({ expires: '2001-01-01' })),
			['SID=0123456789abcdef0'],
		),
	],
	[
		'thousands of expiries that cannot be read',
		answer(
			many(() => ({ expires: 'soon' })),
			['SID=0123456789abcdef0'],
		),
	],
])('%s keep nobody waiting', (_, response) => {
	expect(timeOf(response)).toBeLessThan(SHORT);
});

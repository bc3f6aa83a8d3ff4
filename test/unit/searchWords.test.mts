import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { PRESETS } from '../../tokens/custom/presets/all';

const NODES = join(__dirname, '..', '..', 'nodes');
/** What people type who look for this package's nodes. */
const WORDS = [
	...['refresh token', 'renew token', 'token expired', 'keep token valid'],
	...['authentication token', 'session', 'login', 'renew', 'refresh', 'token'],
];

/**
 * Whether the editor finds a text by what is typed: all letters, in that order (`fuzzyMatchSimple` of its sublimeSearch, in
 * n8n 2.41.1 and 1.123.81). The browser test tries it in the editor itself.
 */
function matches(typed: string, text: string): boolean {
	let at = 0;
	for (const char of text.toLowerCase()) if (char === typed[at]) at += 1;
	return at === typed.length;
}

/** The texts by which the editor finds a node: the words of its codex file, and its name. */
function textsOf(node: string): string[] {
	const read = (end: string) => readFileSync(join(NODES, node, `${node}.node.${end}`), 'utf8');
	const { alias } = JSON.parse(read('json')) as { alias: string[] };
	return [...alias, /displayName: '([^']+)'/.exec(read('ts'))?.[1] ?? ''];
}

describe.each(readdirSync(NODES))('%s', (node) => {
	test.each(WORDS)("is found by '%s'", (typed) => {
		expect(textsOf(node).some((text) => matches(typed, text))).toBe(true);
	});

	test('is not found by any other word', () => {
		for (const typed of ['spreadsheet', 'keep token invalid'])
			expect(textsOf(node).some((text) => matches(typed, text))).toBe(false);
	});
});

test.each(PRESETS.map(({ title }) => title))(
	"Custom Token is found by the name of an API that it knows: '%s'",
	(title) => {
		const typed = title.toLowerCase();
		expect(textsOf('CustomToken').some((text) => matches(typed, text))).toBe(true);
	},
);

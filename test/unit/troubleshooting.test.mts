import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

import { read } from '../support/docLinks.mts';

const ROOM = 'tokens';
const SOURCES = readdirSync(join(__dirname, '..', '..', ROOM), {
	recursive: true,
	encoding: 'utf8',
})
	.filter((name) => name.endsWith('.ts'))
	.map((name) => join(ROOM, name));

/** A text in the source: what is fixed in it, around what is filled in. */
function fixedParts(node: ts.Node): string[] | undefined {
	if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
	if (!ts.isTemplateExpression(node)) return undefined;
	return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
}

function textsIn(node: ts.Node): string[][] {
	const parts = fixedParts(node);
	const texts: string[][] = parts === undefined ? [] : [parts];
	ts.forEachChild(node, (child) => {
		texts.push(...textsIn(child));
	});
	return texts;
}

/** What stands where something is filled in. */
const FILLED = '\0';

/** The first sentence of a text. */
function firstSentence(parts: string[]): string {
	return parts.join(FILLED).split(/\. (?=[A-Z\0])/)[0];
}

/** Matches a sentence, with anything where something is filled in. */
function patternOf(sentence: string): RegExp {
	const fixed = sentence.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	return new RegExp(`^${fixed.replaceAll(FILLED, '.*')}$`);
}

const PATTERNS = SOURCES.flatMap((file) =>
	textsIn(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true)),
)
	.map(firstSentence)
	// A shorter one would match nearly everything.
	.filter((sentence) => sentence.replace(/[^A-Za-z]/g, '').length >= 7)
	.map(patternOf);

const isInSources = (message: string) => PATTERNS.some((pattern) => pattern.test(message));

/** The messages of this package in the page's tables. */
const MESSAGES = [...read('docs/troubleshooting.md').matchAll(/^\| `([^`]+)` \|/gm)].map(
	([, message]) => message,
);

test.each(MESSAGES)('the package can say: %s', (message) => {
	expect(isInSources(message)).toBe(true);
});

test('a message that the package never says is noticed', () => {
	expect(MESSAGES.length).toBeGreaterThan(30);
	const others = ['Personr turned down the login (401)', 'The password is wrong', ''];
	expect(others.filter(isInSources)).toEqual([]);
});

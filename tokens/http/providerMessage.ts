import { isJson, jsonOf, parse } from './json';

/**
 * The provider's reason in its own words, from whatever it answered: the usual keys of a JSON body, also
 * where the JSON is broken; else the text itself. Not scrubbed.
 */
export function messageIn(text: string): string {
	const json = jsonOf(text) ?? jsonOf(text.replace(/,\s*([}\]])/g, '$1'));
	if (json !== undefined) return wordsOf(json);
	const found = [
		...text.matchAll(/"(reason|message|error|detail|translation|msg)"\s*:\s*"((?:[^"\\]|\\.)*)"/g),
	];
	if (found.length > 0) return unique(found.map((match) => unescape(match[2])));
	return /^\s*(<!doctype|<html|<\?xml)/i.test(text)
		? (/<title[^>]*>([^<]*)/i.exec(text)?.[1] ?? '')
		: text;
}

const REASON_KEYS = [
	'reason',
	'error',
	'message',
	'translation',
	'detail',
	'msg',
	'response',
	'body',
	'data',
	'errors',
];

function wordsOf(value: unknown, depth = 0): string {
	if (typeof value === 'string') return value.trim();
	if (depth > 3) return '';
	if (Array.isArray(value))
		return unique(value.slice(0, 5).map((entry) => wordsOf(entry, depth + 1)));
	if (!isJson(value)) return '';
	const place = Array.isArray(value.loc)
		? value.loc.filter((part) => typeof part === 'string').join(' ')
		: '';
	const words = unique(REASON_KEYS.map((key) => wordsOf(value[key], depth + 1)));
	return place && words ? `${place}: ${words}` : words;
}

function unique(words: string[]): string {
	const said = [...new Set(words)];
	return said
		.filter((word) => !said.some((other) => other !== word && other.includes(word)))
		.join(': ');
}

function unescape(text: string): string {
	const value = parse(`"${text}"`);
	return typeof value === 'string' ? value : text;
}

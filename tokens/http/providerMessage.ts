import { isJson, jsonOf, parse } from './json';

/**
 * The message in the body of a response: from the usual keys of JSON, even broken JSON, from the title of a page, or
 * else the text itself. The caller redacts it.
 */
export function messageIn(text: string): string {
	const json = jsonOf(text) ?? jsonOf(text.replace(/,\s*([}\]])/g, '$1'));
	if (json !== undefined) return textsIn(json);
	const found = [
		...text.matchAll(
			/"(reason|message|error|error_description|detail|translation|msg)"\s*:\s*"((?:[^"\\]|\\.)*)"/g,
		),
	];
	if (found.length > 0) return unique(found.map((match) => unescape(match[2])));
	return /^\s*(<!doctype|<html|<\?xml)/i.test(text)
		? (/<title[^>]*>([^<]*)/i.exec(text)?.[1] ?? '')
		: text;
}

const MESSAGE_KEYS = [
	'reason',
	'error',
	'error_description',
	'message',
	'translation',
	'detail',
	'msg',
	'response',
	'body',
	'data',
	'errors',
];

function textsIn(value: unknown, depth = 0): string {
	if (typeof value === 'string') return value.trim();
	if (depth > 3) return '';
	if (Array.isArray(value))
		return unique(value.slice(0, 5).map((entry) => textsIn(entry, depth + 1)));
	if (!isJson(value)) return '';
	const place = Array.isArray(value.loc)
		? value.loc.filter((part) => typeof part === 'string').join(' ')
		: '';
	const words = unique(MESSAGE_KEYS.map((key) => textsIn(value[key], depth + 1)));
	return place && words ? `${place}: ${words}` : words;
}

/** Joins texts. One that is part of another is left out. */
function unique(words: string[]): string {
	const different = [...new Set(words)];
	return different
		.filter((word) => !different.some((other) => other !== word && other.includes(word)))
		.join(': ');
}

function unescape(text: string): string {
	const value = parse(`"${text}"`);
	return typeof value === 'string' ? value : text;
}

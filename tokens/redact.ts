import { createHash } from 'node:crypto';

/** Shorter than this, a secret cannot be told from ordinary text: then nothing of the text is repeated. */
const SHORTEST = 4;
const LIMIT = 300;
/** A longer secret is looked for in pieces of this length: then a part of it is masked as well. */
const PIECE = 48;
const LONGEST_TEXT = 20_000;
const MASK = '***';

/**
 * Makes foreign text fit to be shown: every form of every secret is masked, markup and control characters
 * are dropped, and it is cut to one line.
 *
 * Masked forms: plain, percent-encoded (also twice), form-encoded, JSON- and HTML-escaped, any mixture of
 * those, Base64 and Base64url at any alignment, and the usual hashes in hexadecimal and Base64.
 *
 * @returns '' where a secret is too short to be masked safely
 */
export function scrub(text: string, secrets: readonly string[]): string {
	const known = [...new Set(secrets)].filter((secret) => secret !== '');
	if (known.some((secret) => secret.length < SHORTEST)) return '';
	const patterns = known
		.sort((a, b) => b.length - a.length)
		.map((secret) => new RegExp(formsOf(secret).join('|'), 'gi'));
	const mask = (value: string) =>
		patterns.reduce((left, pattern) => left.replace(pattern, MASK), value);
	const line = mask(mask(beginningOf(text)).replace(/<[^<>]*>/g, ' '))
		.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
		.trim();
	const safe = mask(line);
	return safe.length <= LIMIT ? safe : `${[...safe].slice(0, LIMIT - 1).join('')}…`;
}

/** A text too long to search is cut well before the place where the cut may have halved a secret. */
function beginningOf(text: string): string {
	return text.length <= LONGEST_TEXT ? text : text.slice(0, LONGEST_TEXT - 1_000);
}

function formsOf(secret: string): string[] {
	const forms = piecesOf(secret).flatMap((piece) => [
		[...piece].map(anyEncoding).join(''),
		...base64Forms(piece),
	]);
	return [...forms, ...hashForms(secret)];
}

function piecesOf(secret: string): string[] {
	const chars = [...secret];
	const count = Math.max(1, Math.floor(chars.length / PIECE));
	return Array.from({ length: count }, (_, i) =>
		chars.slice(i * PIECE, i === count - 1 ? undefined : (i + 1) * PIECE).join(''),
	);
}

function literal(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** One character in every encoding that servers echo it in. */
function anyEncoding(char: string): string {
	const bytes = [...Buffer.from(char, 'utf8')];
	const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');
	const percent = bytes.map((byte) => `%(?:25)*${hex(byte, 2)}`).join('');
	const units = Array.from(
		{ length: char.length },
		(_, i) => `\\\\+u${hex(char.charCodeAt(i), 4)}`,
	);
	const point = char.codePointAt(0) as number;
	const forms = [
		`\\\\*${literal(char)}`,
		percent,
		units.join(''),
		`&#0*${point};`,
		`&#x0*${hex(point, 1)};`,
	];
	const named: Record<string, string[]> = {
		' ': ['\\+', '\\s+'],
		'&': ['&amp;'],
		'<': ['&lt;'],
		'>': ['&gt;'],
		'"': ['&quot;'],
		"'": ['&apos;'],
		'\n': ['\\\\+n'],
		'\r': ['\\\\+r'],
		'\t': ['\\\\+t'],
	};
	return `(?:${[...forms, ...(named[char] ?? [])].join('|')})`;
}

/** Base64 of the secret wherever in a longer text it began: the outermost digits depend on its neighbours and are left out. */
function base64Forms(secret: string): string[] {
	const bytes = Buffer.from(secret, 'utf8');
	return [0, 1, 2].flatMap((offset) => {
		const whole = Buffer.concat([Buffer.alloc(offset), bytes])
			.toString('base64')
			.replace(/=+$/, '');
		const start = offset === 0 ? 0 : offset + 1;
		const end = whole.length - ((offset + bytes.length) % 3 === 0 ? 0 : 1);
		const core = whole.slice(start, end);
		return core.length < SHORTEST ? [] : [`${base64Pattern(core)}[A-Za-z0-9+/_-]?={0,2}`];
	});
}

function base64Pattern(digits: string): string {
	return [...digits]
		.map((c) => (c === '+' || c === '-' ? '[-+]' : c === '/' || c === '_' ? '[/_]' : c))
		.join('');
}

function hashForms(secret: string): string[] {
	return ['sha256', 'sha1', 'md5', 'sha512'].flatMap((algorithm) => {
		const digest = createHash(algorithm).update(secret, 'utf8').digest();
		return [
			digest.toString('hex'),
			`${base64Pattern(digest.toString('base64').replace(/=+$/, ''))}={0,2}`,
		];
	});
}
